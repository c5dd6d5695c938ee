"""``convert``: an export in CSV as records, row by row, and nothing guessed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.bulk.convert import FIELDS

Run = Callable[..., Result]
HEAD = "conversation_id,contact_id,accept_time,direction,channel,identity,text"
FIRST = "c-1,k-1,2026-11-20T09:30:00Z,TO_APP,SMS,+46700000001"


@pytest.fixture
def convert(run: Run, tmp_path: Path) -> Run:
    """Return a function that converts a text, or bytes, with options."""

    def convert(content: str | bytes, *options: str) -> Result:
        file = tmp_path / "old.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return run("convert", "--from", "csv", str(file), *options)

    return convert


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def said(result: Result) -> list[str]:
    """Return what was said of the rows, without the file's folder and the figures."""
    return [line.partition("old.csv:")[2] for line in result.stderr.splitlines()[:-1]]


def test_columns_with_the_names_of_fields_need_no_map(convert: Run) -> None:
    head = f"{HEAD},_key,app_id,sender_id,metadata,processing_mode"
    done = convert(f"{head}\n{FIRST},hello,7,01HAPP,+4670,ticket 4711,conversation\n")
    assert done.exit_code == 0, done.output
    assert done.stderr == "1 converted, 0 not\n"
    assert records(done) == [
        {
            "conversation_id": "c-1",
            "_key": "7",
            "contact_id": "k-1",
            "accept_time": "2026-11-20T09:30:00Z",
            "direction": "TO_APP",
            "sender_id": "+4670",
            "metadata": "ticket 4711",
            "processing_mode": "CONVERSATION",
            "channel_identity": {
                "channel": "SMS",
                "identity": "+46700000001",
                "app_id": "01HAPP",
            },
            "contact_message": {"text_message": {"text": "hello"}},
        }
    ]
    assert set(head.split(",")) == set(FIELDS)


def test_what_excel_writes_is_read(convert: Run) -> None:
    """Semicolons, cp1252, line breaks in a cell, local words, and numbers without their plus."""
    text = (
        "Zeit;Nummer;Richtung;Text;Nr\r\n"
        '20.11.2026 09:30;46700000001;ein;"Grüße; und\r\nmehr: 5 €";1\r\n'
        '20.11.2026 09:31;"=""+46700000001""";AUS;ok;2\r\n'
    )
    done = convert(
        text.encode("cp1252"),
        *("--encoding", "cp1252", "--tz", "Europe/Berlin", "--date-format", "%d.%m.%Y %H:%M"),
        *("--map", "accept_time=Zeit", "--map", "identity=nummer", "--map", "direction=Richtung"),
        *("--map", "_key=Nr", "--set", "channel=sms", "--set", "conversation_id=c"),
        *("--set", "contact_id=k", "--add-plus"),
        *("--translate", "direction:ein=TO_APP", "--translate", "direction:aus=TO_CONTACT"),
    )
    assert done.exit_code == 0, done.output
    first, second = records(done)
    assert first["contact_message"]["text_message"]["text"] == "Grüße; und\r\nmehr: 5 €"
    assert first["accept_time"] == "2026-11-20T08:30:00Z"
    assert first["channel_identity"] == {"channel": "SMS", "identity": "+46700000001"}
    assert second["app_message"]["text_message"]["text"] == "ok"
    assert second["channel_identity"]["identity"] == "+46700000001"


@pytest.mark.parametrize(
    "content",
    [
        f"sep=;\r\n{HEAD.replace(',', ';')}\r\n{FIRST.replace(',', ';')};ä\r\n".encode(),
        b"\xef\xbb\xbf" + f"{HEAD}\n{FIRST},ä\n".encode(),
        f"{HEAD}\n{FIRST},ä\n".replace(",", "\t").encode("utf-16"),
        f"{HEAD}\n\n{FIRST},ä\n\n,,\n".encode(),
    ],
    ids=["Excel's separator line", "a byte order mark", "UTF-16 with tabs", "empty rows"],
)
def test_forms_of_csv(convert: Run, content: bytes) -> None:
    done = convert(content)
    assert done.exit_code == 0, done.output
    [record] = records(done)
    assert record["contact_message"]["text_message"]["text"] == "ä"


