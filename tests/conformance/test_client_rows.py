"""The decision table through our client: what it sends is judged as what raw HTTP sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sinch_inject import InjectClient
from sinch_inject.call.retry import NO_RETRY
from sinch_inject.errors import (
    InvalidRequest,
    NotFound,
    PermissionDenied,
    RateLimited,
    Rejected,
    ServerError,
)
from sinch_inject_conformance.case import Row, render
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.stored import same_json
from sinch_inject_conformance.table import rows
from sinch_inject_mock import SinchMock

SENT_BY_CLIENTS = {"usual", "bearer", "basic"}
ERRORS: dict[int, type[Exception]] = {
    400: InvalidRequest,
    403: PermissionDenied,
    404: NotFound,
    429: RateLimited,
    500: ServerError,
    501: ServerError,
    503: ServerError,
}


def a_client_can_send(row: Row) -> bool:
    return (
        row.method == "POST"
        and row.auth in SENT_BY_CLIENTS
        and row.content_type == "application/json"
        and isinstance(row.body, dict)
        and row.path is None
        and row.project in {None, "another-project"}
        and (row.conversation is None or row.conversation_is is not None)
        and not row.frozen_clock
        and len(row.expect.statuses) == 1
        and row.expect.statuses <= ERRORS.keys() | {200}
    )


ROWS = [row for row in rows() if a_client_can_send(row)]
RULES = list(dict.fromkeys(row.rule for row in ROWS))


def make(sinch_mock: SinchMock, row: Row) -> InjectClient:
    settings = sinch_mock.settings
    return InjectClient(
        project_id=row.project or settings.project_id,
        key_id=settings.key_id,
        key_secret=settings.key_secret,
        base_url=sinch_mock.base_url,
        auth_url=sinch_mock.auth_url,
        auth="basic" if row.auth == "basic" else "oauth2",
        retry=NO_RETRY,
        # The server is to judge.
        preflight=False,
        environ={},
    )


def outcome(
    client: InjectClient, conversation_id: str, body: dict[str, Any]
) -> tuple[int, type[Exception] | None]:
    try:
        client.inject(conversation_id, body)
    except (Rejected, ServerError) as error:
        return error.status or 0, type(error)
    return 200, None


def test_most_rows_can_be_sent_by_a_client() -> None:
    assert len(ROWS) > 250


@pytest.mark.parametrize("rule", RULES)
def test_through_the_client(
    rule: str, sinch_mock: SinchMock, session: Session, names: Callable[[], str]
) -> None:
    for row in (row for row in ROWS if row.rule == rule):
        name = names()
        conversation_id = (row.conversation_is or "client-{n}").replace("{n}", name)
        body = render(row.body, session.now())
        if row.fault is not None:
            match = {"conversation_id": conversation_id}
            session.told("POST", "/faults", {**row.fault, "match": match})
        with make(sinch_mock, row) as client:
            status, error = outcome(client, conversation_id, body)
        assert {status} == row.expect.statuses, row.name
        assert error is None if status == 200 else error and issubclass(error, ERRORS[status])
        stored = session.stored(conversation_id)
        assert len(stored) == (status == 200), row.name
        assert all(same_json(one["message"], body) for one in stored), row.name
