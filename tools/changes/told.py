"""Whether what users notice is told to them: ``python -m tools.changes.told BASE``.

What they notice is pinned in files: signatures in ``api.md``, names and the command's options in
``tests/packaging/surface.txt``, the contract, the action and the hook. A change of one of them
since BASE asks for a line in ``changes/`` since BASE. The exit code is 1 where it is missing.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tools.changes.duties import TYPES

__all__ = ["main", "untold"]

NOTICED = frozenset(
    {
        "api.md",
        "tests/packaging/surface.txt",
        "openapi/inject-message.yaml",
        "action.yml",
        ".pre-commit-hooks.yaml",
    }
)


def untold(changed: Sequence[str]) -> list[str]:
    """Return what users notice among the paths that changed, if no line is there about it."""
    for path in map(Path, changed):
        kind = path.stem.rpartition(".")[2]
        if path.parent.as_posix() == "changes" and path.suffix == ".md" and kind in TYPES:
            return []
    return sorted(NOTICED.intersection(changed))


def main(words: Sequence[str] | None = None) -> int:
    """Compare the work tree with where it left BASE."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", help="a revision, such as origin/main")
    base = parser.parse_args(words).base
    command = ("git", "diff", "--name-only", "--diff-filter=ACMR", "--merge-base", base)
    changed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = untold(changed.splitlines())
    for path in found:
        print(f"{path} changed, and changes/ has no new line to the users: NAME.TYPE.md")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
