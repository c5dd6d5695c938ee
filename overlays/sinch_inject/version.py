"""The version, and how we introduce ourselves to servers."""

from __future__ import annotations

import platform
from importlib.metadata import version

__all__ = ["USER_AGENT", "VERSION", "introduction"]

VERSION = version("sinch-inject")
USER_AGENT = f"sinch-inject/{VERSION} (Python/{platform.python_version()}; {platform.system()})"


def introduction(product: str | None) -> str:
    """Return our user agent, after the caller's own product if there is one."""
    return f"{product} {USER_AGENT}" if product else USER_AGENT
