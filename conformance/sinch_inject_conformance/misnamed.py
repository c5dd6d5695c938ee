"""Whether a refusal names a field with which nothing is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sinch_inject_conformance.answers import strict_json
from sinch_inject_conformance.judge import wrong_members
from sinch_inject_conformance.refusal import violations
from sinch_inject_conformance.wire import Answer

__all__ = ["named_wrongly"]


def named_wrongly(answer: Answer, now: datetime) -> Iterator[str]:
    """Yield a field that a refusal names although nothing is wrong with it.

    Args:
        answer: the answer to a request for an operation.
        now: the server's time.
    """
    request = answer.request
    if answer.status != 400 or request is None:
        return
    try:
        named = _named(strict_json(answer.body))
        wrong: set[str] | None
        if request.body is not None:
            wrong = wrong_members(strict_json(request.body), now=now)
        else:
            wrong = set(dict(parse_qsl(urlsplit(request.path).query, keep_blank_values=True)))
    except ValueError:
        return
    for field in named:
        member = re.split(r"[.\[]", field)[0]
        if wrong is not None and member and member not in wrong:
            yield f"error.details names {field!r}, which is not wrong"


def _named(value: Any) -> list[str]:
    """Return the fields that the details of an error body name."""
    error = value.get("error") if isinstance(value, dict) else None
    details = error.get("details") if isinstance(error, dict) else None
    known = [one for one in details or [] if isinstance(one, dict) and "type_url" in one]
    return [field for one in known for field, _ in violations(one) or ()]
