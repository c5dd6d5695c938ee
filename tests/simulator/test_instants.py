"""Date-times are read exactly, to the nanosecond."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject_contract.instant import nanoseconds

SECOND = 1_000_000_000


@settings(deadline=None)
@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_agrees_with_datetime(moment: datetime.datetime) -> None:
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    expected = (moment - epoch) // datetime.timedelta(microseconds=1) * 1000
    text = moment.isoformat()
    assert nanoseconds(text) == expected
    assert nanoseconds(text.replace("+00:00", "Z")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("1970-01-01T00:00:00.1234567891Z", 123_456_789),
        ("1970-01-01T02:00:00+02:00", 0),
        ("1969-12-31T23:30:00-00:30", 0),
        ("1970-01-01t00:00:01z", SECOND),
        ("0000-03-01T00:00:00Z", -719_468 * 86_400 * SECOND),
    ],
)
def test_reads_what_datetime_does_not(text: str, expected: int) -> None:
    assert nanoseconds(text) == expected


def test_a_leap_second_is_the_second_after() -> None:
    assert nanoseconds("2016-12-31T23:59:60Z") == nanoseconds("2017-01-01T00:00:00Z")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-11-01",
        "2026-11-01T09:30:00",
        "2026-02-29T09:30:00Z",
        "2026-13-01T09:30:00Z",
        "2026-11-01T24:00:00Z",
        "2026-11-01T09:60:00Z",
        "2026-11-01T09:30:61Z",
        "٢٠٢٦-11-01T09:30:00Z",
    ],
)
def test_refuses_what_is_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date-time|no such"):
        nanoseconds(text)
