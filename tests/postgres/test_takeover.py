"""Workers that share an import, and what is done to them; judged by what the server has stored."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sinch_inject.bulk.ledger import Scope, State
from sinch_inject.bulk.postgres import schema_name
from sinch_inject_mock import SinchMock
from support.database import Cluster
from support.imports import stored
from support.proxy import Proxy, proxy
from support.requests import iso, message
from support.worker import NAME

MANY = 400
SLOW = 10.0  # messages a second of the first worker: what is done to it comes before its end
PATIENCE = 90.0  # seconds for what takes ten
Worker = subprocess.Popen[str]


class Trial:
    """One import, its workers, and the server it goes to."""

    def __init__(self, mock: SinchMock, url: str, file: Path, stack: ExitStack) -> None:
        self.mock, self.url, self._file, self._stack = mock, url, file, stack
        self._workers: list[Worker] = []
        self.scope = Scope("demo-project", mock.base_url)

    def start(self, *, wait: float = 60.0, url: str | None = None) -> Worker:
        """Start a worker."""
        words = (url or self.url, self._file, wait, 400.0 if self._workers else SLOW)
        worker = subprocess.Popen(
            [sys.executable, "-m", "support.worker", *map(str, words)],
            env={**os.environ, **self.mock.env, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(end, worker)
        self._workers.append(worker)
        return worker

    @property
    def stored(self) -> int:
        """How many messages the server has."""
        return self.mock.do(lambda state: len(state.store))

    def until(self, many: int) -> None:
        """Wait until that many messages are stored."""
        self._wait(lambda: self.stored >= many, f"only {self.stored} of {many} messages came")

    def takeover(self) -> float:
        """Return after how many seconds messages come again."""
        began = time.monotonic()
        time.sleep(0.15)  # what was under way
        before = self.stored
        assert before < MANY
        self._wait(lambda: self.stored > before, "nobody took over")
        return time.monotonic() - began

    def waiting(self) -> None:
        """Wait until somebody waits for the lock of this project, beside the owner."""
        look, what = (
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s",
            "%pg_try_advisory%",
        )
        with psycopg.connect(self.url, autocommit=True) as admin:
            self._wait(lambda: bool(one(admin, look, what)), "nobody waits")

    def owner(self) -> int:
        """Return the process of the database that has the project's lock."""
        name = f"{self.scope.project_id}\0{self.scope.base_url}".encode()
        digest = blake2b(name, digest_size=8).digest()
        with psycopg.connect(self.url, autocommit=True) as admin:
            return int(
                one(
                    admin,
                    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted "
                    "AND classid = %s AND objid = %s",
                    int.from_bytes(digest[:4], "big"),
                    int.from_bytes(digest[4:], "big"),
                )
            )

    def finish(self) -> list[str]:
        """Wait for the workers, judge, and return what they said."""
        said: list[str] = []
        for worker in self._workers:
            words, _ = worker.communicate(timeout=PATIENCE)
            said += words.splitlines()
        assert stored(self.mock.messages) == list(range(1, MANY + 1))
        table = sql.Identifier(schema_name(NAME, self.scope), "record")
        with psycopg.connect(self.url, autocommit=True) as admin:
            rows = admin.execute(sql.SQL("SELECT state FROM {}").format(table)).fetchall()
        assert Counter(State(row[0]) for row in rows) == {State.DONE: MANY}
        return said

    def _wait(self, ready: Callable[[], bool], what: str) -> None:
        limit = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < limit, what
            time.sleep(0.01)


def one(admin: psycopg.Connection[Any], query: str, *parameters: Any) -> Any:
    """Return the one value that a query answers with."""
    row = admin.execute(query.encode(), parameters).fetchone()
    assert row is not None, query
    return row[0]


def end(worker: Worker) -> None:
    worker.kill()
    worker.wait()
    if worker.stdout is not None:
        worker.stdout.close()


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock() as mock:
        mock.faults.add("latency", delay_ms=40)  # so that some are under way
        yield mock


