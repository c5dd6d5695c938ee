"""What can be known before sending: the contract, the time window, and what is not JSON.

All problems are found at once, each with its place, its rule and a sentence. An *error* is
what the API refuses, or what cannot be sent as it stands; with errors nothing goes out. A
*warning* is odd but may be fine: the API grows, clocks differ, and Sinch's own examples break
rules that prose suggests. Values are quoted only when asked: they are people's messages.
"""

from __future__ import annotations

import datetime
import json
import math
import time
from collections.abc import Iterator, Mapping
from typing import Any

from sinch_inject_contract.check import checker
from sinch_inject_contract.document import time_window
from sinch_inject_contract.problem import at, parts

from sinch_inject.errors import PreflightError, Problem, pointer
from sinch_inject.request.body import to_dict
from sinch_inject.request.times import NAIVE, epoch

__all__ = ["CLOCK_TOLERANCE", "Problem", "check", "errors_of", "not_json", "window_problem"]

CLOCK_TOLERANCE = 60.0  # seconds that our clock may be behind: a mirror sends "now"
DEEPEST = 64  # levels of nesting; parsers give up not far beyond
LONGEST_NUMBER = 1024  # bits, about what a float can hold
LARGEST = 1024 * 1024  # bytes; the API documents no limit
SURROGATES = ("\ud800", "\udfff")


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

    Example:
        >>> [str(problem) for problem in check({"direction": "UP"})][:2]
        ['error at /direction: must be one of TO_APP, TO_CONTACT', \
'error at /accept_time: `accept_time` is required']
    """
    try:
        body = to_dict(request)
    except PreflightError as error:
        return list(error.problems)
    if not isinstance(body, dict):
        return [Problem("", "type", "must be an InjectMessageRequest or a dict")]
    problems = list(not_json(body))
    if not problems:
        problems = [*_contract(body), *_sense(body, conversation_id)]
        accept_time = body.get("accept_time")
        if not any(problem.pointer == "/accept_time" for problem in problems):
            moment = time.time() if now is None else now
            late = window_problem(accept_time, now=moment)
            problems += [late] if late else []
    if conversation_id is not None:
        problems += _id_problems("conversation_id of the path", conversation_id)
    unique = list(dict.fromkeys(problems))
    return [_quoted(problem, body) for problem in unique] if quote_values else unique


def errors_of(problems: list[Problem]) -> list[Problem]:
    """Return the problems that forbid sending."""
    return [problem for problem in problems if problem.severity == "error"]


# ------------------------------------------------------------------------------ the contract


def _contract(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Check against the compiled contract; a valid request costs about a microsecond."""
    request = checker("InjectMessageRequest")
    try:
        valid = request.is_valid(body)
    except ValueError:  # it does not take subclasses of str and its like, which JSON writers do
        body = json.loads(json.dumps(body))
        valid = request.is_valid(body)
    if not valid:
        for problem in request.problems(json.loads(json.dumps(body))):
            yield _about_time(problem, body)


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


def window_problem(accept_time: Any, *, now: float) -> Problem | None:
    """Return what is wrong with a time, relative to ``now``; None: nothing.

    The page demands less than now and more than now minus 30 days. A time that is at most a
    minute ahead of our clock is a warning: the clock may be behind.

    Args:
        accept_time: a text that the contract's format accepts; anything else gives None.
        now: seconds since the epoch.
    """
    oldest, newest = time_window()
    try:
        age = now - epoch(accept_time)
    except (ValueError, TypeError, OverflowError):
        return None
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


def not_json(body: Any) -> Iterator[Problem]:
    """Find what JSON, UTF-8 or the API's storage cannot hold."""
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(body, ())]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict | list | tuple):
            if len(path) >= DEEPEST:
                text = f"is nested more than {DEEPEST} levels deep"
                yield Problem(pointer(path), "depth", text)
                continue
            for name, item in value.items() if isinstance(value, dict) else enumerate(value):
                if isinstance(value, dict) and (bad := _bad_name(name)):
                    yield Problem(pointer(path), *bad)
                else:
                    stack.append((item, (*path, name)))
        elif bad := _bad_scalar(value):
            yield Problem(pointer(path), *bad)


def _bad_name(name: object) -> tuple[str, str] | None:
    if not isinstance(name, str):
        return "json", "every name must be a text"
    bad = _bad_text(name)
    return (bad[0], f"a name in it {bad[1]}") if bad else None


def _bad_scalar(value: object) -> tuple[str, str] | None:
    if isinstance(value, str):
        return _bad_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "json", "must be a finite number"
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        return "json", "is a number longer than parsers read"
    if value is None or isinstance(value, bool | int | float):
        return None
    return "json", _no_json(value)


def _no_json(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return "is a datetime; a dict goes out as given: use isoformat(), or InjectMessageRequest"
    return f"is a {type(value).__name__}, which JSON does not have"


def _bad_text(text: str) -> tuple[str, str] | None:
    if "\0" in text:
        return "nul", "holds U+0000, which the API cannot store"
    if not text.isascii() and any(SURROGATES[0] <= c <= SURROGATES[1] for c in text):
        return "utf8", "holds half a surrogate pair, which UTF-8 cannot carry"
    return None


def _id_problems(name: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, str) or not value:
        yield Problem("/conversation_id", "minLength", f"the {name} must be a text, not empty")
    elif bad := _bad_text(value):
        yield Problem("/conversation_id", bad[0], f"the {name} {bad[1]}")


def _sense(body: Mapping[str, Any], conversation_id: str | None) -> Iterator[Problem]:
    """Warn of what is valid, but hardly meant."""
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
    if direction == "TO_CONTACT" and "sender_id" in body:
        text = "is documented for messages from the contact only"
        yield Problem("/sender_id", "sender_id", text, "warning")
    inside = body.get("conversation_id")
    if conversation_id is not None and isinstance(inside, str) and inside != conversation_id:
        text = "is not the conversation of the path; which of them counts is not documented"
        yield Problem("/conversation_id", "conversation_mismatch", text, "warning")
    size = len(json.dumps(body, ensure_ascii=False).encode())
    if size > LARGEST:
        text = f"is {size} bytes long; the API documents no limit, but there will be one"
        yield Problem("", "size", text, "warning")


def _quoted(problem: Problem, body: Any) -> Problem:
    """Add the value at fault, shortened."""
    try:
        value = at(body, parts(problem.pointer))
    except (KeyError, IndexError, ValueError, TypeError):
        return problem
    shown = repr(value)
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return Problem(problem.pointer, problem.rule, f"{problem.message}: {shown}", problem.severity)
