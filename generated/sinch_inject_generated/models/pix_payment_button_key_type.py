from typing import Literal

PixPaymentButtonKeyType = Literal["CNPJ", "CPF", "EMAIL", "EVP", "PHONE"]

PIX_PAYMENT_BUTTON_KEY_TYPE_VALUES: set[PixPaymentButtonKeyType] = {
    "CNPJ",
    "CPF",
    "EMAIL",
    "EVP",
    "PHONE",
}


def check_pix_payment_button_key_type(value: str) -> PixPaymentButtonKeyType:
    if value in PIX_PAYMENT_BUTTON_KEY_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {PIX_PAYMENT_BUTTON_KEY_TYPE_VALUES!r}"
    )
