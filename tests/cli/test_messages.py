"""``list``, ``find`` and ``delete`` as a user runs them."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from click.testing import Result
from sinch_inject import InjectClient
from sinch_inject_mock import SinchMock
from support.files import lines, start

Run = Callable[..., Result]
LIMIT = 60.0


@pytest.fixture
def many(mock: SinchMock) -> list[dict[str, Any]]:
    """Return what was injected: 7 messages in 3 conversations, each with its number as a tag."""
    given = lines(7, conversations=3)
    with InjectClient.from_env(environ=mock.env) as sinch:
        for number, line in enumerate(given, start=1):
            body = {name: value for name, value in line.items() if name != "conversation_id"}
            sinch.inject(line["conversation_id"], body, tag=f"t-{number}")
    return given


def listed(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["contact_message"]["text_message"]["text"] for message in messages]


def queries(mock: SinchMock) -> list[dict[str, str]]:
    """Return what the lists have asked for."""
    paths = [entry["path"] for entry in mock.requests if entry["method"] == "GET"]
    return [dict(parse_qsl(urlsplit(path).query)) for path in paths]


def looked_up(mock: SinchMock, run: Run, line: dict[str, Any], tag: str) -> Result:
    where = ("--conversation", line["conversation_id"], "--accept-time", line["accept_time"])
    return run("find", "--tag", tag, *where, env=mock.env)


# -------------------------------------------------------------------------------- list


def test_messages_are_listed_one_a_line_newest_first(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    found = listed(run("list", "--page-size", "2", env=mock.env))
    assert texts(found) == ["1", "2", "3", "4", "5", "6", "7"]  # the higher the older
    assert {message["conversation_id"] for message in found} == {"c-0", "c-1", "c-2"}
    assert all(message["id"] for message in found)


def test_every_filter_reaches_the_server(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    between = (
        *("--start-time", many[5]["accept_time"], "--end-time", many[1]["accept_time"]),
        *("--conversation", "c-1", "--contact", "01HCONTACT", "--channel", "sms"),
        *("--direction", "to_app", "--view", "with_metadata", "--identity", "+46700000001"),
        *("--messages-source", "conversation_source", "--app", "01HAPP"),
        *("--not-only-recipient-originated", "--page-size", "7"),
    )
    run("list", *between, env=mock.env)
    asked = queries(mock)[-1]
    when = [
        datetime.datetime.fromisoformat(many[place]["accept_time"])
        .isoformat()
        .replace("+00:00", "Z")
        for place in (5, 1)
    ]
    assert asked == {
        "conversation_id": "c-1",
        "contact_id": "01HCONTACT",
        "app_id": "01HAPP",
        "channel_identity": "+46700000001",
        "start_time": when[0],
        "end_time": when[1],
        "page_size": "7",
        "view": "WITH_METADATA",
        "messages_source": "CONVERSATION_SOURCE",
        "only_recipient_originated": "false",
        "channel": "SMS",
        "direction": "TO_APP",
    }
    found = listed(run("list", *between[:6], env=mock.env))
    assert texts(found) == ["4"]


def test_a_limit_asks_for_no_more(run: Run, mock: SinchMock, many: list[dict[str, Any]]) -> None:
    assert texts(listed(run("list", "--limit", "3", env=mock.env))) == ["1", "2", "3"]
    assert [asked["page_size"] for asked in queries(mock)] == ["3"]


def test_an_empty_list_is_done(run: Run, mock: SinchMock) -> None:
    assert listed(run("list", env=mock.env)) == []


@pytest.mark.skipif(os.name != "posix", reason="a pipe of POSIX")
def test_a_reader_that_leaves_ends_the_list(mock: SinchMock, many: list[dict[str, Any]]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with start(mock.env, "list") as process:
        process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    done = subprocess.run(
        process.args,
        env={**os.environ, **mock.env},
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=LIMIT,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--start-time", "2026-11-20T12:00:00"), 2, "has no offset"),
        (("--page-size", "1001"), 2, "not in the range"),
        (("--channel", "FAX"), 2, "is not one of"),
        (("--conversation", ""), 2, "must be a text, not empty"),
        (("--start-time", "2026-11-20T12:00Z", "--end-time", "2026-11-20T12:00Z"), 2, "400"),
        (("--basic", "--base-url", "http://127.0.0.1:1"), 3, "not sent"),
    ],
)
def test_what_cannot_be_listed(
    words: tuple[str, ...], code: int, said: str, run: Run, mock: SinchMock
) -> None:
    done = run("list", *words, env=mock.env)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr


# -------------------------------------------------------------------------------- find


def test_a_message_is_found_by_its_tag(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    done = looked_up(mock, run, many[3], "t-4")
    [message] = listed(done)
    assert texts([message]) == ["4"]
    assert message["metadata"] == "[tag:t-4]"


def test_a_message_that_is_not_listed_is_not_found(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    done = looked_up(mock, run, many[3], "t-5")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "not found, which proves nothing" in done.stderr


def test_several_are_named_with_their_ids(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    body = {name: value for name, value in many[3].items() if name != "conversation_id"}
    with InjectClient.from_env(environ=mock.env) as sinch:
        sinch.inject(many[3]["conversation_id"], body, tag="t-4")
    done = looked_up(mock, run, many[3], "t-4")
    assert (done.exit_code, done.stdout) == (1, "")
    found = listed(run("list", "--conversation", "c-1", "--view", "WITH_METADATA", env=mock.env))
    twice = [message["id"] for message in found if texts([message]) == ["4"]]
    assert len(twice) == 2
    assert all(message_id in done.stderr for message_id in twice)


def test_a_search_that_could_not_be_made_is_not_the_answer_none(
    run: Run, mock: SinchMock, many: list[dict[str, Any]], closed_port: int
) -> None:
    where = ("--tag", "t", "--conversation", "c", "--accept-time")
    assert run("find", *where, "yesterday", env=mock.env).exit_code == 2
    nobody = ("--base-url", f"http://127.0.0.1:{closed_port}", "--basic")
    assert run("find", *where, many[0]["accept_time"], *nobody, env=mock.env).exit_code == 3
    mock.faults.add("404", operation="listMessages")
    refused = looked_up(mock, run, many[0], "t-1")
    assert refused.exit_code == 2, refused.output
    mock.faults.clear()
    mock.faults.add("500", operation="listMessages")
    failed = looked_up(mock, run, many[0], "t-1")
    assert failed.exit_code == 3, failed.output


# ------------------------------------------------------------------------------ delete


def ids(run: Run, mock: SinchMock) -> list[str]:
    return [message["id"] for message in listed(run("list", env=mock.env))]


def test_messages_are_deleted_after_a_question(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    first, second, *rest = ids(run, mock)
    kept = run("delete", first, second, env=mock.env, stdin=b"n\n")
    assert (kept.exit_code, kept.stdout) == (2, "")
    assert "Delete 2 messages?" in kept.stderr
    assert "nothing was deleted" in kept.stderr
    assert len(ids(run, mock)) == 7
    done = run("delete", first, second, first, env=mock.env, stdin=b"y\n")
    assert (done.exit_code, done.stdout) == (0, "2 deleted\n")
    assert ids(run, mock) == rest


def test_deleting_again_is_no_error(run: Run, mock: SinchMock, many: list[dict[str, Any]]) -> None:
    first, second, *_ = ids(run, mock)
    assert run("delete", first, "--yes", env=mock.env).exit_code == 0
    again = run("delete", first, second, "--yes", env=mock.env)
    assert (again.exit_code, again.stdout) == (0, "1 deleted, 1 not there\n")
    told = run("delete", first, "--yes", "--json", env=mock.env)
    assert json.loads(told.stdout) == {"deleted": [], "absent": [first]}


def test_what_was_not_deleted_is_to_be_run_again(
    run: Run, mock: SinchMock, many: list[dict[str, Any]]
) -> None:
    first, second, *_ = ids(run, mock)
    mock.faults.add("500", operation="deleteMessage")
    done = run("delete", first, second, "--yes", env=mock.env)
    assert (done.exit_code, done.stdout) == (3, "")
    assert "not finished, run it again (0 deleted)" in done.stderr
    mock.faults.clear()
    assert run("delete", first, second, "--yes", env=mock.env).exit_code == 0
    refused = run("delete", first, "--yes", env={**mock.env, "SINCH_KEY_SECRET": "wrong"})
    assert refused.exit_code == 2
    assert run("delete", "", "--yes", env=mock.env).exit_code == 2
