"""The distribution as it would be released, and environments with nothing else in them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.environments import LEFT_OUT, ROOT, Environment, run_uv


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project, without what is not part of it."""
    target = tmp_path_factory.mktemp("source") / "sinch-inject"
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return target


@pytest.fixture(scope="session")
def sdist(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    run_uv("build", "--sdist", "--python", sys.executable, "--out-dir", out, cwd=source)
    [found] = out.glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel built from the source tree."""
    out = tmp_path_factory.mktemp("wheel")
    run_uv("build", "--wheel", "--python", sys.executable, "--out-dir", out, cwd=source)
    [found] = out.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Environment]:
    """Return a function that makes an environment with the wheel, an extra and packages."""

    def install(extra: str = "", *packages: str) -> Environment:
        path = tmp_path_factory.mktemp("environment")
        run_uv("venv", "--clear", "--python", sys.executable, path, cwd=path)
        what = f"sinch-inject[{extra}] @ {wheel.as_uri()}"
        run_uv("pip", "install", "--python", path, what, *packages, cwd=path)
        return Environment(path)

    return install


@pytest.fixture(scope="session")
def bare(install: Callable[..., Environment]) -> Environment:
    """Return an environment without any extra, but with pytest."""
    return install("", "pytest")


@pytest.fixture(scope="session")
def with_mock(install: Callable[..., Environment]) -> Environment:
    """Return an environment with the simulator, and pytest."""
    return install("mock", "pytest")
