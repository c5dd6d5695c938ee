"""What a dump with local variables (Sentry, rich) would show of an error.

Looked at is every frame that is not the tests' own, of the error and of all that led to it: the
repr of each local variable, and of what one that is a dict, a list, a tuple or an attrs object
holds.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import attrs

from support.hostile import Connection, Hostile
from support.requests import message

__all__ = [
    "GRANT", "NUMBER", "REFUSAL", "SECRET", "TEXT", "TOKEN", "good", "leaks", "options", "serving",
]  # fmt: skip

TESTS = str(Path(__file__).parents[1])
SECRET, TOKEN, TEXT = "s3cret-of-nobody", "t0ken-of-nobody", "w0rds-of-nobody"
NUMBER = "+46700000987"
PAIR = base64.b64encode(f"demo-key:{SECRET}".encode()).decode()
PRIVATE = (SECRET, TOKEN, TEXT, NUMBER, PAIR)
REFUSAL = b'{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}'
GRANT = b'{"access_token":"%b","expires_in":3600,"token_type":"bearer"}' % TOKEN.encode()


def good(**changes: Any) -> dict[str, Any]:
    """Return a request that is full of what is private."""
    private: dict[str, Any] = {
        "contact_message": {"text_message": {"text": TEXT}},
        "channel_identity": {"channel": "SMS", "identity": NUMBER},
    }
    return message(**{**private, **changes})


def options(server: Hostile, **more: Any) -> dict[str, Any]:
    """Return what a client of this server is made with."""
    given = {"project_id": "p", "key_id": "demo-key", "key_secret": SECRET, "environ": {}}
    return {**given, "base_url": server.url, "auth_url": server.url, **more}


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and all that led to it."""
    left, seen = [error], set[int]()
    while left:
        found = left.pop()
        if id(found) not in seen:
            seen.add(id(found))
            left += [led for led in (found.__cause__, found.__context__) if led is not None]
            yield found


def frames(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames that are not the tests' own."""
    for found in chain(error):
        traceback = found.__traceback__
        while traceback is not None:
            if not traceback.tb_frame.f_code.co_filename.startswith(TESTS):
                yield traceback.tb_frame
            traceback = traceback.tb_next


def shown(value: Any) -> Iterator[str]:
    """Yield what a tool shows of a value."""
    yield repr(value)
    if isinstance(value, dict):
        yield from map(repr, value.values())
    elif isinstance(value, list | tuple):
        yield from map(repr, value)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield repr(getattr(value, attribute.name, None))


def leaks(error: BaseException) -> list[str]:
    """Return the variables that show something private."""
    return [
        f"{frame.f_code.co_qualname}: {name}"
        for frame in frames(error)
        for name, value in frame.f_locals.items()
        if any(private in text for text in shown(value) for private in PRIVATE)
    ]


def serving(api: str, *, token: str = "200 OK", body: bytes = b"{}") -> Hostile:
    """Answer a fetch of a token, and all else, as is said: a status, ``reset`` or ``hang``."""

    def script(connection: Connection) -> None:
        while True:
            if "/oauth2/token" in connection.request().line and token != "hang":
                connection.answer(token, GRANT if token[0] == "2" else b'{"error":"no"}')
            elif api == "reset":
                connection.reset()
                return
            elif "hang" in (api, token):
                connection.hang()
            else:
                connection.answer(api, REFUSAL if api[0] in "45" else body)

    return Hostile(script)
