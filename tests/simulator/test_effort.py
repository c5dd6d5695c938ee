"""What a hostile request costs grows with its size, and no faster: counted, not timed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from sinch_inject_mock.core.exchange import Reply
from support.simulated import Simulated, text_message


def calls(action: Callable[[], object]) -> int:
    """Return how many functions were called, those of C included."""
    count = 0

    def seen(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


def many_unknown(size: int) -> bytes:
    return json.dumps({f"unknown{number}": number for number in range(size)}).encode()


def many_wrong_items(size: int) -> bytes:
    choices: list[Any] = [{"text_message": {"text": 5}} for _ in range(size // 5)]
    content = {"choice_message": {"choices": choices}}
    return json.dumps(text_message(contact_message=None, app_message=content)).encode()


def many_wrong_members(size: int) -> bytes:
    names = {f"WHATSAPP{number}": 5 for number in range(size)}
    content = {"text_message": {"text": "x"}, "explicit_channel_message": names}
    return json.dumps(text_message(contact_message=None, app_message=content)).encode()


def deep(size: int) -> bytes:
    inner = "[" * 90 + ",".join("0" for _ in range(size)) + "]" * 90
    return f'{{"x": {inner}, "y": "\\u00e9"}}'.encode()


def names_twice(size: int) -> bytes:
    members = ",".join(f'"n{number}":0,"n{number}":1' for number in range(size))
    return f"{{{members}}}".encode()


def many_alternatives(size: int) -> bytes:
    cards: list[Any] = [{"title": 5, "choices": [{"x": 1}]} for _ in range(size // 10)]
    content = {"carousel_message": {"cards": cards}}
    return json.dumps(text_message(contact_message=None, app_message=content)).encode()


BODIES = [many_unknown, many_wrong_items, many_wrong_members, deep, names_twice, many_alternatives]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_a_refused_body_costs_what_its_size_is(body: Callable[[int], bytes]) -> None:
    mock = Simulated()
    replies: list[Reply] = []
    mock.inject(body(50))

    def cost(raw: bytes) -> int:
        return calls(lambda: replies.append(mock.inject(raw)))

    small, large = cost(body(500)), cost(body(2000))
    assert [reply.status for reply in replies] == [400, 400]
    assert large < 5 * small
    assert all(len(entry["problems"]) <= 20 for entry in mock.journal)


def test_many_faults_read_a_body_once() -> None:
    body = json.dumps(text_message(x=list(range(2000)))).encode()

    def cost(set_up: int) -> int:
        mock = Simulated()
        for _ in range(set_up):
            mock.state.faults.add({"kind": "500", "match": {"channel": "RCS"}})
        return calls(lambda: mock.inject(body))

    few, many = cost(1), cost(200)
    assert few > 2_000, "a reading calls something for each of the 2,000 numbers"
    assert many < few + 2_000


def test_many_keys_do_not_make_masking_long() -> None:
    from sinch_inject_mock.core.auth import Key

    mock = Simulated()
    for number in range(99):
        mock.state.keys.add(Key(f"key{number}", f"secret{number}", "p"))
    assert calls(lambda: mock.inject(b"%41" * 20_000)) < 100_000
