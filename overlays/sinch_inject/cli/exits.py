"""How a command ends: one table of exit codes for all of them, and a sentence on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sinch_inject.errors import SinchInjectError

__all__ = [
    "CODES",
    "DONE",
    "FOUND",
    "INTERRUPTED",
    "TABLE",
    "TRY_AGAIN",
    "UNKNOWN",
    "USAGE",
    "Failure",
    "agreed",
    "begun",
    "code_of",
    "code_of_read",
    "interrupted",
]

DONE = 0
FOUND = 1
USAGE = 2
TRY_AGAIN = 3
UNKNOWN = 4
INTERRUPTED = 130
CODES = {
    DONE: "done",
    FOUND: "rejected, or found wrong",
    USAGE: "usage, settings or credentials",
    TRY_AGAIN: "not sent or not finished: try again",
    UNKNOWN: "unknown: look before you try again",
    INTERRUPTED: "interrupted before anything was begun",
}
BEGUN = "sinch_inject.begun"
TABLE = "Exit codes: " + "; ".join(f"{code} {words}" for code, words in CODES.items()) + "."


class Failure(click.ClickException):
    """Ends the command with an exit code of ours."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click reads it off the instance


def begun(text: str = "not finished, run it again: interrupted", code: int = TRY_AGAIN) -> None:
    """From here on an interrupt leaves something half done, or half told; say how it ends then."""
    click.get_current_context().meta[BEGUN] = Failure(text, code)


def interrupted(context: click.Context | None) -> Failure:
    """Return how a command ends that was interrupted, by whether it had begun."""
    nothing = Failure("interrupted; nothing was begun", INTERRUPTED)
    found: Failure = nothing if context is None else context.meta.get(BEGUN, nothing)
    return found


def agreed(question: str, otherwise: str) -> None:
    """Ask whether to go on.

    Raises:
        Failure: nobody said yes.
    """
    try:
        if click.confirm(question, err=True):
            return
    except click.Abort as abort:  # of an interrupt, or of the end of stdin
        if isinstance(abort.__context__, KeyboardInterrupt):
            raise interrupted(None) from None
    raise Failure(otherwise, USAGE)


def code_of(error: SinchInjectError) -> int:
    """Return the exit code that tells what became of the message."""
    from sinch_inject import errors  # not for --help

    if error.retryable:
        return TRY_AGAIN
    settings = (errors.ConfigurationError, errors.TokenRefused)
    credentials = (errors.AuthenticationFailed, errors.PermissionDenied)
    if isinstance(error, errors.OutcomeUnknown):
        return UNKNOWN
    if isinstance(error, settings + credentials):
        return USAGE
    return FOUND


def code_of_read(error: SinchInjectError) -> int:
    """Return the code for what may be done again without harm: to list, look for, delete.

    Nothing is in doubt then, so there is no UNKNOWN; and FOUND is left to what was found.
    """
    from sinch_inject import errors

    if isinstance(error, errors.SeveralFound):
        return FOUND
    if isinstance(error, errors.OutcomeUnknown) or error.retryable:
        return TRY_AGAIN
    code = code_of(error)
    return USAGE if code == FOUND else code
