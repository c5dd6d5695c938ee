"""Which conversation and contact a number belongs to: exports have numbers, the API wants ids."""

from __future__ import annotations

import contextlib
import re

from attrs import frozen

from sinch_inject.bulk.csv_rows import CsvFile, Unreadable
from sinch_inject.errors import ConfigurationError

__all__ = ["NUMBERS", "Ids", "Known", "spelled"]

# Channels whose identities are telephone numbers.
NUMBERS = frozenset({"SMS", "MMS", "RCS", "WHATSAPP", "VIBERBM"})
COLUMNS = ("channel", "identity", "conversation_id", "contact_id")
BETWEEN = str.maketrans("", "", " \u00a0\u202f-./()")  # what people write between digits
DIGITS = re.compile(r"\+?[0-9]+")
ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+?[0-9]+")
FORMULA = re.compile(r'="(.*)"')  # how an export keeps Excel from reading a number


@frozen
class Known:
    """What is known of an identity.

    Attributes:
        identity: as Sinch spells it.
        conversation_id: its conversation.
        contact_id: its contact.
        app_id: the app of the conversation, or empty.
        row: where it stands.
    """

    identity: str
    conversation_id: str
    contact_id: str
    app_id: str
    row: int


class Ids:
    """A table from channel and identity to ids.

    Args:
        table: with the columns channel, identity, conversation_id, contact_id, perhaps app_id.

    Raises:
        ConfigurationError: a column is missing, or a row is wrong.
    """

    def __init__(self, table: CsvFile, name: str) -> None:
        self._known: dict[tuple[str, str], list[Known]] = {}
        columns = {each: table.column(each) for each in COLUMNS}
        app = next((cell for cell in table.head if cell.casefold() == "app_id"), None)
        for row in table:
            if isinstance(row, Unreadable):
                raise ConfigurationError(f"{name}:{row.number}: {row.message}")
            cell = {each: row.cells[columns[each]].strip() for each in COLUMNS}
            empty = [each for each in COLUMNS if not cell[each]]
            if empty:
                raise ConfigurationError(f"{name}:{row.number}: {', '.join(empty)} is empty")
            known = Known(
                cell["identity"],
                cell["conversation_id"],
                cell["contact_id"],
                row.cells[app].strip() if app else "",
                row.number,
            )
            self._add(cell["channel"].upper(), known)

    def _add(self, channel: str, known: Known) -> None:
        found = self._known.setdefault(_key(channel, known.identity), [])
        same = [(each.conversation_id, each.contact_id, each.app_id) for each in found]
        if (known.conversation_id, known.contact_id, known.app_id) not in same:
            found.append(known)

    def find(self, channel: str, identity: str, app_id: str | None) -> Known:
        """Return what is known of an identity.

        Raises:
            ValueError: nothing, or more than one thing; the sentence quotes nothing.
        """
        found = self._known.get(_key(channel, identity), [])
        if app_id:
            found = [each for each in found if each.app_id in ("", app_id)]
        if not found:
            raise ValueError("is not in the table of ids, on this channel")
        if len(found) > 1:
            rows = ", ".join(str(each.row) for each in found)
            raise ValueError(f"is in the table of ids with different ids, in rows {rows}")
        return found[0]


def spelled(channel: str, text: str, *, plus: bool) -> str:
    """Return an identity as it is sent.

    Args:
        channel: where it is one.
        text: as the export spells it.
        plus: put a plus before digits alone.

    Raises:
        ValueError: it is not the identity that it was; the sentence quotes nothing.
    """
    formula = FORMULA.fullmatch(text)
    text = (formula[1] if formula else text.removeprefix("'")).strip()
    if channel not in NUMBERS:
        return text
    if ROUNDED.fullmatch(text):
        raise ValueError(
            "is a number that a spreadsheet has rounded; format the column as text, export again"
        )
    if "(0)" in text:
        raise ValueError("has a zero in parentheses, which may count or not; it is not guessed")
    bare = text.translate(BETWEEN)
    if not DIGITS.fullmatch(bare):
        return text
    if plus and not bare.startswith("+"):
        if bare.startswith("0"):
            raise ValueError("starts with a zero, and its country is not guessed")
        return f"+{bare}"
    return bare


def _key(channel: str, identity: str) -> tuple[str, str]:
    if channel in NUMBERS:
        with contextlib.suppress(ValueError):
            identity = spelled(channel, identity, plus=False).removeprefix("+")
    return channel, identity
