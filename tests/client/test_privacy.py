"""No secret, no message text and no number in anything that people print, log or store.

The server repeats what it was sent, in all the ways servers do. Everything public that comes
of it is searched: str, repr, pickles, tracebacks, logs at DEBUG and spans.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject import (
    InjectClient,
    OAuth2ClientCredentials,
    OutcomeUnknown,
    Rejected,
    SinchInjectError,
    TokenError,
)
from sinch_inject.http.answer import Answer, read
from sinch_inject.privacy import scrubber
from support.hostile import Connection, Hostile
from support.requests import SENDER, message

MARK = "PRIVATE-"  # every text begins with it, so that even half a text is noticed
SECRET = "PRIVATE-secret-of-the-key"
BASIC = base64.b64encode(f"demo-key:{SECRET}".encode()).decode()
TOKEN = "PRIVATE-token"

ECHOES: dict[str, Callable[[str], dict[str, Any]]] = {
    "words": lambda text: {"error": {"message": f"cannot take {text}", "status": f"S_{text}"}},
    "details": lambda text: {"error": {"message": "no", "details": [json.loads(text)]}},
    "wrapped": lambda text: {"error": {"message": f"sent: {json.dumps(text)}"}},
    "cut": lambda text: {"error": {"message": f"cannot take {text[: len(text) * 2 // 3]}"}},
    "problem": lambda text: {"title": "No", "detail": text, "type": f"https://x/{text}"},
    "violations": lambda text: {"error": {"details": [{"field": "a", "description": text}]}},
    "ascii": lambda text: {"error": {"message": json.dumps(json.loads(text))}},
}


def script(connection: Connection) -> None:
    """Repeat the body in the shape that the conversation's id asks for."""
    while True:
        story = connection.request()
        if "/oauth2/token" in story.line:
            connection.answer(body=b'{"access_token":"%s"}' % TOKEN.encode())
            continue
        status, _, shape = story.line.split("/")[5].partition(":")[0].partition("-")
        text = story.body.decode()
        if shape == "html":
            page = f"<html>{html.escape(text)}</html>".encode()
            connection.answer(f"{status} ?", page, headers="Content-Type: text/html\r\n")
        elif shape == "raw":
            connection.answer(f"{status} ?", story.body[:-1])
        else:
            connection.answer(f"{status} ?", json.dumps(ECHOES[shape](text)).encode())


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with Hostile(script) as running:
        yield running


