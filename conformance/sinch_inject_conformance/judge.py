"""Judge requests and answers by the contract, with ``jsonschema``.

The simulator and the client validate with another library. A judge that used the same one
would share its mistakes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from sinch_inject_schema import contract, time_window

from sinch_inject_conformance.instant import FORMATS, read
from sinch_inject_conformance.wire import Answer

__all__ = ["accepts", "answer_faults", "documented_statuses", "refusals", "resolved", "validator"]

OPERATION_PATH = "/v1/projects/{project_id}/conversations/{conversation_id}:inject-message"


@cache
def resolved(component: str) -> dict[str, Any]:
    """Return a component with its references replaced by what they stand for.

    Each component is one object, however often it is used. Looking references up again for
    every value makes ``jsonschema`` many times slower.
    """
    found: dict[str, Any] = _without_references(contract()["components"]["schemas"][component])
    return found


def _without_references(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_references(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        # What stands beside a reference are descriptions.
        return resolved(str(node["$ref"]).rpartition("/")[2])
    return {key: _without_references(value) for key, value in node.items()}


@cache
def validator(component: str) -> Validator:
    """Return the validator of a component of the contract."""
    made: Validator = Draft202012Validator(resolved(component), format_checker=FORMATS)
    return made


def refusals(value: Any, *, now: datetime) -> list[str]:
    """Return why the contract refuses a request body; nothing when it accepts it.

    Args:
        value: a JSON value.
        now: the server's time, with a zone.
    """
    reasons = [
        f"/{'/'.join(map(str, error.absolute_path))}: {error.validator}"
        for error in validator("InjectMessageRequest").iter_errors(value)
    ]
    if any("\0" in text for text in _strings(value)):
        reasons.append("a string holds U+0000")
    if isinstance(value, dict) and not any(reason.startswith("/accept_time") for reason in reasons):
        reasons += _outside(value.get("accept_time"), now)
    return reasons


def accepts(value: Any, *, now: datetime) -> bool:
    """Tell whether the contract accepts a request body; quicker than all the reasons."""
    return (
        validator("InjectMessageRequest").is_valid(value)
        and not _outside(value["accept_time"], now)
        and not any("\0" in text for text in _strings(value))
    )


def _outside(text: object, now: datetime) -> list[str]:
    instant = read(text) if isinstance(text, str) else None
    if instant is None:
        return ["/accept_time: outside the window"]
    oldest, youngest = (timedelta(seconds=seconds) for seconds in time_window())
    return [] if youngest < now - instant < oldest else ["/accept_time: outside the window"]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield str(key)
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)


@cache
def _responses() -> Mapping[str, Mapping[str, Any]]:
    document = contract()
    declared = document["paths"][OPERATION_PATH]["post"]["responses"]
    return {status: _resolve(answer) for status, answer in declared.items()}


def documented_statuses() -> list[int]:
    """Return the statuses that the contract knows."""
    return sorted(int(status) for status in _responses())


def answer_faults(answer: Answer) -> list[str]:
    """Return what is wrong with an answer of the operation, whatever was asked."""
    if answer.status == 0:
        return [f"there was no answer: {answer.error}"]
    declared = _responses().get(str(answer.status))
    if declared is None:
        return [f"status {answer.status} is not in the contract"]
    return [*_header_faults(answer, declared), *_body_faults(answer, declared)]


def _header_faults(answer: Answer, declared: Mapping[str, Any]) -> Iterator[str]:
    for name, reference in declared.get("headers", {}).items():
        header = _resolve(reference)
        value = answer.header(name)
        if value is None:
            if header.get("required"):
                yield f"the header {name} is missing"
        elif not Draft202012Validator(header["schema"]).is_valid(value):
            yield f"the header {name} breaks its schema"


def _body_faults(answer: Answer, declared: Mapping[str, Any]) -> Iterator[str]:
    content = declared["content"]
    media_type = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    if media_type not in content:
        yield f"the content type is {media_type or 'missing'}, not {' or '.join(content)}"
        return
    try:
        value: Any = answer.json()
    except ValueError:
        yield "the body is not JSON in UTF-8"
        return
    component = str(content[media_type]["schema"]["$ref"]).rpartition("/")[2]
    for error in validator(component).iter_errors(value):
        yield f"the body breaks {component} at /{'/'.join(map(str, error.absolute_path))}"
    yield from code_faults(answer.status, value)


def code_faults(status: int, value: object) -> Iterator[str]:
    """Say so if an error body names another status than the answer has."""
    error = value.get("error") if isinstance(value, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if code is not None and code != status:
        yield f"error.code is {json.dumps(code)}, the status {status}"


def _resolve(node: Any) -> Any:
    if isinstance(node, dict) and "$ref" in node:
        found: Any = contract()
        for name in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[name]
        return found
    return node
