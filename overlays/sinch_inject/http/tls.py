"""SSL contexts: one for all clients of a process, or what a ``verify`` argument says.

Making one costs about 70 ms of CPU, sharing it 0.1 ms.
"""

from __future__ import annotations

import errno
import os
import re
import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

import httpx
from attrs import frozen

from sinch_inject.errors import ConfigurationError, ConnectionFailed

__all__ = ["Named", "Verify", "chosen_context", "ssl_context", "unfit_trust"]

# Nothing is wrong with the file; the process or the machine has no more of something.
SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+").fullmatch  # how OpenSSL finds one in a directory


@frozen
class Named:
    """The authorities that an environment names; without any, the usual ones.

    Attributes:
        file: ``SSL_CERT_FILE``, or empty.
        directory: ``SSL_CERT_DIR``, or empty. It counts where there is no file.
    """

    file: str = ""
    directory: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, str] | None) -> Self:
        """Read an environment; None: the process's."""
        read = os.environ if environ is None else environ
        return cls(*(str(read.get(name) or "") for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")))


Verify = ssl.SSLContext | bool | str | os.PathLike[str] | Named


def ssl_context() -> ssl.SSLContext:
    """Return the SSL context that all clients of this process share.

    Raises:
        ConfigurationError: ``SSL_CERT_FILE`` or ``SSL_CERT_DIR`` names no certificates.
        ConnectionFailed: no file descriptor was free to read them.
    """
    return chosen_context(Named.of(None))


def chosen_context(verify: Verify) -> ssl.SSLContext:
    """Return the SSL context for a ``verify`` argument.

    Args:
        verify: an SSL context; True for the shared one, or what an environment names instead;
            the path of a file with the certificates of the authorities to trust; False, and
            nothing else, for no verification at all.

    Raises:
        ConfigurationError: it is none of these, or names no certificates.
        ConnectionFailed: no file descriptor was free to read them.
    """
    if isinstance(verify, ssl.SSLContext):
        if verify.protocol is ssl.PROTOCOL_TLS_SERVER:
            raise ConfigurationError("verify must be an ssl.SSLContext of clients, not of servers")
        return verify
    if verify is True:
        return ssl_context()
    if verify is False:
        return httpx.create_ssl_context(verify=False)
    if isinstance(verify, Named):
        return _trusting("SSL_CERT_FILE or SSL_CERT_DIR", verify)
    path = _path(verify)
    if path:
        return _trusting("verify", Named(path))
    raise ConfigurationError(
        "verify must be an ssl.SSLContext, True, the path of a CA file, or False"
    )


def unfit_trust(verify: object) -> list[str]:
    """Say what is wrong with a ``verify`` argument, or with what the environment says instead.

    The context that all share is only made here if the environment names the authorities.
    """
    named = Named.of(None) if verify is True else verify
    if isinstance(named, Named) and not (named.file or named.directory):
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
def _trusting(where: str, named: Named) -> ssl.SSLContext:
    """Make a context that trusts what is ``named``, by an argument or a variable."""
    trouble = ConfigurationError(f"{where} names no file with certificates of authorities (PEM)")
    try:
        if named.file:
            return ssl.create_default_context(cafile=named.file)
        if not named.directory:
            return httpx.create_ssl_context(trust_env=False)
        if not any(map(_holds_authorities, named.directory.split(os.pathsep))):
            raise trouble  # OpenSSL takes it, and then trusts nobody
        return ssl.create_default_context(capath=named.directory)
    except (ssl.SSLError, ValueError):
        raise trouble from None
    except OSError as error:
        if error.errno in SHORT_OF:
            said = os.strerror(error.errno)
            raise ConnectionFailed(f"the certificates could not be read: {said}") from None
        raise trouble from None


def _holds_authorities(directory: str) -> bool:
    try:
        return any(HASHED(one.name) for one in Path(directory).iterdir())
    except OSError as error:
        if error.errno in SHORT_OF:
            raise
        return False
