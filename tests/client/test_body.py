"""The body is read once, its bytes are made once, and what cannot be sent is told by its place."""

from __future__ import annotations

import collections
import copy
import datetime
import decimal
import enum
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sinch_inject import PreflightError, check
from sinch_inject.request.body import encode
from sinch_inject.request.prepare import prepare
from sinch_inject_contract.document import contract
from sinch_inject_generated.models import AppMessage, ContactMessage, InjectMessageRequest
from support.bad import RECENT
from support.requests import NUMBER, TEXT, message


def told(value: Any) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.rule) for problem in check(value)]


def model(**changes: Any) -> InjectMessageRequest:
    made = InjectMessageRequest.from_dict(message())
    for name, value in changes.items():
        setattr(made, name, value)
    return made


# ----------------------------------------------------------------------------------- bytes


def test_the_bytes_are_the_json_that_httpx_would_write() -> None:
    body = message(extra=[1.5, None, True, "ü", {"a": []}])
    prepared = prepare("https://x", "p", "c-1", body)
    assert (
        prepared.content
        == json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    )
    assert prepared.body == body


def test_what_is_prepared_does_not_change_any_more() -> None:
    body = message()
    prepared = prepare("https://x", "p", "c-1", body)
    before = prepared.content
    body["contact_message"]["text_message"]["text"] = "another"
    body["direction"] = "UP"
    assert prepared.content is before
    assert prepared.body["direction"] == "TO_APP"
    assert TEXT in prepared.content.decode()


class Fickle(dict[str, Any]):
    """Reads differently each time."""

    reads = 0

    def items(self) -> Any:
        self.reads += 1
        return {**self, "direction": "TO_APP" if self.reads == 1 else "UP"}.items()


@pytest.mark.parametrize("turn", range(4))
def test_what_is_checked_is_what_is_sent(turn: int) -> None:
    body = Fickle(message())
    body.reads = turn
    now = datetime.datetime.now(datetime.UTC).timestamp()
    try:
        sent = prepare("https://x", "p", "c-1", body, now=now).content
    except PreflightError as error:
        said = str(error)
    else:
        said = json.loads(sent)["direction"]
    assert said == "TO_APP" or "/direction: must be one of" in said


def test_a_dict_that_changes_while_it_is_read() -> None:
    body = message(extra={str(number): number for number in range(2000)})
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            body["extra"][f"n{number % 50}"] = number
            body["extra"].pop(f"n{(number + 25) % 50}", None)

    thread = threading.Thread(target=change, daemon=True)
    thread.start()
    try:
        for _ in range(200):
            try:
                done = encode(body)
            except PreflightError as error:
                said = [problem.rule for problem in error.problems]
            else:
                said = ["json"] if json.loads(done.content) == done.value else []
            assert said == ["json"]
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_body_is_not_shown() -> None:
    shown = repr(encode(message())) + repr(prepare("https://x", "p", "c-1", message()))
    assert TEXT not in shown
    assert NUMBER not in shown


# ------------------------------------------------------------------------- what never ends


def holding_itself() -> Iterator[tuple[str, Any]]:
    once: list[Any] = []
    once.append(once)
    yield "/extra/0", once
    twice: list[Any] = []
    twice += [twice, twice]
    yield "/extra/0", twice
    deep: dict[str, Any] = {}
    deep["a"] = [{"b": [deep, deep, deep]}]
    yield "/extra/a/0/b/0", deep
    pair: list[Any] = [[]]
    pair[0].append(pair)
    yield "/extra/0/0", pair


@pytest.mark.parametrize(("place", "value"), list(holding_itself()), ids=lambda one: str(one)[:20])
def test_what_holds_itself_is_told_at_once(place: str, value: Any) -> None:
    assert (place, "cycle") in told(message(extra=value))
    assert {rule for _, rule in told(message(extra=value))} == {"cycle"}
    with pytest.raises(PreflightError, match="holds itself"):
        encode(message(extra=value))
    assert "..." in str(check(message(extra=value), quote_values=True)[0])


