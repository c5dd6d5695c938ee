"""Judge an answer as a whole: framing, status, headers, media type, body, what is encoded in it.

What the contract says holds for every server. What is only assumed (docs/fidelity.md) is asked
of everybody in rows of its own, and held against every single answer only of a server that
gives itself out as this simulator, by having its journal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from sinch_inject_contract.document import contract

from sinch_inject_conformance import oauth
from sinch_inject_conformance.case import Expect
from sinch_inject_conformance.judge import validator
from sinch_inject_conformance.refusal import (
    BAD_REQUEST,
    WORDS,
    error_faults,
    problem_faults,
)
from sinch_inject_conformance.wire import Answer

__all__ = [
    "INJECT",
    "NotJSON",
    "documented_statuses",
    "operation_faults",
    "outside_faults",
    "strict_json",
    "strictly",
    "unexpected",
]

INJECT = "injectMessage"
JSON, PROBLEM = "application/json", "application/problem+json"
CHARSET = re.compile(r'\s*charset="?utf-8"?\s*', re.IGNORECASE)
# RFC 9110, 5.6.7 and 10.2.3: seconds, or a date.
RETRY_AFTER = re.compile(
    r"[0-9]+|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"
)
# RFC 9110, 11.6.1: a scheme, and parameters or nothing behind it.
CHALLENGE = re.compile(r'[A-Za-z-]+(?: +[A-Za-z_-]+ *= *(?:[!-+\--~]+|"[^"]*")(?: *, *|$))*')
CHALLENGES = (
    'Basic realm="Realm"',
    'Bearer realm="sinch"',
    'Bearer error="invalid_token"',
)
EXPIRED = re.compile(
    r'Bearer error="invalid_token", error_description="Jwt expired at '
    r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", error_uri="[^"]+"'
)


class NotJSON(ValueError):
    """A body is not JSON in UTF-8, by the letter."""


def unexpected(expect: Expect, answer: Answer) -> Iterator[str]:
    """Yield what is wrong with an answer, by the row that asked and by the contract."""
    if answer.status not in expect.statuses:
        yield f"not {expect}"
    for name, matcher in expect.headers.items():
        fault = matcher.fault(answer.values(name))
        if fault:
            yield f"the header {name} {fault}"
    if expect.kind == "operation":
        yield from operation_faults(answer, expect.operation)
    elif answer.status == 0:
        if 0 not in expect.statuses:
            yield f"there was no answer: {answer.error}"
    elif expect.kind == "token":
        yield from answer.faults
        yield from _token_answer_faults(expect, answer)
    elif expect.kind == "outside":
        yield from answer.faults
        yield from outside_faults(answer)
    else:
        yield from answer.faults


@cache
def _responses(operation_id: str) -> Mapping[str, Mapping[str, Any]]:
    for path in contract()["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                declared = operation["responses"]
                return {status: _resolve(answer) for status, answer in declared.items()}
    raise LookupError(f"the contract has no operation {operation_id}")


def documented_statuses(operation_id: str = INJECT) -> list[int]:
    """Return the statuses that the contract knows for an operation."""
    return sorted(int(status) for status in _responses(operation_id))


def operation_faults(answer: Answer, operation_id: str = INJECT) -> list[str]:
    """Return what is wrong with an answer of an operation, whatever was asked."""
    if answer.status == 0:
        return [f"there was no answer: {answer.error}"]
    declared = _responses(operation_id).get(str(answer.status))
    if declared is None:
        return [*answer.faults, f"status {answer.status} is not in the contract"]
    return [
        *answer.faults,
        *_header_faults(answer, declared),
        *_content_faults(answer, declared),
    ]


def _header_faults(answer: Answer, declared: Mapping[str, Any]) -> Iterator[str]:
    for name, reference in declared.get("headers", {}).items():
        header = _resolve(reference)
        value = answer.header(name)
        if value is None:
            if header.get("required"):
                yield f"the header {name} is missing"
        elif not Draft202012Validator(header["schema"]).is_valid(value):
            yield f"the header {name} breaks its schema"
    yield from _standard_header_faults(answer)


def _standard_header_faults(answer: Answer) -> Iterator[str]:
    """Yield what is wrong with headers whose form RFC 9110 gives."""
    for value in answer.values("retry-after"):
        if not RETRY_AFTER.fullmatch(value):
            yield f"Retry-After is {value!r}, neither seconds nor a date"
    challenges = answer.values("www-authenticate")
    if answer.status == 401 and not challenges:
        yield "a 401 has no WWW-Authenticate"  # RFC 9110, 15.5.2
    for value in challenges:
        if not CHALLENGE.fullmatch(value):
            yield f"WWW-Authenticate is {value!r}, which is no challenge"
    encoding = answer.header("content-encoding")
    if encoding is not None and encoding.lower() != "identity":
        yield f"the body is encoded ({encoding}), which nobody asked for"


def _content_faults(answer: Answer, declared: Mapping[str, Any]) -> Iterator[str]:
    content = declared.get("content", {})
    media_type, wrong = _media_type(answer)
    yield from wrong
    if media_type not in content:
        yield f"the content type is {media_type or 'missing'}, not {' or '.join(content)}"
        if media_type != PROBLEM:
            return
    try:
        value = strict_json(answer.body)
    except NotJSON as error:
        yield f"the body is not JSON: {error}"
        return
    if media_type == PROBLEM:
        yield from problem_faults(answer.status, value)
        return
    component = str(content[media_type]["schema"]["$ref"]).rpartition("/")[2]
    broken = list(validator(component).iter_errors(value))
    for one in broken:
        yield f"the body breaks {component} at /{'/'.join(map(str, one.absolute_path))}"
    if answer.status >= 400 and not broken:
        yield from error_faults(answer.status, value)


def _media_type(answer: Answer) -> tuple[str, list[str]]:
    """Return the media type and what is wrong with its parameters."""
    media_type, _, parameters = (answer.header("content-type") or "").partition(";")
    kind = media_type.strip().lower()
    if not parameters or CHARSET.fullmatch(parameters):
        return kind, []
    return kind, [f"the content type has the parameter {parameters.strip()!r}"]


def outside_faults(answer: Answer) -> Iterator[str]:
    """Yield what is wrong with a refusal of what is no operation: it has the same two forms."""
    yield from _standard_header_faults(answer)
    request = answer.request
    media_type, wrong = _media_type(answer)
    yield from wrong
    if request is not None and request.method == "HEAD":
        return
    if media_type not in {JSON, PROBLEM}:
        yield f"the content type is {media_type or 'missing'}, not {JSON}"
        return
    try:
        value = strict_json(answer.body)
    except NotJSON as error:
        yield f"the body is not JSON: {error}"
        return
    if media_type == PROBLEM:
        yield from problem_faults(answer.status, value)
    elif answer.status >= 400:
        yield from error_faults(answer.status, value)


def _token_answer_faults(expect: Expect, answer: Answer) -> Iterator[str]:
    yield from _standard_header_faults(answer)
    media_type, wrong = _media_type(answer)
    yield from wrong
    if media_type != JSON:
        yield f"the content type is {media_type or 'missing'}, not {JSON}"
        return
    try:
        value = strict_json(answer.body)
    except NotJSON as error:
        yield f"the body is not JSON: {error}"
        return
    if answer.status == 200:
        yield from oauth.token_faults(answer, value)
    elif answer.status in expect.error:
        request = answer.request
        names = {name.lower() for name, _ in request.headers} if request else set[str]()
        by_header = "authorization" in names
        yield from oauth.refusal_faults(answer, value, errors=expect.error, by_header=by_header)
    else:
        yield from error_faults(answer.status, value)


def strictly(answer: Answer, *, explained: bool) -> Iterator[str]:
    """Yield where an answer leaves docs/fidelity.md.

    Args:
        answer: an answer of a server that gives itself out as this simulator.
        explained: a 400 that was not asked for as a fault must say which fields are wrong.
    """
    if not answer.header("x-request-id"):
        yield "the header x-request-id is missing"
    if answer.status == 429 and explained:
        yield from (f"Retry-After is {value!r}" for value in answer.values("retry-after"))
    if answer.status == 401:
        for value in answer.values("www-authenticate"):
            if value not in CHALLENGES and not EXPIRED.fullmatch(value):
                yield f"WWW-Authenticate is {value!r}, none of the documented challenges"
    yield from _error_leaves(answer, explained=explained)


def _error_leaves(answer: Answer, *, explained: bool) -> Iterator[str]:
    try:
        value = strict_json(answer.body) if answer.status >= 400 else None
    except NotJSON:
        return
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        return
    if answer.status in WORDS and error.get("status") != WORDS[answer.status]:
        yield f"error.status is {error.get('status')!r}, not {WORDS[answer.status]}"
    details = error.get("details")
    if not isinstance(details, list):
        yield "error.details is no list"
        return
    kinds = [detail.get("type_url") for detail in details if isinstance(detail, dict)]
    wanted = [BAD_REQUEST] if answer.status == 400 and explained else []
    if kinds != wanted:
        yield f"error.details has {kinds or 'nothing'}, not {wanted or 'nothing'}"


def strict_json(body: bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        NotJSON: it is none by RFC 8259, or names something twice, or is not UTF-8.
    """
    try:
        value: Any = json.loads(
            body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_constant
        )
    except NotJSON:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJSON(type(error).__name__) from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJSON("a name occurs twice")
    return found


def _constant(name: str) -> Any:
    raise NotJSON(f"{name} is none")


def _resolve(node: Any) -> Any:
    if isinstance(node, dict) and "$ref" in node:
        found: Any = contract()
        for name in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[name]
        return found
    return node
