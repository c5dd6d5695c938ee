"""Read the wire format of protobuf: fields by number, with nothing known of their types."""

from __future__ import annotations

__all__ = ["NotProtobuf", "fields"]

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5


class NotProtobuf(ValueError):
    """The bytes are no message."""


def fields(data: bytes) -> list[tuple[int, bytes]]:
    """Return number and content of each field of a message; numbers as their bytes.

    Raises:
        NotProtobuf: the bytes are no message.
    """
    found: list[tuple[int, bytes]] = []
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise NotProtobuf("field 0")
        if kind == VARINT:
            value, end = _varint(data, at)
            found.append((number, str(value).encode()))
        else:
            if kind == LENGTH:
                size, at = _varint(data, at)
            elif kind in {FIXED64, FIXED32}:
                size = 8 if kind == FIXED64 else 4
            else:
                raise NotProtobuf(f"wire type {kind}")
            end = at + size
            if end > len(data):
                raise NotProtobuf("cut off")
            found.append((number, data[at:end]))
        at = end
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            raise NotProtobuf("cut off")
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise NotProtobuf("a number is too long")
