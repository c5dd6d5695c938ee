"""The wheel in environments of its own: bare, with each extra, and from another folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from support.environments import Environment

Install = Callable[..., Environment]
REQUEST = {
    "accept_time": "2026-11-20T00:00:00Z",
    "direction": "TO_APP",
    "contact_id": "k",
    "channel_identity": {"channel": "SMS", "identity": "1"},
    "contact_message": {"text_message": {"text": "x"}},
}
USES_FIXTURE = "def test_x(sinch_mock):\n    assert sinch_mock.messages == []\n"
USES_NOTHING = "def test_x():\n    pass\n"


def test_the_demo_runs_from_another_folder(with_mock: Environment, tmp_path: Path) -> None:
    done = with_mock.run("sinch-inject", "demo", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "12 injected" in done.stdout


def test_the_bare_install_imports_everything_it_names(bare: Environment, tmp_path: Path) -> None:
    code = "import sinch_inject as s; print(len([getattr(s, name) for name in s.__all__]))"
    done = bare.run("python", "-W", "error", "-c", code, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 30


def test_the_bare_command_helps_and_checks(bare: Environment, tmp_path: Path) -> None:
    assert "Commands:" in bare.run("sinch-inject", "--help", cwd=tmp_path).stdout
    assert bare.run("sinch-inject", "send", "--help", cwd=tmp_path).returncode == 0
    (tmp_path / "request.json").write_text(json.dumps(REQUEST), encoding="utf-8")
    arguments = ("check", "request.json", "--now", "2026-11-22T00:00:00Z")
    done = bare.run("sinch-inject", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "1 request: 1 good\n")


NEEDING_EXTRAS = [
    ("mock --port 0", "mock"),
    ("demo", "mock"),
    ("mirror --outbox outbox.db", "mirror"),
    ("contract --base-url http://127.0.0.1:9", "contract"),
]


@pytest.mark.parametrize(("words", "extra"), NEEDING_EXTRAS)
def test_the_bare_command_helps_and_names_the_extra_when_it_runs(
    bare: Environment, tmp_path: Path, words: str, extra: str
) -> None:
    command, *options = words.split()
    for ask in ("--help", "-h"):
        done = bare.run("sinch-inject", command, ask, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"Usage: sinch-inject {command}" in done.stdout
    settings = {f"SINCH_{name}": "x" for name in ("PROJECT_ID", "KEY_ID", "KEY_SECRET")}
    done = bare.run("sinch-inject", command, *options, cwd=tmp_path, env=settings)
    assert done.returncode == 2
    assert f"Error: `sinch-inject {command}` needs " in done.stderr
    assert f"pip install 'sinch-inject[{extra}]'" in done.stderr


def test_the_command_runs_as_a_module_and_tells_its_version(
    bare: Environment, tmp_path: Path
) -> None:
    said = bare.run("python", "-m", "sinch_inject", "--version", cwd=tmp_path).stdout
    assert said == bare.run("sinch-inject", "--version", cwd=tmp_path).stdout
    code = "import sinch_inject; print('sinch-inject', sinch_inject.__version__)"
    assert said == bare.run("python", "-W", "error", "-c", code, cwd=tmp_path).stdout


def test_the_plugin_is_harmless_without_the_extra(bare: Environment, tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(USES_NOTHING, encoding="utf-8")
    done = bare.run("pytest", "-q", "-W", "error", cwd=tmp_path)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_the_fixture_names_the_extra_that_is_missing(bare: Environment, tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(USES_FIXTURE, encoding="utf-8")
    done = bare.run("pytest", "-q", cwd=tmp_path)
    assert done.returncode != 0
    assert "pip install 'sinch-inject[mock]'" in done.stdout


def test_the_mock_extra_brings_the_fixture(with_mock: Environment, tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(USES_FIXTURE, encoding="utf-8")
    done = with_mock.run("pytest", "-q", "-W", "error", cwd=tmp_path)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_the_mock_extra_alone_names_the_contract_extra(
    with_mock: Environment, tmp_path: Path
) -> None:
    settings = {f"SINCH_{name}": "x" for name in ("PROJECT_ID", "KEY_ID", "KEY_SECRET")}
    words = ("contract", "--base-url", "http://127.0.0.1:9")
    done = with_mock.run("sinch-inject", *words, cwd=tmp_path, env=settings)
    assert done.returncode == 2
    assert "pip install 'sinch-inject[contract]'" in done.stderr


def test_the_contract_extra_is_enough_for_the_suite(install: Install, tmp_path: Path) -> None:
    done = install("contract").run("sinch-inject", "contract", "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--base-url" in done.stdout


def test_everything_together(install: Install, tmp_path: Path) -> None:
    environment = install("all")
    for command in ("check", "contract", "demo", "mirror", "mock", "send"):
        done = environment.run("sinch-inject", command, "--help", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
