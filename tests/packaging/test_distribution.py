"""The wheel and the sdist: what is in them, and that one makes the other."""

from __future__ import annotations

import re
import shutil
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import uv
from support.environments import ROOT, run_uv

PACKAGES = {
    "generated": ("sinch_inject_generated", "sinch_inject_schema"),
    "contract": ("sinch_inject_contract",),
    "overlays": ("sinch_inject",),
    "mock": ("sinch_inject_mock",),
    "conformance": ("sinch_inject_conformance",),
}


def hashes(wheel: Path) -> dict[str, str]:
    """Return what is in a wheel: path to SHA-256."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def test_the_wheel_has_every_file_of_the_packages_and_no_other(wheel: Path, source: Path) -> None:
    expected = {
        path.relative_to(source / root).as_posix()
        for root, packages in PACKAGES.items()
        for package in packages
        for path in (source / root / package).rglob("*")
        if path.is_file()
    }
    found = set(hashes(wheel))
    assert {name for name in found if ".dist-info/" not in name} == expected
    assert "sinch_inject/cli/demo.jsonl" in found
    assert "sinch_inject/py.typed" in found
    assert "sinch_inject_generated/py.typed" in found
    assert "sinch_inject_mock/page/index.html" in found


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    command = ("build", "--wheel", "--python", sys.executable, "--out-dir", tmp_path, sdist)
    run_uv(*command, cwd=tmp_path)
    [other] = tmp_path.glob("*.whl")
    assert hashes(other) == hashes(wheel)


def test_the_sdist_brings_what_a_packager_needs(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {
        "LICENSE",
        "README.md",
        "noxfile.py",
        "openapi/inject-message.yaml",
        "tools/generate.py",
    }
    assert needed <= names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_metadata_is_what_a_user_is_told(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        metadata = message_from_bytes(archive.read(name))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["Version"] == project["version"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("Provides-Extra") == [
        *("all", "contract", "mirror", "mock", "postgres"),
    ]
    required = [line for line in metadata.get_all("Requires-Dist") or [] if "extra ==" not in line]
    assert len(required) == len(project["dependencies"])


def test_the_page_on_an_index_leads_nowhere_that_is_not_there(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        text = message_from_bytes(archive.read(name)).get_payload()
    assert isinstance(text, str)
    assert "# sinch-inject" in text
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


def test_both_are_the_same_bytes_when_built_again(
    source: Path, wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    """From a copy with other times of its files, as another machine would have."""
    copy = tmp_path / "copy"
    shutil.copytree(source, copy, copy_function=shutil.copy)
    run_uv("build", "--python", sys.executable, "--out-dir", tmp_path, copy, cwd=tmp_path)
    for built in (wheel, sdist):
        again = tmp_path / built.name
        assert sha256(again.read_bytes()).digest() == sha256(built.read_bytes()).digest()


def test_every_extra_brings_something_and_the_readme_names_each(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert all(project["optional-dependencies"].values())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sentence = readme[readme.index("Extras: ") :].partition(".\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == set(project["optional-dependencies"])


def test_every_dependency_has_its_reason_beside_it_or_above() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    part = text[text.index("\ndependencies = [") : text.index("[project.scripts]")]
    pairs = [pair for pair in pairwise(part.splitlines()) if pair[1].startswith('  "')]
    assert len(pairs) > 10
    assert [it for above, it in pairs if "  # " not in it and not above.startswith("  # ")] == []


def test_uv_is_the_one_of_this_environment() -> None:
    """Otherwise the tests here would depend on the machine."""
    assert Path(uv.find_uv_bin()).is_relative_to(sys.prefix)
