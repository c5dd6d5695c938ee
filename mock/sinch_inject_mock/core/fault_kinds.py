"""Kinds of faults, each listed once: what it does, where, and in which words it is offered.

A fault is asked for as JSON, as a flag, or by the request itself, as part of a conversation id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fnmatch import translate
from random import Random
from typing import Any, Literal

from attrs import define, evolve, field, frozen

from sinch_inject_mock.core.exchange import Header, StrikeKind

__all__ = [
    "INJECT",
    "IN_CONTENT",
    "KINDS",
    "Fault",
    "FaultSource",
    "Kind",
    "fault_from",
    "parse_flag",
]

FaultSource = Literal["admin", "flag", "content"]
Group = Literal["Answers", "Broken answers", "Connection", "Storing", "Tokens"]
JSON: Header = (b"content-type", b"application/json")
HTML: Header = (b"content-type", b"text/html; charset=utf-8")
PAGE = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>"
INJECT = "injectMessage"


@frozen
class Kind:
    """A kind of fault.

    Attributes:
        group: the heading below which the page offers it.
        meaning: in words.
        status: of the answer; None: the connection is cut.
        body: of the answer; None: the real answer, or the documented error for ``status``.
        headers: of an answer that is made up.
        how: what is done to the connection.
        stored: whether by default the operation is carried out before the fault strikes.
        late: it is carried out ``delay_ms`` after the fault has struck.
        delay_ms: the default.
        endpoint: where it strikes.
    """

    group: Group
    meaning: str
    status: int | None = 200
    body: bytes | None = None
    headers: tuple[Header, ...] = (JSON,)
    how: StrikeKind = "delay"
    stored: bool = False
    late: bool = False
    delay_ms: float = 0.0
    endpoint: Literal["operation", "token"] = "operation"

    def as_json(self) -> dict[str, Any]:
        """Return what a form needs to know."""
        return {
            "group": self.group,
            "meaning": self.meaning.replace("`", ""),
            "retry_after": self.status in (429, 503),
            "stored": self.stored,
            "delay_ms": self.delay_ms,
            "endpoint": self.endpoint,
        }


def _broken(meaning: str, body: bytes | None, *headers: Header, **more: Any) -> Kind:
    return Kind("Broken answers", meaning, body=body, headers=headers, stored=True, **more)


OPERATION: dict[str, Kind] = {
    "latency": Kind("Connection", "the right answer, but late", stored=True, delay_ms=1000.0),
    "400": Kind("Answers", "400 INVALID_ARGUMENT", 400),
    "401": Kind("Answers", "401, not because of expiry", 401),
    "403": Kind("Answers", "403 PERMISSION_DENIED", 403),
    "404": Kind("Answers", "404 NOT_FOUND", 404),
    "429": Kind("Answers", "429, with `retry_after` also a Retry-After header", 429),
    "500": Kind("Answers", "500 INTERNAL_ERROR", 500),
    "501": Kind("Answers", "501 INTERNAL_ERROR", 501),
    "503": Kind("Answers", "503 UNAVAILABLE", 503),
    "520": Kind("Answers", "520, a status that HTTP does not know", 520),
    "html": _broken("200 with a page of HTML", PAGE, HTML),
    "empty": _broken("200 without a body", b""),
    "broken-json": _broken("200 with half a JSON object", b'{"broken":', JSON),
    "truncated": _broken("200, and the connection ends within the body", None, how="truncate"),
    "slow-body": _broken("200, the body byte by byte", None, how="drip", delay_ms=2000.0),
    "hang": Kind(
        "Connection", "no answer until the client or the simulator ends", None, how="hang"
    ),
    "reset": Kind("Connection", "a TCP reset instead of an answer", None, how="reset"),
    "expired-token": Kind("Tokens", "401 as for an expired token, which is dropped", 401),
    "late": Kind(
        *("Storing", "500 at once; the message is stored later", 500), late=True, delay_ms=2000.0
    ),
    "late-hang": Kind(
        *("Storing", "no answer; the message is stored some time after the client left", None),
        how="hang",
        late=True,
        delay_ms=2000.0,
    ),
    "list-lag": Kind(
        *("Storing", "the right answer; the message is listed only later"),
        stored=True,
        delay_ms=2000.0,
    ),
}
AT_THE_TOKEN_ENDPOINT = ("429", "500", "html", "reset", "hang")
KINDS: dict[str, Kind] = OPERATION | {
    f"token-{name}": evolve(OPERATION[name], group="Tokens", endpoint="token", stored=False)
    for name in AT_THE_TOKEN_ENDPOINT
}
# The real answer, delivered in another way; after every other kind the verdict is "fault".
KEEPS_ANSWER = ("latency", "slow-body", "list-lag")
NOT_A_DELAY = ("late", "late-hang", "list-lag")
LONGEST_DELAY = 86_400_000.0
LONGEST_TEXT = 512

# The longest names first: "late" would match the beginning of "late-hang", too.
IN_CONTENT = re.compile(
    r"fault-(?P<kind>"
    + "|".join(re.escape(name) for name in sorted(OPERATION, key=len, reverse=True))
    + r")(?:x(?P<count>[0-9]{1,6}))?(?P<stored>-stored)?"
    r"(?:-after(?P<after>[0-9]{1,6}))?(?:-ms(?P<ms>[0-9]{1,7}))?-.",
    re.DOTALL,
)


@define(eq=False)
class Fault:
    """One fault that is set up. ``count`` and ``probability`` None: no limit, always."""

    kind: str
    source: FaultSource
    id: str = ""
    match: Mapping[str, str] = field(factory=dict)
    count: int | None = None
    probability: float | None = None
    seed: int | None = None
    stored: bool = False
    retry_after: str | None = None
    delay_ms: float = 0.0
    applied: int = 0
    random: Random | None = field(default=None, repr=False)
    conversations: re.Pattern[str] | None = field(default=None, repr=False)
    """The glob for conversation ids, ready to be matched."""

    @property
    def about(self) -> Kind:
        """Return what the kind does."""
        return KINDS[self.kind]

    def as_json(self) -> dict[str, Any]:
        """Return the fault as ``GET /_mock/faults`` shows it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "match": dict(self.match),
            "count": self.count,
            "probability": self.probability,
            "seed": self.seed,
            "stored": self.stored,
            "retry_after": self.retry_after,
            "delay_ms": self.delay_ms,
            "source": self.source,
            "applied": self.applied,
        }


