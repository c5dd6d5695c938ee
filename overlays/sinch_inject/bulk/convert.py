"""One row of an old system's export becomes one record of an import, or a list of problems.

Nothing is guessed: a time needs an offset or a zone that was named, a word that is not the
API's needs a translation that was given. A problem names the row and the column, and quotes
nothing: cells are people's messages and numbers.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any, cast

from attrs import field, frozen
from sinch_inject_contract.document import contract

from sinch_inject.bulk.csv_rows import Row
from sinch_inject.bulk.ids import Ids, spelled
from sinch_inject.request.preflight import check, errors_of
from sinch_inject.request.text import text_request
from sinch_inject.request.times import NAIVE, NO_TIME, parse, to_wire

__all__ = ["FIELDS", "Converter", "Flaw", "Rules", "missing"]

OF_IDS = ("conversation_id", "contact_id")
NEEDED = ("accept_time", "direction", "channel", "identity", "text")
MAY_BE = ("_key", "app_id", "sender_id", "metadata", "processing_mode")
FIELDS = (*OF_IDS, *NEEDED, *MAY_BE)
WORDS = {"direction": "Direction", "channel": "Channel", "processing_mode": "ProcessingMode"}
STEP = datetime.timedelta(milliseconds=1)
HOW = {  # what helps
    f"the time {NAIVE}": "; --tz names the zone of them all",
    NO_TIME: "; --date-format or --day-first say how to read others",
}
WINDOW = "time_window"  # not looked at: it is `plan` that knows when a message has its turn


@frozen(kw_only=True)
class Rules:
    """How rows are read.

    Attributes:
        columns: which column holds a field.
        values: what a field is in every row.
        words: the API's word for a word of the export in lower case, by field.
        zone: of times without an offset; None: they are refused.
        date_format: of times, as ``strptime`` takes it.
        day_first: whether the day stands before the month; None: times are ISO 8601 or RFC 2822.
        plus: put a plus before numbers that are digits alone.
        spread_ties: add milliseconds where a conversation has two messages at one time.
    """

    columns: Mapping[str, str]
    values: Mapping[str, str] = field(factory=dict)
    words: Mapping[tuple[str, str], str] = field(factory=dict)
    zone: datetime.tzinfo | None = None
    date_format: str | None = None
    day_first: bool | None = None
    plus: bool = False
    spread_ties: bool = False


@frozen
class Flaw:
    """What is wrong with a row.

    Attributes:
        field: the field that it is about; empty: the row as a whole.
        column: the column that the field is taken from, if any.
        message: a sentence.
    """

    field: str
    column: str | None
    message: str


class _WrongError(Exception):
    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def missing(rules: Rules, *, ids: bool) -> list[str]:
    """Return the fields that nothing gives."""
    given = rules.columns.keys() | rules.values.keys() | (set(OF_IDS) if ids else set())
    return [name for name in (*OF_IDS, *NEEDED) if name not in given]


class Converter:
    """Converts rows, in the order of the file.

    Args:
        rules: how rows are read.
        ids: where the ids are looked up; None: the rows have them.
    """

    def __init__(self, rules: Rules, ids: Ids | None = None) -> None:
        self._rules, self._ids = rules, ids
        self._taken: set[bytes] = set()
        schemas = contract()["components"]["schemas"]
        self._known = {name: set(schemas[kind]["enum"]) for name, kind in WORDS.items()}

    def convert(self, row: Row) -> dict[str, Any] | list[Flaw]:
        """Return the record of a row, or what is wrong with it."""
        cells, flaws = self._cells(row)
        record: dict[str, Any] = {}
        if not flaws:
            try:
                record = self._record(cells)
            except _WrongError as wrong:
                flaws = [self._flaw(wrong.name, wrong.message)]
        return flaws or self._checked(record)

    def _cells(self, row: Row) -> tuple[dict[str, Any], list[Flaw]]:
        """Return the fields of a row as they are sent, and what is wrong with them."""
        rules, cells, flaws = self._rules, dict[str, Any](), list[Flaw]()
        for name in FIELDS:
            column = rules.columns.get(name)
            text = rules.values.get(name, "") if column is None else row.cells[column]
            try:
                cells[name] = self._read(name, text if name == "text" else text.strip())
            except ValueError as error:
                flaws.append(self._flaw(name, str(error)))
        return cells, flaws

    def _read(self, name: str, text: str) -> Any:
        """Return one field.

        Raises:
            ValueError: it cannot be read.
        """
        optional = name in MAY_BE or (name in OF_IDS and self._ids is not None)
        if not text.strip():
            if optional:
                return None
            raise ValueError("is empty")
        if name in WORDS:
            word = self._rules.words.get((name, text.casefold()), text.upper())
            if word not in self._known[name]:
                known = ", ".join(sorted(self._known[name]))
                raise ValueError(f"is not one of {known}; --translate gives the word for it")
            return word
        if name == "accept_time":
            rules = self._rules
            form = {"date_format": rules.date_format, "day_first": rules.day_first}
            try:
                return parse(text, zone=rules.zone, **cast("Any", form))
            except ValueError as error:
                raise ValueError(f"{error}{HOW.get(str(error), '')}") from None
        return text

    def _record(self, cells: dict[str, Any]) -> dict[str, Any]:
        """Return the record that the fields make.

        Raises:
            _WrongError: the identity is none, or its ids cannot be found.
        """
        channel, ids = cells["channel"], self._ids
        try:
            cells["identity"] = spelled(channel, cells["identity"], plus=self._rules.plus)
            if ids is not None:
                known = ids.find(channel, cells["identity"], cells["app_id"])
                cells["identity"] = known.identity
                cells["conversation_id"] = known.conversation_id
                cells["contact_id"] = known.contact_id
                cells["app_id"] = cells["app_id"] or known.app_id or None
        except ValueError as error:
            raise _WrongError("identity", str(error)) from None
        key, conversation = cells.pop("_key"), cells.pop("conversation_id")
        if self._rules.spread_ties:
            cells["accept_time"] = self._free(conversation, cells["accept_time"])
        head = {"conversation_id": conversation, **({} if key is None else {"_key": key})}
        return {**head, **text_request(cells.pop("text"), **cells)}

    def _free(self, conversation: str, moment: datetime.datetime) -> datetime.datetime:
        """Return the first millisecond from a time on that the conversation has no message at."""
        while True:
            seen = f"{conversation}\0{to_wire(moment)}".encode(errors="surrogatepass")
            digest = hashlib.blake2b(seen, digest_size=12).digest()
            if digest not in self._taken:
                self._taken.add(digest)
                return moment
            moment += STEP

    def _checked(self, record: dict[str, Any]) -> dict[str, Any] | list[Flaw]:
        """Look at a record as an import would."""
        body = {name: record[name] for name in record if name not in ("_key", "conversation_id")}
        problems = errors_of(check(body, conversation_id=record["conversation_id"]))
        flaws = [
            self._flaw(_field(problem.pointer), problem.message)
            for problem in problems
            if problem.rule != WINDOW
        ]
        return flaws or record

    def _flaw(self, name: str, message: str) -> Flaw:
        return Flaw(name, self._rules.columns.get(name), message)


def _field(pointer: str) -> str:
    """Return the field that a JSON pointer into a request is about."""
    parts = pointer.strip("/").split("/")
    if parts[0] in ("contact_message", "app_message"):
        return "text"
    return parts[1] if parts[0] == "channel_identity" and len(parts) > 1 else parts[0]