# ------------------------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("2026-11-20 09:30:00", ["--tz", "UTC"], "2026-11-20T09:30:00Z"),
        ("2026-11-20 09:30:00", ["--tz", "-05:00"], "2026-11-20T14:30:00Z"),
        ("2026-11-20T09:30:00+01:00", ["--tz", "UTC"], "2026-11-20T08:30:00Z"),
        ("05.11.2026 10:00", ["--tz", "UTC", "--day-first"], "2026-11-05T10:00:00Z"),
        ("11/05/2026 10:00", ["--tz", "UTC", "--month-first"], "2026-11-05T10:00:00Z"),
        ("11/05/2026 3 PM", ["--tz=UTC", "--date-format=%m/%d/%Y %I %p"], "2026-11-05T15:00:00Z"),
        ("Fri, 20 Nov 2020 09:30:00 +0100", [], "2020-11-20T08:30:00Z"),
        ("2026-11-20T09:30:00", [], "add Z or +01:00, it is not guessed; --tz"),
        ("05.11.2026 10:00", ["--tz", "UTC"], "--date-format or --day-first"),
        ("11/25/2026 10:00", ["--tz", "UTC", "--day-first"], "not in the order that was named"),
        ("2026-11-20", ["--tz", "UTC"], "lacks its date or its hour"),
        ("2026-10-25 02:30", ["--tz", "Europe/Berlin"], "comes twice in that zone"),
        ("2026-03-29 02:30", ["--tz", "Europe/Berlin"], "does not exist in that zone"),
        ("soon", ["--tz", "UTC", "--date-format", "%Y %d.%m. %H"], "of the format that was named"),
        ("", ["--tz", "UTC"], "is empty"),
    ],
)
def test_times_are_read_as_they_are_named(
    convert: Run, text: str, options: list[str], expected: str
) -> None:
    done = convert(f"{HEAD.replace('accept_time', 'When')}\n{FIRST},hello\n".replace(
        "2026-11-20T09:30:00Z", f'"{text}"'), "--map", "accept_time=When", *options)  # fmt: skip
    if expected.startswith("20"):
        assert done.exit_code == 0, done.output
        assert records(done)[0]["accept_time"] == expected
        return
    assert done.exit_code == 1
    [line] = said(done)
    assert line.startswith("2: column 'When' (accept_time): ")
    assert expected in line


# ----------------------------------------------------------------- what is said of a row


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("c,k,2026-11-20T09:30:00Z,TO_APP,FAX,+467,hi", "column 'channel': is not one of"),
        ("c,k,2026-11-20T09:30:00Z,in,SMS,+467,hi", "column 'direction': is not one of TO_APP"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,SMS,+467,", "column 'text': is empty"),
        (",k,2026-11-20T09:30:00Z,TO_APP,SMS,+467,hi", "column 'conversation_id': is empty"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,SMS,4.67E+10,hi", "that a spreadsheet has rounded"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,SMS,0701234567,hi", "its country is not guessed"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,SMS,+46 (0)70,hi", "a zero in parentheses"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,LINE,U1,hi", "app_id: `app_id` is required on LINE"),
        ("c,k,2026-11-20T09:30:00Z,TO_APP,SMS,+467,hi,there,you", "has 9 cells, and the head 7"),
        ('c,k,2026-11-20T09:30:00Z,TO_APP,SMS,+467,"hi"x', "is not CSV"),
        ('c,k,2026-11-20T09:30:00Z,TO_APP,SMS,+467,"hi', "is not CSV: unexpected end"),
    ],
)
def test_a_row_that_cannot_be_converted_is_told(convert: Run, row: str, expected: str) -> None:
    done = convert(f"{HEAD}\n{FIRST},one\n{row}\n", "--add-plus")
    assert done.exit_code == 1
    assert [r["contact_message"]["text_message"]["text"] for r in records(done)] == ["one"]
    [line] = said(done)
    assert line.startswith("3: ")
    assert expected in line
    assert "+467" not in line
    assert done.stderr.endswith("1 converted, 1 not\n")


