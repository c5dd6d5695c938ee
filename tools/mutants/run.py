"""The mutation gate: plant each deliberate bug, run the suite, print the table and the score.

``python -m tools.mutants.run simulator`` runs the contract suite against broken simulators,
``… strangers`` against those of a list whose author had not seen the suite, ``… client`` runs
unit and wire tests against broken overlays. Fails below 100 %. With names behind, only those;
with ``--list``, only says whether every bug can still be planted; with ``--sample N``, only
every N-th bug of each category.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from sinch_inject_conformance.suite import LAYERS

from tools.mutants.mutant import LISTS, Mutant, NotApplicableError, load, text_with
from tools.mutants.verdict import Verdict, by_suite, by_tests, sound

AT_ONCE = 2


def verdicts(mutants: Sequence[Mutant], layers: Sequence[str], at_once: int) -> Iterator[Verdict]:
    """Yield the verdicts as they come, several at once."""
    yield from by_suite([one for one in mutants if not one.tests], layers, at_once=at_once)
    yield from by_tests([one for one in mutants if one.tests], at_once=at_once)


def not_applicable(mutants: Sequence[Mutant]) -> list[str]:
    """Return what keeps bugs from being planted."""
    found: list[str] = []
    for mutant in mutants:
        try:
            text_with(mutant)
        except NotApplicableError as error:
            found.append(str(error))
    return found


def sample(mutants: Sequence[Mutant], every: int) -> list[Mutant]:
    """Return every N-th mutant of each category."""
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        kinds[mutant.category].append(mutant)
    return [one for kind in kinds.values() for one in kind[::every]]


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description="Run the mutation gate.")
    parser.add_argument("which", choices=LISTS)
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--list", action="store_true", help="only look whether they apply")
    parser.add_argument("--layers", default=",".join(LAYERS), help="which layers, in this order")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    parser.add_argument("--sample", type=int, metavar="N", help="every N-th of each category")
    options = parser.parse_args()
    mutants = [one for one in load(options.which) if not options.names or one.name in options.names]
    if options.sample:
        mutants = sample(mutants, options.sample)
    wrong = not_applicable(mutants)
    for line in wrong:
        print(f"does not apply: {line}")
    if wrong or options.list:
        print(f"{len(mutants) - len(wrong)} of {len(mutants)} bugs can be planted.")
        return 1 if wrong else 0
    layers = options.layers.split(",")
    # A sample is for a gate that has run the tests before: they hold where there is no bug.
    for verdict in verdicts(_sound(mutants), layers, options.at_once) if not options.sample else ():
        if verdict.killed:
            print(f"without any bug, this fails: {verdict.by}")
            return 1
    return report(verdicts(mutants, layers, options.at_once))


def _sound(mutants: Sequence[Mutant]) -> list[Mutant]:
    """Return mutants that change nothing, judged as the others are."""
    tests = sorted({test for mutant in mutants for test in mutant.tests})
    kinds = {bool(mutant.tests) for mutant in mutants}
    return [sound(tests if tested else []) for tested in kinds]


def report(found: Iterator[Verdict]) -> int:
    """Print a line for each verdict, then the score; return the exit code."""
    started = time.monotonic()
    seen: list[Verdict] = []
    for verdict in found:
        seen.append(verdict)
        state = "killed  " if verdict.killed else "SURVIVED"
        mutant = verdict.mutant
        print(
            f"{state} {verdict.seconds:5.1f} s  {mutant.category:<10}  {mutant.name:<22}"
            f"  {mutant.line}" + (f"  [{verdict.by}]" if verdict.by else ""),
            flush=True,
        )
    killed = sum(verdict.killed for verdict in seen)
    print()
    for category, count in Counter(one.mutant.category for one in seen).items():
        dead = sum(one.killed for one in seen if one.mutant.category == category)
        print(f"{category:<10}  {dead} of {count}")
    score = 100 * killed / len(seen) if seen else 0.0
    print(
        f"score       {killed} of {len(seen)} ({score:.1f} %) in {time.monotonic() - started:.0f} s"
    )
    return 0 if seen and killed == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
