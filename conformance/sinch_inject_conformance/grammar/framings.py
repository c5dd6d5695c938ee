"""Requests in every framing by RFC 9112: what has to be read, and what must not be.

A message that cannot be delimited must not be stored, whatever the server says about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.wire import Request

__all__ = ["cases", "chunked"]

Shape = Callable[[Request, str], Sequence[bytes]]
OK = Expect({200})
# The parser refuses, or nothing is said and the connection ends.
NOT_READ = Expect({0, 400, 408, 411, 414, 431, 501, 505}, kind="below")
# A recipient may forgive what it can delimit all the same.
EITHER = Expect({0, 200, 400, 403, 411, 414, 415, 431, 501, 505}, kind="below")


def head(request: Request, host: str, *more: str, line: str = "", end: str = "\r\n") -> bytes:
    """Write the request line and the headers, without a length."""
    lines = [line or f"{request.method} {request.path} HTTP/1.1"]
    lines += [f"Host: {host}"] if host else []
    lines += [f"{name}: {value}" for name, value in request.headers]
    return end.join([*lines, *more, "", ""]).encode()


def _length(request: Request) -> str:
    return f"Content-Length: {len(request.body or b'')}"


def chunked(
    size: int,
    *,
    form: str = "{:x}",
    extension: str = "",
    trailer: str = "",
    last: str = "0",
    coding: str = "chunked",
) -> Shape:
    """Return a shape that sends the body in chunks of a size."""

    def shape(request: Request, host: str) -> Sequence[bytes]:
        body = request.body or b""
        chunks = [body[at : at + size] for at in range(0, len(body), size)]
        parts = [
            form.format(len(chunk)).encode() + extension.encode() + b"\r\n" + chunk + b"\r\n"
            for chunk in chunks
        ]
        end = f"{last}\r\n{trailer}\r\n".encode()
        return [head(request, host, f"Transfer-Encoding: {coding}"), b"".join(parts) + end]

    return shape


def headed(*more: str, line: str = "", host: str | None = None, end: str = "\r\n") -> Shape:
    """Return a shape with other headers; {length} in them is the body's."""

    def shape(request: Request, its_host: str) -> Sequence[bytes]:
        lines = [one.replace("{length}", str(len(request.body or b""))) for one in more]
        first = line.replace("{method}", request.method).replace("{path}", request.path)
        first = first.replace("{host}", its_host)
        given = its_host if host is None else host
        return [head(request, given, *lines, line=first, end=end) + (request.body or b"")]

    return shape


def rewritten(change: Callable[[bytes], bytes]) -> Shape:
    """Return a shape that changes the usual bytes of the head."""

    def shape(request: Request, host: str) -> Sequence[bytes]:
        return [change(head(request, host, _length(request))) + (request.body or b"")]

    return shape


def in_pieces(size: int) -> Shape:
    """Return a shape that sends the usual bytes in small parts."""

    def shape(request: Request, host: str) -> Sequence[bytes]:
        whole = head(request, host, _length(request)) + (request.body or b"")
        return [whole[at : at + size] for at in range(0, len(whole), size)]

    return shape


def head_then_body(*more: str) -> Shape:
    """Return a shape whose first part is the head."""

    def shape(request: Request, host: str) -> Sequence[bytes]:
        return [head(request, host, _length(request), *more), request.body or b""]

    return shape


def of_length(change: Callable[[int], str]) -> Shape:
    """Return a shape whose Content-Length is made from the true one."""

    def shape(request: Request, host: str) -> Sequence[bytes]:
        length = change(len(request.body or b""))
        return [head(request, host, f"Content-Length: {length}") + (request.body or b"")]

    return shape


