"""The rejected records of a run, as they were read, each with its reason.

Written anew by each run, so that the corrected file can be fed again: ``_error`` is ignored
then. A line that is no JSON comes as a text in ``_line``, which is refused until it is corrected.
It holds messages, so only its owner may read it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import IO, Any

from sinch_inject.bulk.ledger import Unfinished
from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.source import named
from sinch_inject.errors import PreflightError

__all__ = ["Rejects"]


class Rejects:
    """A file of rejected records, which is not there if nothing was rejected.

    Args:
        path: the file; an older one is replaced.

    Attributes:
        many: how many are in it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.many = 0
        self._file: IO[str] | None = None
        if path.is_file():  # not a device; and a folder that cannot be written is no matter yet
            path.unlink()

    def add(self, outcome: Outcome, known: Unfinished | None) -> None:
        """Take a rejected record in.

        Args:
            outcome: what became of it.
            known: what the ledger knows, where an earlier run found out.
        """
        why = _from_ledger(known) if known is not None else _from_error(outcome)
        why = {"line": outcome.line, **{name: value for name, value in why.items() if value}}
        with named(self.path):
            self._write(_line(outcome.entry.raw, why) + "\n")
        self.many += 1

    def _write(self, text: str) -> None:
        if self._file is None:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")
        self._file.write(text)

    def close(self) -> None:
        """Finish the file."""
        if self._file is not None:
            with named(self.path):
                self._file.close()


def _from_ledger(known: Unfinished) -> dict[str, Any]:
    return {
        "code": known.code,
        "field": known.field,
        "reason": known.reason,
        "request_id": known.request_id,
    }


def _from_error(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    if isinstance(error, PreflightError):
        worst = next(problem for problem in error.problems if problem.severity == "error")
        return {"code": worst.rule, "field": worst.pointer, "reason": worst.message}
    if error is None:
        return {}
    return {"code": error.code or str(error.status or ""), "request_id": error.request_id}


def _line(raw: bytes, why: dict[str, Any]) -> str:
    """Return a line with its reason; the record's own characters stay."""
    text = raw.decode(errors="backslashreplace").strip()
    reason = json.dumps(why, ensure_ascii=False)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return json.dumps({"_line": text, "_error": why}, ensure_ascii=False)
    if "_error" in value:
        return json.dumps({**value, "_error": why}, ensure_ascii=False)
    head = text[:-1].rstrip()
    return f'{head}{", " if value else ""}"_error": {reason}}}'
