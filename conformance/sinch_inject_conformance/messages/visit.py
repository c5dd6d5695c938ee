"""A visit to a server: inject, list, read and delete in one conversation, noting what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from attrs import field, frozen

from sinch_inject_conformance.answers import operation_faults, strictly
from sinch_inject_conformance.case import render
from sinch_inject_conformance.judge import resolved
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.stored import same_json
from sinch_inject_conformance.wire import Answer, Request

__all__ = ["MOST_PAGES", "Sent", "Story", "Visit"]

MOST_PAGES = 60
# What the API adds to a message that was sent without it.
FILLED = {"metadata": "", "processing_mode": "CONVERSATION"}
# What it may add besides: all that the contract knows but a content that nobody sent.
CONTENT = {"app_message", "contact_message"}
Json = dict[str, Any]


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(words)


@frozen
class Story:
    """A case that takes several requests, told as code.

    Args:
        name: what it is about.
        rule: which rule of the API it tries.
        source: who says so: page, public-sdk or assumed.
        play: does it on a visit, and yields what is wrong beside what the visit notes itself.
        needs: capabilities of the server without which it does not apply.
        wanted: the right outcome, for a person.
        restores_clock: it moves the clock.
        asks: as of a row.
        apart: each request goes over a connection of its own.
    """

    name: str
    rule: str
    source: str
    play: Callable[[Visit], Iterator[str]]
    needs: frozenset[str] = field(default=frozenset(), converter=_words)
    wanted: str = ""
    restores_clock: bool = False
    safe: bool = False
    asks: frozenset[str] = field(default=frozenset(), converter=_words)
    apart: bool = False


@frozen
class Sent:
    """A message that was accepted: its body, and the conversation that it went to."""

    body: Json
    conversation_id: str


class Visit:
    """One story on one server.

    Args:
        session: the server.
        conversation: an id that nobody else uses.
        apart: send each request over a connection of its own.
    """

    def __init__(self, session: Session, conversation: str, *, apart: bool = False) -> None:
        self.session = session
        self.conversation = conversation
        self._apart = apart
        self.faults: list[str] = []
        self.last: tuple[Request, Answer] | None = None

    def inject(self, body: Json, conversation: str | None = None) -> Sent:
        """Inject a message; that it is not accepted is a fault."""
        value = render(body, self.session.now())
        where = conversation or self.conversation
        path = f"conversations/{quote(where, safe='')}:inject-message"
        self.ask("injectMessage", "POST", path, body=json.dumps(value, ensure_ascii=False).encode())
        return Sent(value, where)

    def page(self, expect: int = 200, **query: Any) -> Json:
        """Return one page of the list, of this conversation unless another is named."""
        given = {"conversation_id": self.conversation, **query}
        page = self.ask("listMessages", "GET", f"messages{_query(given)}", expect=expect)
        shown = page.get("messages")
        self._stay_gone(shown if isinstance(shown, list) else [])
        return page

    def listed(self, **query: Any) -> list[Json]:
        """Return all messages of a list, page by page."""
        found: list[Json] = []
        token: Any = None
        for _ in range(MOST_PAGES):
            more = {} if token is None else {"page_token": token}
            page = self.page(**{"page_size": 100, **query, **more})
            messages = page.get("messages") or []
            found += [one for one in messages if isinstance(one, dict)]
            token = page.get("next_page_token")
            if not token:
                return found
        self.faults.append(f"the list has more than {MOST_PAGES} pages")
        return found

    def read(self, message_id: str, expect: int = 200, **query: Any) -> Json:
        """Return one message."""
        path = f"messages/{quote(message_id, safe='')}{_query(query)}"
        found = self.ask("getMessage", "GET", path, expect=expect)
        self._stay_gone([found])
        return found

    def delete(self, message_id: str, expect: int = 200, **query: Any) -> Json:
        """Delete one message."""
        path = f"messages/{quote(message_id, safe='')}{_query(query)}"
        answer = self.ask("deleteMessage", "DELETE", path, expect=expect)
        if expect == 200:
            self.session.deleted.add(message_id)
        return answer

    def ask(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        expect: int = 200,
        body: bytes | None = None,
        authorization: str | None = None,
        project: str | None = None,
    ) -> Json:
        """Send a request of an operation, judge the answer as a whole, and return its value.

        An ``authorization`` that is empty is none: the request shows nobody's credentials.
        """
        request = self._request(method, path, body, authorization, project)
        if self._apart:
            self.session.api.close()
        answer = self.session.api.send(request)
        self._judge(operation, request, answer, {expect})
        try:
            value = answer.json() if answer.body else {}
        except ValueError:
            value = {}
        return value if isinstance(value, dict) else {}

    def delete_at_once(self, message_ids: Sequence[str]) -> list[int]:
        """Delete messages in the same moment, each on a connection; return the statuses."""
        requests = [
            self._request("DELETE", f"messages/{quote(name, safe='')}") for name in message_ids
        ]
        answers = self.session.api.at_once(requests)
        for request, answer in zip(requests, answers, strict=True):
            self._judge("deleteMessage", request, answer, {200, 404})
        self.session.deleted.update(message_ids)
        return [answer.status for answer in answers]

    def _request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        authorization: str | None = None,
        project: str | None = None,
    ) -> Request:
        whose = project or self.session.target.credentials.project_id
        shown = self.session.usual_authorization() if authorization is None else authorization
        headers = [("Authorization", shown)] if shown else []
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        target = f"/v1/projects/{quote(whose, safe='')}/{path}"
        return Request(method, target, tuple(headers), body)

    def _judge(
        self, operation: str, request: Request, answer: Answer, expect: Collection[int]
    ) -> None:
        self.last = request, answer
        faults = operation_faults(answer, operation)
        if answer.status not in expect:
            faults.insert(0, f"answered {answer.status}, not {' or '.join(map(str, expect))}")
        if "journal" in self.session.offers:
            faults += strictly(answer, explained=True)
            faults += self.session.repeated_id(answer)
        place = request.path.split("/", 4)[-1][:60]
        self.faults += [f"{request.method} {place}: {fault}" for fault in faults]

    # -- what must hold

    def _stay_gone(self, shown: Iterable[Any]) -> None:
        """Note a message with the id of one that was deleted in this run, whoever deleted it."""
        again = {one["id"] for one in shown if isinstance(one, dict) and _has_id(one)}
        if again & self.session.deleted:
            self.faults.append("a message has the id of one that was deleted")

    def shows(self, found: Sequence[Json], sent: Sequence[Sent]) -> Iterator[str]:
        """Yield where a list is not exactly these messages, in this order, as they were sent."""
        if len(found) != len(sent):
            yield f"{len(found)} messages are listed, not {len(sent)}"
            return
        for number, (shown, one) in enumerate(zip(found, sent, strict=True)):
            yield from (f"message {number}: {fault}" for fault in altered(shown, one))


def altered(shown: Json, sent: Sent) -> Iterator[str]:
    """Yield where a message is not shown as it was sent, with what the API adds."""
    wanted: Json = {**sent.body, "conversation_id": sent.conversation_id}
    identity = {"app_id": "", **wanted["channel_identity"]}
    seen: Any = shown.get("channel_identity")
    if isinstance(seen, dict):
        seen.setdefault("app_id", "")
    expected: Json = {**FILLED, **wanted, "channel_identity": identity}
    for name, value in expected.items():
        got = seen if name == "channel_identity" else shown.get(name, FILLED.get(name))
        if name not in shown and name not in FILLED:
            yield f"{name} is missing"
        elif not same_json(got, value):
            yield f"{name} is not as it was sent"
    if unknown := shown.keys() - wanted.keys() - _known():
        yield f"it has {', '.join(sorted(unknown))}, which nobody sent"
    if shown.get("injected") is not True:
        yield "it is not marked as injected"
    if not isinstance(shown.get("id"), str) or not shown["id"]:
        yield "it has no id"


def _has_id(message: Json) -> bool:
    return isinstance(message.get("id"), str)


@cache
def _known() -> frozenset[str]:
    return frozenset(resolved("ConversationMessage")["properties"].keys() - CONTENT)


def _query(query: Mapping[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""
