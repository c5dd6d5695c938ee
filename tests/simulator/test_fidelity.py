"""The table of what is known and what is assumed is what contract and code say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sinch_inject_mock.core.fidelity import BEHAVIOURS, Behaviour, applied, applies

ROOT = Path(__file__).parents[2]


def test_the_document_is_up_to_date_and_every_behaviour_is_made_somewhere() -> None:
    command = [sys.executable, "tools/docs/fidelity.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_sentence_is_one_line_of_a_table() -> None:
    for behaviour in BEHAVIOURS.values():
        assert behaviour.sentence.endswith(".")
        assert "|" not in behaviour.sentence
        assert "\n" not in behaviour.sentence


def test_the_place_of_a_behaviour_is_known() -> None:
    behaviour = Behaviour("a-test", "assumed", "Something.")

    @applies(behaviour)
    def something() -> None:
        """Do nothing."""

    assert [place.rpartition(".")[2] for place in applied(behaviour)] == ["something"]
