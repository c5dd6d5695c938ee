"""``sinch-inject contract --explain ID``: a rule, who says so, and the cases that ask it."""

from __future__ import annotations

from collections.abc import Iterator

import click

__all__ = ["explain"]

SHOWN = 40


def explain(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Print what an id names, and end; nothing for no id.

    Raises:
        click.UsageError: nothing is named so; names that are near are told.
    """
    if value is None:
        return
    for line in _explained(value):
        click.echo(line)
    context.exit()


def _explained(wanted: str) -> Iterator[str]:
    # Not for --help: the cases take seconds to make.
    from sinch_inject_conformance.lines import Line, lines, near
    from sinch_inject_conformance.trace import cases_of
    from sinch_inject_mock.core.fidelity import BEHAVIOURS

    behaviours = [Line(one.name, one.source, one.sentence) for one in BEHAVIOURS.values()]
    known = {**lines(), **{line.id: line for line in behaviours}}
    line = known.get(wanted)
    if line is None:
        meant = near(wanted, known)
        hint = f"; near it: {', '.join(meant)}" if meant else ""
        raise click.UsageError(f"no rule, answer or behaviour is named {wanted!r}{hint}")
    yield f"{line.id}  [{line.source}]"
    if line.words:
        yield f"  {line.words}"
    found = list(cases_of(wanted))
    yield f"Cases that ask it: {len(found)}"
    for layer, case in found[:SHOWN]:
        yield f"  {layer}: {case}"
    if len(found) > SHOWN:
        yield f"  … and {len(found) - SHOWN} more"
