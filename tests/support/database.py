"""A Postgres server for tests: the one of DATABASE_URL, or one of our own that tests may kill.

``python -m support.database COMMAND…`` runs a command with DATABASE_URL set to a server of ours.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

__all__ = ["Cluster", "cluster", "programs", "shared_folder"]

LIMIT = 60.0  # seconds for what takes two


@frozen
class Cluster:
    """A server of our own.

    Attributes:
        url: of its database.
        data: its folder.
        port: on 127.0.0.1.
    """

    url: str
    data: Path
    port: int

    def restart_at_once(self) -> None:
        """Stop it as a crash would, and start it again."""
        _run(["pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "restart", *_log(self.data)])

    def stop(self) -> None:
        """Stop it as a crash would."""
        _run(["pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop"])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        _run(["pg_ctl", "-D", str(self.data), "-w", "-o", options, *_log(self.data), "start"])


def programs() -> Path | None:
    """Return the folder with the server's programs, or None."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return places[-1].parent if places else None


@contextmanager
def shared_folder() -> Generator[Path]:
    """Make a folder that the server's user owns: servers refuse to run as root.

    Not one of pytest's, whose parent only root may enter.
    """
    with tempfile.TemporaryDirectory(prefix="sinch-inject-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, "postgres", "postgres")
        yield Path(name)


@contextmanager
def cluster(folder: Path) -> Generator[Cluster]:
    """Make a server in a folder of :func:`shared_folder`, and stop it when the block ends."""
    data = folder / "data"
    _run(["initdb", "-D", str(data), "-A", "trust", "-U", "sinch", "--no-sync"])
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    made = Cluster(f"postgresql://sinch@127.0.0.1:{port}/postgres", data, port)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _log(data: Path) -> Sequence[str]:
    return ["-l", str(data / "log")]


def _run(words: Sequence[str]) -> None:
    where = programs()
    if where is None:
        raise RuntimeError("no Postgres server on this machine: `nox -s postgres` installs one")
    command = [str(where / words[0]), *words[1:]]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
    done = subprocess.run(
        command, cwd="/", capture_output=True, text=True, timeout=LIMIT, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{words[0]} failed: {done.stdout[-500:]}{done.stderr[-500:]}")


def main(words: Sequence[str]) -> int:
    """Run a command beside a server, unless there is one already; return its exit code."""
    if "DATABASE_URL" in os.environ:
        return subprocess.run(words, check=False).returncode
    with shared_folder() as folder, cluster(folder) as made:
        env = {**os.environ, "DATABASE_URL": made.url}
        return subprocess.run(words, env=env, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
