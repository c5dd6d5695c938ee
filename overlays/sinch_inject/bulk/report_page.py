"""The report as one HTML page that needs nothing else: no script, no font, no request.

Whatever comes from a run is escaped, and the page forbids itself to load anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from sinch_inject_contract.document import time_window

from sinch_inject.bulk import charts
from sinch_inject.bulk.report import DAY, Days, Facts
from sinch_inject.bulk.status import Stretch

__all__ = ["page"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STATES = ("done", "pending", "sending", "rejected", "unknown", "undone", "left")
NO_INPUT = "The input is not there. Channels and times are known from it alone."
NO_TIMES = (
    "Times are kept by <code>sinch-inject import</code> alone, once a second, beside the ledger."
)
RUNNING = "The run goes on; its errors can be read when it has let go of its ledger."


def page(facts: Facts) -> str:
    """Return the page."""
    style = files("sinch_inject.bulk").joinpath("report.css").read_text(encoding="utf-8")
    title = escape(f"Import of {facts.name}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<header><h1>{title}</h1><p>As of {_moment(facts.now)}"
        f"{', while it runs' if facts.running else ''}</p></header>\n"
        + "\n".join(f"<section>\n{part}\n</section>" for part in _sections(facts))
        + "\n</main>\n</body>\n</html>\n"
    )


def _sections(facts: Facts) -> Iterator[str]:
    yield _outcomes(facts)
    yield _rate(facts.history)
    yield _faults(facts)
    if facts.doubt:
        yield _doubt(facts)
    yield _over_time(facts.days, facts.now)


def _outcomes(facts: Facts) -> str:
    parts = {name: facts.counts.get(name, 0) for name in STATES}
    parts["left"] = facts.left or 0
    whole = max(sum(parts.values()), 1)
    shown = {name: many for name, many in parts.items() if many} or {"done": 0}
    rows = [
        [f'<i class="s-{name}"></i>{name}', f"{many:,}", f"{many / whole:.2%}"]
        for name, many in shown.items()
    ]
    said = "Outcomes: " + ", ".join(f"{many:,} {name}" for name, many in shown.items())
    return "<h2>Outcomes</h2>" + charts.bars(parts, said) + _table(["", "Messages", "Share"], rows)


def _rate(history: Sequence[Stretch]) -> str:
    head = "<h2>Messages a second</h2>"
    told = [stretch for stretch in history if stretch.seconds > 0]
    if not told:
        return f"{head}<p>{NO_TIMES}</p>"
    sent = sum(stretch.sent for stretch in told)
    refused = sum(stretch.rate_limited for stretch in told)
    seconds = sum(stretch.seconds for stretch in told)
    said = (
        f"{sent:,} done in {seconds:,.1f} s, {sent / seconds:,.0f}/s on average; "
        f"{refused:,} answered 429, and sent again"
    )
    legend = [("line", "done"), ("limit", "limit at the time"), ("mark", "429")]
    keys = "".join(f'<li><i class="{name}"></i>{words}</li>' for name, words in legend)
    begin = _moment(told[0].at)
    return (
        f'{head}{charts.rate(told, said)}<ul class="legend">{keys}</ul><p>{said}. From {begin}.</p>'
    )


def _faults(facts: Facts) -> str:
    head = "<h2>Errors by code and field</h2>"
    if facts.running:
        return f"{head}<p>{RUNNING}</p>"
    if not facts.faults:
        return f"{head}<p>None.</p>"
    most = facts.faults[0].many
    rows = [
        [
            f'<i class="s-{escape(fault.state)}"></i>{escape(fault.state)}',
            f"<code>{escape(fault.code or '?')}</code>",
            f"<code>{escape(fault.field)}</code>" if fault.field else "",
            escape(fault.reason),
            f'<meter value="{fault.many}" max="{most}" aria-hidden="true"></meter>{fault.many:,}',
            escape(", ".join(map(str, fault.lines))) + (" …" * (fault.many > len(fault.lines) > 0)),
        ]
        for fault in facts.faults
    ]
    return head + _table(["State", "Code", "Field", "Reason", "Messages", "Lines"], rows)


def _doubt(facts: Facts) -> str:
    rows = [
        [
            str(item.line or ""),
            *(
                f"<code>{escape(value or '')}</code>"
                for value in (item.conversation_id, item.accept_time, item.tag, item.request_id)
            ),
        ]
        for item in facts.doubt
    ]
    many = facts.counts.get("unknown", 0)
    more = f" The first {len(rows):,} of {many:,}:" if many > len(rows) else ""
    head = ["Line", "Conversation", "accept_time", "Tag", "Request"]
    return (
        "<h2>In doubt</h2><p>May be in their conversations, or not: "
        f"<code>sinch-inject settle</code> asks the server.{more}</p>" + _table(head, rows)
    )


def _over_time(days: Days | None, now: float) -> str:
    head = "<h2>Messages by channel, over accept_time</h2>"
    if days is None:
        return f"{head}<p>{NO_INPUT}</p>"
    oldest = time_window()[0]
    edge = (now - oldest) / DAY
    lines = {edge: f"{oldest / DAY:.0f} days ago", now / DAY: "now"}
    totals = {name: sum(day.get(name, 0) for day in days.days.values()) for name in days.channels}
    said = ", ".join(f"{name} {many:,}" for name, many in totals.items()) or "no messages"
    keys = "".join(
        f'<li><i class="c{place % 8}"></i>{escape(f"{name} {many:,}")}</li>'
        for place, (name, many) in enumerate(totals.items())
    )
    late = sum(sum(day.values()) for at, day in days.days.items() if at + 1 <= edge)
    notes = [
        (late + days.before, "from before the edge: they cannot be injected any more"),
        (days.before, "of them older than what is shown"),
        (days.behind, "from after tomorrow"),
        (days.unread, "without a time that can be read"),
    ]
    list_ = "".join(f"<li>{many:,} {words}</li>" for many, words in notes if many)
    chart = charts.columns(days.days, days.channels, lines, f"Messages by day: {said}")
    under = f"<ul>{list_}</ul>" if list_ else ""
    return (
        f'{head}{chart}<ul class="legend">{keys}</ul><p>All of the input, by day in UTC.</p>{under}'
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the cells are HTML already."""
    tops = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    kinds = [' class="long"' if cell in ("Reason", "Lines") else "" for cell in head]

    def line(row: Sequence[str]) -> str:
        cells = zip(kinds, row, strict=True)
        return f"<tr>{''.join(f'<td{kind}>{cell}</td>' for kind, cell in cells)}</tr>"

    lines = "".join(map(line, rows))
    return (
        '<div class="table" tabindex="0" role="group" aria-label="Table">'
        f"<table><thead><tr>{tops}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _moment(at: float) -> str:
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
