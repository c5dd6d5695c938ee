"""Content types, charsets and content codings by RFC 9110, sections 8.3, 8.4 and 12.5."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.instant import write

__all__ = ["cases"]

OK, WRONG = Expect({200}), Expect({415})
# A recipient may forgive these or not; what it says must still be one of the two.
EITHER = Expect({200, 415})

RIGHT = (
    "application/json", "APPLICATION/JSON", "application/JSON", "application/json;charset=utf-8",
    "application/json; charset=UTF-8", "application/json;charset=Utf-8",
    'application/json; charset="utf-8"', 'application/json; charset="UTF-8"',
    "application/json; CHARSET=utf-8", "application/json ; charset=utf-8",
    "application/json\t;\tcharset=utf-8", "application/json;", "application/json; ",
    "application/json;  charset=utf-8", "application/json; charset=utf-8;", "application/json;x=y",
    'application/json; x="a;b"', 'application/json; x="a, b"',
    "application/json; x=y; charset=utf-8", "application/json; charset=utf-8; x=y",
    "application/json; version=1", " application/json", "application/json\t",
)  # fmt: skip
REFUSED = (
    # another charset, wherever it stands and however it is written
    "application/json; charset=utf-16", "application/json; charset=iso-8859-1",
    "application/json; charset=latin1", "application/json; charset=us-ascii",
    "application/json; charset=windows-1252", "application/json; charset=utf-32",
    "application/json; charset=utf-7", "application/json; charset=utf-8x",
    "application/json; charset=xutf-8", 'application/json; charset="utf-16"',
    "application/json; x=y; charset=utf-16", 'application/json; x="a;b"; charset=iso-8859-1',
    "application/json;charset=UTF-16;x=y", "application/json; CHARSET=UTF-16",
    "application/json ;charset=utf-16", "application/json;\tcharset=iso-8859-1",
    "application/json;; charset=utf-16",
    # another type
    "application", "application/", "/json", "json", "/", "*/*", "application/*", "*/json",
    "application/json/x", "application//json", "application / json", "application/ json",
    "application/jsonp", "application/json5", "application/jsonlines", "application/x-json",
    "application/ld+json", "application/vnd.api+json", "application/problem+json",
    "application/json+protobuf", "application/json-patch+json", "application/merge-patch+json",
    "application/jsonx", "xapplication/json", "text/json", "text/x-json", "text/plain",
    "text/javascript", "text/html", "application/javascript", "application/octet-stream",
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=application/json",
    "multipart/mixed", "application/x-protobuf", "application/grpc", "application/xml",
    "image/json", "model/json", "text/plain; charset=application/json",
    "text/plain;application/json", "application/json, text/plain", "text/plain, application/json",
    "application/json,application/json", '"application/json"', "'application/json'",
    "application\\json", "application:json", "application.json", "application%2Fjson",
    "appl\u0131cation/json", "utf-8", "charset=utf-8", ";", "; charset=utf-8",
)  # fmt: skip
FORGIVEN = (
    "application/json; charset", "application/json; charset=", 'application/json; charset=""',
    "application/json; charset = utf-8", "application/json; charset= utf-8",
    'application/json; charset="utf-8', "application/json; charset='utf-8'",
    "application/json; charset=utf8", 'application/json; charset="utf\\-8"',
    "application/json; charset=utf-8; charset=utf-8", "application/json charset=utf-8",
    "application/json; charset=utf-8, x", "application/json; =", "application/json; x",
)  # fmt: skip


def cases() -> Iterator[Row]:
    """Yield a row for each."""
    for name, kinds, expect in (
        ("right", RIGHT, OK), ("wrong", REFUSED, WRONG), ("loose", FORGIVEN, EITHER),
    ):  # fmt: skip
        for kind in kinds:
            yield Row(f"media type, {name}: {kind!r}", "media type", "assumed", expect, text(),
                      content_type=kind)  # fmt: skip
    both = (("Content-Type", "application/json"),)
    yield Row("media type twice, the same", "media type", "assumed", WRONG, text(), headers=both)
    for other in ("text/plain", ""):
        yield Row(f"media type twice, first {other!r}", "media type", "assumed", WRONG, text(),
                  content_type=other, headers=both)  # fmt: skip
        yield Row(f"media type twice, then {other!r}", "media type", "assumed", WRONG, text(),
                  headers=(("Content-Type", other),))  # fmt: skip
    yield from _charsets()
    yield from _codings()
    yield from _preferences()


def _body() -> str:
    recent = write(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    return json.dumps(text(accept_time=recent, metadata="å"), ensure_ascii=False)


def _charsets() -> Iterator[Row]:
    """Send what the charset says: it is refused for the charset, not read."""
    for charset in ("utf-16", "utf-16-le", "utf-32", "iso-8859-1", "utf-7"):
        yield Row(f"a body in {charset}, said so", "media type", "assumed", WRONG,
                  _body().encode(charset),
                  content_type=f"application/json; charset={charset}")  # fmt: skip


def _codings() -> Iterator[Row]:
    plain = _body().encode()
    squeezed = zlib.compressobj(wbits=-15)
    raw = squeezed.compress(plain) + squeezed.flush()
    encoded = {
        "gzip": gzip.compress(plain, mtime=0), "x-gzip": gzip.compress(plain, mtime=0),
        "GZIP": gzip.compress(plain, mtime=0), "deflate": zlib.compress(plain),
        "deflate ": raw, "gzip, gzip": gzip.compress(gzip.compress(plain, mtime=0), mtime=0),
        "gzip, identity": gzip.compress(plain, mtime=0),
    }  # fmt: skip
    for coding, body in encoded.items():
        yield Row(f"content coding {coding!r}", "content coding", "assumed", WRONG, body,
                  headers=(("Content-Encoding", coding),))  # fmt: skip
    for coding in ("gzip", "br", "zstd", "compress", "deflate", "aws-chunked", "x", "utf-8"):
        yield Row(f"content coding {coding} that it has not", "content coding", "assumed", WRONG,
                  plain, headers=(("Content-Encoding", coding),))  # fmt: skip
    for coding in ("identity", "Identity", "IDENTITY"):
        yield Row(f"content coding {coding}", "content coding", "assumed", OK, plain,
                  headers=(("Content-Encoding", coding),))  # fmt: skip
    for coding in ("", "identity, identity"):
        yield Row(f"content coding {coding!r}", "content coding", "assumed", EITHER, plain,
                  headers=(("Content-Encoding", coding),))  # fmt: skip
    yield Row("a gzip body that is not said to be", "content coding", "assumed", Expect({400}),
              encoded["gzip"])  # fmt: skip


def _preferences() -> Iterator[Row]:
    """Say what is preferred; an answer is JSON whatever it is, for 406 is not documented."""
    for name, value in (
        ("Accept", "*/*"), ("Accept", "application/json"), ("Accept", "application/*;q=0.5"),
        ("Accept", "application/json;q=0.1, text/html"), ("Accept", ""), ("Accept", "text/html"),
        ("Accept", "application/problem+json"), ("Accept", "application/xml"),
        ("Accept-Charset", "utf-16"), ("Accept-Language", "sv"), ("Accept-Language", "*"),
        ("Accept-Encoding", "identity"), ("Accept-Encoding", "identity;q=1, *;q=0"),
        ("Prefer", "return=minimal"), ("If-Match", '"x"'), ("If-None-Match", "*"),
        ("If-Modified-Since", "Wed, 25 Nov 2026 04:00:00 GMT"), ("Range", "bytes=0-0"),
        ("Cache-Control", "no-cache"), ("Origin", "http://127.0.0.1"), ("TE", "trailers"),
        ("Content-Language", "sv"), ("Content-Location", "/x"), ("Date", "x"), ("Cookie", "a=b"),
        ("User-Agent", ""), ("User-Agent", "curl/8.0"), ("Referer", "http://x.example/"),
        ("X-Forwarded-For", "10.0.0.1"), ("X-Request-Id", "mine"), ("Idempotency-Key", "one"),
        ("X-Http-Method-Override", "DELETE"), ("X-Unknown", "å"), ("Via", "1.1 x"),
        ("Upgrade-Insecure-Requests", "1"), ("Priority", "u=1"), ("Max-Forwards", "0"),
    ):  # fmt: skip
        yield Row(f"header {name}: {value!r}", "request header", "assumed", OK, text(),
                  headers=((name, value),))  # fmt: skip
        if name.startswith("Accept"):
            yield Row(f"header {name}: {value!r}, refused", "request header", "assumed",
                      Expect({400}), text(metadata=1), headers=((name, value),))  # fmt: skip
