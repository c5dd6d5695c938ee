"""Read an HTTP/1.1 answer by the letter of RFC 9112, and note what breaks it.

What can still be read is read, so that a case says more than "broken"; what cannot raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import frozen

__all__ = ["Broken", "Received", "receive"]

STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})( [\t -~\x80-\xff]*)?")
TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(rb"[\t -~\x80-\xff]*")
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(;[\t -~\x80-\xff]*)?")
LARGEST_HEAD = 262_144
ONCE = ("content-length", "content-type", "transfer-encoding", "location", "retry-after", "date")
More = Callable[[], bytes]


class Broken(Exception):
    """What came is no HTTP answer, or ended before its end."""


@frozen
class Received:
    """One answer: what it says, what is wrong with it, and what came behind it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    rest: bytes
    closes: bool
    faults: tuple[str, ...]
    interim: tuple[int, ...] = ()


class _Stream:
    """Bytes that come in pieces, taken in lines and by count."""

    def __init__(self, more: More, buffer: bytes) -> None:
        self._more = more
        self.buffer = buffer
        self.begun = bool(buffer)
        self.ended = False

    def line(self) -> bytes:
        """Return the bytes before the next line feed."""
        while b"\n" not in self.buffer:
            if len(self.buffer) > LARGEST_HEAD:
                raise Broken("a line of the answer never ends")
            self._fill()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line

    def take(self, count: int) -> bytes:
        """Return so many bytes."""
        parts, have = [self.buffer], len(self.buffer)
        while have < count:
            self.buffer = b""
            self._fill()
            parts.append(self.buffer)
            have += len(self.buffer)
        whole = b"".join(parts)
        self.buffer = whole[count:]
        return whole[:count]

    def all(self) -> bytes:
        """Return everything until the connection ends."""
        parts = [self.buffer]
        while part := self._more():
            parts.append(part)
        self.buffer, self.ended = b"", True
        return b"".join(parts)

    def _fill(self) -> None:
        part = self._more()
        if not part:
            within = "cut off within the answer"
            raise Broken(within if self.begun else "closed without an answer")
        self.begun = True
        self.buffer += part


def receive(more: More, buffer: bytes, method: str) -> Received:
    """Read one answer.

    Args:
        more: gives the next bytes, none at the end of the connection.
        buffer: what has come already.
        method: what was asked; the answer to HEAD has no body. "100": an interim answer is
            what is waited for.

    Raises:
        Broken: what comes is no answer, or ends within it.
    """
    stream = _Stream(more, buffer)
    faults: list[str] = []
    interim: list[int] = []
    while True:
        version, status = _status_line(stream, faults)
        headers = tuple(_headers(stream, faults))
        if status >= 200 or method == "100" or len(interim) > 9:
            break
        interim.append(status)
    lower = [(name.lower(), value) for name, value in headers]
    names = [name for name, _ in lower]
    faults += [f"the header {one} comes more than once" for one in ONCE if names.count(one) > 1]
    options = [
        option.strip().lower()
        for name, value in lower
        if name == "connection"
        for option in value.split(",")
    ]
    body = _body(stream, status, dict(lower), method, faults)
    closes = stream.ended or "close" in options or (version == 0 and "keep-alive" not in options)
    return Received(status, headers, body, stream.buffer, closes, tuple(faults), tuple(interim))


def _status_line(stream: _Stream, faults: list[str]) -> tuple[int, int]:
    line = _without_cr(stream.line(), faults)
    match = STATUS_LINE.fullmatch(line)
    if match is None:
        raise Broken(f"no status line: {line[:60]!r}")
    if match[3] is None:
        faults.append("there is no blank behind the status")
    return int(match[1]), int(match[2])


def _headers(stream: _Stream, faults: list[str]) -> Iterator[tuple[str, str]]:
    while line := _without_cr(stream.line(), faults):
        name, colon, value = line.partition(b":")
        if not colon or not TOKEN.fullmatch(name):
            faults.append(f"no header: {line[:60]!r}")
            continue
        stripped = value.strip(b" \t")
        if not VALUE.fullmatch(stripped):
            faults.append(f"the header {name.decode()} has a control character in it")
        yield name.decode(), stripped.decode("latin-1")


def _without_cr(line: bytes, faults: list[str]) -> bytes:
    if not line.endswith(b"\r"):
        faults.append("a line ends without a carriage return")
    return line.removesuffix(b"\r")


def _body(
    stream: _Stream, status: int, headers: dict[str, str], method: str, faults: list[str]
) -> bytes:
    length, coding = headers.get("content-length"), headers.get("transfer-encoding")
    if length is not None and coding is not None:
        faults.append("both Content-Length and Transfer-Encoding")
    if status < 200 or status in {204, 304}:
        if length is not None and status != 304:
            faults.append(f"a {status} has a Content-Length")
        return b""
    if method == "HEAD":
        return b""
    if coding is not None:
        if coding.lower() != "chunked":
            faults.append(f"Transfer-Encoding is {coding!r}")
            return stream.all()
        return b"".join(_chunks(stream, faults))
    if length is not None:
        if not length.isascii() or not length.isdecimal():
            raise Broken(f"Content-Length is {length!r}")
        return stream.take(int(length))
    return stream.all()


def _chunks(stream: _Stream, faults: list[str]) -> Iterator[bytes]:
    while True:
        line = _without_cr(stream.line(), faults)
        match = CHUNK.fullmatch(line)
        if match is None:
            raise Broken(f"no chunk: {line[:60]!r}")
        size = int(match[1], 16)
        if not size:
            break
        yield stream.take(size)
        if stream.take(2) != b"\r\n":
            raise Broken("a chunk is longer than it says")
    list(_headers(stream, faults))  # the trailer
