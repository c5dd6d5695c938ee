"""The rows of a CSV file as spreadsheets write it: comma, semicolon or tab, any encoding.

What separates the cells is read off the head, where a wrong guess is noticed at once, because
the columns are named. The encoding is never guessed: UTF-8, or what a byte order mark says, or
what the user names. Rows are counted as a spreadsheet shows them: the head is row 1, and a cell
may hold line breaks.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from attrs import field, frozen

from sinch_inject.errors import ConfigurationError

__all__ = ["CsvFile", "Row", "Unreadable"]

SEPARATORS = ",;\t|"
NAMED = re.compile(r'"?sep=(.)"?\r?\n')  # a first line that Excel writes and does not show
QUOTED = re.compile(r'"[^"]*"')
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@frozen
class Row:
    """One row.

    Attributes:
        number: as a spreadsheet shows it.
        cells: by the names of their columns.
    """

    number: int
    cells: dict[str, str] = field(repr=False)


@frozen
class Unreadable:
    """A row that is none.

    Attributes:
        number: as a spreadsheet shows it.
        message: a sentence; quotes nothing.
    """

    number: int
    message: str


class CsvFile:
    """A table with a head.

    Args:
        stream: the file; it is read once.
        name: of the file, for messages.
        encoding: of its text; None: UTF-8, unless a byte order mark says otherwise.
        separator: between cells; None: as the head shows.

    Attributes:
        head: the names of the columns.

    Raises:
        ConfigurationError: it has no head, or cannot be read so.
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        *,
        encoding: str | None = None,
        separator: str | None = None,
    ) -> None:
        self._name = name
        lines = self._lines(stream, encoding)
        first = next(lines, "")
        if named := NAMED.fullmatch(first):
            separator = separator or named[1]
            first = next(lines, "")
        try:
            separator = separator or _separator(first)
            self._rows = csv.reader(_again(first, lines), delimiter=separator, strict=True)
            self.head = [cell.strip() for cell in next(self._rows, [])]
        except (csv.Error, TypeError, ValueError) as error:
            raise ConfigurationError(f"{name}: the head cannot be read: {error}") from None
        if not any(self.head):
            raise ConfigurationError(f"{name} has no head: its first row must name the columns")

    def column(self, name: str) -> str:
        """Return a column's name as the head has it.

        Raises:
            ConfigurationError: there is none, or more than one.
        """
        found = [cell for cell in self.head if cell.casefold() == name.strip().casefold()]
        exact = [cell for cell in found if cell == name]
        if len(exact or found) == 1:
            return (exact or found)[0]
        many = "more than one column" if found else "no column"
        raise ConfigurationError(f"{self._name} has {many} {name!r}, but {', '.join(self.head)}")

    def __iter__(self) -> Iterator[Row | Unreadable]:
        number = 1
        while True:
            number += 1
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Unreadable(number, f"is not CSV: {error}")
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(self.head) and any(cells[len(self.head) :]):
                text = f"has {len(cells)} cells, and the head {len(self.head)}"
                yield Unreadable(number, text)
                continue
            cells += [""] * (len(self.head) - len(cells))
            yield Row(number, dict(zip(self.head, cells, strict=False)))

    def _lines(self, stream: BinaryIO, encoding: str | None) -> Iterator[str]:
        """Yield the lines as text.

        Raises:
            ConfigurationError: they are in another encoding.
        """
        buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
        start = buffered.peek(3)
        marked = next((MARKS[mark] for mark in MARKS if start.startswith(mark)), None)
        chosen = encoding or marked or "utf-8"
        number = 0
        try:
            text: Iterable[str]
            if "\n".encode(_bare(chosen)) == b"\n":
                text = (
                    raw.decode(chosen if n == 0 else _bare(chosen))
                    for n, raw in enumerate(buffered)
                )
            else:  # UTF-16, in which a line does not end with a byte
                text = io.StringIO(buffered.read().decode(chosen), newline="\n")
            for line in text:
                number += 1
                yield line
        except (UnicodeError, LookupError) as error:
            raise self._wrong(chosen, number + 1, error) from None

    def _wrong(self, encoding: str, line: int, error: Exception) -> ConfigurationError:
        if isinstance(error, LookupError):
            return ConfigurationError(f"there is no encoding {encoding!r}")
        if isinstance(error, UnicodeDecodeError):
            line += error.object[: error.start].decode(encoding, "replace").count("\n")
        return ConfigurationError(
            f"{self._name}: line {line} is not {encoding}; --encoding names the encoding of the "
            "file (cp1252, if Excel wrote it in western Europe or America)"
        )


def _bare(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _separator(head: str) -> str:
    """Return what separates the cells of a head.

    Raises:
        ValueError: it may be one or another.
    """
    bare = QUOTED.sub("", head)
    found = [each for each in SEPARATORS if each in bare]
    if len(found) > 1:
        raise ValueError("more than one character may separate its cells; name it")
    return found[0] if found else ","
