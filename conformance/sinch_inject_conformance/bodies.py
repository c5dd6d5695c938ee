"""Hypothesis strategies for request bodies: the message variant first, then the rest.

A generator that draws field by field rarely gets into a message: with seventeen variants and
nullable members two bodies in a hundred have any content. Here the variant and the channel
are drawn first, each as likely as any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from jsonschema import Draft202012Validator
from sinch_inject_contract.document import time_window

from sinch_inject_conformance.case import edit
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import resolved
from sinch_inject_conformance.valid import ROOT, nodes
from sinch_inject_conformance.wrong import breaks

__all__ = ["any_bodies", "broken_bodies", "times", "valid_bodies"]

# Clocks differ; nothing is drawn closer to an end of the window than this.
MARGIN = timedelta(minutes=5)
# No U+0000, which is refused, and no surrogates, which are not UTF-8.
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.one_of(st.text(LETTERS, max_size=12), st.sampled_from(["", " ", "å", "\U0001f600"]))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXTS),
    lambda part: st.one_of(st.lists(part, max_size=2), st.dictionaries(TEXTS, part, max_size=2)),
    max_leaves=4,
)
CONTENT = {"app_message": "AppMessage", "contact_message": "ContactMessage"}


def times(now: datetime | None = None) -> SearchStrategy[str]:
    """Draw date-times inside the window, in several spellings and zones."""
    oldest, youngest = (timedelta(seconds=seconds) for seconds in time_window())
    latest = (now or datetime.now(UTC)) - youngest - MARGIN
    ages = st.integers(0, int((oldest - youngest - 2 * MARGIN).total_seconds()))
    zones = st.sampled_from([None, 0, 330, -480, 840])
    fractions = st.sampled_from(["", ".5", ".123", ".000001", ".123456789"])
    return st.builds(_spelled, st.just(latest), ages, zones, fractions)


def _spelled(latest: datetime, age: int, zone: int | None, fraction: str) -> str:
    instant = (latest - timedelta(seconds=age)).replace(microsecond=0)
    if zone is None:
        return write(instant).removesuffix("Z") + fraction + "Z"
    sign = "-" if zone < 0 else "+"
    hours, minutes = divmod(abs(zone), 60)
    local = (instant + timedelta(minutes=zone)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{local}{fraction}{sign}{hours:02}:{minutes:02}"


@st.composite
def valid_bodies(draw: DrawFn) -> dict[str, Any]:
    """Draw a body that the contract accepts."""
    member, content = draw(st.sampled_from(variants()))
    schema = resolved(ROOT)
    body = {name: draw(_value(schema["properties"][name])) for name in schema["required"]}
    body["channel_identity"]["channel"] = draw(_value(resolved("Channel")))
    body["channel_identity"] = draw(_mended(resolved("ChannelIdentity"), body["channel_identity"]))
    body["accept_time"] = draw(times())
    optional = [name for name in schema["properties"] if name not in {*body, *CONTENT}]
    for name in draw(st.sets(st.sampled_from(optional))):
        body[name] = draw(_value(schema["properties"][name]))
    if member:
        body[member] = draw(_object(resolved(CONTENT[member]), content))
    if draw(st.integers(0, 4)) == 0:
        body[next(name for name in CONTENT if name != member)] = None
    names = draw(st.permutations(list(body)))
    return {name: body[name] for name in names}


@cache
def variants() -> tuple[tuple[str, str], ...]:
    """Return every message member with each of its contents, and neither."""
    found = [("", "")]
    for member, component in CONTENT.items():
        found += [(member, name) for name in _content_names(resolved(component))]
    return tuple(found)


def _content_names(schema: Mapping[str, Any]) -> list[str]:
    parts = schema.get("allOf", ())
    return [name for part in parts for one in part.get("oneOf", ()) for name in one["required"]]


@st.composite
def broken_bodies(draw: DrawFn) -> Any:
    """Draw a valid body and break one thing in it. It may happen to be valid still."""
    body = draw(valid_bodies())
    if draw(st.integers(0, 7)) == 0:
        scoped = draw(st.sampled_from(["MESSENGER", "INSTAGRAM", "LINE", "WECHAT"]))
        return {**body, "channel_identity": {"channel": scoped, "identity": "id-1"}}
    places = [node for node in nodes(ROOT, body) if node.pointer and any(breaks(node))]
    # Deep places are many; the depth is drawn first, so that the shallow ones get their turn.
    depth = draw(st.sampled_from(sorted({node.pointer.count("/") for node in places})))
    node = draw(st.sampled_from([node for node in places if node.pointer.count("/") == depth]))
    _, _, wrong = draw(st.sampled_from(list(breaks(node))))
    return edit(body, {node.pointer: wrong})


def any_bodies() -> SearchStrategy[Any]:
    """Draw valid bodies, broken ones and other JSON objects."""
    return st.one_of(valid_bodies(), broken_bodies(), st.dictionaries(TEXTS, ANYTHING, max_size=3))


# -- values of a schema, references resolved --------------------------------------------


# Components are one object each, so a strategy is built once for each schema.
_BUILT: dict[int, SearchStrategy[Any]] = {}


def _value(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    built = _BUILT.get(id(schema))
    if built is None:
        built = _BUILT[id(schema)] = _built(schema)
    return built


_VALIDATORS: dict[int, Draft202012Validator] = {}


def _holds(schema: Any, value: Any) -> bool:
    if id(schema) not in _VALIDATORS:
        _VALIDATORS[id(schema)] = Draft202012Validator(schema)
    return _VALIDATORS[id(schema)].is_valid(value)


def _built(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            return st.sampled_from(schema[keyword]).flatmap(_value)
    kind = schema.get("type")
    if kind == "object":
        return _object(schema) if "properties" in schema else _map(schema)
    if kind == "array":
        most = min(schema.get("maxItems", 2), 2)
        return st.lists(_value(schema["items"]), min_size=schema.get("minItems", 0), max_size=most)
    if kind == "string":
        return _text(schema)
    return SIMPLE.get(str(kind), ANYTHING)


SIMPLE: dict[str, SearchStrategy[Any]] = {
    "integer": st.integers(-(2**53), 2**53),
    "number": st.one_of(
        st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False)
    ),
    "boolean": st.booleans(),
    "null": st.none(),
}


def _text(schema: Mapping[str, Any]) -> SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return times()
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    longest = schema.get("maxLength")
    texts = TEXTS.filter(lambda text: len(text) >= schema.get("minLength", 0))
    if longest is None:
        return texts
    edge = st.sampled_from(["x", "\U0001f600"]).map(lambda letter: letter * longest)
    return st.one_of(texts.map(lambda text: text[:longest]), edge)


@st.composite
def _map(draw: DrawFn, schema: Mapping[str, Any]) -> dict[str, Any]:
    if "additionalProperties" not in schema:
        return draw(st.dictionaries(TEXTS, ANYTHING, max_size=2))
    names = _value(schema["propertyNames"]) if "propertyNames" in schema else TEXTS
    return draw(st.dictionaries(names, _value(schema["additionalProperties"]), max_size=2))


@st.composite
def _object(draw: DrawFn, schema: Mapping[str, Any], content: str | None = None) -> dict[str, Any]:
    properties: dict[str, Any] = schema["properties"]
    contents = _content_names(schema)
    optional = [name for name in properties if name not in contents]
    names = set(schema.get("required", ()))
    if contents:
        names.add(content or draw(st.sampled_from(contents)))
    # Few members each time: bodies stay small, and over many draws all are seen.
    names |= draw(st.sets(st.sampled_from(optional), max_size=2)) if optional else set()
    value = {name: draw(_value(properties[name])) for name in sorted(names)}
    if draw(st.integers(0, 9)) == 0:
        value["x_unknown"] = draw(ANYTHING)
    return draw(_mended(schema, value))


@st.composite
def _mended(draw: DrawFn, schema: Mapping[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """Make a value agree with the rules between its members."""
    for rule in (schema, *schema.get("allOf", ())):
        if "if" in rule and _holds(rule["if"], value):
            value = value | draw(_required_then(schema, rule["then"], value))
        if "anyOf" in rule and not _holds(rule, value):
            value = value | draw(_first_alternative(schema, rule["anyOf"][0]))
    return value


@st.composite
def _required_then(
    draw: DrawFn, schema: Mapping[str, Any], then: Mapping[str, Any], value: Mapping[str, Any]
) -> dict[str, Any]:
    missing = [name for name in then.get("required", ()) if name not in value]
    added = {name: draw(_value(schema["properties"][name])) for name in missing}
    for name, stricter in then.get("properties", {}).items():
        if "type" in stricter:
            added[name] = draw(_value(stricter))
        elif name in value:
            added[name] = dict(value[name])
            for inner in stricter["required"]:
                added[name].setdefault(inner, draw(TEXTS))
    return added


@st.composite
def _first_alternative(
    draw: DrawFn, schema: Mapping[str, Any], alternative: Mapping[str, Any]
) -> dict[str, Any]:
    names = alternative.get("required", alternative.get("properties", {}))
    added = {name: draw(_value(schema["properties"][name])) for name in names}
    if "required" not in alternative:
        # A list whose items must be of one kind: none is of one kind.
        added = {name: [] for name in added}
    return added
