"""SSL contexts: one for all clients of a process, or what a ``verify`` argument says.

Making one costs about 70 ms of CPU, sharing it 0.1 ms.
"""

from __future__ import annotations

import errno
import os
import ssl
from functools import cache
from pathlib import Path

import httpx

from sinch_inject.errors import ConfigurationError, ConnectionFailed

__all__ = ["Verify", "chosen_context", "ssl_context", "unfit_trust"]

Verify = ssl.SSLContext | bool | str | os.PathLike[str]
# Nothing is wrong with the file; the process or the machine has no more of something.
SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


def ssl_context() -> ssl.SSLContext:
    """Return the SSL context that all clients of this process share.

    Raises:
        ConfigurationError: ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names no certificates.
        ConnectionFailed: no file descriptor was free to read them.
    """
    return _trusting(None)


def chosen_context(verify: Verify) -> ssl.SSLContext:
    """Return the SSL context for a ``verify`` argument.

    Args:
        verify: an SSL context; True for the shared one; the path of a file with the
            certificates of the authorities to trust; False, and nothing else, for no
            verification at all.

    Raises:
        ConfigurationError: it is none of these, or names no certificates.
        ConnectionFailed: no file descriptor was free to read them.
    """
    if isinstance(verify, ssl.SSLContext):
        return verify
    if verify is True:
        return ssl_context()
    if verify is False:
        return httpx.create_ssl_context(verify=False)
    path = _path(verify)
    if path:
        return _trusting(path)
    raise ConfigurationError(
        "verify must be an ssl.SSLContext, True, the path of a CA file, or False"
    )


def unfit_trust(verify: object) -> list[str]:
    """Say what is wrong with a ``verify`` argument, or with what the environment says instead.

    The context that all share is only made here if the environment names the authorities.
    """
    named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    if verify is True and not named:
        return []
    try:
        chosen_context(verify)  # type: ignore[arg-type]  # whether it is one is the question
    except ConfigurationError as error:
        return [error.message]
    except ConnectionFailed:  # no descriptor is free now; there may be one when it is needed
        return []
    return []


def _path(given: object) -> str:
    """Return the path that is given, or nothing; callers without a type checker give anything."""
    return str(os.fspath(given)) if isinstance(given, str | os.PathLike) else ""


@cache
def _trusting(path: str | None) -> ssl.SSLContext:
    """Make a context that trusts the authorities in ``path``, or those of the environment."""
    where = "verify" if path is not None else "SSL_CERT_FILE or SSL_CERT_DIR"
    trouble = ConfigurationError(f"{where} names no file with certificates of authorities (PEM)")
    try:
        if path is not None:
            return ssl.create_default_context(cafile=path)
        directory = os.environ.get("SSL_CERT_DIR")
        if directory and not os.environ.get("SSL_CERT_FILE") and not Path(directory).is_dir():
            raise trouble  # OpenSSL takes it, and then trusts nobody
        return httpx.create_ssl_context()
    except (ssl.SSLError, ValueError):
        raise trouble from None
    except OSError as error:
        if error.errno in SHORT_OF:
            said = os.strerror(error.errno)
            raise ConnectionFailed(f"the certificates could not be read: {said}") from None
        raise trouble from None
