"""requirements.lock holds what pyproject.toml asks for: `nox -s lock` writes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support.environments import ROOT

GROUPS = ("tests", "typing", "lint", "generate", "docs")
PINNED = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text("utf-8")


def asked() -> Iterator[Requirement]:
    """Yield every direct requirement."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project, groups = whole["project"], whole["dependency-groups"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    lists += [groups[name] for name in GROUPS]
    for words in lists:
        for word in words:
            if isinstance(word, str) and not word.startswith("sinch-inject["):
                yield Requirement(word)


def test_everything_that_is_asked_for_is_locked_in_a_version_that_will_do() -> None:
    locked = {canonicalize_name(name): version for name, version in PINNED.findall(LOCK)}
    wanted = list(asked())
    assert len(wanted) > 30
    for requirement in wanted:
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not locked: nox -s lock"
        assert requirement.specifier.contains(version), f"{requirement}: nox -s lock"


def test_every_package_has_a_hash_and_no_address() -> None:
    for part in re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in part
    assert "://" not in LOCK
