"""JSON is read strictly, and what is refused is told by place and rule."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject_mock.core.strictjson import MAX_DEPTH, BadJSON, loads

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_a_good_value_comes_out_unaltered(value: object, ascii_only: bool) -> None:
    assert loads(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_give_a_value_or_a_refusal(body: bytes) -> None:
    try:
        value = loads(body)
    except BadJSON:
        return
    assert value == json.loads(body)


@pytest.mark.parametrize(
    ("body", "rule", "pointer"),
    [
        (b"", "body", ""),
        (b'{"a":"\xff"}', "utf-8", ""),
        (b"{", "json", ""),
        (b"\xef\xbb\xbf{}", "json", ""),
        (b"{'a':1}", "json", ""),
        (b'{"a":1,}', "json", ""),
        (b'{"a":NaN}', "number", ""),
        (b'{"a":-Infinity}', "number", ""),
        (b'{"a":1' + b"0" * 400 + b"}", "number", ""),
        (b'{"a":1e999}', "number", ""),
        (b'{"a":' + b"9" * 5000 + b"}", "number", ""),
        (b'{"a":1,"b":{"c":1,"c":2}}', "unique-names", "/b/c"),
        (b'[{"a/b":1,"a/b":1}]', "unique-names", "/0/a~1b"),
        (b'{"a":["x","\\u0000"]}', "characters", "/a/1"),
        (b'{"a":"\\ud800"}', "characters", "/a"),
        (b'{"a\\u0000":1}', "characters", ""),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "depth", ""),
        (b"[" * 500_000, "depth", ""),
    ],
)
def test_refused(body: bytes, rule: str, pointer: str) -> None:
    with pytest.raises(BadJSON) as caught:
        loads(body)
    assert (caught.value.rule, caught.value.pointer) == (rule, pointer)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * MAX_DEPTH + b"]" * MAX_DEPTH,
        json.dumps("[" * 1000).encode(),
        json.dumps(['"\\[' * 500, {"a": "}{"}]).encode(),
        b'"\\ud83d\\ude00"',
    ],
)
def test_brackets_in_strings_are_no_nesting(body: bytes) -> None:
    assert loads(body) == json.loads(body)


@pytest.mark.parametrize("body", [b'[{{"' + b'\\"' * 500_000, b'{"a":0,' + b'"a":1,' * 100_000])
def test_hostile_bodies_are_refused_quickly(body: bytes) -> None:
    started = time.process_time()
    with pytest.raises(BadJSON):
        loads(body + b"[" * 101)
    assert time.process_time() - started < 2
