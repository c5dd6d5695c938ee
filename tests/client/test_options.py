"""Options are looked at when they are given; all that is wrong is said at once."""

from __future__ import annotations

import itertools
import logging
import os
import pydoc
import re
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from sinch_inject import (
    AsyncInjectClient,
    BasicAuth,
    ConfigurationError,
    InjectClient,
    OAuth2ClientCredentials,
    RetryPolicy,
)
from sinch_inject.http.outgoing import Origin
from sinch_inject.http.tls import chosen_context
from sinch_inject.http.transports import AsyncTransport, Transport
from sinch_inject.options import SyncOptions
from sinch_inject.settings import proxy_for
from support.requests import message

KINDS: list[Any] = [InjectClient, AsyncInjectClient]
GOOD: dict[str, Any] = {
    "project_id": "p",
    "key_id": "k",
    "key_secret": "s-e-c-r-e-t",
    "region": "eu",
    "environ": {},
}


def said(make: Any, **options: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        make(**options)
    assert caught.value.__context__ is None
    assert "s-e-c-r-e-t" not in repr(caught.value)
    return caught.value.message


@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_wrong_is_said_at_once(kind: Any) -> None:
    wrong = {
        "key_id": None,
        "key_secret": "a\r\nb",
        "region": "mars",
        "retry": 3,
        "deadline": "5",
        "timeout": "x",
        "max_connections": 0,
        "verify": None,
        "proxy": "socks5://x:1",
        "user_agent": "\n",
        "preflight": 1,
        "clock": None,
        "allow_http": "yes",
    }
    found = said(kind, **{**GOOD, **wrong})
    for name in wrong:
        assert name in found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("retry", "attempts"), [(3, 4), (0, 1), (10, 11), (True, 4), ("3", 4)])
def test_a_number_instead_of_a_policy(kind: Any, retry: Any, attempts: int) -> None:
    words = f"retry must be a RetryPolicy, such as RetryPolicy(attempts={attempts})"
    assert said(kind, **GOOD, retry=retry) == words
    assert said(kind(**GOOD).with_options, retry=retry) == words


def test_a_policy_names_all_that_is_wrong() -> None:
    found = said(RetryPolicy, attempts=0, initial=-1, factor=0.5, ceiling="1", retry_unknown=1)
    assert found == (
        "RetryPolicy: attempts must be 1 or more; initial must not be negative; "
        "ceiling must be a finite number of seconds, not a str; factor must be from 1 to 1000; "
        "retry_unknown must be True or False, not this number"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_a_number_of_seconds(kind: Any) -> None:
    for odd in (0, -1, True, "5", float("nan"), float("inf"), 10**400, 1e10, [1]):
        assert said(kind, **GOOD, deadline=odd).startswith("deadline must ")
        assert said(kind(**GOOD).with_options, deadline=odd).startswith("deadline must ")
        assert said(kind, **GOOD, timeout=odd).startswith("timeout must ")
    assert said(kind, **GOOD, timeout=httpx.Timeout(5, read=-1)) == (
        "timeout (read) must not be negative"
    )
    for good in (None, 1, 0.1):
        assert kind(**GOOD, deadline=good, timeout=httpx.Timeout(good))


@pytest.mark.parametrize("kind", KINDS)
def test_a_transport_of_the_other_kind_is_told_where_it_belongs(kind: Any) -> None:
    transport: Any = httpx.HTTPTransport()
    found = "transport must be an httpx.AsyncBaseTransport; InjectClient takes this one"
    if kind is InjectClient:
        transport = httpx.AsyncHTTPTransport()
        found = "transport must be an httpx.BaseTransport; AsyncInjectClient takes this one"
    assert said(kind, **GOOD, transport=transport) == found


def test_an_async_sleep_is_not_for_threads() -> None:
    async def sleep(_: float) -> None: ...

    assert said(InjectClient, **GOOD, sleep=sleep).startswith("sleep must not be async")
    assert AsyncInjectClient(**GOOD, sleep=sleep)
    assert "takes the seconds" in said(InjectClient, **GOOD, sleep=lambda: None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "odd", [lambda: time.time() * 1000, time.time_ns, lambda: 1e300, lambda: -1.0, lambda: "x"]
)
def test_a_wall_clock_tells_seconds_since_1970(kind: Any, odd: Any) -> None:
    assert said(kind, **GOOD, wall=odd).startswith("wall must return ")
    found = said(OAuth2ClientCredentials, key_id="k", key_secret="s", wall=odd)
    assert found.startswith("OAuth2ClientCredentials: wall must return ")


def test_a_wall_clock_that_goes_astray_is_noticed_before_the_message_goes_out() -> None:
    moments = itertools.chain([time.time()], itertools.repeat(1e15))
    sent: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={})

    options: dict[str, Any] = {**GOOD, "auth": "basic", "preflight": False}
    options["wall"] = lambda: next(moments)
    sinch = InjectClient(**options, transport=httpx.MockTransport(answers))
    with sinch, pytest.raises((ValueError, OverflowError, OSError)):
        sinch.inject("c", message())
    assert not sent


