"""``nox -s generate``: the same bytes each time, and ``--check`` shows what is different."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.environments import ROOT, Environment, run_uv


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment with the generator, as pinned."""
    path = tmp_path_factory.mktemp("generator")
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    run_uv("venv", "--clear", "--python", sys.executable, path, cwd=path)
    run_uv("pip", "install", "--python", path, *groups["generate"], cwd=path)
    return Environment(path)


@pytest.fixture
def tree(source: Path, tmp_path: Path) -> Path:
    """Return a copy of the project that a test may change."""
    for part in ("generated", "openapi", "tools"):
        shutil.copytree(source / part, tmp_path / part)
    for file in ("generator-config.yaml", "pyproject.toml"):
        shutil.copy(source / file, tmp_path)
    return tmp_path


def generate(generator: Environment, tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return generator.run("python", "tools/generate.py", *options, cwd=tree)


def test_what_is_committed_is_what_the_contract_gives(generator: Environment, tree: Path) -> None:
    done = generate(generator, tree, "--check")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_difference_is_shown_and_nothing_is_changed(generator: Environment, tree: Path) -> None:
    client = tree / "generated" / "sinch_inject_generated"
    edited, stray, lost = client / "client.py", client / "stray.py", client / "py.typed"
    text = edited.read_text("utf-8")
    edited.write_text(text.replace("import ssl", "import ssl  # by hand"), "utf-8")
    stray.write_text("X = 1\n", "utf-8")
    lost.unlink()
    done = generate(generator, tree, "--check")
    assert done.returncode == 1
    assert "-import ssl  # by hand\n+import ssl\n" in done.stdout
    assert "not wanted: generated/sinch_inject_generated/stray.py\n" in done.stdout
    assert "missing: generated/sinch_inject_generated/py.typed\n" in done.stdout
    assert done.stdout.endswith("run `nox -s generate`\n")
    assert "by hand" in edited.read_text("utf-8")
    assert (stray.exists(), lost.exists()) == (True, False)


def test_a_change_of_the_contract_reaches_client_and_schema(
    generator: Environment, tree: Path
) -> None:
    contract = tree / "openapi" / "inject-message.yaml"
    text = contract.read_text("utf-8")
    assert "\n        - APPLEBC\n" in text
    contract.write_text(text.replace("- APPLEBC\n", "- APPLEBC\n        - PIGEON\n"), "utf-8")
    shown = generate(generator, tree, "--check")
    assert shown.returncode == 1
    assert '+    "PIGEON",\n' in shown.stdout
    assert generate(generator, tree).returncode == 0
    assert "PIGEON" in (tree / "generated/sinch_inject_schema/contract.json").read_text("utf-8")
    assert generate(generator, tree, "--check").returncode == 0


def written(root: Path) -> Iterator[Path]:
    """Yield the files below ``root``, without what Python keeps beside what it has imported."""
    for path in root.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def test_it_writes_the_same_bytes_from_an_empty_folder(
    generator: Environment, tree: Path, source: Path
) -> None:
    shutil.rmtree(tree / "generated")
    assert generate(generator, tree).returncode == 0
    before, after = (
        {path.relative_to(root): path.read_bytes() for path in written(root)}
        for root in (source / "generated", tree / "generated")
    )
    assert after == before


def test_a_template_that_has_changed_ends_the_run(generator: Environment, tree: Path) -> None:
    changes = tree / "tools" / "templates.toml"
    text = changes.read_text("utf-8").replace("@_attrs_define\n", "@_attrs_defined\n", 1)
    changes.write_text(text, encoding="utf-8")
    done = generate(generator, tree)
    assert done.returncode == 1
    assert "model.py.jinja: stands there 0 times, not once" in done.stderr
