"""A pooler that hands one session to several clients would hand them the project's lock too."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager

import psycopg
import pytest
from sinch_inject.bulk.ledger import LedgerRefused, Scope
from sinch_inject.bulk.postgres import PostgresLedger
from support.claims import LIMIT
from support.database import Cluster, shared_folder

CONFIG = """
[databases]
postgres = host=127.0.0.1 port={server} dbname=postgres user=sinch
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
ignore_startup_parameters = extra_float_digits
"""


@contextmanager
def pgbouncer(server: Cluster, mode: str) -> Generator[str]:
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with shared_folder() as folder:
        config = folder / "pgbouncer.ini"
        config.write_text(CONFIG.format(server=server.port, port=port, mode=mode))
        as_other = ["-u", "postgres"] if os.geteuid() == 0 else []
        command = [program, *as_other, str(config)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            url = f"postgresql://sinch@127.0.0.1:{port}/postgres"
            try:
                wait_for(url, process)
                yield url
            finally:
                process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def test_transaction_mode_is_refused_with_the_reason(server: Cluster, scope: Scope) -> None:
    with (
        pgbouncer(server, "transaction") as url,
        pytest.raises(LedgerRefused, match="pooler in transaction mode"),
    ):
        PostgresLedger(url, "run", scope, now=1.0)


def test_session_mode_works(server: Cluster, scope: Scope) -> None:
    with pgbouncer(server, "session") as url:
        ledger = PostgresLedger(url, "run", scope, now=1.0)
        ledger.counts().result(LIMIT)
        ledger.close()
