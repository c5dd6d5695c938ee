"""What a machine may lack: file descriptors, certificates, addresses that answer.

Each case is a process of its own, so that nothing here has to be taken away from the tests.
All that comes of it is an error of ours, and the same client works when there is enough again.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import trustme
from support.hostile import Connection, Hostile
from support.ways import DEFAULT_WAYS, Way

CHILD = Path(__file__).parent.parent / "support" / "scarce.py"
PATIENCE = 60.0


def api(connection: Connection) -> None:
    while True:
        connection.request(store=True)
        connection.answer()


def tokens(connection: Connection) -> None:
    while True:
        connection.request()
        connection.answer(body=b'{"access_token":"t-1","expires_in":3600}')


def child(way: Way, scarce: str, *urls: str, **environment: str) -> dict[str, Any]:
    """Run the child process; return what it says."""
    done = subprocess.run(
        [sys.executable, CHILD, way.name, scarce, *urls],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def kinds(said: dict[str, Any]) -> list[list[str]]:
    return [classes.split() for classes, _ in said["endings"]]


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    """Return an authority, and the path of its certificate."""
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("trust") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return authority, str(path)


def server_side(authority: trustme.CA) -> Any:
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit that could be set")
@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
class TestNoFileDescriptor:
    """Not sent, and worth another try: the next one finds descriptors again."""

    def test_at_first_use(self, way: Way) -> None:
        with Hostile(api) as server, Hostile(tokens) as endpoint:
            said = child(way, "descriptors", server.url, endpoint.url)
        first, second = kinds(said)
        assert "NotSent" in first, said
        assert "ConfigurationError" not in first
        assert second[0] == "InjectResult", said
        assert server.stored == {"m-2": 1}

    def test_at_first_use_over_tls(self, way: Way, trust: tuple[trustme.CA, str]) -> None:
        """The certificates cannot be read either."""
        tls = server_side(trust[0])
        with Hostile(api, tls=tls) as server, Hostile(tokens, tls=tls) as endpoint:
            said = child(way, "descriptors", server.url, endpoint.url, SSL_CERT_FILE=trust[1])
        first, second = kinds(said)
        assert "NotSent" in first, said
        assert "ConfigurationError" not in first
        assert second[0] == "InjectResult", said
        assert server.stored == {"m-2": 1}


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
@pytest.mark.parametrize("bad", ["missing", "directory", "empty", "text", "directory-missing"])
def test_bad_certificates(bad: str, way: Way, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if bad in ("empty", "text"):
        path.write_text("" if bad == "empty" else "not a certificate")
    if bad == "directory":
        path.mkdir()
    name = "SSL_CERT_DIR" if bad == "directory-missing" else "SSL_CERT_FILE"
    with Hostile(api) as server, Hostile(tokens) as endpoint:
        said = child(way, "certificates", server.url, endpoint.url, **{name: str(path)})
        assert server.connections == 0
    assert "ConfigurationError" in kinds(said)[0]
    assert "SSL_CERT_FILE" in said["endings"][0][1]
    assert not server.requests


@contextlib.contextmanager
def dead(port: int) -> Generator[str]:
    """Yield an address of this machine where ``port`` takes connections, and never answers."""
    with contextlib.ExitStack() as stack:
        address, family = "127.0.0.2", socket.AF_INET
        listener = stack.enter_context(socket.socket(family))
        try:
            listener.bind((address, port))
        except OSError:  # macOS knows only one address of that kind
            address, family = "::1", socket.AF_INET6
            listener = stack.enter_context(socket.socket(family))
            listener.bind((address, port))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket(family))
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield address


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
class TestDeadAddresses:
    def test_six_take_no_longer_than_one(self, way: Way) -> None:
        """The timeout is for connecting, not for each address."""
        with Hostile(api) as server, Hostile(tokens) as endpoint, dead(server.port) as address:
            url = f"http://many.invalid:{server.port}"
            said = child(way, ",".join([address] * 6), url, endpoint.url)
        assert "ConnectionFailed" in kinds(said)[0], said
        assert "resolved" not in said["endings"][0][1]
        # Four attempts of a second each; six addresses a second each would be 24.
        assert said["seconds"] < 12

    def test_the_last_one_answers(self, way: Way) -> None:
        """Each address has its share of the time, so that a dead one leaves some."""
        with Hostile(api) as server, Hostile(tokens) as endpoint, dead(server.port) as address:
            url = f"http://many.invalid:{server.port}"
            said = child(way, f"{address},{address},127.0.0.1", url, endpoint.url)
        assert kinds(said)[0][0] == "InjectResult", said
        assert server.stored == {"m-1": 1}
