"""What can be known before sending: the contract, the time window, and what is not JSON.

All problems are found at once, each with its place, its rule and a sentence. An *error* is
what the API refuses, or what cannot be sent as it stands; with errors nothing goes out. A
*warning* is odd but may be fine: the API grows, clocks differ, and Sinch's own examples break
rules that prose suggests. Values are quoted only when asked: they are people's messages.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import evolve
from sinch_inject_contract.check import checker
from sinch_inject_contract.document import contract, time_window
from sinch_inject_contract.instant import nanoseconds
from sinch_inject_contract.problem import at, parts, pointer

from sinch_inject.errors import PreflightError, Problem
from sinch_inject.frames import frames_cut
from sinch_inject.request.body import encode
from sinch_inject.request.deprecated import deprecated
from sinch_inject.request.rules import read_rules
from sinch_inject.request.times import NAIVE
from sinch_inject.request.unfit import bad_text, most_bytes

__all__ = [
    "CLOCK_TOLERANCE",
    "Problem",
    "check",
    "errors_of",
    "id_problems",
    "instant",
    "look",
    "window_problem",
]

CLOCK_TOLERANCE = 60.0  # seconds that our clock may be behind: a mirror sends "now"
WHOSE = {"TO_APP": "contact", "TO_CONTACT": "app"}
LONGEST_ID = 4096  # characters; a longer path is refused everywhere
LARGEST = 1024 * 1024  # bytes; the API documents no limit


def check(
    request: Any,
    *,
    conversation_id: str | None = None,
    now: float | None = None,
    quote_values: bool = False,
) -> list[Problem]:
    """Return everything that is wrong or odd about a request; empty: nothing found.

    Args:
        request: an InjectMessageRequest, or the dict that would be sent.
        conversation_id: the conversation of the path, if it is known.
        now: seconds since the epoch; None: the clock's.
        quote_values: add the value at fault to each sentence.

    Raises:
        NotSent: the contract cannot be read now.

    Example:
        >>> [str(problem) for problem in check({"direction": "UP"})][:2]
        ['error at /direction: must be one of TO_APP, TO_CONTACT', \
'error at /accept_time: `accept_time` is required']
    """
    with frames_cut:
        read_rules()
        value, size, problems = request, 0, list[Problem]()
        if type(request) is not dict or not 0 <= most_bytes(request) <= LARGEST:
            try:
                body = encode(request)
            except PreflightError as error:
                problems = list(error.problems)
            else:
                value, size, problems = body.value, len(body.content), list(body.odd)
        if not problems:
            moment = instant(value.get("accept_time"))
            seconds = time.time() if now is None else now
            problems = look(value, size, moment, conversation_id, seconds)
        if conversation_id is not None:
            problems += id_problems(conversation_id)
        return [_quoted(problem, value) for problem in problems] if quote_values else problems


def look(
    value: Mapping[str, Any],
    size: int,
    moment: float | None,
    conversation_id: str | None,
    now: float,
) -> list[Problem]:
    """Return everything that is wrong or odd about a body that can be sent.

    Args:
        value: what it says.
        size: its bytes; 0: certainly not too many.
        moment: its ``accept_time``, as :func:`instant` gives it.
        conversation_id: the conversation of the path, if it is known.
        now: seconds since the epoch.
    """
    problems = [*_contract(value), *_sense(value, size, conversation_id)]
    if not any(problem.pointer == "/accept_time" for problem in problems):
        late = window_problem(moment, now=now)
        problems += [late] if late else []
    return problems


def errors_of(problems: list[Problem]) -> list[Problem]:
    """Return the problems that forbid sending."""
    return [problem for problem in problems if problem.severity == "error"]


# ------------------------------------------------------------------------------ the contract


def _contract(value: Mapping[str, Any]) -> Iterator[Problem]:
    """Check against the contract; a valid request costs some microseconds."""
    request = checker("InjectMessageRequest")
    if not request.is_valid(value):
        for problem in request.problems(value):
            yield _about_time(problem, value)


def _about_time(problem: Problem, body: Mapping[str, Any]) -> Problem:
    """Say more about a time that the contract's format refuses."""
    if problem.rule != "format" or "time" not in problem.message:
        return problem
    value = at(body, parts(problem.pointer))
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        if ":60" in str(value):
            text = "is a leap second that never was; use the second before or after"
            return Problem(problem.pointer, "leap_second", text)
        return problem
    if moment.utcoffset() is None:
        return Problem(problem.pointer, "naive_time", NAIVE)
    return problem