def test_a_request_that_is_its_own_member() -> None:
    body = message()
    body["extra"] = body
    assert told(body) == [("/extra", "cycle")]


ENDLESS = """
from sinch_inject import check
value = []
for _ in range(60):
    value = [value, value]
[problem] = check({"extra": value})
assert (problem.pointer, problem.rule) == ("", "size"), problem
assert "one list again and again" in problem.message
"""


def test_a_list_that_holds_one_twice_sixty_levels_deep() -> None:
    """2 to the power of 60 values: it must not be walked, whatever holds it."""
    subprocess.run([sys.executable, "-c", ENDLESS], check=True, timeout=240)


@pytest.mark.parametrize("levels", [65, 1000, 100_000])
def test_very_deep_nesting(levels: int) -> None:
    lists: Any = []
    dicts: Any = {}
    for _ in range(levels):
        lists, dicts = [lists], {"a": dicts}
    for value in (lists, dicts):
        [(place, rule)] = told(message(extra=value))
        assert rule == "depth"
        assert place.count("/") == 64
    while lists or dicts:  # taken apart here: the interpreter would do it by recursion
        lists = lists.pop() if lists else lists
        dicts = dicts.pop("a") if dicts else dicts


def test_sixty_levels_are_fine() -> None:
    value: Any = "x"
    for _ in range(60):
        value = [value]
    assert told(message(extra=value)) == []


def test_a_model_that_holds_itself() -> None:
    app = AppMessage()
    app.text_message = app  # type: ignore[assignment]
    [(_, rule)] = told(model(app_message=app))
    assert rule == "cycle"
    made = model()
    made["extra"] = [made.additional_properties]
    assert {rule for _, rule in told(made)} == {"cycle"}


# ----------------------------------------------------------------------- what JSON lacks


class Word(str):
    __slots__ = ()


class Kind(enum.StrEnum):
    SMS = "SMS"


class Pair(dict[Any, Any]):
    """A dict of the user's own kind."""


def test_kinds_that_json_writers_take() -> None:
    body = collections.OrderedDict(message(sizes=(1, 2), level=enum.IntEnum("L", "ONE").ONE))  # type: ignore[attr-defined]
    body["contact_id"] = Word("c")
    body[Word("extra")] = collections.defaultdict(list, {"a": Pair(b=1)})
    body["channel_identity"] = {"channel": Kind.SMS, "identity": NUMBER}
    assert told(body) == []
    value = encode(body).value
    assert value["sizes"] == [1, 2]
    assert type(value["extra"]) is dict
    assert told({**body, "contact_id": Word("")}) == [("/contact_id", "minLength")]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (float("nan"), "json"),
        (float("-inf"), "json"),
        (10**400, "json"),
        (-(10**400), "json"),
        pytest.param(10**5000, "json", id="5000-digits"),
        (b"x", "json"),
        (bytearray(b"x"), "json"),
        ({1, 2}, "json"),
        (frozenset(), "json"),
        (decimal.Decimal("1.5"), "json"),
        (datetime.date(2026, 1, 1), "json"),
        (complex(1, 1), "json"),
        (object(), "json"),
        (len, "json"),
        (iter([1]), "json"),
        (collections.UserDict(a=1), "json"),
        ({1: 2}, "json"),
        ({None: 2}, "json"),
        ({True: 2}, "json"),
        ({1.5: 2}, "json"),
        ({b"x": 2}, "json"),
        ({("a", 1): 2}, "json"),
        ({"\0": 2}, "nul"),
        ({"\ud800": 2}, "utf8"),
        ("a\0", "nul"),
        ("\udfff", "utf8"),
        (Word("\ud83d"), "utf8"),
    ],
)
def test_what_cannot_be_sent_is_told_at_its_place(value: Any, rule: str) -> None:
    body = message(extra=[{"a": value}])
    assert told(body) == [("/extra/0/a", rule)]
    now = datetime.datetime.now(datetime.UTC).timestamp()
    with pytest.raises(PreflightError) as caught:
        prepare("https://x", "p", "c-1", body, now=now)
    assert [problem.pointer for problem in caught.value.problems] == ["/extra/0/a"]
    assert caught.value.__context__ is None
    assert check(body, quote_values=True)[0].message.isprintable()


