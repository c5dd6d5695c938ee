"""The options of the clients: what each may be, checked before anything is made of them.

A check looks at one value and says what is wrong with it, in words that follow the option's
name; nothing is wrong if it says nothing. No check quotes the value, which may be a secret.
"""

from __future__ import annotations

import inspect
import math
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, TypedDict

import httpx

if TYPE_CHECKING:
    from sinch_inject.auth.credentials import Credentials
    from sinch_inject.call.retry import RetryPolicy
    from sinch_inject.call.telemetry import Attempt

__all__ = [
    "AsyncOptions",
    "CallOptions",
    "Check",
    "Options",
    "SyncOptions",
    "async_sleeper",
    "async_transport",
    "blank",
    "chance",
    "clock",
    "flag",
    "given",
    "growth",
    "instance",
    "known",
    "listener",
    "optional",
    "patience",
    "pause",
    "phrase",
    "policy",
    "product",
    "seconds",
    "sleeper",
    "timeout",
    "transport",
    "wall",
    "whole",
    "wrong",
]

LONGEST = 1e9  # seconds, about 31 years; the system's own waits end not far beyond
LAST_SECOND = 253_402_214_400  # since 1970, a day before the year 10000, which no date can hold
LONGEST_TEXT = 4096  # characters; heads and paths that are much longer are refused everywhere
Check = Callable[[Any], str]


class CallOptions(TypedDict, total=False):
    """What ``with_options`` takes; InjectClient explains each."""

    retry: RetryPolicy | None
    deadline: float | None
    preflight: bool
    settle: bool | float
    on_attempt: Callable[[Attempt], object] | None


class Options(CallOptions, total=False):
    """What both clients take; InjectClient explains each."""

    project_id: str | None
    key_id: str | None
    key_secret: str | None
    region: str | None
    base_url: str | None
    auth_url: str | None
    auth: str | Credentials
    allow_http: bool
    timeout: httpx.Timeout | float
    trust_transport: bool
    proxy: str | None
    verify: ssl.SSLContext | bool | str | os.PathLike[str]
    max_connections: int
    user_agent: str | None
    environ: Mapping[str, str] | None
    clock: Callable[[], float]
    wall: Callable[[], float]
    random: Callable[[], float]


class SyncOptions(Options, total=False):
    """What InjectClient takes, and explains."""

    transport: httpx.BaseTransport | None
    sleep: Callable[[float], object] | None


class AsyncOptions(Options, total=False):
    """What AsyncInjectClient takes; InjectClient explains each."""

    transport: httpx.AsyncBaseTransport | None
    sleep: Callable[[float], Awaitable[object]] | None


