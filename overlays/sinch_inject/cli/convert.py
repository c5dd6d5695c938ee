"""``sinch-inject convert``: an old system's export as a file that ``import`` takes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click

from sinch_inject.bulk.convert import FIELDS, Converter, Flaw, Rules, missing
from sinch_inject.bulk.csv_rows import CsvFile, Unreadable
from sinch_inject.bulk.ids import Ids
from sinch_inject.bulk.records import name_of
from sinch_inject.cli.exits import DONE, FOUND, TABLE, Failure, begun, code_of
from sinch_inject.cli.options import zone
from sinch_inject.cli.outputs import spare, written
from sinch_inject.cli.progress import Progress
from sinch_inject.errors import SinchInjectError
from sinch_inject.request.times import whole_format

__all__ = ["command"]

MOST_PROBLEMS = 100


@click.command("convert", epilog=TABLE)
@click.argument("file", type=click.File("rb"))
@click.option("--from", "form", type=click.Choice(["csv"]), required=True, help="What FILE is.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="[default: stdout]")
@click.option(
    "--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."
)
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="The same in every row.")
@click.option(
    "--translate",
    "words",
    multiple=True,
    metavar="FIELD:WORD=VALUE",
    help="What a word of FILE is called here, such as direction:in=TO_APP.",
)
@click.option("--ids", type=click.File("rb"), help="A CSV file that has the ids for each number.")
@click.option("--tz", callback=zone, metavar="ZONE", help="Of times without an offset.")
@click.option("--date-format", metavar="FORMAT", help="Of times, such as '%d.%m.%Y %H:%M:%S'.")
@click.option(
    "--day-first/--month-first", default=None, help="In times that are not in a standard form."
)
@click.option("--add-plus", is_flag=True, help="Put a + before numbers that are digits alone.")
@click.option(
    "--spread-ties", is_flag=True, help="Add milliseconds where a conversation has two at once."
)
@click.option("--encoding", metavar="NAME", help="Of FILE, such as cp1252.  [default: utf-8]")
@click.option("--separator", metavar="CHARACTER", help="Between cells.  [default: as the head has]")
@click.option(
    "--max-problems",
    default=MOST_PROBLEMS,
    show_default=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop after so many; 0 shows all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print problems and figures as JSON.")
def command(
    file: BinaryIO,
    *,
    form: str,
    output: Path | None,
    maps: tuple[str, ...],
    sets: tuple[str, ...],
    words: tuple[str, ...],
    ids: BinaryIO | None,
    tz: datetime.tzinfo | None,
    date_format: str | None,
    day_first: bool | None,
    add_plus: bool,
    spread_ties: bool,
    encoding: str | None,
    separator: str | None,
    max_problems: int,
    as_json: bool,
) -> int:
    """Convert the rows of FILE (- is stdin) to JSON Lines that `import` takes: text messages only.

    Fields are conversation_id and contact_id (or --ids), accept_time, direction, channel,
    identity, text; and perhaps _key, app_id, sender_id, metadata, processing_mode. A column with
    a field's own name is taken without --map.

    Times are ISO 8601 with an offset or RFC 2822, unless --tz, --date-format or --day-first say
    more; none is guessed. A row that cannot be converted is told with its number and column.
    """
    if date_format is not None and not whole_format(date_format):
        raise click.UsageError("--date-format lacks the date or the hour, or is no format")
    if date_format is not None and day_first is not None:
        raise click.UsageError("--date-format and --day-first are two ways to say the same")
    try:
        table = CsvFile(file, name_of(file), encoding=encoding, separator=separator)
        known = None if ids is None else Ids(CsvFile(ids, name_of(ids)), name_of(ids))
        rules = Rules(
            **_given(table, maps, sets, words, ids=known is not None),
            zone=tz,
            date_format=date_format,
            day_first=day_first,
            plus=add_plus,
            spread_ties=spread_ties,
        )
        told = _Told(name_of(file), max_problems, as_json=as_json)
        if output is not None:
            spare("--output", output, [Path(name_of(one)) for one in (file, ids) if one])
        with written(output) as out:
            begun()
            for record in told.records(table, Converter(rules, known)):
                out.write(json.dumps(record, ensure_ascii=False).encode(errors="replace") + b"\n")
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None
    told.sum_up()
    return FOUND if told.flawed else DONE


class _Told:
    """What is said of a file's rows, on stderr.

    Attributes:
        flawed: how many rows could not be converted.
    """

    def __init__(self, name: str, most: int, *, as_json: bool) -> None:
        self._name, self._most, self._as_json = name, most, as_json
        self.converted = self.flawed = self._problems = 0
        self._progress = Progress()

    def records(self, table: CsvFile, converter: Converter) -> Iterator[dict[str, Any]]:
        """Yield the records that the rows make.

        Raises:
            Failure: there are too many problems.
        """
        for row in table:
            if isinstance(row, Unreadable):
                found: Any = [Flaw("", None, row.message)]
            else:
                found = converter.convert(row)
            if isinstance(found, dict):
                self.converted += 1
                yield found
            else:
                self.flawed += 1
                self._tell(row.number, found)
            self._progress.show(lambda: f"{self.converted:,} converted, {self.flawed:,} not")
        self._progress.clear()

    def _tell(self, number: int, flaws: Iterable[Flaw]) -> None:
        self._progress.clear()
        for flaw in flaws:
            self._problems += 1
            if self._as_json:
                told = {"file": self._name, "row": number, "column": flaw.column}
                said = json.dumps({**told, "field": flaw.field, "message": flaw.message})
            else:
                said = f"{self._name}:{number}: {_where(flaw)}{flaw.message}"
            click.echo(said, err=True)
            if self._problems == self._most:
                text = f"stopped after {self._most} problems, at row {number}; --max-problems 0 "
                raise Failure(text + "goes on to the end", FOUND)

    def sum_up(self) -> None:
        """Say how many rows were converted."""
        if self._as_json:
            said = json.dumps({"converted": self.converted, "not_converted": self.flawed})
        else:
            said = f"{self.converted:,} converted, {self.flawed:,} not"
        click.echo(said, err=True)


def _where(flaw: Flaw) -> str:
    if flaw.column is None:
        return f"{flaw.field}: " if flaw.field else ""
    same = flaw.column.casefold() == flaw.field.casefold()
    return f"column {flaw.column!r}{'' if same else f' ({flaw.field})'}: "


def _given(
    table: CsvFile,
    maps: Sequence[str],
    sets: Sequence[str],
    words: Sequence[str],
    *,
    ids: bool,
) -> dict[str, Any]:
    """Return what the options say about the fields.

    Raises:
        click.UsageError: they make no sense, or something is missing.
        ConfigurationError: there is no such column.
    """
    columns = {name: table.column(column) for name, column in _pairs("--map", maps)}
    values = dict(_pairs("--set", sets))
    spoken: dict[tuple[str, str], str] = {}
    for name, value in _pairs("--translate", words, colon=True):
        field, _, word = name.partition(":")
        spoken[field, word.casefold()] = value
    both = sorted(columns.keys() & values.keys())
    if both:
        raise click.UsageError(f"{', '.join(both)}: --map and --set exclude each other")
    for name in FIELDS:
        if name not in values and name not in columns and name in map(str.casefold, table.head):
            columns[name] = table.column(name)
    if ids and (given := [n for n in ("conversation_id", "contact_id") if n in columns | values]):
        raise click.UsageError(f"{', '.join(given)}: given by --ids and by FILE; which counts?")
    rules = Rules(columns=columns, values=values)
    lacking = missing(rules, ids=ids)
    if lacking:
        head = ", ".join(filter(None, table.head))
        table_of_ids = ", or --ids a table" if "conversation_id" in lacking else ""
        raise click.UsageError(
            f"nothing gives {', '.join(lacking)}; --map or --set does{table_of_ids}. "
            f"The columns are: {head}"
        )
    return {"columns": columns, "values": values, "words": spoken}


def _pairs(option: str, given: Sequence[str], *, colon: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what stands before and behind the equals sign of each option."""
    seen: set[str] = set()
    for each in given:
        name, equals, value = each.partition("=")
        field, mark, _ = name.partition(":")
        if not equals or (colon and not mark) or (not colon and mark):
            raise click.UsageError(f"{option} {each}: this is no {FORMS[option]}")
        if field not in FIELDS:
            raise click.UsageError(f"{option}: there is no field {field}; {', '.join(FIELDS)}")
        if name in seen:
            raise click.UsageError(f"{option}: {name} is given twice")
        seen.add(name)
        yield name, value


FORMS = {
    "--map": "FIELD=COLUMN",
    "--set": "FIELD=VALUE",
    "--translate": "FIELD:WORD=VALUE",
}
