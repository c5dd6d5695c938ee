"""Hooks and checks for schemathesis. Import this module and they are registered.

For runs of your own::

    export SCHEMATHESIS_HOOKS=sinch_inject_conformance.strategies
    schemathesis run openapi/inject-message.yaml --url http://127.0.0.1:8080

with ``SINCH_PROJECT_ID``, ``SINCH_KEY_ID``, ``SINCH_KEY_SECRET`` in the environment, and
``SINCH_AUTH_URL`` if tokens come from another origin than the default. It registers:

- date-times inside the window, for generated values and for the contract's examples, whose
  own times lie in the past;
- bodies that begin with the message variant and the channel, so that every variant is reached;
- the project of the credentials on the path, and a token that is fetched again in time;
- two checks that schemathesis does not have: the contract's verdict on the body that was
  sent, by another validator, and an error code that is the status.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from sinch_inject_conformance.bodies import broken_bodies, times, valid_bodies
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import accepts, code_faults, refusals

Case = schemathesis.Case[Any]

__all__ = ["CHECKS", "FRESH_SECONDS"]

DEFAULT_AUTH_URL = "https://auth.sinch.com"
# A token lives about an hour. It is fetched again long before, so that no run outlives it.
FRESH_SECONDS = 300
TIMEOUT = 30.0

schemathesis.openapi.format("date-time", times())


@schemathesis.hook
def before_load_schema(_context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Give the contract's examples a time inside the window."""
    fresh = write(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    components = raw_schema.get("components", {})
    # A copy: whoever gave the document may keep it.
    examples = deepcopy(components.get("examples", {}))
    for example in examples.values():
        if "accept_time" in example.get("value", {}):
            example["value"]["accept_time"] = fresh
    raw_schema["components"] = {**components, "examples": examples}


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

    def get(self, _case: Case, _context: schemathesis.AuthContext) -> str:
        """Fetch a token."""
        origin = os.environ.get("SINCH_AUTH_URL", DEFAULT_AUTH_URL).rstrip("/")
        answer = requests.post(
            f"{origin}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(os.environ["SINCH_KEY_ID"], os.environ["SINCH_KEY_SECRET"]),
            timeout=TIMEOUT,
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def set(self, case: Case, data: str, _context: schemathesis.AuthContext) -> None:
        """Put the token into a request."""
        case.headers["Authorization"] = f"Bearer {data}"


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
def error_code_is_status(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    _case: Case,
) -> None:
    """Find an ``error.code`` that is not the status of the answer."""
    try:
        body = response.json()
    except ValueError:
        return
    faults = list(code_faults(response.status_code, body))
    if faults:
        raise AssertionError(faults[0])


CHECKS = (contract_verdict, error_code_is_status)
