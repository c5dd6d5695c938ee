"""Say what holds and what does not: for a terminal, as JUnit XML, as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from attrs import asdict

from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome

__all__ = ["as_json", "as_junit", "as_text"]

WIDTH = 100
# XML 1.0 has no place for these, not even escaped.
NOT_XML = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "\N{REPLACEMENT CHARACTER}"
)


def as_text(outcomes: Sequence[Outcome], *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines of a table: one row for each rule, then each case that does not hold."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault((outcome.layer, outcome.rule), []).append(outcome)
    wide = max([len(rule) for _, rule in groups] + [4])
    yield f"{'layer':<12}  {'rule':<{wide}}  {'holds':>6}  {'fails':>6}  {'n/a':>6}"
    for (layer, rule), cases in groups.items():
        count = Counter(case.state for case in cases)
        figures = (count[HOLDS], count[FAILS], count[NOT_APPLICABLE])
        cells = "  ".join(f"{figure or '':>6}" for figure in figures)
        yield f"{layer:<12}  {rule:<{wide}}  {cells}"
    for outcome in outcomes:
        if outcome.state == FAILS:
            yield ""
            yield from _failure(outcome)
    if verbose:
        for outcome in outcomes:
            if outcome.state != FAILS:
                yield f"{outcome.state:<14}  {outcome.layer}: {outcome.rule}: {outcome.case}"
    yield ""
    yield from unknowable(outcomes)
    yield timing(outcomes)
    yield summary(outcomes)


# What nobody can find out about a server that does not offer something beside the API.
UNKNOWN = {
    "journal": "whether what it accepts is stored, once and unaltered, and what it refuses is not",
    "clock": "what it does at the ends of the time window, and when tokens grow old",
    "faults": "what it answers when something is wrong with it, or when it limits rates",
    "oauth": "how it gives out tokens, and which it lets in",
    "tokens": "whether it lets in revoked tokens, and other projects",
    "list-lag": "whether a message that it lists late is there all the same",
    "strict": "what it answers where a conversation or a contact is not there",
    "rate-limit": "at what rate it refuses requests, and how",
    "token-rate-limit": "at what rate it refuses to give tokens, and how",
}


def unknowable(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what stays unknown, for each thing that the server lacks: in words and in numbers."""
    lacking = sorted({name for outcome in outcomes for name in outcome.lacks})
    if lacking:
        yield "What nobody can know of this server, because of what it does not offer:"
    for name in lacking:
        cases = [outcome for outcome in outcomes if name in outcome.lacks]
        yield f"  no {name}: {UNKNOWN.get(name, 'what the cases that need it ask')}"
        for words, without in (("not asked", True), ("judged by the answer alone", False)):
            count = Counter(one.layer for one in cases if (one.state == NOT_APPLICABLE) is without)
            if count:
                told = ", ".join(f"{number} of {layer}" for layer, number in count.items())
                yield f"    {words}: {told}"
    if lacking:
        yield ""


def seconds(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Return how long each layer took."""
    found: dict[str, float] = {}
    for outcome in outcomes:
        found[outcome.layer] = found.get(outcome.layer, 0.0) + outcome.took
    return {layer: round(took, 3) for layer, took in found.items()}


def timing(outcomes: Sequence[Outcome]) -> str:
    """Return the sentence that says what took how long."""
    each = seconds(outcomes)
    told = ", ".join(f"{layer} {took:.1f} s" for layer, took in each.items())
    return f"{sum(each.values()):.1f} s: {told}."


def _failure(outcome: Outcome) -> Iterator[str]:
    yield f"FAILS  {outcome.rule}: {outcome.case}  [{outcome.layer}, {outcome.source}]"
    yield f"  expected  {outcome.expected}".rstrip()
    yield f"  got       {outcome.got}".rstrip()
    if outcome.curl:
        yield f"  again     {outcome.curl}"


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return the closing sentence."""
    count = Counter(outcome.state for outcome in outcomes)
    parts = [f"{count[HOLDS]} hold", f"{count[FAILS]} do not"]
    if count[NOT_APPLICABLE]:
        parts.append(f"{count[NOT_APPLICABLE]} do not apply to this server")
    return ", ".join(parts) + "."


def as_json(outcomes: Sequence[Outcome], **about: Any) -> str:
    """Return a JSON document with a summary and every case."""
    count = Counter(outcome.state for outcome in outcomes)
    document = {
        **about,
        "holds": count[HOLDS],
        "fails": count[FAILS],
        "not_applicable": count[NOT_APPLICABLE],
        "seconds": seconds(outcomes),
        "cases": [asdict(outcome) for outcome in outcomes],
    }
    return json.dumps(document, indent=1, ensure_ascii=False)


def as_junit(outcomes: Sequence[Outcome]) -> bytes:
    """Return a JUnit XML document: a suite for each layer, a test case for each case."""
    root = ET.Element("testsuites", name="sinch-inject contract")
    for layer in dict.fromkeys(outcome.layer for outcome in outcomes):
        cases = [outcome for outcome in outcomes if outcome.layer == layer]
        count = Counter(case.state for case in cases)
        suite = ET.SubElement(
            root,
            "testsuite",
            name=layer,
            tests=str(len(cases)),
            failures=str(count[FAILS]),
            skipped=str(count[NOT_APPLICABLE]),
            errors="0",
            time=f"{sum(case.took for case in cases):.3f}",
        )
        for outcome in cases:
            _test_case(suite, outcome)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _test_case(suite: ET.Element, outcome: Outcome) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_xml(f"{outcome.layer}.{outcome.rule}"),
        name=_xml(outcome.case),
        time=f"{outcome.took:.3f}",
    )
    if outcome.state == NOT_APPLICABLE:
        ET.SubElement(case, "skipped", message=_xml(outcome.got))
    if outcome.state == FAILS:
        message = f"expected {outcome.expected}, got {outcome.got}"
        failure = ET.SubElement(case, "failure", message=_xml(message))
        failure.text = _xml("\n".join(_failure(outcome)))


def _xml(text: str) -> str:
    return text.translate(NOT_XML)
