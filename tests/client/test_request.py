"""From what the caller gives to what goes out: tags, times, the text shorthand."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinch_inject import PreflightError, text_request
from sinch_inject.request.prepare import prepare
from sinch_inject.request.text import tagged
from sinch_inject.request.times import epoch, parse, to_wire
from support.requests import SENDER, message

FIELDS: dict[str, Any] = {
    "contact_id": "c",
    "channel": "SMS",
    "identity": "+46701234567",
    "direction": "TO_APP",
}
WHEN = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


# ---------------------------------------------------------------------------------- tags


@pytest.mark.parametrize(
    ("metadata", "result"),
    [
        (None, "[tag:t.1]"),
        ("", "[tag:t.1]"),
        ("order 7", "order 7 [tag:t.1]"),
        ("[1, 2]", "[1, 2] [tag:t.1]"),
        ("{broken", "{broken [tag:t.1]"),
        ("[" * 900, "[" * 900 + " [tag:t.1]"),
        ("{}", '{"tag": "t.1"}'),
        (" { } \n", ' {"tag": "t.1"}'),
        ('{"a": 1.0e400, "a":2}', '{"a": 1.0e400, "a":2, "tag": "t.1"}'),
        ('{"name": "\\ud83d Åsa"}', '{"name": "\\ud83d Åsa", "tag": "t.1"}'),
        ('{"tag": "t.1", "b": 2}', '{"tag": "t.1", "b": 2}'),
        ({"a": 1}, {"a": 1}),  # not a text: preflight says so
        ({}, {}),
        (0, 0),
        ([], []),
        ("m" * 1000, f"{'m' * 1000} [tag:t.1]"),
        ("m" * 1025, f"{'m' * 1025} [tag:t.1]"),  # too long by itself: preflight says so
    ],
)
def test_a_tag_is_merged_and_the_rest_kept_to_the_letter(metadata: Any, result: Any) -> None:
    assert tagged(metadata, "t.1") == result


def test_another_tag_is_not_overwritten() -> None:
    with pytest.raises(PreflightError, match="/metadata: already holds another tag"):
        tagged('{"tag": "other"}', "t-1")


@pytest.mark.parametrize(
    "tag", ["", " ", "a b", "é", "x" * 65, "a\n", "a]", 5, b"t-1", "\ud800", ["t"], 1.5, True]
)
def test_what_is_no_tag(tag: Any) -> None:
    with pytest.raises(PreflightError, match="a tag is 1 to 64"):
        tagged("", tag)


@pytest.mark.parametrize("metadata", ["m" * 1015, "m" * 1024, json.dumps({"a": "m" * 1010})])
def test_a_tag_needs_room(metadata: str) -> None:
    with pytest.raises(PreflightError, match=r"/metadata: has no room for the tag t-1234567: "):
        tagged(metadata, "t-1234567")


@given(
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=4),
    st.sampled_from([None, 2]),
    st.from_regex(r"[A-Za-z0-9._:-]{1,64}", fullmatch=True),
)
def test_a_tagged_object_is_the_object_and_the_tag(
    value: dict[str, Any], indent: int | None, tag: str
) -> None:
    value.pop("tag", None)
    assert json.loads(tagged(json.dumps(value, indent=indent), tag)) == {**value, "tag": tag}


def test_the_request_of_the_caller_stays_as_it_was() -> None:
    body = message("order 7")
    before = json.dumps(body)
    prepared = prepare("https://x", "p", "c-1", body, tag="t-1")
    assert json.dumps(body) == before
    assert prepared.body["metadata"] == "order 7 [tag:t-1]"
    assert prepared.info.tag == "t-1"
    assert "order 7" not in repr(prepared)


@pytest.mark.parametrize("request_", [None, [], "x", 5, object()])
def test_what_is_no_request(request_: Any) -> None:
    with pytest.raises(PreflightError, match="must be an InjectMessageRequest or a dict"):
        prepare("https://x", "p", "c-1", request_, tag=None)


def test_a_path_is_quoted() -> None:
    prepared = prepare("https://x", "p/1", "a b?ü:z", message(), tag=None)
    assert prepared.info.url == (
        "https://x/v1/projects/p%2F1/conversations/a%20b%3F%C3%BC%3Az:inject-message"
    )


# --------------------------------------------------------------------------------- times


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22T13:00:00+01:00",
        "2026-11-22 12:00Z",
        "20261122T120000Z",
        "Sun, 22 Nov 2026 12:00:00 GMT",
        "22 Nov 2026 14:00 +0200",
        "22 Nov 2026 12:00 UTC",
        "Sun, 22 Nov 2026 07:00:00 -0500 (EST)",
        "2026-W47-7T12:00:00Z",
    ],
)
def test_times_as_people_write_them(text: str) -> None:
    assert parse(text) == WHEN
    assert text_request("x", accept_time=text, **FIELDS)["accept_time"] == "2026-11-22T12:00:00Z"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-22T12:00:00", "has no offset"),
        ("22 Nov 2026 12:00", "has no offset"),
        ("2026-11-22", "has no offset"),
        ("yesterday", "this is not a time"),
        ("", "this is not a time"),
        ("9" * 400, "this is not a time"),
        ("12:30Z", "this is not a time"),
        ("Mon 12:00Z", "this is not a time"),
        ("22 Nov 12:00Z", "this is not a time"),
        ("Nov 2026 12:00 UTC", "this is not a time"),
        ("Nov 22 2026 12pm UTC", "this is not a time"),
        ("11/10/2026 10:00+00:00", "this is not a time; use 2026-11-22T12:00:00Z"),
        ("13/11/2026 10:00Z", "this is not a time"),
        ("2026/11/22 10:00Z", "this is not a time"),
        ("22 Nov 2026 12:00 CET", "this is not a time"),
        ("22 Nov 2026 12:00 EST", "this is not a time"),
        ("22 Nov 26 12:00 GMT", "this is not a time"),
        ("22 Nov 2026 12:00 +2460", "this is not a time"),
        ("22 Nov 2026 12:00 +2400", "this is not a time"),
        ("31 Feb 2026 12:00 GMT", "this is not a time"),
        ("Mon, 22 Nov 2026 12:00 GMT", "this is not a time"),
        ("2026-11-22x12:00:00Z", "this is not a time"),
        ("2026-11-22T12:00:00 CET", "this is not a time"),
        ("2026-11-22T12:00:00CET", "this is not a time"),
        ("1790000000", "this is not a time"),
        ("9999-12-31T23:59:59-01:00", "beyond the years"),
        ("0001-01-01T00:00:00+01:00", "beyond the years"),
    ],
)
def test_nothing_about_a_time_is_guessed(text: str, said: str) -> None:
    with pytest.raises(PreflightError, match=said):
        text_request("x", accept_time=text, **FIELDS)


@pytest.mark.parametrize("value", [5, None, b"2026-11-22T12:00:00Z", WHEN.date(), ["2026"], 1.5])
def test_what_is_no_text_is_no_time(value: Any) -> None:
    with pytest.raises(PreflightError, match="this is not a time"):
        text_request("x", accept_time=value, **FIELDS)


@pytest.mark.parametrize(
    ("text", "date_format", "result"),
    [
        ("22.11.2026 13:00 +0100", "%d.%m.%Y %H:%M %z", WHEN),
        ("11/22/26 12:00 Z", "%m/%d/%y %H:%M %z", WHEN),
        ("22.11.2026 13:00", "%d.%m.%Y %H:%M", "has no offset"),
        ("2026-11-22T12:00:00Z", "%d.%m.%Y %H:%M %z", "not a time of the format that was named"),
        ("22.11.2026", "%d.%m.%Y %H:%M %z", "not a time of the format that was named"),
        ("22.11.2026", "%", "not a time of the format that was named"),
    ],
)
def test_a_format_that_the_user_names(text: str, date_format: str, result: Any) -> None:
    if result is WHEN:
        assert parse(text, date_format=date_format) == WHEN
    else:
        with pytest.raises(ValueError, match=result):
            parse(text, date_format=date_format)


@pytest.mark.parametrize(
    ("text", "day_first", "result"),
    [
        ("10/11/2026 12:00+00:00", True, "2026-11-10T12:00:00Z"),
        ("10/11/2026 12:00+00:00", False, "2026-10-11T12:00:00Z"),
        ("10.11.2026 12:00Z", True, "2026-11-10T12:00:00Z"),
        ("10 11 2026 12:00Z", True, "2026-11-10T12:00:00Z"),
        ("Nov 22 2026 12pm UTC", False, "2026-11-22T12:00:00Z"),
        ("2026-11-10T12:00:00Z", True, "2026-11-10T12:00:00Z"),
        ("10 Nov 2026 12:00 GMT", False, "2026-11-10T12:00:00Z"),
        ("11/25/2026 12:00Z", True, "not in the order that was named"),
        ("25/11/2026 12:00Z", False, "not in the order that was named"),
        ("10/11/26 12:00Z", True, "two digits"),
        ("10/11/2026 12:00", True, "no offset"),
        ("10/11/2026 12:00 CET", True, "this is not a time"),
        ("10/11/2026 12:00 EST", True, "this is not a time"),
        ("10/11/2026Z", True, "not a time|not guessed"),
        ("12:00Z", True, "not guessed"),
        ("22 Nov 12:00Z", True, "not guessed"),
        ("yesterday", True, "this is not a time"),
        ("9" * 400, True, "this is not a time"),
    ],
)
def test_an_order_that_the_user_names(text: str, day_first: bool, result: str) -> None:
    if result.endswith("Z"):
        assert to_wire(parse(text, day_first=day_first)) == result
    else:
        with pytest.raises(ValueError, match=result):
            parse(text, day_first=day_first)


def test_the_machine_s_own_zone_names_nothing() -> None:
    """python-dateutil takes the names of the machine's zone for known."""
    code = (
        "from sinch_inject.request.times import parse\n"
        "try:\n print(parse('10/11/2026 12:00 CET', day_first=True))\n"
        "except ValueError as error:\n print(error)\n"
    )
    environ = {**os.environ, "TZ": "Europe/Berlin"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, check=True, capture_output=True, timeout=60
    )
    assert b"this is not a time" in done.stdout