READ: Sequence[tuple[str, Shape]] = (
    ("one chunk", chunked(1 << 20)),
    ("chunks of one byte", chunked(1)),
    ("chunks of seven", chunked(7)),
    ("sizes in upper case", chunked(171, form="{:X}")),
    ("sizes with zeros before", chunked(50, form="000{:x}")),
    ("a chunk extension", chunked(40, extension=";a=b")),
    ("a quoted chunk extension", chunked(40, extension=';a="b;c"')),
    ("a trailer", chunked(40, trailer="X-Sum: 1\r\n")),
    ("the last chunk of several zeros", chunked(40, last="000")),
    ("the coding in upper case", chunked(40, coding="CHUNKED")),
    ("one byte at a time", in_pieces(1)),
    ("a hundred bytes at a time", in_pieces(100)),
    ("HTTP/1.0", headed("Content-Length: {length}", line="{method} {path} HTTP/1.0")),
    ("HTTP/1.0, kept", headed("Connection: keep-alive", "Content-Length: {length}",
                              line="{method} {path} HTTP/1.0")),
    ("the absolute form", headed("Content-Length: {length}",
                                 line="{method} http://{host}{path} HTTP/1.1")),
    ("Connection: close", headed("Connection: close", "Content-Length: {length}")),
    ("names in lower case", rewritten(lambda it: _names(it, bytes.lower))),
    ("names in upper case", rewritten(lambda it: _names(it, bytes.upper))),
    ("no blank behind the colon", rewritten(lambda it: it.replace(b": ", b":"))),
    ("blanks and tabs around values", rewritten(lambda it: _values(it, b" \t ", b"\t "))),
    ("100 more headers", headed(*(f"X-{n}: {n}" for n in range(100)), "Content-Length: {length}")),
    ("a header of 4,000 letters", headed("X-Long: " + "a" * 4000, "Content-Length: {length}")),
    ("an empty header", headed("X-Empty:", "Content-Length: {length}")),
    ("Latin-1 in a header", rewritten(lambda it: it.replace(b"\r\n", b"\r\nX: \xe5\r\n", 1))),
)  # fmt: skip

UNREADABLE: Sequence[tuple[str, Shape]] = (
    ("no length, a body behind", headed("Content-Length: x")),
    ("a negative length", of_length(lambda n: f"-{n}")),
    ("a length with a sign", of_length(lambda n: f"+{n}")),
    ("a length in hexadecimal", of_length(lambda n: f"{n:#x}")),
    ("a length with a point", of_length(lambda n: f"{n}.0")),
    ("a length with a blank in it", of_length(lambda n: f"{n // 10} {n % 10}")),
    ("two lengths in a list", of_length(lambda n: f"{n}, {n + 1}")),
    ("a length of 30 digits", of_length(lambda n: "9" * 30)),
    ("two lengths", headed("Content-Length: {length}", "Content-Length: 1")),
    ("a chunk size that is none", chunked(40, form="g{:x}")),
    ("a chunk size with a sign", chunked(40, form="-{:x}")),
    ("a chunk size in 0x", chunked(40, form="0x{:x}")),
    ("a chunk size too small", chunked(40, form="1")),
    ("a blank before the colon", rewritten(lambda it: it.replace(b"Host:", b"Host :"))),
    ("a line without a colon", rewritten(lambda it: it.replace(b"\r\n", b"\r\nnothing\r\n", 1))),
    ("a name with a blank", rewritten(lambda it: it.replace(b"\r\n", b"\r\nX Y: z\r\n", 1))),
    ("U+0000 in a value", rewritten(lambda it: it.replace(b"\r\n", b"\r\nX: a\x00b\r\n", 1))),
    ("HTTP/3.0", headed("Content-Length: {length}", line="{method} {path} HTTP/3.0")),
    ("another protocol", headed("Content-Length: {length}", line="{method} {path} ICY/1.1")),
    ("no method", headed("Content-Length: {length}", line="{path} HTTP/1.1")),
    ("a line of noise", headed("Content-Length: {length}", line="\x16\x03\x01\x02")),
)

