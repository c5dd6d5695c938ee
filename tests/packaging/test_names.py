"""The public names: sorted, resolvable, and free of charge until they are used."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import click
import pytest
import sinch_inject
import sinch_inject_mock
from sinch_inject import errors
from sinch_inject.cli import COMMANDS, main


def order(name: str) -> tuple[int, str]:
    """Sort constants, then classes, then functions."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name


@pytest.mark.parametrize("module", [sinch_inject, sinch_inject_mock])
def test_public_names_are_sorted_and_there(module: object) -> None:
    names: list[str] = vars(module)["__all__"]
    assert names == sorted(names, key=order)
    assert len(set(names)) == len(names)
    assert all(getattr(module, name) is not None for name in names)
    assert dir(module) == sorted(names)


def test_the_surface_is_the_one_that_was_agreed() -> None:
    """A name that is new here is said in changes/; one that is gone breaks somebody's code."""
    agreed = (Path(__file__).parent / "surface.txt").read_text("utf-8").splitlines()
    modules = (sinch_inject, sinch_inject_mock)
    found = [f"{module.__name__}.{name}" for module in modules for name in sorted(module.__all__)]
    assert [*found, *options()] == agreed


def options() -> Iterator[str]:
    """Yield each option of the command line."""
    for name in sorted(COMMANDS):
        command = main.get_command(click.Context(main), name)
        assert command
        for words in sorted("/".join((*one.opts, *one.secondary_opts)) for one in command.params):
            yield f"sinch-inject {name} {words}"


def test_every_error_can_be_imported_from_the_top() -> None:
    assert {name for name in errors.__all__ if name[0].isupper()} <= set(sinch_inject.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'sinch_inject' has no attribute 'Client'"):
        _ = sinch_inject.Client  # type: ignore[attr-defined]  # that is the point


def test_the_version_is_the_distribution_s() -> None:
    assert sinch_inject.__version__ == version("sinch-inject")
    # Reading the metadata of a distribution takes the email package.
    assert "email" in loaded_by("import sinch_inject; sinch_inject.__version__")
    assert "email" not in loaded_by("import sinch_inject")


def loaded_by(code: str) -> set[str]:
    """Return the top-level packages that are loaded after ``code``."""
    show = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {show}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_big() -> None:
    big = {"httpx", "anyio", "attr", "sinch_inject_generated", "jsonschema_rs", "dateutil"}
    assert not loaded_by("import sinch_inject") & big


def test_errors_come_without_http() -> None:
    assert not loaded_by("from sinch_inject import NotSent") & {"httpx", "sinch_inject_generated"}


def test_the_pytest_plugin_loads_no_server() -> None:
    loaded = loaded_by("import sinch_inject_mock.pytest_plugin")
    assert not loaded & {"starlette", "uvicorn", "httpx", "sinch_inject", "sinch_inject_generated"}
