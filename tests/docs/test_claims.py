"""What the documents say of the code is so: outcomes, errors, sessions, commands, links."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import click
import pytest
from sinch_inject import errors
from sinch_inject.bulk import ledger, resume
from sinch_inject.call.outcome import BY_FAILURE, BY_STATUS, Verdict, judge
from sinch_inject.call.retry import RetryPolicy, decide
from sinch_inject.cli import COMMANDS, main
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject_conformance.suite import LAYERS, MOST_REQUESTS, Plan, cases
from support.snippets import ROOT, documents

OUTCOMES = (ROOT / "docs" / "outcomes.md").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
# Not in the repository: `nox -s docs` makes it of the contract, and checks the links to it.
WRITTEN_BY_THE_SITE = ROOT / "docs" / "reference" / "contract.md"
# The rows about failures, in the words of the document.
FAILURES = {
    "no connection came about": Failure(Kind.CONNECT, "", handed_over=False),
    "time ran out before the last byte was handed over": Failure(
        Kind.TIMEOUT, "", handed_over=False
    ),
    "the connection broke before the last byte was handed over": Failure(
        Kind.LOST, "", handed_over=False
    ),
    "no connection was free in time": Failure(Kind.POOL, "", handed_over=False),
    "time ran out after that": Failure(Kind.TIMEOUT, "", handed_over=True),
    "the connection broke after that": Failure(Kind.LOST, "", handed_over=True),
}


def rows(text: str) -> list[list[str]]:
    """Return the cells of the tables, without heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [
        row
        for row, after in pairwise([*cells, [""]])
        if not row[0].startswith("--") and not after[0].startswith("--")
    ]


def answers(words: str) -> list[Answer]:
    """Return the answers that a row of the outcome table is about."""
    named = {int(status) for status in re.findall(r"`(\d{3})`", words)}
    if words.startswith("any other `5xx`"):
        return [Answer(status) for status in range(500, 600) if status not in BY_STATUS]
    if words.startswith("any other status"):
        rest = set(range(200, 500)) - {200, *BY_STATUS}
        return [*(Answer(status) for status in rest), Answer(200, body=b"<html>")]
    return [Answer(status, body=body) for status in named for body in (b"", b"{}")]


def retried(verdict: Verdict, status: int | None) -> str:
    """Say in the document's words whether the client tries again."""
    again = decide(RetryPolicy(), verdict, attempt=1, status=status, random=lambda: 0.5)
    if again is None:
        return "no"
    return "once, with a fresh token" if again.fresh_token else "yes"


@pytest.mark.parametrize("row", rows(OUTCOMES), ids=lambda row: row[0])
def test_the_outcome_table_is_what_the_client_does(row: list[str]) -> None:
    words, outcome, error, again = row
    failure = FAILURES.get(words)
    results = [failure] if failure else answers(words)
    assert results
    for result in results:
        verdict = judge(result)
        assert verdict.outcome.value == outcome
        assert (f"`{verdict.error.__name__}`" if verdict.error else "") == error
        if verdict.error:
            assert retried(verdict, getattr(result, "status", None)) == again


def test_the_outcome_table_leaves_nothing_out() -> None:
    text = " ".join(row[0] for row in rows(OUTCOMES))
    assert {int(status) for status in re.findall(r"`(\d{3})`", text)} == {200, *BY_STATUS}
    shown = {(failure.kind, failure.handed_over) for failure in FAILURES.values()}
    # With a transport that proves nothing, connect and pool failures end as the last two rows.
    assert set(BY_FAILURE) - shown == {(Kind.CONNECT, True), (Kind.POOL, True)}
    assert set(FAILURES) <= {row[0] for row in rows(OUTCOMES)}


def test_the_catalogue_has_every_error_below_its_outcome() -> None:
    listed: dict[str, str] = {}
    for part in ERRORS.split("\n## ")[1:]:
        family = re.match(r"`(\w+)`", part)
        for row in rows(part) if family else ():
            assert family
            name, cause, cure = row
            listed[name.rpartition(">")[2].strip("`")] = family[1]
            assert cause.endswith(".")
            assert cure.endswith(".")
    families = {
        name: kind
        for module in (errors, ledger, resume)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, errors.SinchInjectError)
    }
    levels = {"SinchInjectError", "NotSent", "Rejected", "OutcomeUnknown"}
    assert set(listed) == set(families) - levels
    for name, level in listed.items():
        assert issubclass(families[name], families[level])


def test_ci_runs_the_test_command_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^python3 -m venv .*nox -s tests$", readme, re.MULTILINE)
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert command in [line.strip() for line in script.splitlines()]


