"""A request, written for another program: as JSON, as a curl command, as a Python script.

No secret is written: curl takes the key from the variables of the environment, as the script
does. What is written holds the message, since it is the message.
"""

from __future__ import annotations

import json
import pprint
import shlex
from typing import Any

__all__ = ["FORMS", "as_curl", "as_json", "as_python"]

FORMS = ("curl", "json", "python")


def as_json(body: dict[str, Any]) -> str:
    """Return the body as it would go out, indented."""
    return json.dumps(body, indent=2, ensure_ascii=False)


def as_curl(url: str, body: dict[str, Any]) -> str:
    """Return a command for sh, with Basic authentication."""
    return " \\\n  ".join(
        [
            f"curl --request POST {shlex.quote(url)}",
            '--user "$SINCH_KEY_ID:$SINCH_KEY_SECRET"',
            "--header 'Content-Type: application/json'",
            f"--data {shlex.quote(as_json(body))}",
        ]
    )


def as_python(conversation: str, body: dict[str, Any]) -> str:
    """Return a script; its settings come from the environment."""
    request = pprint.pformat(body, sort_dicts=False, width=88)
    return (
        "from sinch_inject import InjectClient\n\n"
        f"request = {request}\n\n"
        "with InjectClient.from_env() as sinch:\n"
        f"    result = sinch.inject({conversation!r}, request)\n"
        'print("injected, request", result.request_id)'
    )
