"""A request on its way out, as bytes, and where it goes.

Nothing here knows what the request means. Nothing can get into a head that ends a line: a
carriage return, a line feed or a NUL in a name, a value or a target is refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

import httpx
from attrs import field, frozen

from sinch_inject.errors import ConfigurationError

__all__ = ["LARGEST_ANSWER", "Origin", "Outgoing", "Proxy", "header", "lines"]

LARGEST_ANSWER = 64 * 1024  # bytes of an answer's body; this API's answers are tiny
PORTS = {"http": 80, "https": 443}
TARGET = re.compile(r"[\x21-\x7e]+").fullmatch
NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch  # RFC 9110, 5.6.2


@frozen
class Origin:
    """A server: scheme, host and port.

    Attributes:
        scheme: ``http`` or ``https``.
        host: an ASCII name (IDNA where it has to be), or an address without brackets.
        port: 1 to 65535.
    """

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str | httpx.URL) -> Origin:
        """Return the origin of a URL.

        Raises:
            ConfigurationError: it is no http or https URL with a host.
        """
        try:
            parsed = httpx.URL(url)
        except httpx.InvalidURL as error:
            raise ConfigurationError(f"not a URL: {error}") from None
        host = parsed.raw_host.decode("ascii")
        if parsed.scheme not in PORTS or not host:
            raise ConfigurationError("a URL must be http:// or https:// and name a host")
        port = PORTS[parsed.scheme] if parsed.port is None else parsed.port
        return cls(parsed.scheme, host, port)

    @property
    def netloc(self) -> str:
        """The host as a URL and a ``Host`` header write it; the port if it is not the usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@frozen
class Proxy:
    """A proxy that is asked for a tunnel (https), or to pass a request on (http).

    Attributes:
        origin: where it listens; with ``https`` the way to it is encrypted too.
        authorization: the ``Proxy-Authorization`` header line, or nothing.
    """

    origin: Origin
    authorization: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, url: str) -> Proxy:
        """Read a URL, which may hold a user and a password.

        Raises:
            ConfigurationError: it is no http or https URL.
        """
        try:
            parts = urlsplit(url)
            port, user = parts.port, parts.username
        except ValueError:
            raise ConfigurationError("the proxy is not a URL, such as http://host:8080") from None
        if parts.scheme not in PORTS or not parts.hostname:
            raise ConfigurationError("the proxy must be an http:// or https:// URL")
        origin = Origin.of(httpx.URL(scheme=parts.scheme, host=parts.hostname, port=port))
        if user is None:
            return cls(origin)
        pair = f"{unquote(user)}:{unquote(parts.password or '')}".encode()
        return cls(origin, lines([(b"Proxy-Authorization", b"Basic " + base64.b64encode(pair))]))


def fits_into_a_line(_: object, __: object, target: str) -> None:
    """Refuse a target that would end its line."""
    if not TARGET(target):
        raise ValueError("a target must be of printable ASCII, without spaces")


def sized(data: bytes) -> str:
    """Show bytes that may hold a secret or a message by their number only."""
    return f"<{len(data)} bytes>"


@frozen(eq=False)
class Outgoing:
    """One request.

    Attributes:
        origin: the server that it is for.
        method: ``POST`` and the like.
        target: path and query, in ASCII.
        lines: the header lines, ``Host`` among them, without ``Content-Length``; see
            :func:`lines`. What does not change may be made once, and put before the rest.
        body: of a JSON request it ends with the closing brace, so that no beginning of it is
            JSON: a server that stores what is cut off has nothing to store.
        limit: bytes of the answer's body that are read; None: all.
    """

    origin: Origin
    method: str
    target: str = field(validator=fits_into_a_line)
    lines: bytes = field(repr=sized)
    body: bytes = field(default=b"", repr=sized)
    limit: int | None = LARGEST_ANSWER

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The header lines, taken apart again."""
        pairs = (line.partition(b": ") for line in self.lines.split(b"\r\n") if line)
        return [(name, value) for name, _, value in pairs]

    def written(self, via: Proxy | None) -> bytes:
        """Return the whole request as it goes out.

        Args:
            via: the proxy that passes it on, or None where there is none or a tunnel.
        """
        target, lines = self.target.encode("ascii"), self.lines
        if via is not None:
            target = b"http://" + self.origin.netloc.encode("ascii") + target
            lines += via.authorization
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            lines += b"Content-Length: %d\r\n" % len(self.body)
        return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (self.method.encode(), target, lines, self.body)


def lines(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return header lines.

    Raises:
        ValueError: a name or a value cannot be in a head. It is not quoted, it may be a secret.
    """
    text = b""
    for name, value in headers:
        if not NAME(name) or b"\r" in value or b"\n" in value or b"\0" in value:
            raise ValueError("a header has a character that cannot be in a head")
        text += b"%b: %b\r\n" % (name, value)
    return text


def header(fields: Mapping[str, str]) -> bytes:
    """Return header lines of texts; errors as for :func:`lines`."""
    return lines((name.encode("ascii"), value.encode("ascii")) for name, value in fields.items())