def known(owner: str, options: Mapping[str, Any], kind: type) -> None:
    """Refuse options that are not in ``kind``, a TypedDict.

    Raises:
        TypeError: it names ``owner``, and the option that was perhaps meant.
    """
    names = kind.__annotations__
    odd = [name for name in options if name not in names]
    if odd:
        from difflib import get_close_matches

        near = get_close_matches(odd[0], names, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise TypeError(f"{owner} takes no {', '.join(map(repr, odd))}{hint}")


def wrong(options: Mapping[str, Any], checks: Mapping[str, Check]) -> list[str]:
    """Return what is wrong with ``options``, one sentence each; empty: nothing."""
    found = ((name, check(options[name])) for name, check in checks.items() if name in options)
    return [f"{name} {said}" for name, said in found if said]


# -------------------------------------------------------------------------------- the checks


def optional(check: Check) -> Check:
    """Permit None too."""
    return lambda value: "" if value is None else check(value)


def given(value: object) -> str:
    """Anything but None."""
    return "must not be None" if value is None else ""


def flag(value: object) -> str:
    """Only True and False."""
    return "" if isinstance(value, bool) else f"must be True or False, {_not(value)}"


def whole(value: object) -> str:
    """Only an int, from 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        return f"must be a whole number, {_not(value)}"
    return "" if value >= 1 else "must be 1 or more"


def seconds(value: object) -> str:
    """Only a number of seconds above 0."""
    return pause(value) or ("" if value else "must be above 0")


def pause(value: object) -> str:
    """Only a number of seconds from 0."""
    if not _real(value):
        return f"must be a finite number of seconds, {_not(value)}"
    assert isinstance(value, int | float)  # noqa: S101 - as _real says
    if value < 0:
        return "must not be negative"
    return "" if value <= LONGEST else "must be at most 1e9 seconds"


def growth(value: object) -> str:
    """Only a factor that lets no delay shrink, and no power of it overflow."""
    if not _real(value):
        return f"must be a finite number, {_not(value)}"
    assert isinstance(value, int | float)  # noqa: S101 - as _real says
    return "" if 1 <= value <= 1000 else "must be from 1 to 1000"


def patience(value: object) -> str:
    """Only True, False, or a number of seconds."""
    return "" if isinstance(value, bool) or not seconds(value) else f"{seconds(value)}, or a bool"


def timeout(value: object) -> str:
    """Seconds, or an httpx.Timeout made of such."""
    if not isinstance(value, httpx.Timeout):
        return "" if not seconds(value) else f"{seconds(value)}, or an httpx.Timeout"
    parts = {name: part for name, part in value.as_dict().items() if part is not None}
    found = ((name, seconds(part)) for name, part in parts.items())
    return "; ".join(f"({name}) {said}" for name, said in found if said)


def phrase(value: object) -> str:
    """Only a text that fits into a header or a path: UTF-8, one line."""
    if not isinstance(value, str):
        return f"must be a text, {_not(value)}"
    if any(character < " " or character == "\x7f" for character in value.strip()):
        return "must not hold control characters such as line ends"
    if any("\ud800" <= character <= "\udfff" for character in value):
        return "must be text that UTF-8 can hold"
    return _length(value)


def blank(value: object) -> bool:
    """Say whether an option is as good as not given."""
    return value is None or (isinstance(value, str) and not value.strip())


def product(value: object) -> str:
    """Only what a User-Agent header holds."""
    if not isinstance(value, str):
        return f"must be a text, {_not(value)}"
    if not (value.isascii() and value.isprintable()):
        return "must be printable ASCII"
    return _length(value)


def policy(kind: type) -> Check:
    """Only a RetryPolicy; of a number it says which policy tries so often again."""

    def check(value: object) -> str:
        if isinstance(value, kind):
            return ""
        again = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 100
        attempts = 1 + value if again and isinstance(value, int) else 4
        return f"must be a RetryPolicy, such as RetryPolicy(attempts={attempts})"

    return check


def _length(value: str) -> str:
    return "" if len(value) <= LONGEST_TEXT else f"must be at most {LONGEST_TEXT} characters long"


def instance(kind: type | tuple[type, ...], words: str) -> Check:
    """Only objects of a class."""
    return lambda value: "" if isinstance(value, kind) else f"must be {words}, {_not(value)}"


def transport(value: object) -> str:
    """Only an httpx transport for threads."""
    if isinstance(value, httpx.BaseTransport):
        return ""
    if isinstance(value, httpx.AsyncBaseTransport):
        return "must be an httpx.BaseTransport; AsyncInjectClient takes this one"
    return f"must be an httpx.BaseTransport, {_not(value)}"


def async_transport(value: object) -> str:
    """Only an httpx transport for event loops."""
    if isinstance(value, httpx.AsyncBaseTransport):
        return ""
    if isinstance(value, httpx.BaseTransport):
        return "must be an httpx.AsyncBaseTransport; InjectClient takes this one"
    return f"must be an httpx.AsyncBaseTransport, {_not(value)}"


def clock(value: object) -> str:
    """Only a function without arguments that returns a number. It is called once."""
    said, shown = _tried(value)
    return said or ("" if _real(shown) else f"must return a finite number, {_not(shown)}")


def wall(value: object) -> str:
    """Only a function without arguments that returns seconds since the epoch. It is called once."""
    said, shown = _tried(value)
    if said or not _real(shown):
        return said or f"must return a finite number, {_not(shown)}"
    return "" if 0 <= shown <= LAST_SECOND else "must return seconds since 1970, and nothing finer"


def chance(value: object) -> str:
    """Only a function without arguments that returns a number from 0 to 1. It is called once."""
    said = clock(value)
    if said:
        return said
    _, drawn = _tried(value)
    return "" if 0 <= drawn <= 1 else "must return a number from 0 up to 1"


def _tried(value: object) -> tuple[str, Any]:
    """Call a function without arguments; return what is wrong with it, and what it gave."""
    if not callable(value):
        return f"must be a function, {_not(value)}", None
    try:
        shown: Any = value()
    except Exception as error:  # noqa: BLE001 - whatever it raises, it is of no use
        return f"must be a function without arguments; it raised {type(error).__name__}", None
    if inspect.iscoroutine(shown):
        shown.close()
    return "", shown


def listener(value: object) -> str:
    """Only a function that is not async. It is not called."""
    if not callable(value):
        return f"must be a function, {_not(value)}"
    return "must not be async" if _is_async(value) else ""


def sleeper(value: object) -> str:
    """Only a function of seconds that a thread can call."""
    if not callable(value):
        return f"must be a function, {_not(value)}"
    if _is_async(value):
        return "must not be async here; AsyncInjectClient takes such a one"
    return _of_seconds(value)


def _is_async(value: object) -> bool:
    kinds = (value, type(value).__call__)
    return any(inspect.iscoroutinefunction(one) for one in kinds)


def async_sleeper(value: object) -> str:
    """Only a function of seconds. One that is not async blocks the event loop, but works."""
    return _of_seconds(value) if callable(value) else f"must be a function, {_not(value)}"


def _of_seconds(function: Callable[..., object]) -> str:
    try:
        inspect.signature(function).bind(1.0)
    except TypeError:
        return "must be a function that takes the seconds"
    except ValueError:  # some of those written in C do not tell
        return ""
    return ""


def _real(value: object) -> bool:
    """Say whether a value is a finite number; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _not(value: object) -> str:
    """Say what was given instead, by its kind only."""
    if value is None:
        return "not None"
    if isinstance(value, type):
        return f"not the class {value.__name__}"
    if isinstance(value, float | int) and not isinstance(value, bool):
        return "not this number"
    name = type(value).__name__
    return f"not {'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
