"""A shell command that repeats a request."""

from __future__ import annotations

import shlex

from sinch_inject_conformance.wire import Request

__all__ = ["curl"]

SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
LONGEST_IN_COMMAND = 8_000


def curl(origin: str, request: Request) -> str:
    """Return a shell command that repeats a request, with placeholders for secrets."""
    words = ["curl", "-i", "-X", shlex.quote(request.method), shlex.quote(origin + request.path)]
    words += [f"-H {_header(name, value)}" for name, value in request.headers]
    if request.body is not None:
        words.append(_data(request.body))
    return " ".join(words)


def _header(name: str, value: str) -> str:
    if name.lower() not in SECRET_HEADERS:
        return shlex.quote(f"{name}: {value}")
    scheme = value.partition(" ")[0]
    # In double quotes, so that the shell fills it in.
    return f'"{name}: {"Bearer" if scheme.lower() == "bearer" else "Basic"} $CREDENTIALS"'


def _data(body: bytes) -> str:
    if len(body) > LONGEST_IN_COMMAND:
        return f"--data-binary @body.bin  # {len(body)} bytes, not shown"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text:
        return f"--data-binary {shlex.quote(text)}"
    escaped = "".join(f"\\{byte:03o}" for byte in body)
    return f"--data-binary @<(printf '{escaped}')"
