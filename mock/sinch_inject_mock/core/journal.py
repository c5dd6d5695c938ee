"""What came and what became of it: every request, with secrets masked before it is kept."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import unquote_plus

from attrs import define, frozen
from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.clock import iso
from sinch_inject_mock.core.exchange import Header, Verdict
from sinch_inject_mock.core.store import on_one_line

__all__ = [
    "Entry",
    "Journal",
    "RequestFilter",
    "mask_headers",
    "mask_text",
    "readable",
    "shortened",
]

MASK = "***"
SECRET_NAME = re.compile("auth|cookie|secret|token|password|api-?key", re.IGNORECASE)
FORM_SECRET = re.compile(
    r"((?:^|[&?;\s])(?:client_secret|client_assertion|password|access_token|refresh_token)=)[^&\s]*",
    re.IGNORECASE,
)
LARGEST_BODY = 64 * 1024
LONGEST_NAME = 64
# What Python needs for one entry beside its texts, and for one problem, about.
OVERHEAD, OVERHEAD_OF_PROBLEM = 1000, 400


@define(eq=False)
class Entry:
    """One request. Times in nanoseconds since 1970; header lines, masked, in one piece."""

    sequence: int
    request_id: str
    time: int
    method: str
    path: str
    headers: bytes
    body: bytes
    is_json: bool
    verdict: Verdict
    status: int | None
    answer: bytes
    problems: Sequence[Problem]
    latency_ms: float
    fault: tuple[str, str] | None
    message_id: str | None
    conversation_id: str | None
    client: str
    deleted: bool = False
    """The message that it brought was deleted since."""

    def size(self) -> int:
        """Return about how many bytes it takes."""
        texts = len(self.path) + len(self.conversation_id or "") + len(self.message_id or "")
        problems = sum(
            4 * len(problem.pointer) + len(problem.message) + OVERHEAD_OF_PROBLEM
            for problem in self.problems
        )
        raw = len(self.headers) + len(self.body) + len(self.answer)
        return raw + 4 * texts + problems + OVERHEAD

    def as_json(self) -> dict[str, Any]:
        """Return the request as ``GET /_mock/requests`` shows it."""
        body = json.loads(self.body) if self.is_json else None
        return {**self._about(), "body": body}

    def in_pieces(self) -> list[bytes]:
        """Return the same as one line of JSON, in pieces, so that the body need not be copied."""
        about = json.dumps(self._about(), ensure_ascii=False).encode()
        return [
            about[:-1] + b', "body": ',
            on_one_line(self.body) if self.is_json else b"null",
            b"}",
        ]

    def _about(self) -> dict[str, Any]:
        kind, source = self.fault or (None, None)
        text = None if self.is_json or not self.body else self.body.decode("utf-8", "replace")
        return {
            "sequence": self.sequence,
            "request_id": self.request_id,
            "time": iso(self.time),
            "method": self.method,
            "path": self.path,
            "headers": _headers(self.headers),
            "raw_body": text,
            "verdict": self.verdict,
            "status": self.status,
            "answer": _value(self.answer),
            "problems": [_told(problem) for problem in self.problems],
            "latency_ms": round(self.latency_ms, 3),
            "fault": {"kind": kind, "source": source} if kind else None,
            "message_id": self.message_id,
            "conversation_id": self.conversation_id,
            "client": self.client,
            "deleted": self.deleted,
        }


@frozen
class RequestFilter:
    """Which requests are wanted; None is any."""

    conversation_id: str | None = None
    verdict: str | None = None
    after: int = 0
    limit: int | None = None

    def select(self, entries: Iterator[Entry]) -> list[dict[str, Any]]:
        """Return those that fit, in order."""
        return [entry.as_json() for entry in islice(filter(self.fits, entries), self.limit)]

    def fits(self, entry: Entry) -> bool:
        """Tell whether an entry is wanted."""
        if self.conversation_id not in (None, entry.conversation_id):
            return False
        return self.verdict in (None, entry.verdict)


class Journal:
    """The newest requests, bounded in number and in bytes."""

    def __init__(self, limit: int, most_bytes: int) -> None:
        self._entries: deque[Entry] = deque()
        self._by_message: dict[str, Entry] = {}
        self._limit, self._most_bytes = limit, most_bytes
        self.bytes = 0
        self.last = 0
        self.epoch = 0
        self.dropped = 0

    def add(self, entry: Entry) -> None:
        """Keep a request; the oldest go beyond the limits."""
        self._entries.append(entry)
        self.bytes += entry.size()
        self.last = entry.sequence
        if entry.verdict == "injected" and entry.message_id is not None:
            self._by_message[entry.message_id] = entry
        while len(self._entries) > self._limit or (
            self.bytes > self._most_bytes and len(self._entries) > 1
        ):
            oldest = self._entries.popleft()
            self.bytes -= oldest.size()
            if oldest.message_id is not None:
                self._by_message.pop(oldest.message_id, None)
            self.dropped += 1

    def deleted(self, message_id: str) -> None:
        """Note that a message is not there any more."""
        entry = self._by_message.get(message_id)
        if entry is not None:
            entry.deleted = True

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Return the requests with a larger sequence number, in order."""
        if not self._entries:
            return iter(())
        # Numbers have no gaps, so the place of the first is known.
        return islice(self._entries, max(0, after + 1 - self._entries[0].sequence), None)

    def clear(self, *, anew: bool = False) -> None:
        """Forget the requests. Sequence numbers go on, or begin ``anew``."""
        self._entries.clear()
        self._by_message.clear()
        self.bytes = 0
        self.last = 0 if anew else self.last
        self.epoch += 1
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._entries)


