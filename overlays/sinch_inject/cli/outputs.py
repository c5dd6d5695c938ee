"""Files that a command writes: never over one that it reads, or that keeps account."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import IO

from sinch_inject.bulk.source import Files
from sinch_inject.cli.exits import TRY_AGAIN, USAGE, Failure

__all__ = ["kept", "spare", "written"]

# Nothing is wrong with the name: there is no room, or whoever read has left.
FULL = (errno.ENOSPC, errno.EFBIG, errno.EPIPE, getattr(errno, "EDQUOT", errno.ENOSPC))
BESIDE = ("", "-wal", "-journal", ".json")  # what SQLite and the status keep beside a ledger


def kept(files: Files) -> Iterable[Path | None]:
    """Return the files of a run that nothing may replace."""
    return (files.input, *(files.ledger.with_name(files.ledger.name + end) for end in BESIDE))


def spare(option: str, target: Path, those: Iterable[Path | None]) -> None:
    """Refuse a target that is one of ``those``, by whatever name.

    Raises:
        Failure: it is.
    """
    for path in those:
        if path is not None and _is(target, path):
            raise Failure(f"{option} {target} would replace {path.name}, which is needed", USAGE)


def _is(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet
        return os.path.realpath(one) == os.path.realpath(other)  # a circle of links is a name


@contextlib.contextmanager
def written(path: Path | None) -> Generator[IO[bytes]]:
    """Give a file that appears, for its owner alone, once it is whole; or stdout.

    Raises:
        Failure: it cannot be written.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    new: Path | None = None
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written, not replaced
            with path.open("wb") as out:
                yield out
            return
        path = Path(os.path.realpath(path))  # what a link leads to, and not the link
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        new = Path(name)
        with os.fdopen(handle, "wb") as out:
            yield out
        new.replace(path)
    except OSError as error:
        code = TRY_AGAIN if error.errno in FULL else USAGE
        raise Failure(f"{path}: {error.strerror}", code) from None
    finally:
        if new is not None:
            new.unlink(missing_ok=True)
