"""Write ``generated/`` from the contract; or, with ``--check``, say what differs.

Run by ``nox -s generate``, which installs the exact versions that pyproject.toml names. The
folder is always written whole, from nothing, so a component that left the contract leaves no
file behind.
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi" / "inject-message.yaml"
CONFIG = ROOT / "generator-config.yaml"
CHANGES = ROOT / "tools" / "templates.toml"
GENERATED = ROOT / "generated"

README = """\
# generated/

Written by `nox -s generate` from `openapi/inject-message.yaml`. Never edited by hand: the
next run would drop the edit, and `nox -s generate -- --check` fails on it in CI.

- `sinch_inject_generated/`: the client, as openapi-python-client emits it.
- `sinch_inject_schema/contract.json`: the contract, for code to read; `sinch_inject_contract` does.
"""


def told(document: dict[str, Any]) -> dict[str, Any]:
    """Return the contract with `deprecated` in words, for a generator that drops the mark."""
    copy = deepcopy(document)
    for node in nodes(copy):
        if node.get("deprecated") is True:
            node["description"] = f"Deprecated. {node.get('description', '')}".rstrip()
    return copy


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a document."""
    if isinstance(node, dict):
        yield node
    if isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from nodes(child)


def write_templates(folder: Path, document: dict[str, Any]) -> None:
    """Write the generator's templates as `templates.toml` changes them, and the notes.

    Raises:
        LookupError: what a change replaces does not stand in its template exactly once.
    """
    theirs = resources.files("openapi_python_client") / "templates"
    changed: dict[str, str] = {}
    for change in tomllib.loads(CHANGES.read_text(encoding="utf-8"))["change"]:
        name, old = change["file"], change["old"]
        text = changed.get(name) or theirs.joinpath(name).read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise LookupError(f"{name}: stands there {text.count(old)} times, not once:\n{old}")
        changed[name] = text.replace(old, change["new"])
    changed["notes.jinja"] = f"{{% set notes = {json.dumps(notes(document))} %}}"
    for name, text in changed.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def notes(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what is said of a member beside its `$ref`: component to member to description."""
    found: dict[str, dict[str, str]] = {}
    for name, component in document["components"]["schemas"].items():
        for member, schema in component.get("properties", {}).items():
            if "$ref" in schema and "description" in schema:
                found.setdefault(name, {})[member] = schema["description"]
    return found


def write(target: Path) -> None:
    """Fill ``target``, an empty folder, with all that the contract gives."""
    client = target / "sinch_inject_generated"
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "contract.json"
        source.write_text(json.dumps(told(document)), encoding="utf-8")
        templates = Path(scratch) / "templates"
        write_templates(templates, told(document))
        subprocess.run(
            [
                *(sys.executable, "-m", "openapi_python_client", "generate"),
                *("--path", str(source), "--config", str(CONFIG)),
                *("--custom-template-path", str(templates)),
                *("--meta", "none", "--output-path", str(client), "--fail-on-warning"),
            ],
            check=True,
            cwd=target,
            stdout=subprocess.DEVNULL,
        )
    (client / "py.typed").touch()
    compiled = target / "sinch_inject_schema"
    compiled.mkdir()
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    (compiled / "contract.json").write_text(text, encoding="utf-8", newline="\n")
    (target / "README.md").write_text(README, encoding="utf-8", newline="\n")


def texts(folder: Path) -> dict[str, list[str]]:
    """Return every file below ``folder`` as lines, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8").splitlines(True)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def difference(there: dict[str, list[str]], wanted: dict[str, list[str]]) -> list[str]:
    """Return a unified diff from the files that are there to those the contract gives."""
    lines: list[str] = []
    for path in sorted({*there, *wanted}):
        old, new = there.get(path), wanted.get(path)
        if old == new:
            continue
        lines += difflib.unified_diff(
            old or [], new or [], f"generated/{path}", f"from the contract/{path}"
        )
        if not (old and new):  # an empty or a missing file leaves no diff of its own
            lines.append(f"{'missing' if old is None else 'not wanted'}: generated/{path}\n")
    return lines


def main() -> int:
    """Generate, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only; change nothing")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "generated"
        fresh.mkdir()
        write(fresh)
        if arguments.check:
            found = difference(texts(GENERATED), texts(fresh))
            sys.stdout.writelines(found)
            if found:
                print("generated/ is not what the contract gives: run `nox -s generate`")
            return 1 if found else 0
        shutil.rmtree(GENERATED, ignore_errors=True)
        shutil.copytree(fresh, GENERATED)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
