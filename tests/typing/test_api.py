"""A user's code is judged rightly by mypy --strict and by pyright, with no settings of ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

API = Path(__file__).with_name("api.py")
PYRIGHT = {
    "typeCheckingMode": "strict",
    "reportUnnecessaryTypeIgnoreComment": True,
    "reportUnknownVariableType": False,
    "pythonVersion": "3.11",
}
# What mypy learns of the packages is kept for the next run.
CACHE = Path(__file__).parents[2] / ".mypy_cache" / "typing"
CHECKERS = {
    "mypy": [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(CACHE), "api.py"],
    "pyright": [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", "."],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_public_names_are_typed(checker: str, tmp_path: Path) -> None:
    shutil.copy(API, tmp_path)
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(PYRIGHT), encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "MYPYPATH"}
    done = subprocess.run(
        CHECKERS[checker], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
