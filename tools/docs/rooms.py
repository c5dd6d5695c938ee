"""Draw docs/images/rooms.svg: the rooms of the house, and who imports whom, from the imports.

A room is a package, or a module that stands in ``sinch_inject`` itself. An arrow that follows
from others is left out. With ``--check``, fail if the picture is not what the imports give.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

import grimp

__all__ = ["arrows", "draw", "main"]

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "rooms.svg"
PACKAGES = (
    *("sinch_inject", "sinch_inject_contract", "sinch_inject_generated", "sinch_inject_schema"),
    *("sinch_inject_mock", "sinch_inject_conformance"),
)
SHORT = {
    "sinch_inject_contract": "contract",
    "sinch_inject_generated": "generated client",
    "sinch_inject_schema": "contract.json",
    "sinch_inject_conformance": "conformance",
    "sinch_inject_mock": "mock",
}
# Small modules at the bottom that nearly all others use; their arrows would hide the rest.
LEFT_OUT = {
    *("errors", "frames", "privacy", "version", "options", "settings", "logs"),
    *("__main__", "sinch_inject"),
    "mock.settings",
}
# From left to right; arrows run clear of the rooms between. Any other room comes last.
ORDER = (
    *("cli", "bulk", "client", "call", "auth", "http", "request", "generated client"),
    *("mock", "mock.server", "mock.core", "conformance", "contract"),
)
WIDTH, HEIGHT, ACROSS, DOWN = 150, 40, 200, 100
Arrows = set[tuple[str, str]]


def room(module: str) -> str:
    """Return the room that a module is in."""
    package, *rest = module.split(".")
    if package in {"sinch_inject", "sinch_inject_mock"} and rest:
        inside = rest[0]
        if package == "sinch_inject":
            return inside
        return f"mock.{inside}" if inside in {"core", "server", "settings"} else "mock"
    return SHORT.get(package, package)


def arrows() -> Arrows:
    """Return who imports whom, as pairs of rooms."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    found = {
        (room(importer), room(imported))
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    return {(a, b) for a, b in found if a != b and not {a, b} & LEFT_OUT}


def reduced(found: Arrows) -> Arrows:
    """Leave out each arrow that others imply."""

    def reach(start: str, without: tuple[str, str]) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            here = todo.pop()
            nexts = {b for a, b in found if a == here and (a, b) != without} - seen
            seen |= nexts
            todo += nexts
        return seen

    return {arrow for arrow in found if arrow[1] not in reach(arrow[0], arrow)}


def levels(rooms: Iterable[str], found: Arrows) -> dict[str, int]:
    """Return how far down each room stands: below all that import it."""
    level = dict.fromkeys(rooms, 0)
    for _ in range(len(level) + 1):
        lower = {(b, level[a] + 1) for a, b in found if level[b] <= level[a]}
        if not lower:
            return level
        level |= {name: max(level[name], depth) for name, depth in lower}
    raise ValueError("the rooms go in a circle")


def draw(found: Arrows) -> str:
    """Return the picture."""
    named = {name for arrow in found for name in arrow}
    rooms = sorted(named, key=lambda name: (name not in ORDER, [*ORDER, name].index(name), name))
    level = levels(rooms, found)
    rows: dict[int, list[str]] = {}
    for name in rooms:
        rows.setdefault(level[name], []).append(name)
    wide = max(map(len, rows.values())) * ACROSS
    place = {
        name: (
            wide // 2 + (2 * number + 1 - len(row)) * ACROSS // 2,
            level[name] * DOWN + HEIGHT,
        )
        for row in rows.values()
        for number, name in enumerate(row)
    }
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {(len(rows)) * DOWN}" '
        'font-family="sans-serif" font-size="15" role="img" aria-label="who imports whom">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="#777"/></marker></defs>',
        f'<rect width="{wide}" height="{len(rows) * DOWN}" fill="#fff"/>',
    ]
    for above, below in sorted(reduced(found)):
        (x1, y1), (x2, y2) = place[above], place[below]
        lines.append(
            f'<path d="M{x1} {y1 + HEIGHT // 2}L{x2} {y2 - HEIGHT // 2}" stroke="#777" '
            'marker-end="url(#tip)"/>'
        )
    for name, (x, y) in place.items():
        lines.append(
            f'<rect x="{x - WIDTH // 2}" y="{y - HEIGHT // 2}" width="{WIDTH}" height="{HEIGHT}" '
            'rx="6" fill="#eef4fb" stroke="#456"/>'
            f'<text x="{x}" y="{y + 5}" text-anchor="middle" fill="#123">{escape(name)}</text>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


def main(arguments: list[str]) -> int:
    """Write the picture, or check it."""
    picture = draw(arrows())
    if "--check" not in arguments:
        PICTURE.write_text(picture, encoding="utf-8")
        return 0
    if PICTURE.read_text(encoding="utf-8") == picture:
        return 0
    print("docs/images/rooms.svg is out of date: python -m tools.docs.rooms")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
