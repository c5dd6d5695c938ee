"""The version, and how we introduce ourselves to servers."""

from __future__ import annotations

import platform
from importlib.metadata import version

__all__ = ["USER_AGENT", "VERSION", "user_agent"]

VERSION = version("sinch-inject")
USER_AGENT = f"sinch-inject/{VERSION} (Python/{platform.python_version()}; {platform.system()})"


def user_agent(extra: str | None) -> str:
    """Return our user agent, after the caller's own product if there is one.

    Args:
        extra: such as ``helpdesk-mirror/2.1``; visible ASCII and spaces.

    Raises:
        ValueError: a header cannot hold it.
    """
    if not extra:
        return USER_AGENT
    if not (extra.isascii() and extra.isprintable()):
        raise ValueError("user_agent must be printable ASCII")
    return f"{extra} {USER_AGENT}"
