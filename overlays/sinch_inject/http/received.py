"""What arrives on a connection, read with httptools: one answer, exactly to its end."""

from __future__ import annotations

import httptools

from sinch_inject.http.trouble import NotHttpError

__all__ = ["LARGEST_HEAD", "Received"]

LARGEST_HEAD = 64 * 1024  # bytes of all heads of an answer, 1xx and trailers included
BEGINNING = b"HTTP/1."
BLANK = b"\r\n\r\n"
SWITCHING = 101
LENGTHS = (b"content-length", b"transfer-encoding")


class Received:
    """One answer as it comes in. Interim answers (1xx) are read over.

    Args:
        limit: bytes of the body that are kept; None: all.
        bodiless: the answer to a HEAD or a CONNECT ends with its head.

    Attributes:
        status: of the final answer; 0 until all of its head is here.
        headers: by lower-case name, in their order; trailers are left out.
        done: the answer is here to its end, as its framing says.
        keep: the connection may carry another request: the answer ended exactly, nothing came
            behind it, and the server keeps it open.
        extra: something came behind the answer.
        late: the rest of it did not come in time.
        handed_over: its request had been handed over to the last byte before it came.
    """

    __slots__ = (
        *("_all", "_bodiless", "_chunks", "_framed", "_head_at", "_heads", "_interim", "_limit"),
        *("_parser", "_size"),
        *("done", "extra", "handed_over", "headers", "keep", "late", "status"),
    )

    def __init__(self, limit: int | None = None, *, bodiless: bool = False) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._limit = limit
        self._bodiless = bodiless
        self._heads = b""  # what has come until the final head was here
        self._head_at = 0  # where in it the last head begins
        self._all = 0
        self._interim = self._framed = False
        self._chunks: list[bytes] = []
        self._size = 0
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.done = self.keep = self.extra = False
        self.handed_over = True
        self.late = False

    def feed(self, data: bytes) -> None:
        """Take what has arrived.

        Raises:
            NotHttpError: it is not HTTP, or its head is too large.
        """
        if not self.status:
            self._heads += data
            # The parser knows protocols that are not ours.
            if not BEGINNING.startswith(self._heads[: len(BEGINNING)]):
                raise NotHttpError("what came is not HTTP")
        # The parser passes over empty lines without a word, also behind an answer. So what may
        # be one goes in singly, and is seen to be left.
        text = data.rstrip(b"\r\n")
        self._parse(text)
        for at in range(len(text), len(data)):
            if self.done:
                self.extra = True
                break
            self._parse(data[at : at + 1])
        self._all += len(data)
        # Around a body in chunks there may be some bytes for each byte of it.
        if self._all > LARGEST_HEAD + 8 * self._size and not self.done:
            raise NotHttpError("the head of the answer is too large")

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            if not self.done:
                raise NotHttpError("what came is not HTTP") from None
            self.extra = True

    def end(self) -> None:
        """Take note that nothing more comes: an answer without a length ends here."""
        self.keep = False
        if self.status and not self._framed:
            self.done = True

    @property
    def full(self) -> bool:
        """Whether there is more of a body than is wanted."""
        return self._limit is not None and self._size > self._limit

    @property
    def body(self) -> bytes:
        """The body as far as it came, at most ``limit`` bytes."""
        body = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        return body if self._limit is None else body[: self._limit]

    @property
    def coded(self) -> bool:
        """Whether the body came in a transfer coding, which nobody asked for."""
        return any(
            name == b"transfer-encoding" and value.strip().lower() != b"chunked"
            for name, value in self.headers
        )

    # ------------------------------------------------------------- what the parser calls
    def on_message_begin(self) -> None:
        """Begin an answer, or find something behind it."""
        self.extra = self.done

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header line."""
        if not self.status:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """End a head: of an interim answer, or of the answer."""
        if self.done:
            return
        if not self._heads.startswith(BEGINNING, self._head_at):
            raise NotHttpError("what came is not HTTP")
        status = self._parser.get_status_code()
        self._interim = 100 <= status < 200 and status != SWITCHING
        if self._interim:
            self.headers.clear()
            # It has no body: the next head begins where its own ends.
            self._head_at = self._heads.index(BLANK, self._head_at) + len(BLANK)
            return
        if status < 200:  # no status at all, or 101, which nobody asked for
            raise NotHttpError("the answer has no status that could be one")
        self.status = status
        self._framed = any(name in LENGTHS for name, _ in self.headers)
        self.keep = self._parser.should_keep_alive()
        if self._bodiless:
            self.done = True
            self.keep = False

    def on_body(self, data: bytes) -> None:
        """Keep a piece of the body."""
        if self.done:
            self.extra = True  # of another answer, or of what should have no body
            return
        if not self.full:
            self._chunks.append(data)
        self._size += len(data)

    def on_message_complete(self) -> None:
        """End the answer."""
        if not self._interim:
            self.done = True
