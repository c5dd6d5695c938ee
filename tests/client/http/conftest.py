from __future__ import annotations

import ssl

import pytest
import trustme


@pytest.fixture(scope="session")
def trust() -> trustme.CA:
    """Return a certificate authority that nobody knows unless told to."""
    return trustme.CA()


@pytest.fixture(scope="session")
def server_tls(trust: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.issue_cert("127.0.0.1", "localhost", "api.example", "bücher.example").configure_cert(
        context
    )
    return context


@pytest.fixture(scope="session")
def client_tls(trust: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    trust.configure_trust(context)
    return context
