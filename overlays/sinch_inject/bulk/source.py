"""The input of an import, a file or stdin, and the files that lie beside it."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from attrs import field, frozen

from sinch_inject.bulk.entry import Entry, from_line
from sinch_inject.bulk.records import count_lines, read_lines
from sinch_inject.errors import ConfigurationError

__all__ = ["Files", "JsonLines", "Stdin", "files_of", "named"]

ENDING = ".ledger"
SQLITE = b"SQLite format 3\0"


@contextmanager
def named(path: Path) -> Generator[None]:
    """Have what the system says of a file name it; of a read or a write it does not.

    Raises:
        OSError: it, with the name.
    """
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


class JsonLines:
    """The records of a file; it can be read any number of times.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Entry]:
        with named(self.path), self.path.open("rb") as stream:
            yield from map(from_line, read_lines(stream))

    def count(self) -> int:
        """Return how many records there are."""
        with named(self.path), self.path.open("rb") as stream:
            return count_lines(stream)


class Stdin:
    """The records of stdin; they come once.

    Attributes:
        waiting: whether it is being read at this moment; then only an exception ends it.
    """

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._lines = read_lines(stream or sys.stdin.buffer)
        self.waiting = False

    def __iter__(self) -> Iterator[Entry]:
        return self

    def __next__(self) -> Entry:
        self.waiting = True
        try:
            return from_line(next(self._lines))
        finally:
            self.waiting = False


@frozen
class Files:
    """Where a run's files are.

    Attributes:
        ledger: the ledger.
        input: the file that was imported; None: it is not there, or was stdin.
        database: ``postgresql://…`` where the ledger is in one, and ``ledger`` is no file.
        run: the name of the run there.
    """

    ledger: Path
    input: Path | None
    database: str | None = field(default=None, repr=False)
    run: str = ""

    @property
    def status(self) -> Path:
        """The file that says how far a run is while its ledger is locked."""
        return self.ledger.with_name(self.ledger.name + ".json")


def files_of(given: Path | None, ledger: Path | str | None = None) -> Files:
    """Return where the files of a run are.

    Args:
        given: the input or the ledger, which may be an outbox; None: stdin.
        ledger: the ledger, where it is not beside the input; a text is a database's URL.

    Raises:
        ConfigurationError: it cannot be known.
    """
    if any(isinstance(path, Path) and not path.name for path in (given, ledger)):
        raise ConfigurationError("the name of a file is empty, or a folder's")
    if isinstance(ledger, str):
        if given is None:
            raise ConfigurationError(
                "a run in a database has the name of its file, and stdin has none: --ledger PATH"
            )
        there = given if given.is_file() else None
        return Files(given.with_name(given.name + ENDING), there, ledger, given.name)
    if given is None:
        if ledger is None:
            raise ConfigurationError("stdin has no place: --ledger PATH says where to keep account")
        return Files(ledger, None)
    if ledger is None and (given.name.endswith(ENDING) or _is_database(given)):
        beside = given.with_name(given.name.removesuffix(ENDING))
        return Files(given, beside if beside != given and beside.is_file() else None)
    if ledger is not None and ledger.absolute() == given.absolute():
        raise ConfigurationError("the ledger and the input are one file")
    beside = given.with_name(given.name + ENDING)
    return Files(ledger or beside, given if given.is_file() else None)


def _is_database(path: Path) -> bool:
    """Say whether a file is one of SQLite, and so no input."""
    if not path.is_file():
        return False
    with named(path), path.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE
