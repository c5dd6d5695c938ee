"""``python -m tools.changes``: what changed since the last release, and what that asks for.

Exit codes: 0 nothing is missing · 1 a version, a changelog line or a reason is missing ·
2 usage, or a file that cannot be read · 3 a tool that could not do its work.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.changes.report import as_json, as_markdown, as_text
from tools.changes.verdict import judge

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[2]
FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.changes", description=__doc__)
    parser.add_argument("--format", choices=FORMATS, default="text")
    options = parser.parse_args(arguments)
    try:
        verdict = judge(ROOT)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"changes: {error}", file=sys.stderr)
        return 3
    except (OSError, ValueError) as error:
        print(f"changes: {error}", file=sys.stderr)
        return 2
    print(FORMATS[options.format](verdict))
    return 1 if verdict.missing else 0


if __name__ == "__main__":
    sys.exit(main())
