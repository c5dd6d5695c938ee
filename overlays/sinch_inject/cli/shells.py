"""Environment variables, written as each shell takes them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping

__all__ = ["FORMS", "assignments"]


def _sh(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _fish(name: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{quoted}'"


def _powershell(name: str, value: str) -> str:
    return f"$env:{name} = '" + value.replace("'", "''") + "'"


def _dotenv(name: str, value: str) -> str:
    return f"{name}='" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


FORMS: dict[str, Callable[[str, str], str]] = {
    "sh": _sh,
    "fish": _fish,
    "powershell": _powershell,
    "dotenv": _dotenv,
}


def assignments(form: str, values: Mapping[str, str]) -> list[str]:
    """Return one line for each variable.

    Args:
        form: one of FORMS.
        values: the variables; a value holds no line break.
    """
    return [FORMS[form](name, value) for name, value in values.items()]