# ------------------------------------------------------------------------------------- TLS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("odd", [None, "", 0, 1, b"x", object(), "/no/such/file", "/"])
def test_only_false_switches_the_check_of_certificates_off(kind: Any, odd: Any) -> None:
    assert said(kind, **GOOD, verify=odd).startswith("verify ")
    assert "verify " in said(OAuth2ClientCredentials, key_id="k", key_secret="s", verify=odd)


@pytest.mark.parametrize("kind", KINDS)
def test_false_is_logged_once(kind: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    kind(**GOOD, verify=False).with_options(preflight=False)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == [
        "certificates are not checked: verify=False"
    ]


def test_a_path_is_a_file_of_authorities(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    for verify in (path, str(path), ssl.create_default_context(cafile=path), True):
        assert InjectClient(**GOOD, verify=verify)


def test_a_bad_file_in_the_environment_is_named_when_a_client_is_made(tmp_path: Path) -> None:
    """In a process of its own: the context is made once in each."""
    bad = tmp_path / "odd.pem"
    bad.write_text("no certificate", encoding="utf-8")
    script = """if True:
        from sinch_inject import ConfigurationError, InjectClient
        try:
            InjectClient(project_id="p", key_id="k", key_secret="s", region="mars")
        except ConfigurationError as error:
            print(error.message)
    """
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "SSL_CERT_FILE": str(bad)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "SSL_CERT_FILE" in done.stdout
    assert "region is none of" in done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_the_environment_that_is_given_names_the_authorities(
    kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "hashed").mkdir()
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "hashed" / "0a1b2c3d.0"))
    words = "SSL_CERT_FILE or SSL_CERT_DIR names no file with certificates"
    several = os.pathsep.join([str(tmp_path / "empty"), str(tmp_path / "hashed")])
    good: list[dict[str, str]] = [{}, {"SSL_CERT_FILE": ""}, {"SSL_CERT_DIR": several}]
    bad = ({"SSL_CERT_FILE": "/no/such"}, {"SSL_CERT_DIR": str(tmp_path / "empty")})

    def credentials(environ: dict[str, str] | None) -> object:
        return OAuth2ClientCredentials("k", "s", environ=environ)

    for environ in (*good, *bad):
        monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file" if environ in good else "")
        if environ in good:
            assert kind(**{**GOOD, "environ": environ})
            assert credentials(environ)
        else:
            assert said(kind, **{**GOOD, "environ": environ}).startswith(words)
            assert words in said(credentials, environ=environ)
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    assert said(kind, **{**GOOD, "environ": None}).startswith(words)
    assert words in said(credentials, environ=None)


@pytest.mark.parametrize("kind", KINDS)
def test_the_authorities_of_the_given_environment_are_trusted(kind: Any, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(path))
    client = kind(**{**GOOD, "environ": {"SSL_CERT_FILE": str(path)}})
    trusted = chosen_context(client._settings.verify).get_ca_certs()
    assert len(trusted) == 1
    assert "trustme" in str(trusted)