@pytest.mark.parametrize("value", ["a\0", {"\0": 1}, [[[["x"]]]] * 3])
def test_without_a_preflight_the_server_decides_about_what_is_json(value: Any) -> None:
    for _ in range(70):
        value = [value]
    assert json.loads(prepare("https://x", "p", "c-1", message(extra=value)).content)


def test_a_number_of_5000_digits_is_quoted_by_its_kind() -> None:
    [problem] = check(message(extra=10**5000), quote_values=True)
    assert str(problem) == "error at /extra: is a number longer than parsers read: <int>"
    [problem] = check(message(extra=[[10**5000], float("nan")]), quote_values=True)[1:]
    assert problem.message.endswith(": nan")


class Rude:
    def __repr__(self) -> str:
        raise RuntimeError(TEXT)


def test_a_value_that_cannot_be_shown() -> None:
    [problem] = check(message(extra=Rude()), quote_values=True)
    assert problem.message == "is a Rude, which JSON does not have: <Rude>"


def test_texts_that_only_look_like_nul_are_sent() -> None:
    body = message(extra=["\\u0000", "9" * 400, "\\ud800"])
    assert told(body) == []
    assert encode(body).value == body


def test_hundreds_of_faults_are_cut_short() -> None:
    assert len(check(message(extra=[b""] * 5000))) == 100


@pytest.mark.parametrize("name", ["1", "01", NUMBER, "0", "", "a/b", "٣"])
def test_a_name_that_looks_like_a_number(name: str) -> None:
    template = {"template_id": "t", "version": "1", "parameters": {name: 5}}
    body = message(
        direction="TO_CONTACT", app_message={"template_message": {"omni_template": template}}
    )
    del body["contact_message"]
    quoted = name.replace("/", "~1")
    place = f"/app_message/template_message/omni_template/parameters/{quoted}"
    assert told(body) == [(place, "type")]
    assert check(body, quote_values=True)[0].message == "must be a text: 5"


# ------------------------------------------------------------------------- models


@pytest.mark.parametrize("name", contract()["components"]["examples"])
def test_a_model_and_its_dict_are_the_same_bytes(name: str) -> None:
    value = {**contract()["components"]["examples"][name]["value"], "accept_time": RECENT}
    made = InjectMessageRequest.from_dict(copy.deepcopy(value))
    read = encode(made).value
    assert read.pop("accept_time") == RECENT.replace("Z", "+00:00")
    for one in (read, value):
        text = json.dumps(one, sort_keys=True)
        assert "UNSET" not in text
    value.pop("accept_time")
    assert json.dumps(read, sort_keys=True).replace("+00:00", "Z") == json.dumps(
        value, sort_keys=True
    )


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        ({"accept_time": RECENT}, "/accept_time", "is a str, where the model has a datetime"),
        ({"accept_time": 1790000000}, "/accept_time", "is a int, where the model has a datetime"),
        (
            {"contact_message": ContactMessage(text_message=TEXT)},  # type: ignore[arg-type]
            "/contact_message/text_message",
            "is a str, where the model has another kind of value",
        ),
        (
            {"accept_time": datetime.date(2026, 1, 1)},
            "/accept_time",
            "is a date, where the model has a datetime",
        ),
        ({"channel_identity": None}, "", "a member of the model holds a value of the wrong kind"),
    ],
)
def test_a_member_of_a_wrong_kind(changes: dict[str, Any], place: str, said: str) -> None:
    [problem] = check(model(**changes))
    assert (problem.pointer, problem.rule, problem.message) == (place, "type", said)
    with pytest.raises(PreflightError) as caught:
        encode(model(**changes))
    assert caught.value.__context__ is None


def test_a_model_is_not_changed_and_not_copied() -> None:
    made = model(accept_time=datetime.datetime.fromisoformat("2026-11-22T12:00:00+02:00"))
    before = copy.deepcopy(made)
    assert encode(made).value["accept_time"] == "2026-11-22T10:00:00+00:00"
    assert made == before
