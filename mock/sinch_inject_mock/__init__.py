"""A simulator of the Sinch Conversation API operation "inject a message".

Names are imported when they are first used: the pytest plugin is loaded in every test run of
its users, and most of those start no simulator.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sinch_inject_mock.core.handle import Core as Core
    from sinch_inject_mock.settings import Settings as Settings
    from sinch_inject_mock.simulator import SinchMock as SinchMock

__all__ = ["Core", "Settings", "SinchMock"]

_HOMES = {"Core": "core.handle", "Settings": "settings", "SinchMock": "simulator"}


if not TYPE_CHECKING:  # a type checker would take every name for one of ours

    def __getattr__(name: str) -> Any:
        """Import a public name."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
