"""Who may reach the page and the admin API through a browser."""

from __future__ import annotations

import pytest
from sinch_inject_mock.server.guard import Guard

Headers = list[tuple[bytes, bytes]]


def headers(host: str = "localhost:4010", **others: str) -> Headers:
    found = [(b"host", host.encode())]
    found += [(name.replace("_", "-").encode(), value.encode()) for name, value in others.items()]
    return found


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:4010", "127.0.0.1:80", "[::1]:4010", "LOCALHOST:1", "my-box:1"]
)
def test_our_own_names(host: str) -> None:
    assert Guard("my-box").refuses(headers(host)) is None


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "10.0.0.7:4010", "[", "evil@localhost:x@y"],
)
def test_names_that_are_not_ours(host: str) -> None:
    refused = Guard("127.0.0.1").refuses(headers(host))
    assert refused is not None
    assert "--allow-host" in refused


def test_no_host_or_two() -> None:
    guard = Guard("127.0.0.1")
    assert guard.refuses([])
    assert guard.refuses([*headers(), *headers()])


def test_a_name_can_be_allowed() -> None:
    assert Guard("127.0.0.1", ["Mock"]).refuses(headers("mock:4010")) is None


def test_bound_to_every_address_takes_addresses_but_no_names() -> None:
    guard = Guard("0.0.0.0")
    assert guard.refuses(headers("10.0.0.7:4010")) is None
    assert guard.refuses(headers("[fe80::1]:4010")) is None
    assert guard.refuses(headers("evil.example"))


@pytest.mark.parametrize("host", ["mock:4010", "host.docker.internal", "box.local", "a.b.test"])
def test_bound_to_every_address_takes_names_that_no_stranger_can_have(host: str) -> None:
    assert Guard("0.0.0.0").refuses(headers(host)) is None
    assert Guard("127.0.0.1").refuses(headers(host))


@pytest.mark.parametrize("host", ["local", "evil.localhost.example", "mock.", "xlocalhost"])
def test_names_that_only_look_like_ours(host: str) -> None:
    assert Guard("127.0.0.1").refuses(headers(host))


def test_the_service_has_its_names_on_the_paths_of_the_api_only() -> None:
    guard = Guard("127.0.0.1")
    given = headers("us.conversation.api.sinch.com")
    assert guard.refuses_host(given, of_the_api=True) is None
    assert guard.refuses(given)
    assert guard.refuses_host(headers("sinch.com.example"), of_the_api=True)


def test_what_was_let_in_before_is_let_in_again_and_nothing_else() -> None:
    guard = Guard("127.0.0.1")
    for number in range(1_000):
        assert guard.refuses_host(headers(f"localhost:{number}")) is None
        assert guard.refuses_host(headers(f"evil{number}.example"))
    assert len(vars(guard)["_seen"]) <= 100


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost:9999",
        "null",
        "",
        "http://localhost",
        "http://[",
        "http://[localhost:4010",
        "http://localhost:4010:4010",
        "http://\xe9",
        "//",
    ],
)
def test_other_origins(origin: str) -> None:
    assert Guard("127.0.0.1").refuses(headers(origin=origin))


def test_our_own_origin() -> None:
    assert Guard("127.0.0.1").refuses(headers(origin="http://localhost:4010")) is None


@pytest.mark.parametrize(
    ("site", "mode", "navigation_allowed", "refused"),
    [
        ("same-origin", "cors", False, False),
        ("none", "navigate", False, False),
        ("cross-site", "no-cors", False, True),
        ("same-site", "cors", False, True),
        ("cross-site", "navigate", False, True),
        ("cross-site", "navigate", True, False),
        ("cross-site", "no-cors", True, True),
    ],
)
def test_what_browsers_say(site: str, mode: str, navigation_allowed: bool, refused: bool) -> None:
    given = headers(sec_fetch_site=site, sec_fetch_mode=mode)
    why = Guard("127.0.0.1").refuses(given, navigation_allowed=navigation_allowed)
    assert (why is not None) == refused
