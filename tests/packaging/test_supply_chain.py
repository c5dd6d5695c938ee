"""Workflows, the action, the hook and the container: what can be known of them without running
them where they will run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sinch_inject_mock import SinchMock
from support.environments import ROOT, SCRIPTS, clean, run_uv
from support.requests import message

from tools.mutants.mutant import LISTS

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
PATIENCE = 60
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="its steps are for bash")


def read(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read(path)["jobs"].items():
            yield f"{path.stem}.{name}", job


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash_and_says_its_version(path: Path) -> None:
    lines = [line.strip() for line in path.read_text("utf-8").splitlines() if "uses: " in line]
    used = [line for line in lines if not line.startswith("#")]
    assert used
    for line in used:
        assert re.fullmatch(r"(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_version_of_each_action() -> None:
    text = "\n".join(path.read_text("utf-8") for path in [*WORKFLOWS, ACTION])
    found = set(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", text))
    assert len({name for name, _ in found}) == len(found)


def test_workflows_have_no_right_that_they_do_not_need() -> None:
    for path in WORKFLOWS:
        assert read(path)["permissions"] == {}, path.name
        assert "pull_request_target" not in path.read_text("utf-8")
        assert "secrets." not in path.read_text("utf-8")
    rights = {name: job["permissions"] for name, job in jobs()}
    assert rights.pop("release.publish") == {"id-token": "write"}
    assert rights.pop("nightly.drift") == {"contents": "read", "issues": "write"}  # its report
    assert all(right == {"contents": "read"} for right in rights.values())


def test_no_job_runs_for_ever_and_none_keeps_the_token_of_its_checkout() -> None:
    for name, job in jobs():
        assert job["timeout-minutes"] <= 90, name
        for step in job["steps"]:
            if "actions/checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, name
            assert "${{" not in step.get("run", "").replace("{{.State", ""), name


def test_the_pythons_are_those_of_the_classifiers() -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    supported = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', project)
    matrix = read(ROOT / ".github/workflows/ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == supported
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    assert f"python={json.dumps(supported)}" in noxfile


def test_every_list_of_bugs_is_run_at_night() -> None:
    matrix = read(ROOT / ".github/workflows/nightly.yml")["jobs"]["mutants"]["strategy"]["matrix"]
    assert sorted(matrix["which"]) == list(LISTS)
    noxfile = (ROOT / "noxfile.py").read_text("utf-8")
    assert [name for name in LISTS if f'"{name}"' not in noxfile] == []


def test_what_is_called_nightly_runs_at_night() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    sessions = re.findall(r"^\| `([\w-]+)[^|]*\|[^|]*\| nightly", table, re.MULTILINE)
    assert len(sessions) > 5
    night = (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    assert [name for name in sessions if not re.search(rf"\b{name}\b", night)] == []


# ---------------------------------------------------------------- the action and the hook


def step(name: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one step of the action as a runner does."""
    [found] = [one for one in read(ACTION)["runs"]["steps"] if one.get("name") == name]
    inputs = {key: environ.get(key, "") for key in found["env"]}
    scripts = str(Path(sys.executable).parent)
    path = os.pathsep.join([scripts, os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]],
        cwd=cwd,
        env={**clean(), "PATH": path, **environ, **inputs},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@ON_POSIX
def test_the_action_checks_files(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "a b.json").write_text(json.dumps(message()), "utf-8")
    (tmp_path / "deep" / "er" / "two.jsonl").write_text("{}\n", "utf-8")
    good = step("check", tmp_path, FILES="*.json\n")
    assert (good.returncode, good.stdout) == (2, "no file matches\n") or good.returncode == 0
    found = step("check", tmp_path, FILES="**/*.jsonl\n")
    assert found.returncode == 1
    assert "deep/er/two.jsonl:1: error at /accept_time" in found.stdout
    assert step("check", tmp_path, FILES="nothing-*.json").returncode == 2


@ON_POSIX
def test_the_action_tests_a_server(tmp_path: Path, sinch_mock: SinchMock) -> None:
    given = {"BASE_URL": sinch_mock.base_url, "LAYER": "regressions", "JUNIT": "a b.xml"}
    done = step("contract", tmp_path, **sinch_mock.env, **given)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a b.xml").exists()


