"""Headers that frameworks, gateways and caches obey; this API knows none of them.

Each of them, at each place of the API and with each method: the answer is what it is without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from attrs import frozen

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.expectation import Listing, Present

__all__ = ["cases"]

Header = tuple[str, str]
INJECT = "/v1/projects/{project}/conversations/{conversation}:inject-message"
LIST = "/v1/projects/{project}/messages"
ONE = "/v1/projects/{project}/messages/unknown-{conversation}"
FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@frozen
class Place:
    """A path, its methods, and the operation and the answer of each."""

    path: str
    methods: dict[str, tuple[str, int]]

    def expect(self, method: str) -> Expect:
        """Return what a plain request gets."""
        if method not in self.methods:
            return Expect({405}, {"Allow": Listing(list(self.methods))}, kind="outside")
        operation, status = self.methods[method]
        if operation == "token":
            return Expect({status}, kind="token")
        return Expect({status}, operation=operation)


PLACES = (
    Place(INJECT, {"POST": ("injectMessage", 200)}),
    Place(LIST, {"GET": ("listMessages", 200)}),
    Place(ONE, {"GET": ("getMessage", 404), "DELETE": ("deleteMessage", 404)}),
    Place("/oauth2/token", {"POST": ("token", 200)}),
)
OVERRIDES = (
    "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method",
    "X-Forwarded-Method",
)  # fmt: skip
ELSEWHERE = (
    ("X-Original-URL", "/nothing"), ("X-Original-URL", "/v1/projects/x/messages"),
    ("X-Rewrite-URL", "/nothing"), ("X-Original-URI", "/nothing"), ("X-Forwarded-Uri", "/nothing"),
    ("X-Forwarded-Path", "/nothing"), ("X-Forwarded-Prefix", "/api"),
    ("X-Script-Name", "/v1"), ("X-Envoy-Original-Path", "/nothing"),
)  # fmt: skip
OTHERS = (
    ("X-Forwarded-Host", "other.example"), ("X-Forwarded-For", "10.0.0.1"),
    ("X-Forwarded-Proto", "http"), ("X-Forwarded-Port", "1"), ("X-Real-IP", "127.0.0.1"),
    ("Forwarded", "for=10.0.0.1;host=other.example;proto=http"), ("X-Host", "other.example"),
    ("Via", "1.1 gateway"), ("Max-Forwards", "0"), ("Origin", "https://other.example"),
    ("Referer", "https://other.example/"), ("Cookie", "session=x; token=y"),
    ("Accept", "text/html"), ("Accept", "application/json;q=0"), ("Accept", "*/*"),
    ("Accept-Charset", "utf-16"), ("Accept-Language", "sv"), ("Prefer", "respond-async"),
    ("Prefer", "return=representation"), ("If-Match", "*"), ("If-Match", '"x"'),
    ("If-None-Match", "*"), ("If-None-Match", '"x"'),
    ("If-Modified-Since", "Wed, 01 Jan 2098 00:00:00 GMT"),
    ("If-Unmodified-Since", "Wed, 01 Jan 1998 00:00:00 GMT"), ("Range", "bytes=0-0"),
    ("If-Range", '"x"'), ("Cache-Control", "only-if-cached"), ("Pragma", "no-cache"),
    ("TE", "trailers"), ("DNT", "1"), ("Save-Data", "on"), ("X-Requested-With", "XMLHttpRequest"),
    ("X-Project-Id", "other"), ("X-Goog-User-Project", "other"), ("X-Tenant", "other"),
    ("X-Api-Version", "2"), ("X-Request-Id", "mine"), ("X-Correlation-Id", "mine"),
    ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ("X-Dry-Run", "true"), ("X-Debug", "true"), ("Content-Language", "sv"),
    ("Content-Disposition", "attachment"), ("Content-Location", "/x"), ("Content-MD5", "x"),
    ("Digest", "sha-256=x"), ("Content-Range", "bytes 0-1/9"), ("Want-Digest", "sha-256"),
    ("Timeout", "1"), ("X-Timeout-Ms", "0"), ("grpc-timeout", "1n"),
)  # fmt: skip
# Whoever believes these lets in somebody who has shown nothing.
BELIEVED = (
    ("X-Forwarded-User", "demo-key"), ("Remote-User", "demo-key"), ("X-Remote-User", "demo-key"),
    ("X-Authenticated-User", "demo-key"), ("X-User", "demo-key"), ("X-Api-Key", "demo-secret"),
    ("X-Auth-Token", "demo-secret"), ("Proxy-Authorization", "Basic eDp5"),
    ("X-Forwarded-For", "127.0.0.1"), ("X-Real-IP", "127.0.0.1"),
    ("X-Original-Authorization", "Basic eDp5"), ("Cookie", "access_token=x"),
)  # fmt: skip


def cases() -> Iterator[Row]:
    """Yield a row for each header at the first place, and for many at once at the others."""
    for place in PLACES:
        yield from _overridden(place)
    for header in (*ELSEWHERE, *OTHERS):
        yield _row(PLACES[0], "POST", header)
    for place in PLACES[1:]:
        for method in place.methods:
            for headers in _bundles((*ELSEWHERE, *OTHERS)):
                yield _row(place, method, *headers)
    for place in PLACES[:3]:
        for method, (operation, _) in place.methods.items():
            refused = Expect({401}, {"WWW-Authenticate": Present()}, operation=operation)
            for headers in _bundles(BELIEVED):
                yield _row(place, method, *headers, expect=refused, auth="none")


def _overridden(place: Place) -> Iterator[Row]:
    for method, name in product(METHODS, OVERRIDES):
        for other in dict.fromkeys((*place.methods, "GET", "DELETE")):
            if other != method:
                yield _row(place, method, (name, other))


def _bundles(headers: Sequence[Header]) -> Iterator[Sequence[Header]]:
    """Yield a few lists that together have every header; none has a name twice."""
    left = list(headers)
    while left:
        bundle = {name: (name, value) for name, value in reversed(left)}
        chosen = list(bundle.values())[:9]
        left = [one for one in left if one not in chosen]
        yield chosen


def _row(place: Place, method: str, *headers: Header, **more: Any) -> Row:
    token = place.path.startswith("/oauth2")
    body: Any = None
    if method in {"POST", "PUT", "PATCH"}:
        body = b"grant_type=client_credentials" if token else text()
    whole: dict[str, Any] = {"expect": place.expect(method), "auth": "usual", **more}
    if token:
        whole |= {"to": "auth", "needs": {"oauth"}, "content_type": FORM, "auth": "basic"}
    who = "" if whole["auth"] != "none" else ", no credentials"
    where = place.path.rpartition("/")[2]
    told = ", ".join(f"{name}: {value}" for name, value in headers)
    return Row(f"{method} {where} with {told}{who}", "obeyed", "assumed",
               body=body, method=method, path=place.path, headers=headers, **whole)  # fmt: skip
