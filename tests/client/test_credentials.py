"""The credentials with clients that are not ours: plain httpx and the bare generated client."""

from __future__ import annotations

import anyio
import httpx
import pytest
from sinch_inject import BasicAuth, InjectMessageRequest, OAuth2ClientCredentials, TokenRefused
from sinch_inject.auth.credentials import Credentials
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.client import Client
from sinch_inject_generated.models import InjectMessageResponse
from sinch_inject_mock import SinchMock
from support.requests import message

PATH = "/v1/projects/demo-project/conversations/c-1:inject-message"
KINDS = ["basic", "oauth2"]


@pytest.fixture
def auth(request: pytest.FixtureRequest, sinch_mock: SinchMock) -> Credentials:
    if request.param == "basic":
        return BasicAuth("demo-key", "demo-secret")
    return OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=sinch_mock.auth_url)


def tokens_fetched(mock: SinchMock) -> int:
    return sum(entry["verdict"] == "token" for entry in mock.requests)


@pytest.mark.parametrize("auth", KINDS, indirect=True)
def test_httpx_client(auth: Credentials, sinch_mock: SinchMock) -> None:
    with httpx.Client(base_url=sinch_mock.base_url, auth=auth) as client:
        for _ in range(3):
            assert client.post(PATH, json=message()).json() == {}
    assert len(sinch_mock.messages) == 3
    assert tokens_fetched(sinch_mock) <= 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("auth", KINDS, indirect=True)
def test_httpx_async_client(auth: Credentials, sinch_mock: SinchMock, backend: str) -> None:
    async def main() -> None:
        async with httpx.AsyncClient(base_url=sinch_mock.base_url, auth=auth) as client:
            for _ in range(3):
                assert (await client.post(PATH, json=message())).json() == {}

    anyio.run(main, backend=backend)
    assert len(sinch_mock.messages) == 3
    assert tokens_fetched(sinch_mock) <= 1


@pytest.mark.parametrize("auth", KINDS, indirect=True)
async def test_bare_generated_client(auth: Credentials, sinch_mock: SinchMock) -> None:
    body = InjectMessageRequest.from_dict(message())
    client = Client(base_url=sinch_mock.base_url, httpx_args={"auth": auth})
    sync = inject_message.sync_detailed("demo-project", "c-1", client=client, body=body)
    client.get_httpx_client().close()
    asyncio = await inject_message.asyncio_detailed("demo-project", "c-1", client=client, body=body)
    await client.get_async_httpx_client().aclose()
    for response in (sync, asyncio):
        assert response.status_code == 200
        assert isinstance(response.parsed, InjectMessageResponse)
    assert len(sinch_mock.messages) == 2


def test_a_dropped_token_is_replaced_within_the_request(sinch_mock: SinchMock) -> None:
    auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=sinch_mock.auth_url)
    with httpx.Client(base_url=sinch_mock.base_url, auth=auth) as client:
        assert client.post(PATH, json=message()).status_code == 200
        sinch_mock.revoke_tokens()
        assert client.post(PATH, json=message()).status_code == 200
    assert tokens_fetched(sinch_mock) == 2


async def test_a_dropped_token_is_replaced_within_the_request_async(sinch_mock: SinchMock) -> None:
    auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=sinch_mock.auth_url)
    async with httpx.AsyncClient(base_url=sinch_mock.base_url, auth=auth) as client:
        assert (await client.post(PATH, json=message())).status_code == 200
        sinch_mock.revoke_tokens()
        assert (await client.post(PATH, json=message())).status_code == 200
    assert tokens_fetched(sinch_mock) == 2


def test_a_server_that_refuses_every_token_is_asked_twice(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("expired-token")
    auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=sinch_mock.auth_url)

    async def main() -> int:
        async with httpx.AsyncClient(base_url=sinch_mock.base_url, auth=auth) as client:
            return (await client.post(PATH, json=message())).status_code

    with httpx.Client(base_url=sinch_mock.base_url, auth=auth) as client:
        assert client.post(PATH, json=message()).status_code == 401
    assert anyio.run(main) == 401
    assert sum(entry["path"] == PATH for entry in sinch_mock.requests) == 4


def test_wrong_credentials_say_what_to_check(sinch_mock: SinchMock) -> None:
    auth = OAuth2ClientCredentials("demo-key", "wrong-secret", auth_url=sinch_mock.auth_url)

    async def main() -> None:
        async with httpx.AsyncClient(base_url=sinch_mock.base_url, auth=auth) as client:
            await client.post(PATH, json=message())

    said = "check SINCH_KEY_ID and SINCH_KEY_SECRET"
    client = httpx.Client(base_url=sinch_mock.base_url, auth=auth)
    with client, pytest.raises(TokenRefused, match=said):
        client.post(PATH, json=message())
    with pytest.raises(TokenRefused, match=said):
        anyio.run(main)
    assert sinch_mock.messages == []
