"""A TLS session in memory: bytes in, bytes out, no socket.

The socket's owner gives the sealed bytes to the kernel itself, so it knows exactly how many
of them left. A session also knows whether it is between two records with nothing unread: only
then may its connection carry another request.
"""

from __future__ import annotations

import contextlib
import ssl

from sinch_inject.http.trouble import RefusedError

__all__ = ["Session"]

RECORD = 16 * 1024  # bytes in a record at most, and so in one read
HTTP = (None, "http/1.1")  # protocols that a server may have chosen


class Session:
    """The client's side of one TLS session.

    Args:
        context: of the standard library.
        host: whom the certificate must name.
    """

    __slots__ = ("_incoming", "_outgoing", "_partial", "_tls", "ended")

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._partial = b""  # the beginning of a record whose end has not come
        self.ended = False  # the server has said that nothing more comes

    def shake_hands(self, arrived: bytes) -> tuple[bytes, bool]:
        """Take a step of the handshake.

        Returns:
            Bytes for the server, and whether the handshake is done.

        Raises:
            OSError: it failed.
        """
        self._take(arrived)
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return self._outgoing.read(), False
        if self._tls.selected_alpn_protocol() not in HTTP:
            raise RefusedError("the server insists on another protocol than HTTP/1.1")
        return self._outgoing.read(), True

    def seal(self, data: bytes) -> bytes:
        """Return ``data`` as it goes over the wire, and what TLS itself has to say before it.

        Raises:
            OSError: TLS cannot go on.
        """
        # Python asks OpenSSL for all or nothing, and memory is never full.
        if self._tls.write(data) != len(data):
            raise RefusedError("TLS did not take all of it")
        return self._outgoing.read()

    def unseal(self, arrived: bytes) -> bytes:
        """Return what has arrived in plain, all of it; nothing if only TLS had something to say.

        Raises:
            ssl.SSLError: the bytes are not TLS, or were tampered with.
        """
        self._take(arrived)
        plain = b""
        try:
            while self._incoming.pending or self._tls.pending():
                data = self._tls.read(RECORD)
                if not data:
                    self.ended = True
                    break
                plain += data
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.ended = True
        return plain

    def farewell(self) -> bytes:
        """Return the bytes that say that nothing more will be sent."""
        # SSLWantReadError is the usual one: the server's own farewell is not waited for.
        with contextlib.suppress(ssl.SSLError):
            self._tls.unwrap()
        return self._outgoing.read()

    @property
    def clean(self) -> bool:
        """Whether everything that arrived was read, to the end of a record."""
        left = self._partial or self._incoming.pending or self._tls.pending()
        return not left and not self.ended

    def _take(self, arrived: bytes) -> None:
        """Give bytes to TLS, and remember the record that they leave unfinished.

        OpenSSL takes the beginning of a record out of the buffer and does not tell.
        """
        self._incoming.write(arrived)
        records = self._partial + arrived if self._partial else arrived
        at, size = 0, len(records)
        while at + 5 <= size:  # a record's header: type, version, version, length, length
            end = at + 5 + (records[at + 3] << 8) + records[at + 4]
            if end > size:
                break
            at = end
        self._partial = records[at:]