def fault_from(spec: Mapping[str, Any], source: FaultSource) -> Fault:
    """Return the fault that a specification describes.

    Raises:
        ValueError: a member is unknown or has a value that makes no sense.
    """
    allowed = {"kind", "match", "count", "probability", "seed", "stored", "retry_after", "delay_ms"}
    unknown = sorted(set(spec) - allowed)
    if unknown:
        raise ValueError(
            f"unknown member {unknown[0][:64]!r}; known are {', '.join(sorted(allowed))}"
        )
    given = spec.get("kind")
    name = str(given) if isinstance(given, str | int) else ""  # 503 is as good as "503"
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    count = _number(spec, "count", low=1, high=1e9)
    seed = _number(spec, "seed", low=-(2.0**63), high=2.0**63)
    delay = _number(spec, "delay_ms", low=0, high=LONGEST_DELAY)
    match = _match(spec.get("match"))
    glob = match.get("conversation_id")
    return Fault(
        kind=name,
        source=source,
        match=match,
        count=None if count is None else int(count),
        probability=_number(spec, "probability", low=0, high=1),
        seed=None if seed is None else int(seed),
        stored=_stored(spec.get("stored"), name, kind),
        retry_after=_retry_after(spec.get("retry_after")),
        delay_ms=kind.delay_ms if delay is None else delay,
        conversations=None if glob is None else re.compile(translate(glob)),
    )


def _stored(value: Any, name: str, kind: Kind) -> bool:
    if value is None:
        return kind.stored
    if not isinstance(value, bool):
        raise ValueError("stored must be true or false")  # noqa: TRY004 -- a value of the caller
    if value and kind.endpoint == "token":
        raise ValueError("a fault of the token endpoint stores nothing")
    if name in NOT_A_DELAY and value != kind.stored:
        raise ValueError(f"when the message is stored is what {name} is about")
    return value


def _number(spec: Mapping[str, Any], name: str, *, low: float, high: float) -> float | None:
    value: Any = spec.get(name)
    if value is None:
        return None
    wrong_type = isinstance(value, bool) or not isinstance(value, int | float)
    if wrong_type:
        raise ValueError(f"{name} must be a number")
    if name in ("count", "seed") and not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number")
    if not low <= value <= high:  # so that nan is out of range, too
        raise ValueError(f"{name} is out of range: {low:g} to {high:g}")
    number: float = value
    return number


def _match(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    names = ("operation", "conversation_id", "channel", "direction")
    if not isinstance(value, Mapping) or not set(value) <= set(names):
        raise ValueError(f"match may have {', '.join(names)}")
    found = {name: item for name, item in value.items() if item is not None}
    if not all(isinstance(item, str) and len(item) <= LONGEST_TEXT for item in found.values()):
        raise ValueError(f"what is matched must be strings of at most {LONGEST_TEXT} characters")
    return found


def _retry_after(value: Any) -> str | None:
    if value is None:
        return None
    text = "" if isinstance(value, bool) or not isinstance(value, int | float | str) else str(value)
    if isinstance(value, float) and not math.isfinite(value):
        text = ""
    if not text or not text.isascii() or not text.isprintable() or len(text) > LONGEST_TEXT:
        raise ValueError("retry_after must be seconds or an HTTP date")
    return text


def parse_flag(text: str) -> dict[str, Any]:
    """Read a ``--fault`` flag: ``kind=500,probability=0.1,seed=7,conversation_id=vip-*``.

    Raises:
        ValueError: not of this form.
    """
    spec: dict[str, Any] = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        if not equals:
            raise ValueError(f"{part!r} is not of the form name=value")
        if name in ("operation", "conversation_id", "channel", "direction"):
            spec.setdefault("match", {})[name] = value
        elif name in ("kind", "retry_after"):
            spec[name] = value
        elif name == "stored":
            if value not in ("true", "false"):
                raise ValueError("stored must be true or false")
            spec[name] = value == "true"
        else:
            spec[name] = _flag_number(name, value)
    return spec


def _flag_number(name: str, value: str) -> float:
    try:
        return int(value) if name in ("count", "seed") else float(value)
    except ValueError:
        raise ValueError(f"{name} must be a number, not {value!r}") from None
