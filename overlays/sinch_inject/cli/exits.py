"""The end of a command that failed: a sentence on stderr, and an exit code that means something."""

from __future__ import annotations

import click

__all__ = ["FOUND", "NOT_SENT", "UNKNOWN", "USAGE", "Failure"]

FOUND = 1  # rejected, or problems found
USAGE = 2  # wrong usage or settings, or something is missing here
NOT_SENT = 3
UNKNOWN = 4


class Failure(click.ClickException):
    """Ends the command with an exit code of ours."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click reads it off the instance
