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
    yield summary(outcomes)


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
            time=f"{sum(case.elapsed for case in cases):.3f}",
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
        time=f"{outcome.elapsed:.3f}",
    )
    if outcome.state == NOT_APPLICABLE:
        ET.SubElement(case, "skipped", message=_xml(outcome.got))
    if outcome.state == FAILS:
        message = f"expected {outcome.expected}, got {outcome.got}"
        failure = ET.SubElement(case, "failure", message=_xml(message))
        failure.text = _xml("\n".join(_failure(outcome)))


def _xml(text: str) -> str:
    return text.translate(NOT_XML)