class Collector(logging.Handler):
    """Keeps every record of every logger, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def logs() -> Iterator[Collector]:
    collector, root = Collector(), logging.getLogger()
    before = root.level
    root.addHandler(collector)
    root.setLevel(logging.DEBUG)
    yield collector
    root.removeHandler(collector)
    root.setLevel(before)


def said(error: BaseException) -> str:
    """Return everything an application may write about an error."""
    parts = [str(error), repr(error), "".join(traceback.format_exception(error))]
    parts += [repr(pickle.dumps(error, protocol)) for protocol in (0, 2, 5)]
    if isinstance(error, SinchInjectError):
        parts += [repr(error.request), repr(error.details), repr(error.code), error.message]
    return "\n".join(parts)


def client_of(server: Hostile) -> InjectClient:
    return InjectClient(
        project_id="p",
        key_id="demo-key",
        key_secret=SECRET,
        base_url=server.url,
        auth_url=server.url,
        environ={},
    )


texts = st.text(max_size=60).map(lambda text: f"{MARK}in the message: {text}")
plain = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=30)
numbers = st.from_regex(r"\+4670[0-9]{7}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(
    text=texts,
    number=numbers,
    note=plain.map(lambda text: f"{MARK}note for the file {text}"),
    latitude=st.floats(-90, 90).map(lambda value: value + 0.123456),
    status=st.sampled_from([400, 403, 404, 500, 503, 201, 302]),
    shape=st.sampled_from([*ECHOES, "html", "raw"]),
)
def test_whatever_a_server_repeats(
    server: Hostile,
    logs: Collector,
    text: str,
    number: str,
    note: str,
    latitude: float,
    status: int,
    shape: str,
) -> None:
    del logs.lines[:]
    body: dict[str, Any] = message(
        note,
        channel_identity={"channel": "SMS", "identity": number},
        contact_message={
            "text_message": {"text": text},
            "extra": {"coordinates": {"latitude": latitude}},
        },
        **{SENDER: number[::-1]},
    )
    with client_of(server) as client:
        with pytest.raises((Rejected, OutcomeUnknown)) as caught:
            client.with_options(preflight=False).inject(f"{status}-{shape}", body)
        everything = "\n".join([said(caught.value), *logs.lines, repr(client), repr(client.auth)])
    assert logs.lines
    for private in (MARK, number, number[1:], number[::-1], BASIC, TOKEN, repr(latitude)):
        assert private not in everything


@settings(max_examples=60, deadline=None)
@given(text=texts, number=numbers, data=st.data())
def test_whatever_preflight_finds(
    server: Hostile, logs: Collector, text: str, number: str, data: st.DataObject
) -> None:
    del logs.lines[:]
    bad = data.draw(
        st.sampled_from(["direction", "contact_id", "accept_time", "metadata", "extra"])
    )
    body = message(
        channel_identity={"channel": "LINE", "identity": number, "app_id": [text]},
        contact_message={"text_message": {"text": [text]}, "media_message": {"url": number}},
    )
    body[bad] = data.draw(st.sampled_from([text, [text], {"a": number}, {number}, text.encode()]))
    with client_of(server) as client, pytest.raises(SinchInjectError) as caught:
        client.inject("c-1", body)
    everything = "\n".join([said(caught.value), *logs.lines])
    assert MARK not in everything
    assert number not in everything


@pytest.mark.parametrize("shape", ["words", "details", "html"])
def test_a_token_endpoint_that_repeats_the_secret(shape: str, logs: Collector) -> None:
    def endpoint(connection: Connection) -> None:
        story = connection.request()
        words = f"{story.headers['authorization']} is {base64.b64decode(BASIC).decode()}"
        if shape == "html":
            connection.answer("400 Bad", words.encode(), close=True)
        else:
            member = "error_description" if shape == "words" else "message"
            connection.answer("400 Bad", json.dumps({member: words}).encode(), close=True)

    del logs.lines[:]
    with Hostile(endpoint) as tokens:
        auth = OAuth2ClientCredentials("demo-key", SECRET, auth_url=tokens.url)
        with (
            InjectClient(
                project_id="p", auth=auth, base_url="http://127.0.0.1:9", environ={}
            ) as client,
            pytest.raises(TokenError) as caught,
        ):
            client.inject("c-1", message())
    everything = "\n".join([said(caught.value), *logs.lines, repr(auth), repr(auth.source)])
    for private in (SECRET, BASIC):
        assert private not in everything


# ---------------------------------------------------------------------------- bounded work


def test_many_texts_against_many_details_say_little_rather_than_take_long() -> None:
    """Counted, not timed: after so many looks for a value nothing more is said."""
    texts = [f"{MARK}text {number}" for number in range(5000)]
    scrub = scrubber({"contact_message": {"all": texts}})
    found = [scrub(f"detail {number}") for number in range(5000)]
    assert found[0] == "detail 0"
    assert found.count("…") > 4900
    assert MARK not in "".join(scrub(text) for text in texts)


def test_more_than_is_looked_through_hides_everything() -> None:
    scrub = scrubber({"contact_message": {"all": [f"{MARK}{n}" for n in range(20_000)]}})
    assert scrub("harmless") == "…"
    assert scrub("") == ""
    assert scrubber({"metadata": "x" * 2_000_000})("harmless") == "…"


def test_values_inside_json_metadata_are_hidden() -> None:
    scrub = scrubber({"metadata": json.dumps({"crm": {"name": f"{MARK}name"}, "id": 123456789})})
    assert scrub(f"the name {MARK}name and 123456789 are odd") == "the name … and … are odd"


@pytest.mark.parametrize("identity", ["+46700000001", ["+46700000001"]])
def test_an_identity_of_a_wrong_kind_is_hidden(identity: object) -> None:
    """Without a preflight it goes out as it is."""
    scrub = scrubber({"channel_identity": identity})
    assert scrub("cannot take +46700000001") == "cannot take …"


def test_numbers_of_thousands_of_digits() -> None:
    scrub = scrubber({"metadata": {"n": 10**5000}})
    body = b'{"error": {"message": "no", "details": [%s]}}' % (b"9" * 4000)
    assert read(Answer(400, {}, body), scrub=scrub).message == "no"