def test_dateutil_is_not_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys\nfrom sinch_inject.request.times import parse\n"
        "parse('2026-11-22T12:00:00Z'); parse('22 Nov 2026 12:00 GMT')\n"
        "assert not [name for name in sys.modules if name.startswith('dateutil')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_datetimes() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=-3))
    assert to_wire(WHEN.astimezone(zone)) == "2026-11-22T12:00:00Z"
    assert to_wire(WHEN.replace(microsecond=1)) == "2026-11-22T12:00:00.000001Z"
    with pytest.raises(ValueError, match="no offset"):
        to_wire(WHEN.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0.0),
        ("1970-01-01t00:00:01.5z", 1.5),
        ("1970-01-01T01:00:00+01:00", 0.0),
        ("1970-01-01T00:00:00.123456789Z", 0.123456789),
        ("2016-12-31T23:59:60Z", 1483228800.0),
        ("2017-01-01T00:59:60+01:00", 1483228800.0),
    ],
)
def test_seconds_since_the_epoch(text: str, seconds: float) -> None:
    assert epoch(text) == seconds


def test_a_time_without_offset_has_no_seconds() -> None:
    with pytest.raises(ValueError, match="with an offset"):
        epoch("1970-01-01T00:00:00")


# ------------------------------------------------------------------------------ shorthand


def test_a_text_from_the_app_with_all_fields() -> None:
    fields: dict[str, Any] = {**FIELDS, "direction": "TO_CONTACT", "channel": "LINE", SENDER: None}
    assert text_request(
        "hello",
        accept_time=WHEN,
        app_id="a",
        metadata="m",
        processing_mode="CONVERSATION",
        **fields,
    ) == {
        "accept_time": "2026-11-22T12:00:00Z",
        "app_message": {"text_message": {"text": "hello"}},
        "channel_identity": {"channel": "LINE", "identity": "+46701234567", "app_id": "a"},
        "contact_id": "c",
        "direction": "TO_CONTACT",
        "metadata": "m",
        "processing_mode": "CONVERSATION",
    }


def test_a_field_that_is_missing_or_misspelt() -> None:
    with pytest.raises(TypeError, match="missing or unknown: chanel, accept_time"):
        text_request("x", chanel="SMS", **FIELDS)  # type: ignore[call-arg]  # the point of it
