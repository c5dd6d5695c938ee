"""Methods by RFC 9110, section 9, and the ways that some servers take for another method."""

from __future__ import annotations

from collections.abc import Iterator

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.expectation import Listing

__all__ = ["cases"]

ONLY_POST = Expect({405}, {"Allow": Listing(["POST"])}, kind="outside")
# What a server's parser does not know as a method it may refuse before anything else.
UNKNOWN = Expect({400, 405, 501}, kind="below")
BASE = "/v1/projects/{project}/conversations/{conversation}:inject-message"


def cases() -> Iterator[Row]:
    """Yield a row for each."""
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "LOCK", "MKCOL",
                   "REPORT", "SEARCH", "LINK", "PURGE"):  # fmt: skip
        for auth in ("usual", "none", "basic-wrong"):
            yield Row(f"{method}, {auth}", "method", "assumed", ONLY_POST, text(), method=method,
                      auth=auth)  # fmt: skip
    for method in ("post", "Post", "POSTS", "POS", "XPOST", "INJECT", "QUERY", "BREW", "P\u00d6ST"):
        yield Row(f"the method {method}", "method", "assumed", UNKNOWN, text(), method=method,
                  journaled=False)  # fmt: skip
    yield Row("GET with _method=POST", "method", "assumed", ONLY_POST, text(), method="GET",
              path=f"{BASE}?_method=POST")  # fmt: skip
    yield Row("POST with _method=GET", "method", "assumed", Expect({200}), text(),
              path=f"{BASE}?_method=GET")  # fmt: skip
