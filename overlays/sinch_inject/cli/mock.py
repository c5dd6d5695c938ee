"""``sinch-inject mock``: serve the simulator."""

from __future__ import annotations

import os

import click
from sinch_inject_mock.core import Core
from sinch_inject_mock.server import open_socket, serve
from sinch_inject_mock.settings import Settings

__all__ = ["command"]


@click.command("mock")
@click.option("--port", default=4010, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--project", default="demo-project", show_default=True)
@click.option("--key-id", default="demo-key", show_default=True)
@click.option("--now", default=None)
@click.option("--strict", is_flag=True)
def command(
    *, port: int, host: str, project: str, key_id: str, now: str | None, strict: bool
) -> None:
    """Serve a simulator of the API."""
    settings = Settings(
        project_id=project,
        key_id=key_id,
        key_secret=os.environ.get("SINCH_KEY_SECRET", "demo-secret"),
        now=now,
        strict=strict,
    )
    listener = open_socket(host, port)
    port = listener.getsockname()[1]
    click.echo(f"Simulator of the Sinch Conversation API on http://{host}:{port}")
    serve(Core(settings), listener)
