"""Settings: arguments before the environment, all that is wrong at once, no secret shown."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from sinch_inject import AsyncInjectClient, BasicAuth, ConfigurationError, InjectClient
from sinch_inject.settings import AUTH_URL, REGIONS, resolve
from sinch_inject.version import VERSION, introduction

GOOD: dict[str, Any] = {"project_id": "p", "key_id": "k", "key_secret": "s", "region": "eu"}
ENV = {
    "SINCH_PROJECT_ID": "env-p",
    "SINCH_KEY_ID": "env-k",
    "SINCH_KEY_SECRET": "env-s",
    "SINCH_CONVERSATION_REGION": "BR",
    "SINCH_REGION": "us",
}


def problems(**changes: Any) -> str:
    options: dict[str, Any] = {"environ": {}, **GOOD, **changes}
    with pytest.raises(ConfigurationError) as caught:
        resolve(**options)
    assert isinstance(caught.value, ValueError)
    return caught.value.message


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve(environ={})
    for name in ("PROJECT_ID", "KEY_ID", "KEY_SECRET", "CONVERSATION_REGION"):
        assert f"SINCH_{name}" in str(caught.value)


def test_blank_is_missing() -> None:
    assert "key_id is missing" in problems(key_id=" ", environ={"SINCH_KEY_ID": "\n"})


def test_arguments_come_before_the_environment() -> None:
    settings = resolve(environ=ENV)
    assert (settings.project_id, settings.key_id, settings.key_secret) == (
        "env-p",
        "env-k",
        "env-s",
    )
    assert settings.base_url == REGIONS["br"]
    assert settings.auth_url == AUTH_URL
    settings = resolve(**GOOD, environ=ENV)
    assert (settings.project_id, settings.key_id, settings.key_secret) == ("p", "k", "s")
    assert settings.base_url == REGIONS["eu"]
    only_region = {"SINCH_REGION": "us"}
    options: dict[str, Any] = {**GOOD, "region": None, "environ": only_region}
    assert resolve(**options).base_url == REGIONS["us"]


def test_base_url_comes_before_region() -> None:
    environ = {"SINCH_BASE_URL": "http://127.0.0.1:8080/", "SINCH_AUTH_URL": "http://[::1]:1"}
    settings = resolve(**GOOD, environ=environ)
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.auth_url == "http://[::1]:1"
    other = resolve(**GOOD, base_url="https://x.example", environ=environ)
    assert other.base_url == "https://x.example"


def test_regions() -> None:
    assert problems(region="mars") == "region is none of us, eu, br"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://x.example", "must start with https://"),
        ("x.example", "must start with https://"),
        ("https://", "must start with https://"),
        ("https://[::1", "is not a URL"),
        ("https://x.example:99999", "is not a URL"),
        ("https://user:pass@x.example", "must not hold credentials"),
        ("https://x.example/v1", "must be an origin"),
        ("https://x.example?q=1", "must be an origin"),
        ("https://x.example#f", "must be an origin"),
        ("http://x.example", "is plain http to a host that is not loopback"),
        ("http://localhost.x.example", "is plain http to a host that is not loopback"),
        ("http://10.0.0.1", "is plain http to a host that is not loopback"),
    ],
)
def test_urls(url: str, said: str) -> None:
    for name in ("base_url", "auth_url"):
        text = problems(**{name: url})
        assert text.startswith(f"{name} {said}")
        assert "pass" not in text


@pytest.mark.parametrize("host", ["localhost", "api.localhost", "127.0.0.1", "127.9.9.9", "[::1]"])
def test_plain_http_is_for_loopback(host: str) -> None:
    assert resolve(**GOOD, base_url=f"http://{host}:8080", environ={})


def test_plain_http_elsewhere_must_be_asked_for() -> None:
    assert resolve(**GOOD, base_url="http://sim.internal", allow_http=True, environ={})


def test_credentials_of_the_callers_need_no_key() -> None:
    with pytest.raises(ConfigurationError, match=r"^not sent: project_id is missing"):
        InjectClient(auth=BasicAuth("k", "s"), region="us", environ={})
    assert InjectClient(auth=BasicAuth("k", "s"), region="us", project_id="p", environ={})


def test_auth_must_be_one_we_know() -> None:
    assert problems(auth="ntlm") == "auth must be oauth2, basic, or credentials of this package"


@pytest.mark.parametrize("kind", [InjectClient, AsyncInjectClient])
@pytest.mark.parametrize("auth", ["basic", "oauth2"])
def test_nothing_with_a_secret_pickles_or_shows_it(kind: type[InjectClient], auth: str) -> None:
    secret = "s-e-c-r-e-t"
    options: dict[str, Any] = {**GOOD, "key_secret": secret, "auth": auth, "environ": {}}
    client = kind(**options)
    settings = resolve(**options)
    for thing in (client, client.auth, settings, client.with_options(preflight=False)):
        assert secret not in repr(thing) + str(thing)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="secret"):
                pickle.dumps(thing, protocol)
        with pytest.raises(TypeError, match="secret"):
            copy.deepcopy(thing)


def test_user_agent() -> None:
    assert introduction("helpdesk/2.1").startswith(f"helpdesk/2.1 sinch-inject/{VERSION} (Python/")
    for bad in ("a\nb", "é", "\x00"):
        with pytest.raises(ConfigurationError, match="user_agent must be printable ASCII"):
            InjectClient(**GOOD, user_agent=bad, environ={})
