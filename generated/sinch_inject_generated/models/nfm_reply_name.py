from typing import Literal

NfmReplyName = Literal["address_message", "flow"]

NFM_REPLY_NAME_VALUES: set[NfmReplyName] = {
    "address_message",
    "flow",
}


def check_nfm_reply_name(value: str) -> NfmReplyName:
    if value in NFM_REPLY_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NFM_REPLY_NAME_VALUES!r}")
