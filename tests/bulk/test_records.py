"""Lines of the input: each by itself, each by its place, and the same one however it is written."""

from __future__ import annotations

import gzip
import io
import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinch_inject.bulk.entry import Entry, from_line, from_value, twice, with_tag
from sinch_inject.bulk.records import LONGEST, read_lines
from sinch_inject.request.text import TAG

RECORD: dict[str, Any] = {
    "conversation_id": "01HCONV",
    "accept_time": "2026-11-20T10:00:00Z",
    "direction": "TO_APP",
    "contact_id": "k",
    "channel_identity": {"channel": "SMS", "identity": "1"},
    "contact_message": {"text_message": {"text": "Grüße 🙂"}},
}


def entries(content: bytes) -> list[Entry]:
    return [from_line(line) for line in read_lines(io.BufferedReader(io.BytesIO(content)))]


def only(content: bytes) -> Entry:
    [entry] = entries(content)
    return entry


def dumped(value: Any, **options: Any) -> bytes:
    return json.dumps(value, **options).encode()


@pytest.mark.parametrize(
    ("content", "place", "rule", "words"),
    [
        (b'{"a": 1}\n{"a": \n', 2, "json", "column 6 is not JSON: it ends too early"),
        (b'{"a": 1}\n{"a": 1} x\n', 2, "json", "column 10 is not JSON: there is something after"),
        (b'{"a": 1}\n{"a": 1', 2, "json", "it ends too early"),  # a truncated last line
        (b'\n\n{"a": "\xff"}\n', 3, "encoding", "column 8 is not UTF-8"),
        (b'{"a": 1}\n\x00\x01\x02\xfe\n', 2, "encoding", "is not UTF-8"),
        (b'{"a": 1, "a": 2}', 1, "unique_names", "has a name twice"),
        (b'{"a": NaN}', 1, "number", "NaN"),
        (b"[" * 100_000 + b"\n", 1, "depth", "nested too deep"),
        (b'{"a": ' + b"1" * 5000 + b"}", 1, "number", "too long"),
        (b'"' + b"x" * LONGEST + b'"\n{"a": 1}', 1, "size", "bytes long"),
        ('{"a": 1}'.encode("utf-16"), 1, "encoding", "UTF-16"),
        (b"[1]\n", 1, "type", "is no object"),
        (b'{"a": 1}\n', 1, "required", "`conversation_id` is required"),
        (b'{"conversation_id": 5}\n', 1, "type", "must be a text"),
        (b'{"conversation_id": "c", "_tag": 1}\n', 1, "unknown_name", "neither _key nor _error"),
        (b'{"conversation_id": "c", "_key": true}\n', 1, "type", "whole number"),
        (b'{"conversation_id": "c", "_key": ""}\n', 1, "type", "1 to 512"),
        (b'{"conversation_id": "c", "x": "\\ud800"}\n', 1, "json", "cannot carry"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(
    content: bytes, place: int, rule: str, words: str
) -> None:
    entry = next(entry for entry in entries(content) if entry.line == place)
    assert entry.problem is not None
    assert entry.problem.rule == rule
    assert words in entry.problem.message


def test_a_flaw_hides_no_other_line() -> None:
    good = dumped(RECORD)
    found = entries(b"\n".join([good, b"{", good, b'"' + b"x" * (LONGEST + 5), good]))
    assert [(e.line, e.problem is None) for e in found] == [
        (1, True),
        (2, False),
        (3, True),
        (4, False),
        (5, True),
    ]


def test_an_empty_input_has_no_records() -> None:
    assert entries(b"") == entries(b"\n \r\n\t\n") == entries(b"\xef\xbb\xbf") == []


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_byte_order_mark_blank_lines_and_windows_ends_change_nothing(end: bytes) -> None:
    plain = only(dumped(RECORD))
    [found] = entries(b"\xef\xbb\xbf" + end + dumped(RECORD) + end + end)
    assert found.problem is None
    assert (found.line, found.id, found.tag) == (2, plain.id, plain.tag)


def test_reformatting_and_the_order_of_members_do_not_make_a_record_new() -> None:
    reordered = dict(reversed(RECORD.items()))
    forms = [
        dumped(RECORD),
        dumped(RECORD, ensure_ascii=False),
        dumped(reordered, separators=(",", ":")),
        dumped({**RECORD, "_error": {"code": "x"}}),
    ]
    assert len({(only(form).id, only(form).tag) for form in forms}) == 1
    one, same = dumped({**RECORD, "x": 1.0}), dumped({**RECORD, "x": 1})
    assert only(one).id == only(same).id


def test_another_content_is_another_record() -> None:
    changed = {**RECORD, "accept_time": "2026-11-20T10:00:01Z"}
    moved = {**RECORD, "conversation_id": "01HOTHER"}
    large = [{**RECORD, "x": 2**60 + extra} for extra in (0, 1)]  # one double, two numbers
    found = [only(dumped(value)) for value in (RECORD, changed, moved, *large)]
    assert len({entry.id for entry in found}) == len({entry.tag for entry in found}) == 5


def test_an_unreadable_line_counts_by_all_its_bytes() -> None:
    assert only(b'{"a\n').id == only(b'{"a\r\n').id != only(b'{"b\n').id
    long = b'"' + b"x" * (LONGEST + 10)
    assert only(long + b"a").id != only(long + b"b").id


def test_a_key_is_the_identity_and_key_and_content_are_the_tag() -> None:
    one, two = ({**RECORD, "_key": "1", "metadata": text} for text in ("a", "b"))
    first, second = only(dumped(one)), only(dumped(two))
    assert first.id == second.id
    assert first.digest != second.digest
    assert first.tag != second.tag  # another file may have a key 1 too
    assert only(dumped({**one, "_key": 1})).id == first.id
    assert only(dumped(RECORD)).tag != only(dumped({**RECORD, "_key": "1"})).tag
    assert len({first.id, twice(first), twice(second)}) == 3


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**70), 2**70)
        | st.text()
        | st.floats(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.randoms(use_true_random=False),
)
def test_identity_does_not_depend_on_the_way_it_is_written(
    value: Any, chance: random.Random
) -> None:
    record = {**RECORD, "x": value}
    members = list(record.items())
    chance.shuffle(members)
    forms = [
        dumped(record),
        dumped(dict(members), indent=None, separators=(" ,", " : ")),
        dumped(record, ensure_ascii=False),
    ]
    found = [only(form.replace(b"\n", b" ")) for form in forms]
    assert len({entry.id for entry in found}) == 1
    assert TAG.fullmatch(found[0].tag or "k")


def test_the_tag_goes_where_there_is_room() -> None:
    entry = only(dumped(RECORD))
    assert entry.tag.startswith("k-")
    assert len(entry.tag) == 18
    body, tag = with_tag(entry)
    assert (tag, body["metadata"]) == (entry.tag, f"[tag:{entry.tag}]")
    for metadata in ("x" * 1024, "x" * 1001, '{"tag": "theirs"}'):
        full = from_value({**RECORD, "metadata": metadata}, 1)
        body, tag = with_tag(full)
        assert tag is None
        assert body["metadata"] == metadata
    fits = from_value({**RECORD, "metadata": "x" * 999}, 1)
    assert len(with_tag(fits)[0]["metadata"]) == 1024


def test_compressed_input_is_read_and_its_damage_is_named() -> None:
    lines = b"".join(dumped({**RECORD, "x": n}) + b"\n" for n in range(500))
    packed = gzip.compress(lines)
    assert [e.id for e in entries(packed)] == [e.id for e in entries(lines)]
    cut = entries(packed[: len(packed) // 2])
    assert cut[-1].problem is not None
    assert cut[-1].problem.rule == "gzip"
    assert len(cut) > 1 or cut[-1].line == 1
    assert all(e.problem is None for e in cut[:-1])


def test_the_content_is_in_no_repr() -> None:
    for entry in (only(dumped(RECORD)), only(b'{"Secret words')):
        assert "Gr" not in repr(entry)
        assert "Secret" not in repr(entry)
