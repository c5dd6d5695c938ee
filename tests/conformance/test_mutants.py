"""The lists of deliberate bugs stay plantable; ``nox -s mutants`` runs them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tools.mutants.mutant import LISTS, Mutant, NotApplicableError, load, text_with
from tools.mutants.run import sample
from tools.mutants.verdict import by_suite, sound

ROOT = Path(__file__).resolve().parents[2]
FIRST_RUNS = ROOT / "tools" / "mutants" / "first_runs"
LEAST = {"simulator": 180, "client": 50}


@pytest.mark.parametrize("which", LISTS)
def test_every_bug_can_be_planted(which: str) -> None:
    """A bug whose text is gone would be one that nobody notices any more."""
    words = [sys.executable, "-m", "tools.mutants.run", which, "--list"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    match = re.search(r"(\d+) of (\d+) bugs can be planted", done.stdout)
    assert match is not None
    assert match[1] == match[2]
    assert int(match[1]) >= LEAST.get(which, 1)


def test_the_page_about_the_suite_tells_the_length_and_the_first_run_of_the_lists() -> None:
    text = (ROOT / "docs" / "contract-tests.md").read_text(encoding="utf-8")
    run = tomllib.loads((FIRST_RUNS / "strangers.toml").read_text(encoding="utf-8"))["run"]
    assert f"has grown since to {len(load('simulator'))} bugs" in text
    assert f"of {len(load('strangers'))} deviations" in text
    assert f"noticed\n**{run['noticed']} of {run['bugs']}**" in text
    assert f"so {run['noticed'] - len(run['by_crash'])} is what counts" in text


@pytest.mark.parametrize("which", sorted(file.stem for file in FIRST_RUNS.glob("*.toml")))
def test_a_first_run_adds_up_and_the_page_tells_it(which: str) -> None:
    told = tomllib.loads((FIRST_RUNS / f"{which}.toml").read_text(encoding="utf-8"))
    run, missed = told["run"], {one["name"] for one in told["missed"]}
    assert run["noticed"] + run["missed"] == run["judged"] == run["bugs"] == len(load(which))
    assert len(missed) == run["missed"]
    assert missed <= {one.name for one in load(which)}
    text = (ROOT / "docs" / "contract-tests.md").read_text(encoding="utf-8")
    assert f"first_runs/{which}.toml" in text
    assert f"**{run['noticed']} of {run['bugs']}**" in text


def test_a_bug_that_is_no_python_cannot_be_planted() -> None:
    settings = "sinch_inject_mock/settings.py"
    with pytest.raises(NotApplicableError, match="never closed"):
        text_with(Mutant("x", "x", "x", settings, "__all__ = ", "__all__ = (("))
    with pytest.raises(NotApplicableError, match="0 times"):
        text_with(Mutant("x", "x", "x", settings, "is not there", ""))


def test_a_sound_simulator_survives_and_a_broken_one_is_killed() -> None:
    bug = next(mutant for mutant in load("simulator") if mutant.name == "app-id-line")
    found = {one.mutant.name: one for one in by_suite([sound(), bug], ["table"], at_once=2)}
    assert not found["none"].killed, found["none"].by
    assert found["app-id-line"].killed
    assert found["app-id-line"].by.startswith("table: ")


def test_a_sample_has_every_category_and_is_the_same_each_time() -> None:
    mutants = load("simulator")
    some = sample(mutants, 7)
    assert some == sample(mutants, 7)
    assert {one.category for one in some} == {one.category for one in mutants}
    assert len(some) < len(mutants) / 3
