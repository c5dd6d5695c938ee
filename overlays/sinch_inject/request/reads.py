"""Requests without a body: list messages, read one, delete one.

Paths and parameters are the contract's. What a parameter may be is left to the server, but for
what cannot be sent at all.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from secrets import token_hex
from typing import Any, TypedDict
from urllib.parse import quote, urlencode

from sinch_inject_contract.document import Parameter, contract, operations
from sinch_inject_generated.models import Channel, Direction, MessagesSource, MessagesView

from sinch_inject.errors import PreflightError, Problem, RequestInfo
from sinch_inject.request.deprecated import deprecated_call, warn_of
from sinch_inject.request.prepare import Prepared
from sinch_inject.request.times import parse, to_wire
from sinch_inject.settings import DOTS

__all__ = ["PAGE_SIZE", "ListFilters", "reading"]

PAGE_SIZE = 100  # messages in a page, unless told
LONGEST = 4096  # characters of a parameter
LARGEST = 2**63 - 1  # a whole number, where the contract says no limit


class ListFilters(TypedDict, total=False):
    """The parameters of a list; None and what is left out do not filter.

    ``page_size`` is 100 unless told.
    """

    conversation_id: str | None
    contact_id: str | None
    app_id: str | None
    channel_identity: str | None
    start_time: datetime.datetime | str | None
    end_time: datetime.datetime | str | None
    page_size: int
    view: MessagesView | None
    messages_source: MessagesSource | None
    only_recipient_originated: bool | None
    channel: Channel | None
    direction: Direction | None


def reading(operation: str, base_url: str, project_id: str, **parameters: Any) -> Prepared:
    """Build a request without a body.

    Args:
        operation: its name in the contract.
        base_url: origin of the API.
        project_id: for the path.
        parameters: by the contract's names; None is left out.

    Raises:
        TypeError: there is no such parameter.
        PreflightError: a parameter cannot be sent.
    """
    described = operations()[operation]
    needed = {parameter.name for parameter in described.parameters if parameter.where == "path"}
    given = {
        name: value for name, value in parameters.items() if value is not None or name in needed
    }
    odd = sorted(given.keys() - {parameter.name for parameter in described.parameters})
    if odd:
        raise TypeError(f"{operation} has no parameter {', '.join(odd)}")
    rules = {parameter.name: _rules(parameter) for parameter in described.parameters}
    texts = {name: _text(name, value, rules[name]) for name, value in given.items()}
    texts = {"project_id": project_id, **texts}
    if dotted := [name for name in needed if texts[name] in DOTS]:
        said = "must not be . or .., which lead to another path"
        raise PreflightError([Problem(f"/{dotted[0]}", "parameter", said)])
    if old := deprecated_call(described, given):
        warn_of(old)
    path = described.path
    query: dict[str, str] = {}
    for parameter in described.parameters:
        name = parameter.name
        if parameter.where == "path":
            path = path.replace(f"{{{name}}}", quote(texts[name], safe=""))
        elif name in texts:
            query[name] = texts[name]
    info = RequestInfo(
        method=described.method,
        url=base_url + path,  # without the query: it may hold a number
        conversation_id=texts.get("conversation_id", ""),
        request_id=token_hex(16),
        operation=operation,
        message_id=texts.get("message_id"),
    )
    target = f"{path}?{urlencode(query)}" if query else path
    return Prepared(
        target=target,
        content=b"",
        info=info,
        body={"channel_identity": {"identity": texts.get("channel_identity")}},
    )


def _rules(parameter: Parameter) -> Mapping[str, Any]:
    """Return the schema of a parameter, not a reference to it."""
    schema = parameter.schema
    while "$ref" in schema:
        schema = contract()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _text(name: str, value: object, rules: Mapping[str, Any]) -> str:
    """Return a parameter as it stands in a URL."""
    said = ""
    kind = rules.get("type")
    try:
        if rules.get("format") == "date-time" and isinstance(value, str | datetime.datetime):
            return to_wire(parse(value))
    except ValueError as error:
        said = str(error)
    if isinstance(value, bool) and kind == "boolean":
        return "true" if value else "false"
    if kind == "integer":
        least, most = rules.get("minimum", -LARGEST), rules.get("maximum", LARGEST)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return str(value)
        said = f"must be a whole number from {least} to {most}"
    elif not said:
        said = _unfit(value)
    if said:
        raise PreflightError([Problem(f"/{name}", "parameter", said)])
    return str(value)


def _unfit(value: object) -> str:
    if not isinstance(value, str) or not value:
        return "must be a text, not empty"
    if len(value) > LONGEST:
        return f"is longer than {LONGEST} characters"
    if any("\ud800" <= character <= "\udfff" for character in value) or "\0" in value:
        return "holds what a URL cannot carry"
    return ""
