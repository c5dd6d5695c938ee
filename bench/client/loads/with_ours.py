"""The client of this project, sync, in threads and in tasks, and the bare generated client.

``model``, ``model-threads`` … send a model instead of a dict. ``generated`` is the generated
async client on stock httpx, ``generated-ours`` the same on our transport, both with our auth.
"""

from __future__ import annotations

import asyncio
import ssl

from harness import CONVERSATION, Task, context, in_tasks, in_threads, message, one_by_one, task
from sinch_inject import AsyncInjectClient, InjectClient, InjectMessageRequest
from sinch_inject.auth import OAuth2ClientCredentials
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.client import Client

given = task()
ENVIRONMENT = {
    "SINCH_PROJECT_ID": "demo-project",
    "SINCH_KEY_ID": "demo-key",
    "SINCH_KEY_SECRET": "demo-secret",
    "SINCH_BASE_URL": given.url,
    "SINCH_AUTH_URL": given.url,
}


def request(of: Task) -> InjectMessageRequest | dict[str, object]:
    """Return what the way asks for: a dict or a model."""
    value = message()
    return InjectMessageRequest.from_dict(value) if of.way.startswith("model") else value


def threads_or_one(trusted: ssl.SSLContext) -> None:
    """Inject from threads."""
    body = request(given)
    with InjectClient.from_env(environ=ENVIRONMENT, verify=trusted) as sinch:
        run = in_threads if given.way.endswith("threads") else one_by_one
        run(lambda: sinch.inject(CONVERSATION, body), given)


async def tasks(trusted: ssl.SSLContext) -> None:
    """Inject from tasks."""
    body = request(given)
    async with AsyncInjectClient.from_env(environ=ENVIRONMENT, verify=trusted) as sinch:
        await in_tasks(lambda: sinch.inject(CONVERSATION, body), given)


async def generated(trusted: ssl.SSLContext, httpx_args: dict[str, object]) -> None:
    """Call the generated function from tasks."""
    body = InjectMessageRequest.from_dict(message())
    auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=given.url, verify=trusted)
    client = Client(base_url=given.url, verify_ssl=trusted, httpx_args={"auth": auth, **httpx_args})
    async with client:

        async def call() -> None:
            answer = await inject_message.asyncio_detailed(
                "demo-project", CONVERSATION, client=client, body=body
            )
            if answer.status_code != 200:
                raise RuntimeError(answer.status_code)

        await in_tasks(call, given)


def main() -> None:
    """Run the way that was asked for."""
    trusted = context(given)
    if given.way.endswith("tasks"):
        asyncio.run(tasks(trusted))
    elif given.way == "generated":
        asyncio.run(generated(trusted, {}))
    elif given.way == "generated-ours":
        from sinch_inject.http.transports import AsyncTransport

        asyncio.run(generated(trusted, {"transport": AsyncTransport(verify=trusted)}))
    else:
        threads_or_one(trusted)


main()