def test_the_inputs_of_the_action_all_reach_a_step() -> None:
    action = read(ACTION)
    text = json.dumps(action["runs"])
    for name, given in action["inputs"].items():
        assert given["description"]
        assert f"inputs.{name}" in text


def test_the_hook_checks_what_it_is_given(tmp_path: Path) -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["language"] == "python"  # pre-commit installs this repository
    names = ["a.inject.json", "b.inject.jsonl"]
    assert all(re.search(hook["files"], name) for name in names)
    assert not re.search(hook["files"], "package.json")
    for name in names:
        (tmp_path / name).write_text(json.dumps(message()), "utf-8")
    program, *words = shlex.split(hook["entry"])
    assert program == "sinch-inject"
    command = [str(Path(sys.executable).parent / program), *words, *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (0, b"2 requests: 2 good\n")


# ---------------------------------------------------------------- the container

CONTAINER = (ROOT / "Containerfile").read_text("utf-8")
LINES = [line for line in CONTAINER.splitlines() if line and not line.startswith("#")]


def test_the_container_is_small_and_nobody_in_it_is_root() -> None:
    *_, image = [line.split()[1] for line in LINES if line.startswith("FROM ")]
    assert "distroless" in image
    assert image.endswith(":nonroot")
    [user] = [line.split()[1] for line in LINES if line.startswith("USER ")]
    assert user.split(":")[0] not in {"0", "root"}
    last_stage = LINES[max(n for n, line in enumerate(LINES) if line.startswith("FROM ")) :]
    assert not [line for line in last_stage if line.startswith("RUN ")]  # there is no shell
    assert all(":latest" not in line for line in LINES)


def test_what_is_copied_is_there_and_not_ignored() -> None:
    kept = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert kept[0] == "*"
    for line in LINES:
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists()
                assert f"!{name}" in kept
    with (ROOT / "pyproject.toml").open() as project:
        roots = re.search(r"dev-mode-dirs = \[(.*)\]", project.read())
    assert roots
    assert {f"COPY {root} {root}" for root in re.findall(r'"(\w+)"', roots[1])} <= set(LINES)


@ON_POSIX
def test_it_serves_and_is_healthy(source: Path, tmp_path: Path) -> None:
    """What its layers would hold, and its two commands, on this machine and another port."""
    app = tmp_path / "app"
    what = f"sinch-inject[mock] @ {source.as_uri()}"
    run_uv("pip", "install", "--python", sys.executable, "--target", app, what, cwd=tmp_path)
    [entry] = [line.partition(" ")[2] for line in LINES if line.startswith("ENTRYPOINT ")]
    [health] = [line.partition(" CMD ")[2] for line in LINES if line.startswith("HEALTHCHECK ")]
    environ = {**clean(), "PYTHONPATH": str(app), "PYTHONUNBUFFERED": "1"}

    def here(command: str, port: str) -> list[str]:
        program, *words = json.loads(command.replace("4010", port))
        assert program == "/usr/bin/python3"
        return [sys.executable, "-S", *words]

    with subprocess.Popen(
        here(entry, "0"), cwd=tmp_path, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            found = re.search(r"http://0\.0\.0\.0:(\d+)", process.stdout.readline())
            assert found
            end = time.monotonic() + PATIENCE
            while subprocess.run(
                here(health, found[1]), env=environ, capture_output=True, check=False, timeout=30
            ).returncode:
                assert time.monotonic() < end, "it never became healthy"
                time.sleep(0.1)
            url = f"http://127.0.0.1:{found[1]}/_mock/health"
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert json.load(answer)["status"] == "ok"
        finally:
            process.terminate()
        assert process.wait(PATIENCE) == 0


def test_the_scripts_are_where_an_installer_puts_them() -> None:
    """Otherwise the steps above would run another installation's command."""
    assert (Path(sys.prefix) / SCRIPTS).samefile(Path(sys.executable).parent)
