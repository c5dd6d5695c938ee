from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.product_item import ProductItem


T = TypeVar("T", bound="ProductResponseMessage")


@_attrs_define(kw_only=True, repr=False)
class ProductResponseMessage:
    """The contact asked for products or put them into a basket."""

    products: list[ProductItem] | Unset = UNSET
    title: str | Unset = UNSET
    catalog_id: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        products: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.products, Unset):
            products = []
            for products_item_data in self.products:
                products_item = products_item_data.to_dict()
                products.append(products_item)

        title = self.title

        catalog_id = self.catalog_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if products is not UNSET:
            field_dict["products"] = products
        if title is not UNSET:
            field_dict["title"] = title
        if catalog_id is not UNSET:
            field_dict["catalog_id"] = catalog_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.product_item import ProductItem  # noqa: PLC0415

        d = dict(src_dict)
        _products = d.pop("products", UNSET)
        products: list[ProductItem] | Unset = UNSET
        if _products is not UNSET:
            products = []
            for products_item_data in _products:
                products_item = ProductItem.from_dict(products_item_data)

                products.append(products_item)

        title = d.pop("title", UNSET)

        catalog_id = d.pop("catalog_id", UNSET)

        product_response_message = cls(
            products=products,
            title=title,
            catalog_id=catalog_id,
        )

        product_response_message.additional_properties = d
        return product_response_message

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
