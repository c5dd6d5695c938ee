"""Read requests from a file: one JSON object, or JSON Lines, in constant memory.

Which of the two it is shows in the first line: if that is JSON by itself, every line is a
request. A request that is spread over lines is read whole, up to a limit that no request
comes near. What cannot be read becomes a :class:`Flaw` with its line and column, never an
exception, so that one bad line does not hide the others.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import itertools
import json
import zlib
from collections.abc import Iterator
from typing import IO, Any, BinaryIO, NoReturn, cast

from attrs import field, frozen

__all__ = ["LONGEST", "Flaw", "Line", "Record", "count_lines", "name_of", "read", "read_lines"]

LONGEST = 16 * 1024 * 1024  # bytes of a line or of one request; requests have a few hundred
DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)
DAMAGED = "the compressed file is damaged, or cut off here"
GZIP = b"\x1f\x8b"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@frozen
class Record:
    """A request as it was read.

    Attributes:
        line: where it starts, from 1.
        value: the JSON value, an object unless the input is wrong.
    """

    line: int
    value: Any = field(repr=False)


@frozen
class Flaw:
    """Why a line, or the whole input, is no JSON.

    Attributes:
        line: from 1.
        column: in characters from 1; 0: the line as a whole.
        rule: a word that does not change.
        message: a sentence; quotes nothing of the input.
    """

    line: int
    column: int
    rule: str
    message: str


def read(stream: BinaryIO) -> Iterator[Record | Flaw]:
    """Yield each request, or what is wrong with its line. Nothing at all: an empty input.

    A file may be gzipped; one that is damaged or cut off ends with a flaw.
    """
    number = 1

    def counted() -> Iterator[tuple[int, bytes]]:
        nonlocal number
        for line in _lines(_unpacked(stream)):
            number = line[0] + 1
            yield line

    try:
        yield from _requests(counted())
    except DAMAGE:
        yield Flaw(number, 0, "gzip", DAMAGED)


def _requests(lines: Iterator[tuple[int, bytes]]) -> Iterator[Record | Flaw]:
    first = next(lines, None)
    if first is None:
        return
    number, raw = first
    found = _parse(raw, number)
    if not isinstance(found, Flaw) or found.rule != "json":
        yield found
    else:
        second = next(lines, None)
        # Only JSON Lines, and a list, have an object at the start of their second line.
        listed = raw.lstrip().startswith(b"[")
        if second is None or (second[1].startswith(b"{") and not listed):
            yield found
            if second is not None:
                yield _parse(second[1], second[0])
        else:
            yield _document(number, raw, second, lines)
            return
    for number, raw in lines:
        yield _parse(raw, number)


@frozen
class Line:
    """One line of JSON Lines.

    Attributes:
        found: what is on it, or what is wrong with it.
        raw: its bytes, without the end of the line; at most one more than :data:`LONGEST`.
        digest: 16 bytes of all its bytes, should they say nothing else.
    """

    found: Record | Flaw
    raw: bytes = field(repr=False)
    digest: bytes


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield each line that holds something, each by itself, from a file that may be gzipped.

    A compressed file that is damaged or cut off ends with a flaw.
    """
    number = 0
    try:
        for number, raw, digest in _hashed_lines(_unpacked(stream)):
            text = raw.rstrip(b"\r\n") if len(raw) <= LONGEST else raw
            yield Line(_parse(text, number), text, digest)
    except DAMAGE:
        yield Line(Flaw(number + 1, 0, "gzip", DAMAGED), b"", _digest(b"").digest())


def count_lines(stream: BinaryIO) -> int:
    """Return how many lines :func:`read_lines` yields, without looking into them."""
    many, at_start, unpacked = 0, True, _unpacked(stream)
    try:
        while raw := unpacked.readline(LONGEST + 1):
            many += at_start and bool(raw.strip())
            at_start = raw.endswith(b"\n")
    except DAMAGE:
        many += 1
    return many


def _unpacked(stream: BinaryIO) -> IO[bytes]:
    """Return the stream, unpacked if it can be seen to be gzipped."""
    # Only a stream that can look ahead is asked; a BufferedReader can.
    packed = stream.peek(2)[:2] == GZIP if isinstance(stream, io.BufferedReader) else False
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream, mode="rb")) if packed else stream


def _hashed_lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield number, bytes and digest of each line that holds something, as :func:`_lines` does."""
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        raw = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        seen, rest = _digest(raw.rstrip(b"\r\n")), raw
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST + 1)
            seen.update(rest)
        if raw.strip():
            yield number, raw, seen.digest()


def _digest(raw: bytes) -> hashlib.blake2b:
    return hashlib.blake2b(raw, digest_size=16, person=b"line")


def name_of(stream: BinaryIO) -> str:
    """Return what to call a file in messages."""
    name = getattr(stream, "name", "<stdin>")  # a stand-in for stdin has none
    return "stdin" if name == "<stdin>" else str(name)


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something; one that is too long comes cut, one byte over."""
    number = 0
    while raw := stream.readline(LONGEST + 1):
        number += 1
        rest = raw
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST + 1)
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)  # Windows editors put it there
        if raw.strip():
            yield number, raw


def _document(
    number: int, head: bytes, second: tuple[int, bytes], lines: Iterator[tuple[int, bytes]]
) -> Record | Flaw:
    """Read one request that is spread over lines, which are empty where they were skipped."""
    text, at = bytearray(head), number
    for line, raw in itertools.chain([second], lines):
        text += b"\n" * (line - at - 1) + raw
        at = line
        if len(text) > LONGEST:
            message = f"is more than {LONGEST} bytes long; give one request on each line instead"
            return Flaw(number, 0, "size", message)
    return _parse(bytes(text), number)


class _Refused(ValueError):
    """JSON that Python reads and the API does not."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


def _parse(raw: bytes, line: int) -> Record | Flaw:
    """Read one JSON value that starts on ``line``."""
    if len(raw) > LONGEST:
        return Flaw(line, 0, "size", f"is more than {LONGEST} bytes long; no request is")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return _not_utf8(raw, line, error)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        return _not_json(text, line, error)
    except _Refused as error:
        return Flaw(line, 0, error.rule, error.message)
    except RecursionError:
        return Flaw(line, 0, "depth", "is nested too deep to be read")
    except ValueError:  # the only one left: a number with more digits than Python reads
        return Flaw(line, 0, "number", "holds a number that is too long to be read")
    return Record(line, value)


def _not_utf8(raw: bytes, line: int, error: UnicodeDecodeError) -> Flaw:
    if raw.startswith(UTF16):
        return Flaw(line, 1, "encoding", "is UTF-16; save it as UTF-8")
    before = raw[: error.start].decode().split("\n")
    place = line + len(before) - 1, len(before[-1]) + 1
    return Flaw(*place, "encoding", "is not UTF-8; save it as UTF-8")


def _not_json(text: str, line: int, error: json.JSONDecodeError) -> Flaw:
    """Say where the text stops being JSON, in our words where the parser's help nobody."""
    if error.msg == "Extra data":
        reason = "there is something after the end of the request"
    elif not text[error.pos :].strip():
        reason = "it ends too early"
        error = json.JSONDecodeError(error.msg, text, len(text.rstrip()))
    else:
        reason = error.msg[:1].lower() + error.msg[1:]
    return Flaw(line + error.lineno - 1, error.colno, "json", f"is not JSON: {reason}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("unique_names", "has a name twice in one object; only one can count")
    return found


def _constant(_name: str) -> NoReturn:
    raise _Refused("number", "holds NaN or Infinity, which JSON does not have")
