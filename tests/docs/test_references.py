"""Every rule that a problem names is explained where its ``reference`` leads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from sinch_inject.errors import SinchInjectError, TimedOut
from sinch_inject_conformance.keywords import keyword_rows
from sinch_inject_contract.check import checker
from sinch_inject_contract.document import contract
from sinch_inject_contract.problem import Problem

from tools.docs.contract_page import page

ROOT = Path(__file__).parents[2]
ANCHOR = re.compile(r'<a id="([^"]+)"></a>|^\(([a-z]+)\)=$', re.MULTILINE)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page."""
    return {one or other for one, other in ANCHOR.findall(text)}


def test_a_problem_of_the_contract_leads_to_its_field_or_rule() -> None:
    there, led = anchors(page(contract())), set[str]()
    request = checker("InjectMessageRequest")
    for row in keyword_rows(datetime.now(UTC)):
        for problem in request.problems(row.body):
            assert problem.anchor in there, problem
            assert problem.reference == f"reference/contract/#{problem.anchor}"
            led.add(problem.anchor)
    assert "channelidentity.rule-1" in led
    assert len(led) > 100


def below(kind: type[SinchInjectError]) -> Iterator[type[SinchInjectError]]:
    """Yield an error's class and all classes below it that are ours."""
    if kind.__module__.startswith("sinch_inject."):
        yield kind
    for one in kind.__subclasses__():
        yield from below(one)


def test_every_error_leads_to_its_place_on_the_page() -> None:
    for module in ("bulk.many", "bulk.outbox", "bulk.postgres", "client"):
        import_module(f"sinch_inject.{module}")
    there = anchors((ROOT / "docs" / "errors.md").read_text("utf-8"))
    kinds = set(below(SinchInjectError))
    assert {"RateLimited", "LedgerInUse", "Stopped"} <= {kind.__name__ for kind in kinds}
    for kind in kinds:
        anchor = kind.__name__.lower()
        assert anchor in there, kind
        assert kind.__new__(kind).reference == f"errors/#{anchor}"

    class Own(TimedOut):
        """A user's own."""

    assert Own("x").reference == "errors/#timedout"


def rules_of_our_own() -> Iterator[str]:
    """Yield the rule of each ``Problem(…)`` in the library that is written out."""
    for file in (ROOT / "overlays" / "sinch_inject").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Problem":
                rule = node.args[1]
                if isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                    yield rule.value


def test_a_rule_of_ours_stands_in_the_table_of_rules() -> None:
    there = anchors((ROOT / "docs" / "errors.md").read_text("utf-8"))
    rules = {*rules_of_our_own(), "nul", "utf8", "json", "contract"}
    assert len(rules) > 15
    assert {f"rule-{rule}" for rule in rules} <= there
    assert Problem("/tag", "tag", "is no tag").reference == "errors/#rule-tag"