FORGIVEN: Sequence[tuple[str, Shape]] = (
    ("no version", headed("Content-Length: {length}", line="{method} {path}")),
    ("line feeds alone", headed("Content-Length: {length}", end="\n")),
    ("an empty line before", rewritten(lambda it: b"\r\n" + it)),
    ("a length with zeros before", of_length(lambda n: f"000{n}")),
    ("the same length twice", headed("Content-Length: {length}", "Content-Length: {length}")),
    ("a length and chunks", headed("Transfer-Encoding: chunked", "Content-Length: {length}")),
    ("chunks in HTTP/1.0", headed("Transfer-Encoding: chunked", line="{method} {path} HTTP/1.0")),
    ("another coding", headed("Transfer-Encoding: gzip")),
    ("chunked twice", headed("Transfer-Encoding: chunked, chunked")),
    ("chunked, then another", headed("Transfer-Encoding: chunked, identity")),
    ("a coding that looks like it", headed("Transfer-Encoding: xchunked")),
    ("a folded header", headed("X: a\r\n b", "Content-Length: {length}")),
    ("two blanks in the first line", headed("Content-Length: {length}",
                                            line="{method}  {path}  HTTP/1.1")),
    ("no Host", headed("Content-Length: {length}", host="")),
    ("two Hosts", headed("Host: other.example", "Content-Length: {length}")),
    ("a header of 100,000 letters", headed("X: " + "a" * 100_000, "Content-Length: {length}")),
    ("1,000 headers", headed(*(f"X-{n}: 1" for n in range(1000)), "Content-Length: {length}")),
)  # fmt: skip


def _names(raw: bytes, change: Callable[[bytes], bytes]) -> bytes:
    first, *lines = raw.split(b"\r\n")
    changed = [change(name) + colon + value for name, colon, value in
               (line.partition(b":") for line in lines)]  # fmt: skip
    return b"\r\n".join([first, *changed])


def _values(raw: bytes, before: bytes, behind: bytes) -> bytes:
    first, *lines = raw.split(b"\r\n")
    changed = [line.replace(b": ", b":" + before, 1) + (behind if line else b"") for line in lines]
    return b"\r\n".join([first, *changed])


def cases() -> Iterator[Row]:
    """Yield a row for each framing."""
    for name, shape in READ:
        yield Row(f"framing: {name}", "framing", "standard", OK, text(), shape=shape)
        yield Row(f"framing: {name}, refused", "framing", "standard", Expect({400}),
                  text(metadata=1), shape=shape)  # fmt: skip
    for name, shape in UNREADABLE:
        yield Row(f"framing, unreadable: {name}", "framing", "standard", NOT_READ, text(),
                  shape=shape, ends=True, journaled=False)  # fmt: skip
    for name, shape in FORGIVEN:
        yield Row(f"framing, loose: {name}", "framing", "standard", EITHER, text(), shape=shape,
                  ends=True, journaled=False)  # fmt: skip
    yield from _cut_off()
    waiting = head_then_body("Expect: 100-continue")
    yield Row("framing: Expect: 100-continue", "framing", "standard", OK, text(), shape=waiting,
              waits=True)  # fmt: skip
    for name, auth, status in (
        ("without credentials", "none", 401),
        ("a wrong key", "basic-wrong", 401),
    ):
        expect = Expect({status})
        yield Row(f"framing: Expect: 100-continue, {name}", "framing", "standard", expect, text(),
                  auth=auth, shape=waiting, waits=True)  # fmt: skip


def _cut_off() -> Iterator[Row]:
    """End the connection within a request: nothing may come of it."""

    def cut(keep: Callable[[int], int], shape: Shape) -> Shape:
        def short(request: Request, host: str) -> Sequence[bytes]:
            whole = b"".join(shape(request, host))
            return [whole[: keep(len(whole))]]

        return short

    usual = rewritten(lambda it: it)
    for name, shape in (
        ("within the first line", cut(lambda _n: 20, usual)),
        ("within the headers", cut(lambda _n: 120, usual)),
        ("before the last byte", cut(lambda n: n - 1, usual)),
        ("before the body's second half", cut(lambda n: n - 60, usual)),
        ("before the last chunk", cut(lambda n: n - 5, chunked(40))),
        ("within a chunk", cut(lambda n: n - 20, chunked(1 << 20))),
        ("a byte too early by the length", of_length(lambda n: str(n + 1))),
        ("a kilobyte too early by the length", of_length(lambda n: str(n + 1024))),
    ):
        yield Row(f"framing, cut off: {name}", "framing", "standard", NOT_READ, text(), shape=shape,
                  ends=True, journaled=False)  # fmt: skip
