"""Claims, answers, faults, crashes, resumes and edits of the file, in any order: the model."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from sinch_inject import InjectClient
from sinch_inject.bulk.entry import from_value
from sinch_inject.bulk.ledger import Row, Scope, Settled, State
from sinch_inject.bulk.listing import tag_in
from sinch_inject.bulk.many import Stopped, inject_many
from sinch_inject.bulk.resume import InputChanged
from sinch_inject.bulk.settle import Copy, Seen, seconds, settle
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.http.steps import Steps, run
from support.claims import LIMIT
from support.imports import WALL, client_options
from support.simulated import text_message

BASE = "http://127.0.0.1:1"
SCOPE = Scope("demo-project", BASE)
ANSWERS = ["200", "400", "404", "429", "500", "stored-500", "refused", "stored-cut", "401"]
SENT = (State.DONE, State.UNKNOWN)


class Crash(Exception):
    """The process is gone."""


class Server(httpx.BaseTransport):
    """Stores messages, misbehaves as told, and crashes the process at one of its requests.

    Attributes:
        stored: how often each text is there, and as what.
        posts: the texts that came, in order.
        plan: what is done to the next requests; then all goes well.
        crash: before or after which request the process is gone; None: it lives.
    """

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.stored: list[dict[str, Any]] = []
        self.posts: list[str] = []
        self.plan: list[str] = []
        self.crash: tuple[int, bool] | None = None
        self.dead = False
        self._lock = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request for a message to be injected."""
        with self._lock:
            if self.dead:
                raise Crash
            body = json.loads(request.read())
            conversation = request.url.path.split("/")[-1].partition(":")[0]
            body["conversation_id"] = conversation
            self._die(after=False)
            text = body["contact_message"]["text_message"]["text"]
            what = self.plan.pop(0) if self.plan else "200"
            self.posts.append(text)
            if what in ("200", "stored-500", "stored-cut"):
                self.stored.append(body)
            self._die(after=True)
        if what in ("refused", "stored-cut"):
            raise httpx.ReadError("cut")
        status = int(what.removeprefix("stored-"))
        return httpx.Response(status, json={}, request=request)

    def _die(self, *, after: bool) -> None:
        """Keep the ledger as it is at this moment; nothing reaches the server from now on."""
        if self.crash is None or self.crash[1] is not after:
            return
        left = self.crash[0]
        self.crash = (left - 1, after)
        if left:
            return
        self.dead, self.crash = True, None
        for ending in ("", "-wal"):
            source = self.ledger.with_name(self.ledger.name + ending)
            if source.exists():
                shutil.copyfile(source, source.with_name(f"{source.name}.at-the-crash"))
        raise Crash

    def look(self, *, conversation_id: str, start: float, end: float, source: str) -> Steps[Seen]:
        """List what is stored, as a server without a fault does."""
        yield from ()
        copies = [
            Copy(
                id=str(n),
                tag=tag_in(one["metadata"]),
                conversation_id=one["conversation_id"],
                at=seconds(one["accept_time"]),
                injected=True,
            )
            for n, one in enumerate(self.stored)
        ]
        near = [copy for copy in copies if start < copy.at < end]
        return Seen(tuple(copy for copy in near if copy.conversation_id == conversation_id))


