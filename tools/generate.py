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
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi" / "inject-message.yaml"
CONFIG = ROOT / "generator-config.yaml"
GENERATED = ROOT / "generated"

README = """\
# generated/

Written by `nox -s generate` from `openapi/inject-message.yaml`. Never edited by hand: the
next run would drop the edit, and `nox -s generate -- --check` fails on it in CI.

- `sinch_inject_generated/`: the client, as openapi-python-client emits it.
- `sinch_inject_schema/contract.json`: the contract, for code to read; `sinch_inject_contract` does.
"""


def write(target: Path) -> None:
    """Fill ``target``, an empty folder, with all that the contract gives."""
    client = target / "sinch_inject_generated"
    subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate"),
            *("--path", str(CONTRACT), "--config", str(CONFIG)),
            *("--meta", "none", "--output-path", str(client), "--fail-on-warning"),
        ],
        check=True,
        cwd=target,
        stdout=subprocess.DEVNULL,
    )
    (client / "py.typed").touch()
    compiled = target / "sinch_inject_schema"
    compiled.mkdir()
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
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
