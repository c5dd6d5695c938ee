from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.address_info import AddressInfo
    from ..models.email_info import EmailInfo
    from ..models.name_info import NameInfo
    from ..models.organization_info import OrganizationInfo
    from ..models.phone_number_info import PhoneNumberInfo
    from ..models.url_info import UrlInfo


T = TypeVar("T", bound="ContactInfoMessage")


@_attrs_define(kw_only=True, repr=False)
class ContactInfoMessage:
    name: NameInfo
    phone_numbers: list[PhoneNumberInfo]
    addresses: list[AddressInfo] | Unset = UNSET
    email_addresses: list[EmailInfo] | Unset = UNSET
    organization: OrganizationInfo | Unset = UNSET
    urls: list[UrlInfo] | Unset = UNSET
    birthday: datetime.date | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        name = self.name.to_dict()

        phone_numbers = []
        for phone_numbers_item_data in self.phone_numbers:
            phone_numbers_item = phone_numbers_item_data.to_dict()
            phone_numbers.append(phone_numbers_item)

        addresses: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.addresses, Unset):
            addresses = []
            for addresses_item_data in self.addresses:
                addresses_item = addresses_item_data.to_dict()
                addresses.append(addresses_item)

        email_addresses: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.email_addresses, Unset):
            email_addresses = []
            for email_addresses_item_data in self.email_addresses:
                email_addresses_item = email_addresses_item_data.to_dict()
                email_addresses.append(email_addresses_item)

        organization: dict[str, Any] | Unset = UNSET
        if not isinstance(self.organization, Unset):
            organization = self.organization.to_dict()

        urls: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.urls, Unset):
            urls = []
            for urls_item_data in self.urls:
                urls_item = urls_item_data.to_dict()
                urls.append(urls_item)

        birthday: str | Unset = UNSET
        if not isinstance(self.birthday, Unset):
            birthday = self.birthday.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "phone_numbers": phone_numbers,
            }
        )
        if addresses is not UNSET:
            field_dict["addresses"] = addresses
        if email_addresses is not UNSET:
            field_dict["email_addresses"] = email_addresses
        if organization is not UNSET:
            field_dict["organization"] = organization
        if urls is not UNSET:
            field_dict["urls"] = urls
        if birthday is not UNSET:
            field_dict["birthday"] = birthday

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.address_info import AddressInfo  # noqa: PLC0415
        from ..models.email_info import EmailInfo  # noqa: PLC0415
        from ..models.name_info import NameInfo  # noqa: PLC0415
        from ..models.organization_info import OrganizationInfo  # noqa: PLC0415
        from ..models.phone_number_info import PhoneNumberInfo  # noqa: PLC0415
        from ..models.url_info import UrlInfo  # noqa: PLC0415

        d = dict(src_dict)
        name = NameInfo.from_dict(d.pop("name"))

        phone_numbers = []
        _phone_numbers = d.pop("phone_numbers")
        for phone_numbers_item_data in _phone_numbers:
            phone_numbers_item = PhoneNumberInfo.from_dict(phone_numbers_item_data)

            phone_numbers.append(phone_numbers_item)

        _addresses = d.pop("addresses", UNSET)
        addresses: list[AddressInfo] | Unset = UNSET
        if _addresses is not UNSET:
            addresses = []
            for addresses_item_data in _addresses:
                addresses_item = AddressInfo.from_dict(addresses_item_data)

                addresses.append(addresses_item)

        _email_addresses = d.pop("email_addresses", UNSET)
        email_addresses: list[EmailInfo] | Unset = UNSET
        if _email_addresses is not UNSET:
            email_addresses = []
            for email_addresses_item_data in _email_addresses:
                email_addresses_item = EmailInfo.from_dict(email_addresses_item_data)

                email_addresses.append(email_addresses_item)

        _organization = d.pop("organization", UNSET)
        organization: OrganizationInfo | Unset
        if isinstance(_organization, Unset):
            organization = UNSET
        else:
            organization = OrganizationInfo.from_dict(_organization)

        _urls = d.pop("urls", UNSET)
        urls: list[UrlInfo] | Unset = UNSET
        if _urls is not UNSET:
            urls = []
            for urls_item_data in _urls:
                urls_item = UrlInfo.from_dict(urls_item_data)

                urls.append(urls_item)

        _birthday = d.pop("birthday", UNSET)
        birthday: datetime.date | Unset
        if isinstance(_birthday, Unset):
            birthday = UNSET
        else:
            birthday = datetime.date.fromisoformat(_birthday)

        contact_info_message = cls(
            name=name,
            phone_numbers=phone_numbers,
            addresses=addresses,
            email_addresses=email_addresses,
            organization=organization,
            urls=urls,
            birthday=birthday,
        )

        contact_info_message.additional_properties = d
        return contact_info_message

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
