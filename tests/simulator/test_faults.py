"""Which fault strikes whom, how often, and whether the message is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sinch_inject_mock.core.exchange import Reply, Wait
from sinch_inject_mock.core.fault_kinds import KINDS, NOT_A_DELAY, parse_flag
from sinch_inject_mock.settings import Settings
from support.simulated import Simulated, text_message

OPERATION = [kind for kind, about in KINDS.items() if about.endpoint == "operation"]
WITH_STATUS = [kind for kind in OPERATION if kind.isdecimal()]


@pytest.fixture
def mock() -> Simulated:
    return Simulated()


@pytest.mark.parametrize("kind", WITH_STATUS)
def test_a_status_comes_with_the_documented_body(mock: Simulated, kind: str) -> None:
    mock.state.faults.add({"kind": kind})
    reply = mock.inject()
    assert reply.status == int(kind)
    error = json.loads(reply.body)["error"]
    assert error["code"] == int(kind)
    assert error["status"] != "UNKNOWN"
    assert not mock.messages
    [entry] = mock.journal
    assert entry["verdict"] == "fault"
    assert entry["fault"] == {"kind": kind, "source": "admin"}


@pytest.mark.parametrize("kind", OPERATION)
@pytest.mark.parametrize("stored", [None, True, False])
def test_stored_or_not(mock: Simulated, kind: str, stored: bool | None) -> None:
    if stored is not None and kind in NOT_A_DELAY:
        return  # when it is stored is what these are about; see below
    spec: dict[str, Any] = {"kind": kind, "delay_ms": 0}
    mock.state.faults.add(spec if stored is None else {**spec, "stored": stored})
    mock.inject(leaves=True)
    expected = KINDS[kind].stored if stored is None else stored
    assert len(mock.messages) == expected
    assert (mock.journal[0]["message_id"] is not None) == expected


def test_a_late_answer_that_is_not_stored_first_is_stored_only_for_those_who_wait(
    mock: Simulated,
) -> None:
    mock.state.faults.add({"kind": "latency", "stored": False, "delay_ms": 500})
    for leaves in (True, False):
        steps = mock.steps()
        assert next(steps) == Wait(0.5)
        assert not mock.messages
        reply = steps.send(leaves)
        assert isinstance(reply, Reply)
        assert reply.status == (None if leaves else 200)
    assert len(mock.messages) == 1
    assert [entry["status"] for entry in mock.journal] == [None, 200]
    assert [entry["verdict"] for entry in mock.journal] == ["fault", "injected"]


@pytest.mark.parametrize("kind", ["reset", "hang", "token-reset", "token-hang"])
def test_a_cut_connection_has_no_status(mock: Simulated, kind: str) -> None:
    mock.state.faults.add({"kind": kind})
    reply = mock.ask_token() if kind.startswith("token") else mock.inject()
    assert reply.status is None
    assert reply.strike is not None
    assert reply.strike.kind == kind.removeprefix("token-")
    assert mock.journal[0]["status"] is None


def test_faults_come_after_authentication(mock: Simulated) -> None:
    mock.state.faults.add({"kind": "500"})
    assert mock.inject(authorization=None).status == 401
    assert mock.inject(project="other").status == 403
    assert mock.inject(b"{").status == 500


def test_a_stored_fault_does_not_strike_a_bad_message(mock: Simulated) -> None:
    fault = mock.state.faults.add({"kind": "reset", "stored": True, "count": 1})
    assert mock.inject(text_message(direction="UP")).status == 400
    assert fault.applied == 0
    assert mock.inject().status is None
    assert len(mock.messages) == 1


def test_a_late_refusal(mock: Simulated) -> None:
    mock.state.faults.add({"kind": "latency", "delay_ms": 300})
    reply = mock.inject(b"{")
    assert reply.status == 400
    assert reply.strike is not None
    assert (reply.strike.kind, reply.strike.seconds) == ("delay", 0.3)
    assert mock.journal[0]["verdict"] == "rejected"
    assert mock.journal[0]["latency_ms"] >= 300


def test_a_count_runs_out(mock: Simulated) -> None:
    fault = mock.state.faults.add({"kind": "503", "count": 2})
    assert [mock.inject().status for _ in range(3)] == [503, 503, 200]
    assert fault.as_json()["applied"] == 2


@pytest.mark.parametrize("given", [{}, {"retry_after": 7}, {"retry_after": "Mon, 23 Nov 2026"}])
def test_retry_after_only_if_asked_for(mock: Simulated, given: dict[str, Any]) -> None:
    mock.state.faults.add({"kind": "429", **given})
    mock.state.faults.add({"kind": "token-429", **given})
    expected = str(given["retry_after"]).encode() if given else None
    for reply in (mock.inject(), mock.ask_token()):
        assert reply.status == 429
        assert dict(reply.headers).get(b"retry-after") == expected


@pytest.mark.parametrize(
    ("match", "strikes"),
    [
        ({"conversation_id": "vip-*"}, False),
        ({"conversation_id": "01H*"}, True),
        ({"channel": "SMS"}, True),
        ({"channel": "RCS"}, False),
        ({"direction": "TO_CONTACT"}, False),
        ({"direction": "TO_APP", "channel": "SMS", "conversation_id": "?1HCONV"}, True),
        ({"channel": None}, True),
    ],
)
def test_matchers(mock: Simulated, match: dict[str, Any], strikes: bool) -> None:
    mock.state.faults.add({"kind": "500", "match": match})
    assert mock.inject().status == (500 if strikes else 200)


@pytest.mark.parametrize("body", [b"{", b"[]", b"[" * 100_000, b'{"channel_identity":3}', b"\xff"])
def test_a_body_that_cannot_be_read_matches_no_channel(mock: Simulated, body: bytes) -> None:
    mock.state.faults.add({"kind": "500", "match": {"channel": "SMS"}})
    assert mock.inject(body).status == 400


def outcomes(seed: int | None, settings: Settings | None = None) -> list[int | None]:
    mock = Simulated(settings)
    if settings is None:
        mock.state.faults.add({"kind": "500", "probability": 0.5, "seed": seed})
    return [mock.inject().status for _ in range(40)]


def test_chance_is_repeatable_from_the_seed() -> None:
    assert outcomes(1) == outcomes(1)
    assert outcomes(1) != outcomes(2)
    assert set(outcomes(1)) == {200, 500}
    flag = Settings(faults=({"kind": "500", "probability": 0.5, "seed": 1},))
    assert outcomes(None, flag) == outcomes(1)


def test_faults_from_flags_stand_again_after_a_reset() -> None:
    mock = Simulated(Settings(faults=({"kind": "500", "count": 1},)))
    mock.state.faults.add({"kind": "503"})
    assert [mock.inject().status for _ in range(2)] == [500, 503]
    mock.state.reset()
    assert [mock.inject().status for _ in range(2)] == [500, 200]
    assert mock.journal[0]["fault"] == {"kind": "500", "source": "flag"}


@pytest.mark.parametrize(
    ("conversation", "statuses", "stored"),
    [
        ("fault-500-a", [500, 500, 500], 0),
        ("fault-500x2-a", [500, 500, 200], 1),
        ("fault-500x2-stored-a", [500, 500, 200], 3),
        ("fault-reset-stored-a", [None, None, None], 3),
        ("fault-broken-jsonx1-a", [200, 200, 200], 3),
        ("fault-500-", [200, 200, 200], 3),
        ("fault-500", [200, 200, 200], 3),
        ("fault-nonsense-a", [200, 200, 200], 3),
        ("fault-token-500-a", [200, 200, 200], 3),
        ("fault-500x-a", [200, 200, 200], 3),
    ],
)
def test_by_conversation_id(
    mock: Simulated, conversation: str, statuses: list[int | None], stored: int
) -> None:
    assert [mock.inject(conversation=conversation).status for _ in range(3)] == statuses
    assert len(mock.messages) == stored


def test_each_conversation_counts_for_itself(mock: Simulated) -> None:
    names = ["fault-429x1-after3-a", "fault-429x1-after3-b", "fault-429x1-after3-a"]
    replies = [mock.inject(conversation=name) for name in names]
    assert [reply.status for reply in replies] == [429, 429, 200]
    assert dict(replies[0].headers)[b"retry-after"] == b"3"


def test_delay_by_conversation_id(mock: Simulated) -> None:
    strike = mock.inject(conversation="fault-latency-ms250-a").strike
    assert strike is not None
    assert (strike.kind, strike.seconds) == ("delay", 0.25)


def test_an_expired_token_is_really_dropped(mock: Simulated) -> None:
    token = mock.token()
    mock.state.faults.add({"kind": "expired-token", "count": 1})
    for _ in range(2):
        reply = mock.inject(authorization=token)
        assert reply.status == 401
        assert b"Jwt expired" in dict(reply.headers)[b"www-authenticate"]
    assert mock.inject(authorization=mock.token()).status == 200


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"kind": "nonsense"},
        {"kind": 500},
        {"kind": "500", "cuont": 1},
        {"kind": "500", "count": 0},
        {"kind": "500", "count": 1.5},
        {"kind": "500", "count": True},
        {"kind": "500", "probability": 1.1},
        {"kind": "500", "probability": "0.5"},
        {"kind": "500", "delay_ms": -1},
        {"kind": "500", "stored": "yes"},
        {"kind": "token-500", "stored": True},
        {"kind": "500", "match": {"text": "x"}},
        {"kind": "500", "match": {"channel": 1}},
        {"kind": "500", "match": []},
        {"kind": "429", "retry_after": "1\r\nx: y"},
        {"kind": "429", "retry_after": ""},
    ],
)
def test_what_makes_no_sense_is_refused(mock: Simulated, spec: dict[str, Any]) -> None:
    if spec.get("kind") == 500:
        spec = {"kind": "five hundred"}
    with pytest.raises(ValueError, match=r"."):
        mock.state.faults.add(spec)
    assert mock.state.faults.listed() == []


def test_flags() -> None:
    assert parse_flag("kind=500,probability=0.1,seed=7,conversation_id=vip-*,stored=true") == {
        "kind": "500",
        "probability": 0.1,
        "seed": 7,
        "match": {"conversation_id": "vip-*"},
        "stored": True,
    }
    for wrong in ("500", "kind=500,count=x", "kind=500,stored=1"):
        with pytest.raises(ValueError, match=r"form name=value|a number|true or false"):
            parse_flag(wrong)
