"""Write docs/fidelity.md: what the simulator does, and where each thing is known from.

From the contract come the members and rules that are not on the documentation page (tagged
``x-source``) and what is guessed about them (``x-assumed``), from the simulator's own table
what it does beside the contract. With ``--check``, fail if the document is not what they give.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sinch_inject_mock
from sinch_inject_contract.document import contract
from sinch_inject_mock.core.fidelity import BEHAVIOURS, applied

__all__ = ["document", "main", "short", "tagged"]

DOCUMENT = Path(__file__).parents[2] / "docs" / "fidelity.md"
HEAD = """\
# Where the simulator's behaviour is known from

<!-- Written by tools/docs/fidelity.py from the contract and the simulator's code; do not edit. -->

| source | means |
|---|---|
| page | the operation's documentation page says so |
| public-sdk | Sinch's own public clients or skills say or show so |
| assumed | nobody says so; a guess that seemed the most useful. Do not rely on it |

Nothing here was compared with the real service. What is not listed is as the page says.

## What it does

"""
MIDDLE = """
## What the contract has beyond the page

Everything below a node has the node's source, unless it says otherwise. Paths are those of
`openapi/inject-message.yaml`.

"""


def tagged(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield path, source and description of each node that carries a source, and each guess."""
    if isinstance(node, dict):
        if "x-source" in node:
            yield path, node["x-source"], str(node.get("description", ""))
        if "x-assumed" in node:
            yield path, "assumed", node["x-assumed"]
        for name, child in node.items():
            yield from tagged(child, (*path, str(name)))
    elif isinstance(node, list):
        for index, child in enumerate(node):
            yield from tagged(child, (*path, str(index)))


def document() -> str:
    """Return the document.

    Raises:
        LookupError: a behaviour stands in the table, but no code makes it.
    """
    for module in pkgutil.iter_modules(sinch_inject_mock.__path__):
        importlib.import_module(f"sinch_inject_mock.{module.name}")
    lines = [HEAD, "| behaviour | source | made by |\n|---|---|---|\n"]
    for behaviour in BEHAVIOURS.values():
        places = applied(behaviour)
        if not places:
            raise LookupError(f"no code makes the behaviour {behaviour.name!r}")
        made = ", ".join(f"`{place.removeprefix('sinch_inject_mock.')}`" for place in places)
        lines.append(f"| {behaviour.sentence} | {behaviour.source} | {made} |\n")
    lines += [MIDDLE, "| what | source | in words |\n|---|---|---|\n"]
    for path, source, description in tagged(contract()):
        words = description.replace("|", "\\|").replace("\n", " ")
        lines.append(f"| `{short(path)}` | {source} | {words} |\n")
    return "".join(lines)


def short(path: tuple[str, ...]) -> str:
    """Leave out what every path begins with."""
    if path[:2] == ("components", "schemas"):
        path = path[2:]
    elif path[0] == "components":
        path = path[1:]
    return "/".join(path)


def main(arguments: list[str]) -> int:
    """Write the document, or with ``--check`` compare; return the exit code."""
    wanted = document()
    if "--check" not in arguments:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(wanted, encoding="utf-8")
        return 0
    found = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if found == wanted:
        return 0
    lines = difflib.unified_diff(
        found.splitlines(), wanted.splitlines(), "docs/fidelity.md", "as it should be", lineterm=""
    )
    print("\n".join(lines))
    print("docs/fidelity.md is not up to date: run python tools/docs/fidelity.py")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
