"""The log: one logger, ``sinch_inject``, and what its lines carry for programs.

Each line has the extra attribute ``sinch_event`` (``attempt``, ``wait`` or ``token``) and others
that begin with ``sinch_``. None holds a text, a number, a secret or a token. An application
that set up no logging hears nothing, unless ``SINCH_INJECT_LOG`` asks for it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

__all__ = ["VARIABLE", "facts", "log", "turn_on"]

VARIABLE = "SINCH_INJECT_LOG"
LEVELS = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning")}
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

log = logging.getLogger("sinch_inject")
log.addHandler(logging.NullHandler())


def facts(event: str, **values: object) -> dict[str, Any]:
    """Return the extra attributes of a line."""
    return {"sinch_event": event, **{f"sinch_{name}": value for name, value in values.items()}}


def turn_on(environ: object) -> list[str]:
    """Do as ``SINCH_INJECT_LOG`` says, on stderr where nobody else listens.

    Returns:
        What is wrong with the variable, if anything.
    """
    asked = environ.get(VARIABLE) if isinstance(environ, Mapping) else None
    if not asked:
        return []
    level = LEVELS.get(str(asked).lower())
    if level is None:
        return [f"{VARIABLE} must be one of {', '.join(LEVELS)}"]
    log.setLevel(level)
    above = logging.getLogger().handlers
    if not above and all(isinstance(one, logging.NullHandler) for one in log.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(FORMAT))
        log.addHandler(handler)
    return []
