"""Hooks and checks for schemathesis. Import this module and they are registered.

For runs of your own::

    export SCHEMATHESIS_HOOKS=sinch_inject_conformance.strategies
    schemathesis run openapi/inject-message.yaml --url http://127.0.0.1:8080

with ``SINCH_PROJECT_ID``, ``SINCH_KEY_ID``, ``SINCH_KEY_SECRET`` in the environment. Tokens come
from the server that is tested (for Sinch's own hosts, from ``auth.sinch.com``), unless
``SINCH_AUTH_URL`` names another origin: the key goes to no host that was not named. It registers:

- date-times inside the window, for generated values and for the contract's examples, whose
  own times lie in the past;
- bodies that begin with the message variant and the channel, so that every variant is reached;
- the project of the credentials on the path, and a token that is fetched again in time;
- three checks that schemathesis does not have: the contract's verdict on the body that was
  sent, by another validator; the answer as a whole, from its framing to what is encoded in it;
  and, where the server has a journal, that what was accepted is stored once and unaltered.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from sinch_inject_conformance.answers import operation_faults, unexpected
from sinch_inject_conformance.bodies import broken_bodies, times, valid_bodies
from sinch_inject_conformance.case import Expect
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import accepts, refusals
from sinch_inject_conformance.target import token_origin
from sinch_inject_conformance.wire import Answer, Request

Case = schemathesis.Case[Any]

__all__ = ["CHECKS", "FRESH_SECONDS", "JOURNALS"]

# A token lives about an hour. It is fetched again long before, so that no run outlives it.
FRESH_SECONDS = 300
TIMEOUT = 30.0
HERE = "localhost,127.0.0.0/8,::1"

schemathesis.openapi.format("date-time", times())


@schemathesis.hook
def before_load_schema(_context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Give the contract's examples a time inside the window."""
    _go_directly()
    fresh = write(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    components = raw_schema.get("components", {})
    # A copy: whoever gave the document may keep it.
    examples = deepcopy(components.get("examples", {}))
    for example in examples.values():
        if "accept_time" in example.get("value", {}):
            example["value"]["accept_time"] = fresh
    raw_schema["components"] = {**components, "examples": examples}


def _go_directly() -> None:
    """Ask a server on this machine without a proxy, as the client does: it would see the key."""
    known = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if HERE not in known:
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = f"{known},{HERE}".lstrip(",")


@schemathesis.hook
def map_path_parameters(
    _context: schemathesis.HookContext, path_parameters: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Ask for the project that the credentials are for; others are another rule's matter."""
    if path_parameters and isinstance(path_parameters.get("project_id"), str):
        project = os.environ.get("SINCH_PROJECT_ID")
        return {**path_parameters, "project_id": project} if project else path_parameters
    return path_parameters


@schemathesis.hook
def flatmap_case(_context: schemathesis.HookContext, case: Case) -> SearchStrategy[Case]:
    """Draw the message variant first. Half of the wrong bodies stay as schemathesis made them."""
    meta = case.meta
    if meta is None or meta.phase.name != TestPhase.FUZZING or case.method.upper() != "POST":
        return st.just(case)
    component = meta.components.get(ParameterLocation.BODY)
    if component is None:
        return st.just(case)

    def with_body(body: Any) -> Case:
        case.body = body
        return case

    if component.mode.is_negative:
        return st.booleans().flatmap(
            lambda ours: broken_bodies().map(with_body) if ours else st.just(case)
        )
    return valid_bodies().map(with_body)


@schemathesis.auth(refresh_interval=FRESH_SECONDS)
class Bearer:
    """A real token for the key in the environment."""

    def get(self, case: Case, _context: schemathesis.AuthContext) -> str:
        """Fetch a token."""
        tested = _tested(case)
        if not tested:
            raise ValueError("say with --url which server is tested")
        origin = token_origin(_origin_of(tested), os.environ.get("SINCH_AUTH_URL"))
        answer = requests.post(
            f"{origin}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(os.environ["SINCH_KEY_ID"], os.environ["SINCH_KEY_SECRET"]),
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        if answer.status_code != HTTPStatus.OK:
            raise ValueError(f"{origin}/oauth2/token answered {answer.status_code}, no token")
        return str(answer.json()["access_token"])

    def set(self, case: Case, data: str, _context: schemathesis.AuthContext) -> None:
        """Put the token into a request."""
        case.headers["Authorization"] = f"Bearer {data}"


def _tested(case: Case) -> str:
    """Return the origin that was named to be tested, or nothing.

    Not `case.operation.base_url`: of a document that was loaded from an address, that is a host
    of the document's own `servers`, which nobody named.
    """
    config = case.operation.schema.config
    return str(config.base_url or config.origin or "")


def _origin_of(url: str) -> str:
    """Return the origin alone: a name and password before the host are nobody's to read."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


@schemathesis.check
def contract_verdict(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: Case,
) -> None:
    """Compare the answer with what the contract says of the body that was really sent."""
    if response.status_code not in {200, 400} or case.method.upper() != "POST":
        return
    if (response.request.headers.get("Content-Type") or "") != "application/json":
        return
    body: Any = response.request.body
    try:
        sent = json.loads(body or b"")
    except ValueError:
        return
    now = datetime.now(UTC)
    if response.status_code == 200 and not accepts(sent, now=now):
        raise AssertionError(f"accepted against the contract: {refusals(sent, now=now)[:3]}")
    if response.status_code == 400 and accepts(sent, now=now) and _only_body_counts(case):
        raise AssertionError("refused, but the contract accepts it")


def _only_body_counts(case: Case) -> bool:
    meta = case.meta
    return meta is not None and not any(
        component.mode.is_negative
        for location, component in meta.components.items()
        if location != ParameterLocation.BODY
    )


@schemathesis.check
def whole_answer(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: Case,
) -> None:
    """Judge the answer as a whole, as the suite does in all its layers."""
    headers = tuple((name, value) for name, values in response.headers.items() for value in values)
    answer = Answer(
        response.status_code, headers, response.content, request=Request(case.method, case.path)
    )
    definition = case.operation.definition.raw
    if case.method.upper() == case.operation.method.upper():
        faults = operation_faults(answer, str(definition["operationId"]))
    else:
        faults = list(unexpected(Expect({response.status_code}, kind="outside"), answer))
    if faults:
        raise AssertionError("; ".join(faults))


@schemathesis.check
def stored_unaltered(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: Case,
) -> None:
    """Look into the server's journal, if it has one: stored once as sent, or not at all."""
    request_id = response.headers.get("x-request-id")
    if not JOURNALS or not request_id or case.operation.method.upper() != "POST":
        return
    body: Any = response.request.body
    fault = JOURNALS[-1](request_id[0], response.status_code, body or b"")
    if fault:
        raise AssertionError(fault)


# Whoever runs schemathesis from here and has a server with a journal puts a reader of it in:
# request id, status and the body that was sent give what is wrong, or None.
JOURNALS: list[Callable[[str, int, bytes], str | None]] = []
CHECKS = (contract_verdict, whole_answer, stored_unaltered)