@pytest.mark.parametrize("make", [*KINDS, Transport, AsyncTransport])
def test_a_context_of_servers_checks_no_server(make: Any) -> None:
    options = GOOD if make in KINDS else {}
    found = said(make, **options, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    assert "verify must be an ssl.SSLContext of clients" in found


# ------------------------------------------------------------------------------ transports


@pytest.mark.parametrize("make", [Transport, AsyncTransport])
def test_a_transport_names_all_that_is_wrong(make: Any) -> None:
    found = said(make, connections=0, largest="x", proxy=5, verify=None)
    assert found.startswith(f"{make.__name__}: ")
    for name in ("connections must ", "largest must ", "proxy must ", "verify must "):
        assert name in found
    bad: list[Any] = [
        "http://s-e-c-r-e-t@a b",
        "http://\u2603.example/",
        "http://s-e-c-r-e-t:x",
        {},
    ]
    for proxy in bad:
        assert said(make, proxy=proxy).startswith(f"{make.__name__}: proxy ")


# --------------------------------------------------------------------------------- proxies

PROXY = "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("url", "environ", "proxy"),
    [
        ("https://api.example", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https://api.example", {"https_proxy": PROXY, "HTTPS_PROXY": "http://other:1"}, PROXY),
        ("https://api.example", {"https_proxy": "", "HTTPS_PROXY": PROXY}, None),
        ("https://api.example", {"ALL_PROXY": PROXY}, PROXY),
        ("https://api.example", {"HTTP_PROXY": PROXY}, None),
        ("http://api.example", {"HTTP_PROXY": PROXY}, PROXY),
        ("http://api.example", {"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "b, .example"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "api.example:443"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "b, *"}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": " * "}, None),
        ("https://api.example", {"HTTPS_PROXY": PROXY, "NO_PROXY": "pi.example"}, PROXY),
        ("https://127.0.0.1:1", {"HTTPS_PROXY": PROXY}, None),
        ("https://api.example", {}, None),
    ],
)
def test_proxies_of_an_environment(
    url: str, environ: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert proxy_for(url, environ) == proxy
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy  # the process's own is read alike


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("odd", [5, b"*", ["*"]])
def test_what_goes_without_a_proxy_is_a_text(kind: Any, odd: Any) -> None:
    environ = {"HTTPS_PROXY": PROXY, "NO_PROXY": odd}
    assert said(kind, **{**GOOD, "environ": environ}) == "NO_PROXY must be a text"
    found = said(OAuth2ClientCredentials, key_id="k", key_secret="s", environ=environ)
    assert found == "OAuth2ClientCredentials: NO_PROXY must be a text"


def test_an_empty_environment_has_no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert InjectClient(**GOOD)
    words = "https_proxy must be an http:// or https:// URL"
    assert said(InjectClient, **{**GOOD, "environ": None}).startswith(words)
    found = said(OAuth2ClientCredentials, key_id="k", key_secret="s")
    assert found.startswith(f"OAuth2ClientCredentials: {words}")
    assert OAuth2ClientCredentials("k", "s", environ={})


@pytest.mark.parametrize(
    "proxy",
    [
        *("", " ", "nonsense", "socks5://x:1", "http://", "http://x:99999", "http://[::1", 5),
        *("\ud800", "http://x:0", "http://a..b:1", f"http://{'a' * 64}:1", "http://.x:1"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_proxy(kind: Any, proxy: Any) -> None:
    assert said(kind, **GOOD, proxy=proxy).startswith("proxy ")
    assert "HTTPS_PROXY " in said(kind, **{**GOOD, "environ": {"HTTPS_PROXY": proxy or "x"}})


def test_the_password_of_a_proxy_is_shown_nowhere() -> None:
    client = InjectClient(**GOOD, proxy="http://user:s-e-c-r-e-t@proxy.example")
    assert "s-e-c-r-e-t" not in f"{client!r}{client._settings!r}"  # pyright: ignore[reportPrivateUsage]
    said(InjectClient, **GOOD, proxy="socks5://user:s-e-c-r-e-t@proxy.example")


# --------------------------------------------------------------------------------- identity


@pytest.mark.parametrize(
    "name", ["project_id", "key_id", "key_secret", "region", "base_url", "auth_url"]
)
@pytest.mark.parametrize("odd", ["\ud800", "a\r\nb", "a\0b", 5, b"x", ["x"], "x" * 5000])
def test_texts_that_no_head_and_no_path_can_hold(name: str, odd: Any) -> None:
    assert said(InjectClient, **{**GOOD, name: odd}).startswith(f"{name} must ")
    if isinstance(odd, str) and name != "auth_url":
        environ = {f"SINCH_{name.upper()}": odd}
        found = said(InjectClient, **{**GOOD, "environ": environ, name: None})
        assert found.startswith(f"SINCH_{name.upper()} must ")


def test_a_key_with_a_colon_would_be_another_key() -> None:
    words = "key_id must not hold a colon, which ends it in Basic authentication"
    assert said(InjectClient, **{**GOOD, "key_id": "a:b"}) == words
    assert said(BasicAuth, key_id="a:b", key_secret="s") == f"BasicAuth: {words}"
    assert words in said(OAuth2ClientCredentials, key_id="a:b", key_secret="s")


@pytest.mark.parametrize("make", [BasicAuth, OAuth2ClientCredentials])
def test_a_key_is_read_as_the_clients_read_it(make: Any) -> None:
    assert said(make, key_id=" ", key_secret="\n") == (
        f"{make.__name__}: key_id is empty; key_secret is empty"
    )

    def header(credentials: Any) -> str:
        request = httpx.Request("POST", "https://x.example")
        return str(next(credentials.auth_flow(request)).headers["authorization"])

    assert header(BasicAuth("k\n", " s ")) == header(BasicAuth("k", "s"))


@pytest.mark.parametrize("dots", [".", ".."])
def test_a_project_leads_to_no_other_path(dots: str) -> None:
    words = "must not be . or .., which lead to another path"
    assert said(InjectClient, **{**GOOD, "project_id": dots}) == f"project_id {words}"
    environ = {"SINCH_PROJECT_ID": dots}
    found = said(InjectClient, **{**GOOD, "environ": environ, "project_id": None})
    assert found == f"SINCH_PROJECT_ID {words}"


@pytest.mark.parametrize("name", ["base_url", "auth_url"])
def test_there_is_no_port_0(name: str) -> None:
    url = "https://api.example:0"
    words = f"{name} has a port that can be none: 1 to 65535"
    assert said(InjectClient, **{**GOOD, name: url}) == words
    if name == "auth_url":
        found = said(OAuth2ClientCredentials, key_id="k", key_secret="s", auth_url=url)
        assert found == f"OAuth2ClientCredentials: {words}"
    assert Origin.of(url).port == 0  # and not the usual one


def test_a_key_is_not_sent_over_plain_http() -> None:
    options: dict[str, Any] = {"key_id": "k", "key_secret": "s", "auth_url": "http://x.example"}
    assert "plain http" in said(OAuth2ClientCredentials, **options)
    assert OAuth2ClientCredentials(**options, allow_http=True)


@pytest.mark.parametrize("odd", [[], "x", 5, [("a", "b")]])
def test_what_is_no_environment(odd: Any) -> None:
    assert "environ must be a mapping" in said(InjectClient, **{**GOOD, "environ": odd})


@pytest.mark.parametrize("odd", [None, 5, httpx.BasicAuth("k", "s"), BasicAuth, b"basic"])
def test_what_are_no_credentials(odd: Any) -> None:
    assert said(InjectClient, **{**GOOD, "auth": odd}).startswith("auth must ")


# ------------------------------------------------------------------------------------- help


def test_help_explains_every_argument() -> None:
    text = pydoc.plain(pydoc.render_doc(InjectClient))
    for name in SyncOptions.__annotations__:
        assert re.search(rf"^ \|\s+{name}: ", text, re.MULTILINE), name
