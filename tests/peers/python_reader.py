"""Drive the PyPI package ``sinch`` 2.3.0 as its users do: list, get and delete messages.

JSON lines on stdin: first the settings, then lists of calls; each line is answered by one line of
results. It runs in an environment of its own: 1.1.4, which can inject, is the same package.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any

# By name: the package has no types, and is not installed where types are checked.
sinch = import_module("sinch")
SinchException = import_module("sinch.core.exceptions").SinchException


def connected(settings: dict[str, str]) -> Any:
    """Return a client that is pointed at another server; origins go with their scheme."""
    names = ("project_id", "key_id", "key_secret")
    client = sinch.SinchClient(conversation_region="eu", **{name: settings[name] for name in names})
    client.configuration.auth_origin = settings["auth_url"]
    client.configuration.conversation_origin = settings["base_url"]
    return client


def done(client: Any, call: dict[str, Any]) -> dict[str, Any]:
    """Do one call; return its answer or its error."""
    try:
        answer = getattr(client.conversation.messages, call["what"])(**call["arguments"])
        if call["what"] == "list":
            return {"answer": [json.loads(one.model_dump_json()) for one in answer.iterator()]}
        return {"answer": json.loads(answer.model_dump_json()) if answer else {}}
    except SinchException as error:
        response = error.http_response
        return {
            "error": {
                "type": type(error).__name__,
                "status": response.status_code,
                "body": response.body,
            }
        }


if __name__ == "__main__":
    opened = connected(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        print(json.dumps([done(opened, call) for call in json.loads(line)]), flush=True)
