"""The changelog: its form, and that what users notice asks for a line in changes/."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from support.environments import ROOT, clean

from tools.changes.duties import TYPES

CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
VERSION = re.compile(r"\[(Unreleased|\d+\.\d+\.\d+)\]( - \d{4}-\d{2}-\d{2})?")


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    title, *versions = re.split(r"^## ", CHANGELOG, flags=re.MULTILINE)
    assert title.startswith("# Changelog\n")
    assert "keepachangelog.com" in title
    assert "<!-- towncrier -->" in title  # where a release puts what it collects
    assert versions
    for version in versions:
        head, *parts = re.split(r"^### ", version, flags=re.MULTILINE)
        found = VERSION.fullmatch(head.partition("\n")[0])
        assert found, head
        assert (found[1] == "Unreleased") == (found[2] is None)
        assert {part.partition("\n")[0].lower() for part in parts} <= set(TYPES)
        assert parts


def test_every_line_that_waits_is_of_a_type_and_says_something() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert [one["directory"] for one in project["tool"]["towncrier"]["type"]] == list(TYPES)
    for path in (ROOT / "changes").iterdir():
        name, _, kind = path.stem.rpartition(".")
        assert path.name == "README.md" or (name and kind in TYPES and path.suffix == ".md"), path
        assert path.read_text("utf-8").strip()


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{path}\n", encoding="utf-8")
    git(folder, "add", "--all")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    write(tmp_path, "README.md")
    git(tmp_path, "commit", "--quiet", "--message", "The first")
    return tmp_path


def told(repository: Path) -> tuple[int, str]:
    command = [sys.executable, "-m", "tools.changes.told", "main"]
    done = subprocess.run(
        command, cwd=repository, env=clean() | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_new_name_without_a_line_is_refused(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "work")
    write(repository, "tests/packaging/surface.txt", "overlays/a.py", "changes/README.md")
    git(repository, "commit", "--quiet", "--message", "A new name")
    code, text = told(repository)
    assert code == 1
    assert text.startswith("tests/packaging/surface.txt changed, and changes/ has no new line")
    write(repository, "changes/name.added.md")
    assert told(repository) == (0, "")


def test_what_users_do_not_notice_asks_for_nothing(repository: Path) -> None:
    git(repository, "switch", "--quiet", "--create", "work")
    write(repository, "overlays/a.py", "docs/index.md")
    assert told(repository) == (0, "")
