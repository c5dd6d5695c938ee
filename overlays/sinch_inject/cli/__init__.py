"""The command line: ``sinch-inject <command>``.

Each command is a module of this package with a click command named ``command``, imported
only when it is asked for: the bare install has no web server and no test tools, and
``--help`` should not pay for them. A missing extra is named, not shown as a traceback.
"""

from __future__ import annotations

import importlib
from importlib.metadata import version

import click

from sinch_inject.cli.exits import USAGE, Failure

__all__ = ["main"]

COMMANDS = {
    "check": ("Check requests without sending them.", None),
    "contract": ("Test a server against the contract.", "contract"),
    "demo": ("Inject a sample conversation into a simulator and show it.", "mock"),
    "mock": ("Serve a simulator of the API.", "mock"),
    "send": ("Inject one message.", None),
}
OURS = ("sinch_inject", "sinch_inject_generated", "sinch_inject_mock", "sinch_inject_conformance")


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command.

        Raises:
            Failure: the command needs an extra that is not installed.
        """
        if cmd_name not in COMMANDS:
            return None
        _, extra = COMMANDS[cmd_name]
        try:
            module = importlib.import_module(f"sinch_inject.cli.{cmd_name}")
        except ModuleNotFoundError as error:
            if extra is None or (error.name or "").split(".")[0] in OURS:
                raise
            raise Failure(
                f"`sinch-inject {cmd_name}` needs {error.name}, which is not installed: "
                f"pip install 'sinch-inject[{extra}]'",
                USAGE,
            ) from None
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][0]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup)
@click.version_option(version("sinch-inject"), message="sinch-inject %(version)s")
def main() -> None:
    """Put messages into a Sinch conversation, and know what became of each."""
