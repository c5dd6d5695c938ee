"""The command line: ``sinch-inject <command>``.

Each command is a module of this package with a click command named ``command``, imported
only when it is asked for: the bare install has no web server and no test tools, and
``--help`` should not pay for them. A missing extra is named when the command runs, not shown
as a traceback. Whatever goes wrong ends with a sentence and a code of :mod:`exits`.
"""

from __future__ import annotations

import contextlib
import errno
import importlib
import sys
import traceback
from collections.abc import Generator, Sequence
from typing import Any

import click

from sinch_inject.cli import process
from sinch_inject.cli.exits import (
    DONE,
    INTERRUPTED,
    TRY_AGAIN,
    USAGE,
    Failure,
    code_of,
    interrupted,
)

__all__ = ["main"]

COMMANDS = {
    "check": ("Check requests without sending them.", None),
    "convert": ("Make a file for import of an export in CSV.", None),
    "contract": ("Test a server against the contract.", "contract"),
    "delete": ("Delete messages by their ids.", None),
    "demo": ("Inject a sample conversation into a simulator and show it.", "mock"),
    "doctor": ("Look whether all is there that a message needs.", None),
    "find": ("Look for a message by its tag.", None),
    "import": ("Inject a file of messages, each once.", None),
    "list": ("Print the messages on the server.", None),
    "mirror": ("Take messages over HTTP, and deliver each once.", "mirror"),
    "mock": ("Serve a simulator of the API.", "mock"),
    "plan": ("Say what an import is going to be.", None),
    "report": ("Write a page about an import.", None),
    "retry": ("Have records of an import sent again.", None),
    "send": ("Inject one message.", None),
    "settle": ("Ask the server about the unknown messages of an import.", None),
    "status": ("Say how far an import is, and what is in doubt.", None),
    "undo": ("Delete what an import has injected.", None),
    "verify": ("Compare a file with what is on the server.", None),
}
MODULES = {  # import cannot be the name of a module, and list should not be
    "import": "import_file",
    "list": "list_messages",
}
# Nothing is wrong with the file; the process or the machine has no more of something.
SHORT_OF = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
OURS = (
    *("sinch_inject", "sinch_inject_contract", "sinch_inject_generated", "sinch_inject_schema"),
    *("sinch_inject_mock", "sinch_inject_conformance"),
)


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(
            f"sinch_inject.cli.{MODULES.get(cmd_name, cmd_name)}"
        ).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][0]) for name in self.list_commands(ctx)])

    def main(  # type: ignore[override]  # the overloads of click say no more than this
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **more: Any
    ) -> Any:
        """Run the command line and end the process with the code that tells how it went."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **more)
        process.writable()
        code: Any = INTERRUPTED
        with process.interruptible():
            try:
                code = super().main(args, standalone_mode=False, **more) or DONE
            except click.ClickException as error:
                code = error.exit_code
                with process.unheard():
                    _show(error)
            except SystemExit as end:
                code = end.code
            except (click.Abort, KeyboardInterrupt):  # while another one was told
                pass
            finally:
                if args is None:  # the process's own words: it ends here
                    process.decided(code)
                with process.unheard():
                    process.quiet()
        sys.exit(code)

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the words of the command line; ``--help`` is printed here.

        Raises:
            Failure: nobody could be told.
        """
        with _told():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run one command.

        Raises:
            Failure: it did not come to its end; says what is known.
        """
        with _told(ctx):
            return super().invoke(ctx)


@contextlib.contextmanager
def _told(ctx: click.Context | None = None) -> Generator[None]:
    """Make a sentence and a code of whatever goes wrong.

    Raises:
        Failure: something did.
    """
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except (KeyboardInterrupt, click.Abort):
        raise interrupted(ctx) from None
    except ModuleNotFoundError as error:
        raise _missing(error, (ctx and ctx.invoked_subcommand) or "") from None
    except BrokenPipeError:  # nobody reads on, as in `… | head`: no word, but not "done"
        process.quiet()
        raise click.exceptions.Exit(TRY_AGAIN) from None
    except OSError as error:
        raise _input_or_output(error) from None
    except Exception as error:  # noqa: BLE001 -- a traceback ends with 1, which is an answer
        raise _ours(error) from None


def _show(error: click.ClickException) -> None:
    if sys.stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]  # `2>&-`
        error.show()


def _missing(error: ModuleNotFoundError, command: str) -> Failure:
    """Name the extra that brings what is not installed."""
    _, extra = COMMANDS.get(command, ("", None))
    if extra is None or (error.name or "").split(".")[0] in OURS:
        return _ours(error)
    return Failure(
        f"`sinch-inject {command}` needs {error.name}, which is not installed: "
        f"pip install 'sinch-inject[{extra}]'",
        USAGE,
    )


def _input_or_output(error: OSError) -> Failure:
    reason = error.strerror or type(error).__name__
    if error.filename is None or error.errno in SHORT_OF:
        return Failure(f"cannot go on: {reason}", TRY_AGAIN)
    return Failure(f"{click.format_filename(error.filename)}: {reason}", USAGE)


def _ours(error: Exception) -> Failure:
    """Say where it happened, and nothing of what the error says: that may be private."""
    from sinch_inject.errors import SinchInjectError  # these are made to be shown

    if isinstance(error, SinchInjectError):
        return Failure(str(error), code_of(error))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return Failure(
        f"a fault of sinch-inject itself, please report it: {type(error).__name__} "
        f"at {frame.filename}:{frame.lineno}",
        TRY_AGAIN,
    )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sinch-inject", message="sinch-inject %(version)s")
def main() -> None:
    """Inject messages into Sinch conversations, and say what is known of each."""
