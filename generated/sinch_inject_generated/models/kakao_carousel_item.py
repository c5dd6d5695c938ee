from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.kakao_app_link_button import KakaoAppLinkButton
    from ..models.kakao_bot_keyword_button import KakaoBotKeywordButton
    from ..models.kakao_coupon import KakaoCoupon
    from ..models.kakao_fixed_discount import KakaoFixedDiscount
    from ..models.kakao_image import KakaoImage
    from ..models.kakao_percentage_discount import KakaoPercentageDiscount
    from ..models.kakao_regular_price import KakaoRegularPrice
    from ..models.kakao_web_link_button import KakaoWebLinkButton


T = TypeVar("T", bound="KakaoCarouselItem")


@_attrs_define(kw_only=True, repr=False)
class KakaoCarouselItem:
    buttons: list[KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton]
    image: KakaoImage
    commerce: KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice
    additional_content: str | Unset = UNSET
    coupon: KakaoCoupon | Unset = UNSET
    """ A coupon. The type says which further field it needs. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.kakao_app_link_button import KakaoAppLinkButton  # noqa: PLC0415
        from ..models.kakao_fixed_discount import KakaoFixedDiscount  # noqa: PLC0415
        from ..models.kakao_regular_price import KakaoRegularPrice  # noqa: PLC0415
        from ..models.kakao_web_link_button import KakaoWebLinkButton  # noqa: PLC0415

        buttons = []
        for buttons_item_data in self.buttons:
            buttons_item: dict[str, Any]
            if isinstance(buttons_item_data, KakaoWebLinkButton):
                buttons_item = buttons_item_data.to_dict()
            elif isinstance(buttons_item_data, KakaoAppLinkButton):
                buttons_item = buttons_item_data.to_dict()
            else:
                buttons_item = buttons_item_data.to_dict()

            buttons.append(buttons_item)

        image = self.image.to_dict()

        commerce: dict[str, Any]
        if isinstance(self.commerce, KakaoRegularPrice):
            commerce = self.commerce.to_dict()
        elif isinstance(self.commerce, KakaoFixedDiscount):
            commerce = self.commerce.to_dict()
        else:
            commerce = self.commerce.to_dict()

        additional_content = self.additional_content

        coupon: dict[str, Any] | Unset = UNSET
        if not isinstance(self.coupon, Unset):
            coupon = self.coupon.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "buttons": buttons,
                "image": image,
                "commerce": commerce,
            }
        )
        if additional_content is not UNSET:
            field_dict["additional_content"] = additional_content
        if coupon is not UNSET:
            field_dict["coupon"] = coupon

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kakao_app_link_button import KakaoAppLinkButton  # noqa: PLC0415
        from ..models.kakao_bot_keyword_button import (
            KakaoBotKeywordButton,  # noqa: PLC0415
        )
        from ..models.kakao_coupon import KakaoCoupon  # noqa: PLC0415
        from ..models.kakao_fixed_discount import KakaoFixedDiscount  # noqa: PLC0415
        from ..models.kakao_image import KakaoImage  # noqa: PLC0415
        from ..models.kakao_percentage_discount import (
            KakaoPercentageDiscount,  # noqa: PLC0415
        )
        from ..models.kakao_regular_price import KakaoRegularPrice  # noqa: PLC0415
        from ..models.kakao_web_link_button import KakaoWebLinkButton  # noqa: PLC0415

        d = dict(src_dict)
        buttons = []
        _buttons = d.pop("buttons")
        for buttons_item_data in _buttons:

            def _parse_buttons_item(
                data: object,
            ) -> KakaoAppLinkButton | KakaoBotKeywordButton | KakaoWebLinkButton:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_kakao_button_type_0 = KakaoWebLinkButton.from_dict(data)

                    return componentsschemas_kakao_button_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_kakao_button_type_1 = KakaoAppLinkButton.from_dict(data)

                    return componentsschemas_kakao_button_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_kakao_button_type_2 = KakaoBotKeywordButton.from_dict(data)

                return componentsschemas_kakao_button_type_2

            buttons_item = _parse_buttons_item(buttons_item_data)

            buttons.append(buttons_item)

        image = KakaoImage.from_dict(d.pop("image"))

        def _parse_commerce(
            data: object,
        ) -> KakaoFixedDiscount | KakaoPercentageDiscount | KakaoRegularPrice:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_kakao_commerce_type_0 = KakaoRegularPrice.from_dict(data)

                return componentsschemas_kakao_commerce_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_kakao_commerce_type_1 = KakaoFixedDiscount.from_dict(data)

                return componentsschemas_kakao_commerce_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_kakao_commerce_type_2 = KakaoPercentageDiscount.from_dict(data)

            return componentsschemas_kakao_commerce_type_2

        commerce = _parse_commerce(d.pop("commerce"))

        additional_content = d.pop("additional_content", UNSET)

        _coupon = d.pop("coupon", UNSET)
        coupon: KakaoCoupon | Unset
        if isinstance(_coupon, Unset):
            coupon = UNSET
        else:
            coupon = KakaoCoupon.from_dict(_coupon)

        kakao_carousel_item = cls(
            buttons=buttons,
            image=image,
            commerce=commerce,
            additional_content=additional_content,
            coupon=coupon,
        )

        kakao_carousel_item.additional_properties = d
        return kakao_carousel_item

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
