"""What docs/simulator.md lists is what there is: kinds, flags, names, verdicts, limits."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import get_args

from sinch_inject.cli.mock import command
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.auth import MOST_KEYS, REMEMBERED_TOKENS
from sinch_inject_mock.core.exchange import Verdict
from sinch_inject_mock.core.fault_kinds import KINDS
from sinch_inject_mock.core.faults import MOST_FAULTS
from sinch_inject_mock.core.known_ids import MOST_BYTES
from sinch_inject_mock.core.operation import OPERATIONS
from sinch_inject_mock.server.asking import LARGEST_BODY
from sinch_inject_mock.server.protocol import LARGEST_HEAD
from sinch_inject_mock.settings import MIB, Settings
from sinch_inject_mock.simulator import ClockControl, FaultControl

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE)


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def test_every_kind_of_fault_has_its_row_with_what_it_does_by_default() -> None:
    rows = re.findall(r"^\| (`[^|]*) \| ([^|]*) \|([^|]*)\|$", section("Faults"), re.MULTILINE)
    documented = {
        kind: (what, stored.strip()) for kinds, what, stored in rows for kind in code(kinds)
    }
    assert set(documented) == set(KINDS)
    for name, kind in KINDS.items():
        what, stored = documented[name]
        expected = "later" if kind.late else "yes" if kind.stored else "no"
        assert stored == ("" if kind.endpoint == "token" else expected), name
        if kind.delay_ms and name != "latency":
            assert f"({kind.delay_ms:.0f})" in what, name


def test_every_flag_has_its_row() -> None:
    documented = {flag.split()[0] for cell in first_cells(section("Flags")) for flag in code(cell)}
    flags = {name for parameter in command.params for name in parameter.opts}
    assert documented == flags - {"--help", "-h"}
    for name, value in (("retention", 8000), ("memory", 128 * MIB), ("token_ttl", 3600)):
        assert getattr(Settings(), name) == value
    assert "| `--retention N` | 8000 |" in TEXT
    assert "| `--memory MIB` | 128 |" in TEXT


def test_every_name_of_the_fixture_exists_and_takes_what_is_said() -> None:
    homes = {"faults": FaultControl, "clock": ClockControl}
    seen: set[str] = set()
    for cell in first_cells(section("In pytest")):
        for word in code(cell):
            name, bracket, arguments = word.partition("(")
            *owner, last = name.split(".")
            home = homes[owner[0]] if owner else SinchMock
            seen.add(name)
            assert hasattr(home, last), word
            if bracket and "…" not in arguments:
                known = set(inspect.signature(getattr(home, last)).parameters)
                passed_on = {"wanted", "details"} & known
                named = set(re.findall(r"(\w+)(?==|,|\))", arguments)) - {"None"}
                assert named <= known or passed_on, word
    public = {f"{owner}.{name}" for owner, home in homes.items() for name in vars(home)}
    assert {name for name in public if not name.rpartition(".")[2].startswith("_")} <= seen


def test_the_verdicts_and_the_operations() -> None:
    said = re.search(r"has a `verdict`: (.*?)\. A refused", TEXT, re.DOTALL)
    assert said
    assert set(code(said[1])) == set(get_args(Verdict))
    assert all(f"`{name}`" in TEXT for name in OPERATIONS)


def test_the_limits() -> None:
    text = section("How much it holds")
    settings = Settings()
    assert f"({settings.memory // 2 // MIB} MiB)" in text
    assert f"{LARGEST_HEAD // 1024} KiB; beyond it 431" in text
    assert settings.max_body == LARGEST_BODY == MIB
    assert f"after {settings.listener_patience:.0f} s" in text
    assert f"| {MOST_BYTES // MIB} MiB |" in text
    assert f"| {MOST_KEYS}, {MOST_FAULTS}, {REMEMBERED_TOKENS:,} |" in text
    assert f"There may be {MOST_FAULTS} faults at a time" in TEXT
