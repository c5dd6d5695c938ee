"""What a verdict asks for: a version, a line for the users, a reason for an accepted break."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.changes.accepted import Accepted, AcceptedError, accept, load
from tools.changes.duties import fragment_missing, version_missing
from tools.changes.level import Change, Level, largest

BREAK = Change(Level.BREAKING, "document", "#/a", "gone")


@pytest.mark.parametrize(
    ("released", "level", "wanted"),
    [
        ("0.4.1", Level.BREAKING, "0.5.0"),
        ("0.4.1", Level.COMPATIBLE, "0.4.2"),
        ("0.4.1", Level.WORDS, ""),
        ("0.4.1", Level.NONE, ""),
        ("1.4.1", Level.BREAKING, "2.0.0"),
        ("1.4.1", Level.COMPATIBLE, "1.5.0"),
        ("1.4.1", Level.WORDS, ""),
    ],
)
def test_the_version_that_is_asked_for(released: str, level: Level, wanted: str) -> None:
    assert version_missing(released, released, level) == wanted
    if wanted:
        assert version_missing(released, wanted, level) == ""
        assert version_missing(released, "9.0.0", level) == ""


def test_a_fragment_must_be_of_the_kind_and_say_something(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("About this folder.", encoding="utf-8")
    assert "breaking" in fragment_missing(tmp_path, Level.BREAKING)
    assert "added" in fragment_missing(tmp_path, Level.COMPATIBLE)
    assert fragment_missing(tmp_path, Level.WORDS) == ""
    (tmp_path / "x.added.md").write_text(" \n", encoding="utf-8")
    assert fragment_missing(tmp_path, Level.COMPATIBLE)
    (tmp_path / "x.added.md").write_text("New.", encoding="utf-8")
    assert fragment_missing(tmp_path, Level.COMPATIBLE) == ""
    assert "breaking" in fragment_missing(tmp_path, Level.BREAKING)
    (tmp_path / "x.breaking.md").write_text("Gone.", encoding="utf-8")
    assert fragment_missing(tmp_path, Level.BREAKING) == ""


def test_an_accepted_break_asks_for_no_more_than_a_compatible_change() -> None:
    changes, stale = accept([BREAK], [Accepted("document", "#/a", "nobody could use it")])
    assert largest([BREAK]) is Level.BREAKING
    assert largest(changes) is Level.COMPATIBLE
    assert changes[0].accepted == "nobody could use it"
    assert stale == []


def test_an_entry_that_matches_nothing_is_stale() -> None:
    entry = Accepted("document", "#/b", "old")
    changes, stale = accept([BREAK], [entry])
    assert largest(changes) is Level.BREAKING
    assert stale == [entry]


def test_a_break_is_only_accepted_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "accepted.toml"
    assert load(path) == []
    path.write_text('[[accepted]]\nadapter = "document"\nplace = "#/a"\nreason = " "\n')
    with pytest.raises(AcceptedError, match="no reason"):
        load(path)
    path.write_text('[[accepted]]\nadapter = "document"\nplace = "#/a"\n')
    with pytest.raises(AcceptedError, match="reason"):
        load(path)
