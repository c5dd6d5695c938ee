"""Files of messages whose times are good on the day of the test, and processes that import them."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.simulated import text_message

__all__ = ["command", "environment", "lines", "start", "write"]


def lines(many: int, *, conversations: int = 20, **more: Any) -> list[dict[str, Any]]:
    """Return that many records of the last hours, each with its number as its text."""
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    return [
        {
            "conversation_id": f"c-{n % conversations}",
            **text_message(
                str(n), accept_time=(now - datetime.timedelta(seconds=n)).isoformat(), **more
            ),
        }
        for n in range(1, many + 1)
    ]


def write(path: Path, records: list[Any]) -> Path:
    """Write records, one a line; a text goes as it is."""
    rows = [record if isinstance(record, str) else json.dumps(record) for record in records]
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def environment(env: dict[str, str]) -> dict[str, str]:
    """Return the environment of a process with nothing set for Sinch but ``env``."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SINCH_")}
    return {**bare, **env}


def command(*arguments: str | Path) -> list[str]:
    """Return a command line."""
    return [sys.executable, "-m", "sinch_inject", *map(str, arguments)]


def start(env: dict[str, str], *arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """Start a command."""
    return subprocess.Popen(
        command(*arguments),
        env=environment(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
