"""Judge the answers of the token endpoint (RFC 6749, sections 5.1 and 5.2).

The operation's contract does not describe it; the standard does, and Sinch's own clients, which
read all four members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sinch_inject_conformance.expectation import HasWord, Matches
from sinch_inject_conformance.wire import Answer

__all__ = ["refusal_faults", "token_faults"]

MEMBERS = ("access_token", "expires_in", "scope", "token_type")
# RFC 6750: what a bearer token is made of, so that it fits into a header.
BEARER = re.compile(r"[A-Za-z0-9._~+/-]+=*")
# RFC 6749, appendix A: no quotes, no backslash, nothing but ASCII.
SAYABLE = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")
LONGEST_LIFE = 86_400


def token_faults(answer: Answer, value: Any) -> Iterator[str]:
    """Yield what is wrong with an answer that gives a token."""
    fault = HasWord("no-store").fault(answer.values("cache-control"))
    if fault:
        yield f"Cache-Control {fault}: caches may keep the token"
    if not isinstance(value, dict):
        yield "the body is no object"
        return
    for name in MEMBERS:
        if name not in value:
            yield f"the body has no {name}"
    token, kind = value.get("access_token"), value.get("token_type")
    if not isinstance(token, str) or not BEARER.fullmatch(token):
        yield "access_token is no bearer token"
    if not isinstance(kind, str) or kind.lower() != "bearer":
        yield f"token_type is {kind!r}, not bearer"
    life = value.get("expires_in")
    if type(life) is not int or not 0 < life <= LONGEST_LIFE:
        yield f"expires_in is {life!r}, not a number of seconds"
    if not isinstance(value.get("scope"), str):
        yield f"scope is {value.get('scope')!r}, not a text"
    if "error" in value:
        yield "the body gives a token and an error"


def refusal_faults(
    answer: Answer, value: Any, *, errors: Mapping[int, str], by_header: bool
) -> Iterator[str]:
    """Yield what is wrong with an answer that gives no token.

    Args:
        answer: what came.
        value: its body.
        errors: for each status, the word that is right for what was asked.
        by_header: the caller gave its credentials in a header, so a 401 has a challenge.
    """
    if not isinstance(value, dict):
        yield "the body is no object"
        return
    word = errors.get(answer.status)
    if value.get("error") != word:
        yield f"error is {value.get('error')!r}, not {word}"
    told = value.get("error_description", "none")
    if not isinstance(told, str) or not SAYABLE.fullmatch(told):
        yield "error_description has a character that it may not have"
    if "access_token" in value:
        yield "a refusal has a token in it"
    if answer.status == 401 and by_header:
        fault = Matches(r"Basic\b.*").fault(answer.values("www-authenticate"))
        if fault:
            yield f"WWW-Authenticate {fault}"