@lru_cache(maxsize=256)
def _secret_word(name: bytes) -> bool:
    return SECRET_NAME.search(name.decode("latin-1")) is not None


def _secret_name(name: bytes) -> bool:
    # What is remembered of names must not grow with them.
    return _secret_word(name) if len(name) <= LONGEST_NAME else _secret_word.__wrapped__(name)


def mask_headers(headers: Sequence[Header]) -> bytes:
    """Write header lines, with secrets masked; the scheme of an Authorization is kept."""
    return b"\n".join(
        [
            b"%b: %b" % (name, _masked(value) if _secret_name(name) else value)
            for name, value in headers
        ]
    )


def _masked(value: bytes) -> bytes:
    scheme, space, _ = value.partition(b" ")
    known = scheme.lower() in (b"basic", b"bearer")
    return scheme + b" ***" if space and known else b"***"


def mask_text(text: str, secrets: Sequence[str]) -> str:
    """Mask form fields that hold secrets, and every known secret wherever it stands."""
    text = FORM_SECRET.sub(rf"\1{MASK}", text)
    plain = unquote_plus(text) if secrets else ""
    for secret in secrets:
        if secret and (secret in text or secret in plain):
            text = text.replace(secret, MASK)
    return text


def _headers(lines: bytes) -> dict[str, str]:
    """Return the headers; those that came twice are joined with a comma."""
    found: dict[str, str] = {}
    for line in lines.decode("latin-1").split("\n"):
        name, _, value = line.partition(": ")
        if name:
            found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _value(answer: bytes) -> Any:
    if not answer:
        return None
    try:
        return json.loads(answer)
    except ValueError:
        return answer.decode("utf-8", "replace")


def readable(body: bytes) -> tuple[str, bool]:
    """Return a body as text, and whether it is JSON that can be shown as a value."""
    if len(body) > LARGEST_BODY:
        return shortened(body).decode(), False
    text = body.decode("utf-8", "replace")
    try:
        value = json.loads(body, parse_constant=_refuse)
        written = json.dumps(value, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (ValueError, RecursionError):
        return text, False
    return written, True


def shortened(body: bytes) -> bytes:
    """Return a body, or its beginning and how long it was."""
    if len(body) <= LARGEST_BODY:
        return body
    text = body[:LARGEST_BODY].decode("utf-8", "replace")
    return f"{text}… ({len(body)} bytes)".encode()


def _refuse(name: str) -> None:
    raise ValueError(name)


def _told(problem: Problem) -> dict[str, str]:
    """Return a problem as data. All of them are errors here: the request was refused."""
    return {
        "pointer": problem.pointer,
        "rule": problem.rule,
        "message": problem.message,
        "source": problem.source,
    }