class Import(RuleBasedStateMachine):
    """One file, its ledger, and a server."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "run.ledger"
        self.server = Server(self.path)
        self.file: list[dict[str, Any]] = []
        self.before: list[dict[str, Any]] = []
        self.texts = 0
        self.now = WALL + 3600.0
        self.add(3)

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def record(self) -> dict[str, Any]:
        self.texts += 1
        return {"conversation_id": f"c-{self.texts % 3}", **text_message(str(self.texts))}

    def rows(self) -> dict[int, Row]:
        self.now += 1.0
        with closing(SqliteLedger(self.path, SCOPE, now=self.now)) as ledger:
            return {row.n: row for row in ledger.rows().result(LIMIT)}

    # ------------------------------------------------------------------ edits of the file

    def add(self, many: int) -> None:
        self.file += [self.record() for _ in range(many)]

    def edit(self, how: str, place: int) -> None:
        match how:
            case "change":
                self.file[place % len(self.file)] = self.record()
            case "cut" if len(self.file) > 1:
                self.file.pop()
            case "reformat":
                self.file = [dict(reversed(one.items())) for one in self.file]
            case _:
                pass

    # ----------------------------------------------------------------------------- runs

    @rule(
        more=st.integers(0, 4),
        how=st.sampled_from(["", "change", "change", "cut", "reformat"]),
        place=st.integers(0, 9),
        plan=st.lists(st.sampled_from(ANSWERS), max_size=6),
        crash=st.none() | st.tuples(st.integers(0, 3), st.booleans()),
        concurrency=st.integers(1, 3),
        enough=st.none() | st.integers(1, 6),
    )
    def go_on(
        self,
        more: int,
        how: str,
        place: int,
        plan: list[str],
        crash: tuple[int, bool] | None,
        concurrency: int,
        enough: int | None,
    ) -> None:
        self.edit(how, place)
        self.add(more)
        known, posted = self.rows(), len(self.server.posts)
        changed = [n for n, row in known.items() if self.differs(n, row)]
        self.server.plan, self.server.crash, self.server.dead = plan, crash, False
        try:
            self.send(concurrency, enough)
        except InputChanged:
            assert changed
            assert len(self.server.posts) == posted  # nothing was sent
            for n in changed:
                self.file[n - 1] = self.before[n - 1]
            return
        except (Stopped, Crash):
            pass
        assert not changed
        if self.server.dead:
            self.back_to_the_crash()
        unknown = {row.id for row in known.values() if row.state in SENT}
        again = [one for one in self.sent_since(posted) if from_value(one, 1).id in unknown]
        assert not again
        self.before = [*self.file, *self.before[len(self.file) :]]

    def send(self, concurrency: int, enough: int | None) -> None:
        self.now += 1.0
        options = client_options(BASE, transport=self.server, wall=lambda: self.now)
        with InjectClient(**options) as sinch:
            outcomes = inject_many(
                sinch, self.file, ledger=self.path, concurrency=concurrency, rate=1e5
            )
            with closing(outcomes):
                for seen, _ in enumerate(outcomes, 1):
                    if seen == enough:
                        break

    def differs(self, n: int, row: Row) -> bool:
        if n > len(self.file) or row.state not in (*SENT, State.UNDONE):
            return False
        return from_value(self.file[n - 1], n).id != row.id

    def sent_since(self, posted: int) -> list[dict[str, Any]]:
        texts = set(self.server.posts[posted:])
        return [one for one in self.file if one["contact_message"]["text_message"]["text"] in texts]

    def back_to_the_crash(self) -> None:
        for ending in ("", "-wal"):
            at = self.path.with_name(self.path.name + ending)
            kept = at.with_name(f"{at.name}.at-the-crash")
            at.unlink(missing_ok=True)
            if kept.exists():
                kept.rename(at)

    # ------------------------------------------------------------------- what comes later

    @rule(after=st.sampled_from([0.5, 5000.0]))
    def ask_the_server(self, after: float) -> None:
        self.now += after
        with closing(SqliteLedger(self.path, SCOPE, now=self.now)) as ledger:
            self.now += 100.0
            found = run(settle(ledger, self.server.look, now=self.now, after=60.0))
            assert not found.duplicates

    @rule()
    def try_the_rejected_again(self) -> None:
        refused = [row.n for row in self.rows().values() if row.state is State.REJECTED]
        with closing(SqliteLedger(self.path, SCOPE, now=self.now)) as ledger:
            for n in refused:
                ledger.settle(Settled(n=n, state=State.PENDING, at=self.now)).result(LIMIT)

    # --------------------------------------------------------------------- what must hold

    @invariant()
    def nothing_is_there_twice(self) -> None:
        there = Counter(
            one["contact_message"]["text_message"]["text"] for one in self.server.stored
        )
        assert all(many == 1 for many in there.values())

    @invariant()
    def the_ledger_tells_the_truth(self) -> None:
        there = {
            from_value({k: v for k, v in one.items() if k != "metadata"}, 1).id
            for one in self.server.stored
        }
        rows = self.rows()
        for row in rows.values():
            assert row.state is not State.SENDING
            if row.state is not State.UNKNOWN:
                assert (row.id in there) == (row.state is State.DONE), row
        assert there <= {row.id for row in rows.values()}  # whatever is there is known


TestImport = Import.TestCase
TestImport.settings = settings(
    max_examples=25,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
