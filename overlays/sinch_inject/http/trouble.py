"""What went wrong, in words that quote nobody.

The text of an exception may repeat what a server sent, or what a transport of the user's own
put into it. What is told is the kind of the exception, and what the system or OpenSSL says in
words of its own.
"""

from __future__ import annotations

import os
import re
import socket
import ssl

import httpx

__all__ = ["LateError", "NotHttpError", "RefusedError", "bare", "said"]


class LateError(TimeoutError):
    """Time ran out. The words are ours."""


class NotHttpError(Exception):
    """What arrived is no HTTP/1.1 answer. The words are ours."""


class RefusedError(OSError):
    """The other side does not do what it has to. The words are ours."""


def said(error: BaseException) -> str:
    """Return an error in one line."""
    if isinstance(error, LateError | NotHttpError | RefusedError):
        return str(error)
    found: BaseException | None = error
    while found is not None:
        words = _system_words(found)
        if words:
            return f"{type(error).__name__}: {words}"
        found = found.__cause__ or found.__context__
    status = re.match(r"[1-5][0-9]{2}\b", str(error))  # of "407 Whatever The Proxy Says"
    if isinstance(error, httpx.ProxyError) and status:
        return f"{type(error).__name__}: the proxy answered {status[0]}"
    return type(error).__name__


def bare(error: BaseException) -> Exception | None:
    """Return what the system or OpenSSL raised, made anew: no traceback, no context, no quotation.

    None where neither raised it: what a library or a transport says may quote somebody.
    """
    found: BaseException | None = error
    while found is not None:
        words = _system_words(found)
        if isinstance(found, ssl.SSLCertVerificationError):
            return ssl.SSLCertVerificationError(words)
        if isinstance(found, ssl.SSLError):
            return ssl.SSLError(words)
        if isinstance(found, socket.gaierror):
            return socket.gaierror(found.errno, words)
        if words and isinstance(found, OSError):
            return OSError(found.errno, words)  # Python makes a ConnectionResetError of it
        if isinstance(found, LateError):
            return TimeoutError(str(found))
        found = found.__cause__ or found.__context__
    return None


def _system_words(error: BaseException) -> str:
    """Return what is known to be no quotation, or nothing."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "reason", None)  # one that was not raised by OpenSSL has none
        return f"TLS: {reason.lower().replace('_', ' ')}" if isinstance(reason, str) else "TLS"
    if isinstance(error, socket.gaierror):
        return "the name could not be resolved"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return ""