@pytest.fixture
def trial(mock: SinchMock, server: Cluster, tmp_path: Path) -> Iterator[Trial]:
    file = tmp_path / "history.jsonl"
    with file.open("w") as stream:
        for n in range(1, MANY + 1):
            body = message(accept_time=iso(seconds_ago=3600.0 + n), metadata="")
            body["contact_message"] = {"text_message": {"text": str(n)}}
            stream.write(json.dumps({"conversation_id": f"c-{n % 7}", **body}) + "\n")
    with ExitStack() as stack:
        yield Trial(mock, server.url, file, stack)


def test_a_standby_takes_over_from_a_killed_owner(
    trial: Trial, record_property: Callable[[str, object], None]
) -> None:
    owner = trial.start()
    trial.until(20)
    trial.start()
    trial.waiting()
    owner.kill()
    record_property("takeover after SIGKILL, s", round(trial.takeover(), 2))
    assert trial.finish()[-1] == "finished"


def test_a_killed_standby_is_no_loss(trial: Trial) -> None:
    trial.start()
    trial.until(20)
    standby = trial.start()
    trial.waiting()
    standby.kill()
    assert trial.finish() == ["finished"]


def test_a_server_that_crashes_and_comes_back(
    trial: Trial, server: Cluster, record_property: Callable[[str, object], None]
) -> None:
    trial.start()
    trial.until(20)
    trial.start()
    trial.waiting()
    server.restart_at_once()
    record_property("going on after restart -m immediate, s", round(trial.takeover(), 2))
    said = trial.finish()
    assert any("cannot be written" in word for word in said)


def test_a_server_that_is_away_for_a_while(trial: Trial, server: Cluster, short: bool) -> None:
    trial.start()
    trial.until(20)
    server.stop()
    try:
        time.sleep(1.0)
        before = trial.stored
        time.sleep(2.0 if short else 29.0)
        assert trial.stored == before  # nothing goes out unclaimed
    finally:
        server.start()
    said = trial.finish()
    assert any("cannot be used" in word for word in said)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be stopped here")
def test_an_owner_that_was_stopped_and_lost_its_session(
    trial: Trial, short: bool, record_property: Callable[[str, object], None]
) -> None:
    """Its session is ended while it sleeps; when it goes on, its claims fail."""
    owner = trial.start()
    trial.until(20)
    trial.start()
    trial.waiting()
    session = trial.owner()
    owner.send_signal(signal.SIGSTOP)
    try:
        with psycopg.connect(trial.url, autocommit=True) as admin:
            assert one(admin, "SELECT pg_terminate_backend(%s)", session)
        record_property("takeover from a stopped owner, s", round(trial.takeover(), 2))
        time.sleep(0.5 if short else 5.5)  # longer than a claim is good
    finally:
        owner.send_signal(signal.SIGCONT)
    said = trial.finish()
    assert any("cannot be written" in word for word in said)


@contextmanager
def through_a_proxy(trial: Trial, server: Cluster) -> Generator[Proxy]:
    """Give the proxy between the owner and the database; a standby waits."""
    with proxy(("127.0.0.1", server.port)) as between:
        owner = trial.start(url=trial.url.replace(str(server.port), str(between.port)))
        trial.until(20)
        trial.start()
        trial.waiting()
        yield between
        owner.send_signal(signal.SIGTERM)  # it cannot come back, and would try for ever
        trial.finish()


def test_the_network_is_cut_between_owner_and_server(
    trial: Trial, server: Cluster, record_property: Callable[[str, object], None]
) -> None:
    with through_a_proxy(trial, server) as between:
        between.hold()
        time.sleep(0.5)
        before = trial.stored
        time.sleep(0.5)
        assert trial.stored == before  # what cannot be claimed is not sent
        between.cut()
        record_property("takeover after the network was cut, s", round(trial.takeover(), 2))


@pytest.mark.skipif(sys.platform != "linux", reason="packets are lost by a filter of Linux")
def test_the_network_is_cut_without_a_word(
    trial: Trial, server: Cluster, record_property: Callable[[str, object], None]
) -> None:
    """Neither end hears of it: both find out because nobody answers."""
    with through_a_proxy(trial, server) as between:
        between.lose()
        record_property("takeover after packets were lost, s", round(trial.takeover(), 2))


def test_one_job_delivered_to_two_workers_at_once(trial: Trial) -> None:
    trial.start(wait=0.0)
    trial.start(wait=0.0)
    said = trial.finish()
    assert "busy" in said
    assert said.count("finished") == 2