def sessions() -> set[str]:
    """Return the names of nox's sessions."""
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    return set(re.findall(r"^@nox\.session.*\ndef (\w+)", text, re.MULTILINE))


def test_every_session_is_in_the_one_table_and_ci_runs_what_it_says() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    table = {row[0].strip("`"): row[2] for row in rows(text)}
    assert {name.split(" ")[0] for name in table} == sessions()
    in_ci = {name for name, where in table.items() if where == "CI"}
    assert set(re.findall(r"^session (.*)$", script, re.MULTILINE)) == in_ci
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"^ {10}- (.*)$", workflow, re.MULTILINE)) == in_ci


def test_the_table_of_commands_has_every_command_and_the_extra_that_it_needs() -> None:
    text = (ROOT / "docs" / "command.md").read_text(encoding="utf-8")
    table = {row[0].strip("`"): row[2] for row in rows(text.partition("\n## ")[0])}
    extras = {
        name: f"`sinch-inject[{extra}]`" if extra else "" for name, (_, extra) in COMMANDS.items()
    }
    assert table == extras


def options(name: str) -> set[str]:
    """Return the options of a command, but its help."""
    command = main.get_command(click.Context(main), name)
    assert command
    found = {word for one in command.params for word in [*one.opts, *one.secondary_opts]}
    return {word for word in found if word.startswith("--")}


def test_the_table_of_layers_says_how_many_cases_there_are() -> None:
    """To within a twentieth: a case more need not be told."""
    text = (ROOT / "docs" / "contract-tests.md").read_text(encoding="utf-8")
    told = {
        row[0].strip("`"): row[2]
        for row in rows(text[text.index("\n## The layers") :].partition("\nTwo more")[0])
    }
    assert set(LAYERS) <= set(told)
    plan, safe = Plan(), 0
    total = plan.examples + int(re.findall(r"\d+", told["schemathesis"])[0])
    assert told["fuzzing"].startswith(f"{plan.examples} cases")
    for layer in LAYERS[:-2]:
        all_of_it = list(cases(layer, plan, lambda: datetime.now(UTC)))
        safe += sum(case.safe for case in all_of_it)
        total += len(all_of_it)
        if layer == "regressions":
            assert told[layer] == "grows"
            continue
        number = int(re.sub(r"\D", "", told[layer]))
        assert abs(number - len(all_of_it)) <= number / 20, (layer, len(all_of_it))
    assert safe == 28 + 1 <= MOST_REQUESTS
    assert "some 9,500 questions" in text
    assert 9_000 < total < 10_000


# Of other programs: curl's, schemathesis', nox's, pytest's, pre-commit's and the examples' own.
DOCKER = {"--tag", "--file", "--rm", "--read-only", "--publish"}
OF_OTHERS = {
    "--header",
    "--data",
    "--silent",
    "--retry",
    "--retry-connrefused",
    "--url",
    "--port",
    "--help",
    "--version",
    "--check",
    "--short",
    "--all-files",
} | DOCKER
ABOUT_THE_COMMAND = ["README.md", *(f"docs/{name}.md" for name in ("command", "simulator"))]


@pytest.mark.parametrize(
    "path",
    [
        *(ROOT / name for name in ABOUT_THE_COMMAND),
        *sorted(ROOT.glob("docs/how-to/*.md")),
        *sorted(ROOT.glob("docs/concepts/*.md")),
        *sorted(ROOT.glob("docs/reference/*.md")),
        ROOT / "docs" / "contract-tests.md",
    ],
    ids=lambda path: path.stem,
)
def test_every_option_that_a_document_names_exists(path: Path) -> None:
    known = {option for name in COMMANDS for option in options(name)} | OF_OTHERS
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*", path.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize(
    ("name", "document", "heading"),
    [
        ("mock", "simulator.md", "## Flags"),
        ("contract", "contract-tests.md", "## In a minute"),
        ("convert", "command.md", "## `convert`"),
    ],
)
def test_a_table_of_options_leaves_none_out(name: str, document: str, heading: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    part = text[text.index(f"\n{heading}\n") :].partition("\n## ")[2].partition("\n## ")[0]
    assert options(name) <= set(re.findall(r"--[a-z][\w-]*", part))


LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]+))?\)")


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    for target, anchor in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file = (path.parent / target).resolve()
        if file == WRITTEN_BY_THE_SITE:
            continue
        assert file.exists(), f"{path.name} links to {target}"
        if anchor:
            heads = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
            assert anchor in anchors


def test_no_document_tells_of_a_machine() -> None:
    for path in documents():
        assert not re.search(r"/(opt|work|tmp|root|home)/", path.read_text(encoding="utf-8"))