# ------------------------------------------------------------------------------- the window


def instant(accept_time: object) -> float | None:
    """Return a time in seconds since the epoch; None: it is none that the contract accepts."""
    if not isinstance(accept_time, str):
        return None
    try:
        return nanoseconds(accept_time) / 1e9
    except ValueError:
        return None


def window_problem(moment: float | None, *, now: float) -> Problem | None:
    """Return what is wrong with a time, relative to ``now``; None: nothing, or it is no time.

    The page demands less than now and more than now minus 30 days. A time that is at most a
    minute ahead of our clock is a warning: the clock may be behind.

    Args:
        moment: as :func:`instant` gives it.
        now: seconds since the epoch.
    """
    if moment is None:
        return None
    oldest, newest = time_window()
    age = now - moment
    if age >= oldest:
        days = f"{oldest / 86400:.0f} days"
        text = f"is {days} old or more; the API takes only what is younger"
        return Problem("/accept_time", "time_window", text)
    if age > newest:
        return None
    if age >= newest - CLOCK_TOLERANCE:
        text = "is not in the past by this machine's clock; the API may refuse it"
        return Problem("/accept_time", "time_window", text, "warning")
    text = "lies in the future; the API takes only what has happened"
    return Problem("/accept_time", "time_window", text)


# --------------------------------------------------- what the contract cannot say, or only hints


def id_problems(conversation_id: object) -> list[Problem]:
    """Return what is wrong with the conversation's id in the path, which makes the URL."""
    text = "the conversation_id of the path"
    if not isinstance(conversation_id, str) or not conversation_id:
        return [Problem("/conversation_id", "minLength", f"{text} must be a text, not empty")]
    if len(conversation_id) > LONGEST_ID:
        said = f"{text} is longer than {LONGEST_ID} characters"
        return [Problem("/conversation_id", "maxLength", said)]
    bad = bad_text(conversation_id)
    return [Problem("/conversation_id", bad[0], f"{text} {bad[1]}")] if bad else []


def _sense(body: Mapping[str, Any], size: int, conversation_id: str | None) -> Iterator[Problem]:
    """Warn of what is valid, but hardly meant."""
    yield from deprecated(body)
    app, contact = body.get("app_message"), body.get("contact_message")
    if app is None and contact is None:
        text = "neither `app_message` nor `contact_message` is set: the message has no content"
        yield Problem("", "no_message", text, "warning")
    direction = body.get("direction")
    if contact is not None and app is None and direction == "TO_CONTACT":
        text = "is TO_CONTACT, but `contact_message` is what a contact sends"
        yield Problem("/direction", "direction", text, "warning")
    if app is not None and contact is None and direction == "TO_APP":
        text = "is TO_APP, but `app_message` is what the app sends"
        yield Problem("/direction", "direction", text, "warning")
    for name, only in _one_way():
        if name in body and direction in WHOSE and direction != only:
            text = f"is documented for messages from the {WHOSE[only]} only"
            yield Problem(pointer((name,)), "direction", text, "warning")
    inside = body.get("conversation_id")
    if conversation_id is not None and isinstance(inside, str) and inside != conversation_id:
        text = "is not the conversation of the path; which of them counts is not documented"
        yield Problem("/conversation_id", "conversation_mismatch", text, "warning")
    if size > LARGEST:
        text = f"is {size} bytes long; the API documents no limit, but there will be one"
        yield Problem("", "size", text, "warning")


@cache
def _one_way() -> tuple[tuple[str, str], ...]:
    """Return the members that the contract has for one direction only, and which."""
    members = contract()["components"]["schemas"]["InjectMessageRequest"]["properties"]
    found = ((name, node.get("x-only-direction")) for name, node in members.items())
    return tuple((name, only) for name, only in found if only)


def _quoted(problem: Problem, body: Any) -> Problem:
    """Add the value at fault, shortened."""
    try:
        value = at(body, parts(problem.pointer))
    except LookupError:
        return problem
    shown = _shown(value)
    return evolve(problem, message=f"{problem.message}: {shown}")


def _shown(value: Any) -> str:
    """Return a value as Python writes it, shortened."""
    try:
        shown = repr(value)
    except Exception:  # noqa: BLE001 - a number of 5,000 digits, or whatever a class of yours does
        return f"<{type(value).__name__}>"
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
