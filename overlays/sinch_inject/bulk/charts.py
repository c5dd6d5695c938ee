"""Charts as SVG: plain text, no script, sizes in pixels of a view box that the page scales.

Every text is escaped here. Colours are classes; the page's style says what they are in the light
and in the dark.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from sinch_inject.bulk.status import Stretch

__all__ = ["bars", "columns", "rate"]

WIDTH, HEIGHT = 760, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 18, 34  # room for the axes
STEPS = (1, 2, 2.5, 5, 10)
GAP = 2.0  # seconds between two stretches that are two runs


def rate(history: Sequence[Stretch], title: str) -> str:
    """Return messages a second over time, with the limit, and marks where 429 came."""
    begin = history[0].at
    end = max(history[-1].at + history[-1].seconds, begin + 1.0)
    speeds = [stretch.sent / stretch.seconds for stretch in history]
    top = _top(max([*speeds, *(stretch.limit for stretch in history), 1.0]))
    parts = list(_grid(top))

    def x(at: float) -> float:
        return LEFT + (at - begin) / (end - begin) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    for run in _runs(history):
        line = limit = ""
        for stretch in run:
            left, right = x(stretch.at), x(stretch.at + stretch.seconds)
            height = y(stretch.sent / stretch.seconds)
            line += f"{'V' if line else f'M{left:.1f} '}{height:.1f}H{right:.1f}"
            limit += f"{'V' if limit else f'M{left:.1f} '}{y(stretch.limit):.1f}H{right:.1f}"
        floor = f"V{y(0):.1f}H{x(run[0].at):.1f}Z"
        parts.append(f'<path class="area" d="{line}{floor}"/><path class="line" d="{line}"/>')
        parts.append(f'<path class="limit" d="{limit}"/>')
    for stretch in history:
        if stretch.rate_limited:
            at = x(stretch.at + stretch.seconds / 2)
            said = f"{stretch.rate_limited:,} answered 429, {_clock(stretch.at)}"
            parts.append(
                f'<path class="mark" d="M{at:.1f} {TOP + 9}l-5 -9h10z">'
                f"<title>{escape(said)}</title></path>"
            )
    for place in range(5):
        at = begin + (end - begin) * place / 4
        anchor = ("start", "middle", "middle", "middle", "end")[place]
        parts.append(_text(x(at), HEIGHT - 10, _clock(at), anchor))
    return _svg(parts, title)


def columns(
    days: Mapping[int, Mapping[str, int]],
    names: Sequence[str],
    lines: Mapping[float, str],
    title: str,
) -> str:
    """Return one stacked column a day, and vertical lines at moments.

    Args:
        days: how many of each name, by the number of the day.
        names: in the order of their colours.
        lines: words by their moment, in days since 1970.
        title: what it shows, in a sentence.
    """
    shown = [*days, *(int(at) for at in lines)]
    first, last = min(shown), max(shown) + 1
    top = _top(max([1, *(sum(day.values()) for day in days.values())]))
    wide = (WIDTH - LEFT - RIGHT) / (last - first)
    parts = list(_grid(top))
    for day, counts in sorted(days.items()):
        floor = float(HEIGHT - BOTTOM)
        for place, name in enumerate(names):
            many = counts.get(name, 0)
            high = many / top * (HEIGHT - TOP - BOTTOM)
            if many:
                floor -= high
                parts.append(
                    f'<rect class="c{place % 8}" x="{LEFT + (day - first) * wide + 0.5:.1f}" '
                    f'y="{floor:.1f}" width="{max(wide - 1, 1):.1f}" height="{high:.1f}">'
                    f"<title>{escape(f'{_day(day)}: {name} {many:,}')}</title></rect>"
                )
    for at, words in lines.items():
        x = LEFT + (at - first) * wide
        parts.append(f'<path class="edge" d="M{x:.1f} {TOP - 4}V{HEIGHT - BOTTOM}"/>')
        anchor = "start" if x < WIDTH / 2 else "end"
        parts.append(_text(x + (4 if anchor == "start" else -4), TOP - 6, words, anchor))
    every = max(1, (last - first) // 6)
    parts += [
        _text(LEFT + (day - first) * wide, HEIGHT - 10, _day(day)[5:], "start")
        for day in range(first, last, every)
    ]
    return _svg(parts, title)


def bars(parts: Mapping[str, int], title: str) -> str:
    """Return one bar that shows how a whole is made of its parts; names are classes."""
    whole, at, made = max(sum(parts.values()), 1), 0.0, []
    for name, many in parts.items():
        if many:
            wide = max(many / whole * WIDTH, 2.0)  # one of a million is to be seen, too
            made.append(
                f'<rect class="s-{escape(name)}" x="{at:.1f}" y="0" width="{wide:.1f}" height="26">'
                f"<title>{escape(f'{name}: {many:,}')}</title></rect>"
            )
            at += wide
    return _svg(made, title, max(at, 1.0), 26)


def _runs(history: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the stretches that follow each other without a gap."""
    run: list[Stretch] = []
    for stretch in history:
        if run and stretch.at - (run[-1].at + run[-1].seconds) > GAP:
            yield run
            run = []
        run.append(stretch)
    yield run


def _svg(parts: Sequence[str], title: str, wide: float = WIDTH, high: int = HEIGHT) -> str:
    stretch = ' preserveAspectRatio="none"' if high < HEIGHT else ""
    return (
        f'<svg viewBox="0 0 {wide:.0f} {high}" role="img" aria-label="{escape(title)}"{stretch}>'
        f"{''.join(parts)}</svg>"
    )


def _grid(top: float) -> Iterator[str]:
    for place in range(5):
        y = HEIGHT - BOTTOM - place / 4 * (HEIGHT - TOP - BOTTOM)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield _text(LEFT - 8, y + 4, f"{top * place / 4:,g}", "end")


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _top(value: float) -> float:
    """Return the end of an axis: the next round number."""
    power = 10.0 ** (len(str(int(value))) - 1)
    return max(4.0, next(step * power for step in STEPS if step * power >= value))


def _clock(at: float) -> str:
    return datetime.datetime.fromtimestamp(at, datetime.UTC).strftime("%H:%M:%S")


def _day(day: int) -> str:
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()
