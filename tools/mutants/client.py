"""The deliberate bugs in the client, and which tests should notice each."""

# The lines of a table may be long.

from __future__ import annotations

from tools.mutants.mutant import Mutant

__all__ = ["MUTANTS", "PACKAGE"]

PACKAGE = "overlays/sinch_inject"

MUTANTS: tuple[Mutant, ...] = ()