def test_problems_as_json(convert: Run) -> None:
    done = convert(f"{HEAD}\nc,k,now,UP,SMS,+467,hi\n", "--json")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(one.get("row"), one.get("column"), one.get("field")) for one in told] == [
        (2, "accept_time", "accept_time"),
        (2, "direction", "direction"),
        (None, None, None),
    ]
    assert told[-1] == {"converted": 0, "not_converted": 1}


def test_a_file_that_is_wrong_all_over_is_not_told_to_its_end(convert: Run, tmp_path: Path) -> None:
    rows = f"{HEAD}\n" + "c,k,now,TO_APP,SMS,+467,hi\n" * 200
    out = tmp_path / "messages.jsonl"
    done = convert(rows, "--output", str(out))
    assert done.exit_code == 1
    assert "stopped after 100 problems, at row 101" in done.stderr
    assert not out.exists()
    done = convert(rows, "--output", str(out), "--max-problems", "0")
    assert done.stderr.endswith("0 converted, 200 not\n")
    assert out.read_bytes() == b""


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("Zeit,Text\n1,2\n", [], "nothing gives conversation_id, contact_id, accept_time"),
        ("Zeit,Text\n1,2\n", [], "--map or --set does, or --ids a table. The columns are: Zeit"),
        (f"{HEAD}\n", ["--map", "text=Body"], "has no column 'Body', but conversation_id, "),
        (f"{HEAD},text\n", [], "has more than one column"),
        (f"{HEAD}\n", ["--map", "body=text"], "there is no field body"),
        (f"{HEAD}\n", ["--map", "text"], "this is no FIELD=COLUMN"),
        (f"{HEAD}\n", ["--translate", "direction=TO_APP"], "this is no FIELD:WORD=VALUE"),
        (f"{HEAD}\n", ["--map", "text=text", "--set", "text=x"], "exclude each other"),
        (f"{HEAD}\n", ["--set", "text=x", "--set", "text=y"], "is given twice"),
        (f"{HEAD}\n", ["--date-format", "%d.%m.%Y"], "lacks the date or the hour"),
        (f"{HEAD}\n", ["--date-format", "%c", "--day-first"], "two ways"),
        (f"{HEAD}\n", ["--tz", "Mars/Olympus"], "there is no zone 'Mars/Olympus'"),
        (f"{HEAD}\n", ["--encoding", "klingon"], "there is no encoding 'klingon'"),
        (f"{HEAD};x\n", [], "more than one character may separate"),
        (f"{HEAD}\n{FIRST},ä\n".encode("cp1252"), [], "line 2 is not utf-8; --encoding"),
        ("", [], "has no head"),
    ],
)
def test_usage(
    convert: Run, tmp_path: Path, content: str | bytes, options: list[str], expected: str
) -> None:
    out = tmp_path / "messages.jsonl"
    done = convert(content, "-o", str(out), *options)
    assert done.exit_code == 2, done.output
    assert expected in done.stderr
    assert list(tmp_path.glob("messages*")) == []


# --------------------------------------------------------------------------------- ties


def test_ties_are_spread_in_the_order_of_the_file(convert: Run) -> None:
    rows = [("c-1", "00"), ("c-2", "00"), ("c-1", "00"), ("c-1", "00.001"), ("c-1", "01")]
    text = "".join(
        f"{c},k,2026-11-20T09:30:{s}Z,TO_APP,SMS,+467,{n}\n" for n, (c, s) in enumerate(rows)
    )
    plain = records(convert(f"{HEAD}\n{text}"))
    assert len({(one["conversation_id"], one["accept_time"]) for one in plain}) == 4
    spread = records(convert(f"{HEAD}\n{text}", "--spread-ties"))
    assert [one["accept_time"].removeprefix("2026-11-20T09:30:") for one in spread] == [
        *("00Z", "00Z", "00.001000Z", "00.002000Z", "01Z")
    ]


# ---------------------------------------------------------------------------------- ids


@pytest.fixture
def ids(tmp_path: Path) -> Path:
    file = tmp_path / "ids.csv"
    file.write_text(
        "channel;identity;conversation_id;contact_id;app_id\n"
        "SMS;+46700000001;c-1;k-1;\n"
        "sms;46700000002;c-2;k-2;\n"
        "SMS;+46700000003;c-3;k-3;\n"
        "SMS;+46700000003;c-4;k-3;\n"
        "LINE;U1;c-5;k-5;01HAPP\n"
        "SMS;+46700000001;c-1;k-1;\n",
        encoding="utf-8",
    )
    return file


