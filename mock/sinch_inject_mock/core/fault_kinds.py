"""Kinds of faults, and how one is asked for: as JSON, as a flag, as part of a conversation id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any, Literal

from attrs import define, field, frozen

__all__ = ["IN_CONTENT", "KINDS", "Fault", "FaultSource", "Kind", "fault_from", "parse_flag"]

FaultSource = Literal["admin", "flag", "content"]


@frozen
class Kind:
    """A kind of fault: where it strikes, and whether the message is stored by default."""

    endpoint: Literal["operation", "token"]
    stored: bool
    meaning: str
    delay_ms: float = 0.0


KINDS: dict[str, Kind] = {
    "latency": Kind("operation", True, "the answer comes late (default 1000 ms)", 1000.0),
    "400": Kind("operation", False, "400 INVALID_ARGUMENT"),
    "401": Kind("operation", False, "401, not because of expiry"),
    "403": Kind("operation", False, "403 PERMISSION_DENIED"),
    "404": Kind("operation", False, "404 NOT_FOUND"),
    "429": Kind("operation", False, "429, with `retry_after` also a Retry-After header"),
    "500": Kind("operation", False, "500 INTERNAL_ERROR"),
    "501": Kind("operation", False, "501 INTERNAL_ERROR"),
    "503": Kind("operation", False, "503 UNAVAILABLE"),
    "520": Kind("operation", False, "520, a status that HTTP does not know"),
    "html": Kind("operation", True, "200 with a page of HTML"),
    "empty": Kind("operation", True, "200 without a body"),
    "broken-json": Kind("operation", True, "200 with half a JSON object"),
    "truncated": Kind("operation", True, "200, and the connection ends within the body"),
    "slow-body": Kind("operation", True, "200, the body byte by byte (default 2000 ms)", 2000.0),
    "hang": Kind("operation", False, "no answer until the client or the simulator ends"),
    "reset": Kind("operation", False, "a TCP reset instead of an answer"),
    "expired-token": Kind("operation", False, "401 as for an expired token, which is dropped"),
    "token-429": Kind("token", False, "429, with `retry_after` also a Retry-After header"),
    "token-500": Kind("token", False, "500 INTERNAL_ERROR"),
    "token-html": Kind("token", False, "200 with a page of HTML"),
    "token-reset": Kind("token", False, "a TCP reset instead of an answer"),
    "token-hang": Kind("token", False, "no answer until the client or the simulator ends"),
}

IN_CONTENT = re.compile(
    r"fault-(?P<kind>"
    + "|".join(re.escape(name) for name, kind in KINDS.items() if kind.endpoint == "operation")
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
        raise ValueError(f"unknown member {unknown[0]!r}; known are {', '.join(sorted(allowed))}")
    name = str(spec.get("kind"))
    kind = KINDS.get(name)
    if kind is None:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    count = _number(spec, "count", low=1)
    seed = _number(spec, "seed")
    delay = _number(spec, "delay_ms", low=0)
    stored = spec.get("stored")
    if stored is not None and not isinstance(stored, bool):
        raise ValueError("stored must be true or false")
    if stored and kind.endpoint == "token":
        raise ValueError("a fault of the token endpoint stores nothing")
    return Fault(
        kind=name,
        source=source,
        match=_match(spec.get("match")),
        count=None if count is None else int(count),
        probability=_number(spec, "probability", low=0, high=1),
        seed=None if seed is None else int(seed),
        stored=kind.stored if stored is None else stored,
        retry_after=_retry_after(spec.get("retry_after")),
        delay_ms=kind.delay_ms if delay is None else delay,
    )


def _number(
    spec: Mapping[str, Any], name: str, *, low: float | None = None, high: float | None = None
) -> float | None:
    value: Any = spec.get(name)
    if value is None:
        return None
    wrong_type = isinstance(value, bool) or not isinstance(value, int | float)
    if wrong_type:
        raise ValueError(f"{name} must be a number")
    if name in ("count", "seed") and not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number")
    if (low is not None and value < low) or (high is not None and value > high):
        raise ValueError(f"{name} is out of range")
    number: float = value
    return number


def _match(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    names = ("conversation_id", "channel", "direction")
    if not isinstance(value, dict) or not set(value) <= set(names):
        raise ValueError(f"match may have {', '.join(names)}")
    found = {name: item for name, item in value.items() if item is not None}
    if not all(isinstance(item, str) for item in found.values()):
        raise ValueError("what is matched must be strings")
    return found


def _retry_after(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    if isinstance(value, bool) or not text.isascii() or not text.isprintable() or not text:
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
        if name in ("conversation_id", "channel", "direction"):
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
