from typing import Literal

Channel = Literal[
    "APPLEBC",
    "INSTAGRAM",
    "KAKAOTALK",
    "KAKAOTALKCHAT",
    "LINE",
    "MESSENGER",
    "MMS",
    "RCS",
    "SMS",
    "TELEGRAM",
    "VIBERBM",
    "WECHAT",
    "WHATSAPP",
]

CHANNEL_VALUES: set[Channel] = {
    "APPLEBC",
    "INSTAGRAM",
    "KAKAOTALK",
    "KAKAOTALKCHAT",
    "LINE",
    "MESSENGER",
    "MMS",
    "RCS",
    "SMS",
    "TELEGRAM",
    "VIBERBM",
    "WECHAT",
    "WHATSAPP",
}


def check_channel(value: str) -> Channel:
    if value in CHANNEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHANNEL_VALUES!r}")
