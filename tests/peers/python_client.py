"""Drive the PyPI package ``sinch`` 1.1.4 as its users do; argument: ``sync`` or ``async``.

JSON lines on stdin: first the settings, then lists of calls; the calls of one line run in
parallel (threads or tasks) and are answered by one line of results.
"""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import Any

# By name: the package has no types, and is not installed where types are checked.
sinch = import_module("sinch")
SinchException = import_module("sinch.core.exceptions").SinchException


def configured(client: Any, settings: dict[str, str]) -> Any:
    """Point a client at another server; origins go without a scheme."""
    client.configuration.disable_https = True
    client.configuration.auth_origin = settings["auth_url"].removeprefix("http://")
    client.configuration.conversation_origin = settings["base_url"].removeprefix("http://")
    return client


def credentials(settings: dict[str, str]) -> dict[str, str]:
    return {name: settings[name] for name in ("project_id", "key_id", "key_secret")}


def failure(error: Any) -> dict[str, Any]:
    response = error.http_response
    return {
        "error": {
            "type": type(error).__name__,
            "status": response.status_code,
            "body": response.body,
            "headers": {name.lower(): value for name, value in response.headers.items()},
        }
    }


def inject(client: Any, call: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = client.conversation.conversation.inject_message_to_conversation(
            call["conversation_id"], **call["body"]
        )
    except SinchException as error:
        return failure(error)
    return {"answer": vars(answer)}


async def inject_async(client: Any, call: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = await client.conversation.conversation.inject_message_to_conversation(
            call["conversation_id"], **call["body"]
        )
    except SinchException as error:
        return failure(error)
    return {"answer": vars(answer)}


def run_sync() -> None:
    settings = json.loads(sys.stdin.readline())
    client = configured(sinch.SinchClient(**credentials(settings)), settings)
    for line in sys.stdin:
        calls: list[dict[str, Any]] = json.loads(line)
        with ThreadPoolExecutor(len(calls)) as pool:
            print(json.dumps(list(pool.map(partial(inject, client), calls))), flush=True)


async def run_async() -> None:
    settings = json.loads(sys.stdin.readline())
    client = configured(sinch.SinchClientAsync(**credentials(settings)), settings)
    while line := await asyncio.to_thread(sys.stdin.readline):
        results = await asyncio.gather(*[inject_async(client, call) for call in json.loads(line)])
        print(json.dumps(results), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "async":
        asyncio.run(run_async())
    else:
        run_sync()