def test_ids_are_found_by_channel_and_identity(convert: Run, ids: Path) -> None:
    rows = [
        ("SMS", "46 700-00 00 01"),
        ("SMS", "+46700000002"),
        ("LINE", "U1"),
        ("SMS", "+46700000003"),
        ("MMS", "+46700000001"),
        ("LINE", "u1"),
    ]
    text = "".join(f"2026-11-20T09:30:00Z,TO_APP,{c},{i},hi\n" for c, i in rows)
    done = convert(f"accept_time,direction,channel,identity,text\n{text}", "--ids", str(ids))
    assert done.exit_code == 1, done.output
    found = [(r["conversation_id"], r["contact_id"], r["channel_identity"]) for r in records(done)]
    assert found == [
        ("c-1", "k-1", {"channel": "SMS", "identity": "+46700000001"}),
        ("c-2", "k-2", {"channel": "SMS", "identity": "46700000002"}),  # as Sinch spells it
        ("c-5", "k-5", {"channel": "LINE", "identity": "U1", "app_id": "01HAPP"}),
    ]
    assert said(done) == [
        "5: column 'identity': is in the table of ids with different ids, in rows 4, 5",
        "6: column 'identity': is not in the table of ids, on this channel",
        "7: column 'identity': is not in the table of ids, on this channel",
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("channel,identity,conversation_id\n", "has no column 'contact_id'"),
        ("channel,identity,conversation_id,contact_id\nSMS,+467,c\n", ":2: contact_id is empty"),
        ('channel,identity,conversation_id,contact_id\nSMS,"+467\n', ":2: is not CSV"),
    ],
)
def test_a_table_of_ids_that_is_wrong(
    convert: Run, tmp_path: Path, table: str, expected: str
) -> None:
    file = tmp_path / "ids.csv"
    file.write_text(table, encoding="utf-8")
    text = "accept_time,direction,channel,identity,text\n"
    done = convert(text, "--ids", str(file))
    assert done.exit_code == 2
    assert expected in done.stderr
    twice = convert(f"{HEAD}\n", "--ids", str(file))
    assert twice.exit_code == 2


def test_stdin_is_read(run: Run) -> None:
    done = run("convert", "--from", "csv", "-", stdin=f"{HEAD}\n{FIRST},hello\n,\n,x\n".encode())
    assert done.exit_code == 1
    assert len(records(done)) == 1
    assert done.stderr.startswith("stdin:4: ")


def test_what_was_converted_can_be_imported(convert: Run, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "messages.jsonl"
    done = convert(f"{HEAD}\n{FIRST},hello\n", "-o", str(out))
    assert done.exit_code == 0
    looked = run("check", str(out), "--now", "2026-11-22T12:00:00Z")
    assert looked.exit_code == 0, looked.output


def test_the_output_replaces_nothing_that_is_needed(
    convert: Run, ids: Path, tmp_path: Path
) -> None:
    beside = tmp_path / "old.jsonl.new"
    beside.write_text("mine")
    rows, cut = f"{HEAD}\n{FIRST},hello\n", HEAD.index("accept_time")
    without = f"{HEAD[cut:]}\n{FIRST[len('c-1,k-1,') :]},hello\n"
    for content, target, options in (
        (rows, tmp_path / "old.csv", ()),
        (without, ids, ("--ids", str(ids))),
    ):
        before = ids.read_bytes()
        done = convert(content, "-o", str(target), *options)
        assert done.exit_code == 2
        assert f"would replace {target.name}" in done.stderr
        assert (tmp_path / "old.csv").read_bytes() == content.encode()
        assert ids.read_bytes() == before
    assert convert(rows, "-o", str(tmp_path / "old.jsonl")).exit_code == 0
    assert beside.read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_an_output_that_is_a_pipe_is_written_and_not_replaced(convert: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert convert(f"{HEAD}\n{FIRST},hello\n", "-o", str(pipe)).exit_code == 0
        assert json.loads(os.read(reader, 10_000))["conversation_id"]
        assert pipe.is_fifo()
    finally:
        os.close(reader)
