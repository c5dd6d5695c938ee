"""The PyPI package ``sinch`` 2.3.0: it has no inject, so ``messages.send`` of one text."""

from __future__ import annotations

import os

from harness import one_by_one, task

given = task()
os.environ["REQUESTS_CA_BUNDLE"] = given.ca
from sinch import SinchClient  # noqa: E402  # pyright: ignore[reportMissingImports]

client = SinchClient(
    project_id="demo-project",
    key_id="demo-key",
    key_secret="demo-secret",  # noqa: S106 - the loopback server takes any
    conversation_region="eu",
)
client.configuration.auth_origin = given.url
client.configuration.conversation_origin = given.url
text = "Your order has left our house and should be with you tomorrow before noon. " * 3


def call() -> None:
    """Send one text."""
    client.conversation.messages.send_text_message(
        app_id="01HBENCHAPP",
        text=text,
        recipient_identities=[{"channel": "WHATSAPP", "identity": "46700000001"}],
    )


one_by_one(call, given)
