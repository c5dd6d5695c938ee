"""The last release, as ``openapi/released/`` keeps it; and how a release puts itself there.

- ``inject-message.yaml``: its contract
- ``client.pyi``: the public names of its generated client
- ``api.py``: the code of a user that it was type-checked with
- ``release.json``: its version, the generator, and the page that its contract was read from
"""

from __future__ import annotations

import argparse
import json
import shutil
import tomllib
from pathlib import Path
from typing import Any

from attrs import frozen

from tools.changes.surface import stub

__all__ = ["Released", "generator_of", "keep", "version_of"]

GENERATOR = "openapi-python-client"


@frozen
class Released:
    """The last release.

    Attributes:
        folder: where it is kept.
        version: as it was published; ``0.0.0`` before the first release.
        generator: the exact requirement that its client was generated with.
    """

    folder: Path
    version: str
    generator: str

    @classmethod
    def load(cls, folder: Path) -> Released:
        """Read what :func:`keep` wrote."""
        facts: dict[str, Any] = json.loads((folder / "release.json").read_text(encoding="utf-8"))
        return cls(folder, facts["version"], facts["generator"])

    @property
    def contract(self) -> Path:
        """Its contract."""
        return self.folder / "inject-message.yaml"

    @property
    def client(self) -> str:
        """The public names of its generated client."""
        return (self.folder / "client.pyi").read_text(encoding="utf-8")

    @property
    def program(self) -> Path:
        """The code of a user."""
        return self.folder / "api.py"


def _project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def version_of(root: Path) -> str:
    """Return the version that pyproject.toml names."""
    return str(_project(root)["project"]["version"])


def generator_of(root: Path) -> str:
    """Return the exact requirement for the generator."""
    wanted: list[Any] = _project(root)["dependency-groups"]["generate"]
    return next(str(item) for item in wanted if str(item).startswith(GENERATOR))


def keep(root: Path, *, version: str | None = None) -> None:
    """Keep the project at ``root`` as the last release."""
    folder = root / "openapi" / "released"
    folder.mkdir(exist_ok=True)
    shutil.copyfile(root / "openapi" / "inject-message.yaml", folder / "inject-message.yaml")
    shutil.copyfile(root / "tests" / "typing" / "api.py", folder / "api.py")
    client = stub(root / "generated" / "sinch_inject_generated")
    (folder / "client.pyi").write_text(client, encoding="utf-8")
    page: dict[str, Any] = json.loads((root / "openapi" / "page.json").read_text(encoding="utf-8"))
    facts = {
        "version": version or version_of(root),
        "generator": generator_of(root),
        "page": {"address": page["address"], "read": page["read"], "sha256": page["sha256"]},
    }
    (folder / "release.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Keep this tree as the last release.")
    parser.add_argument("--version", help="if it is not pyproject.toml's")
    keep(Path(__file__).resolve().parents[2], version=parser.parse_args().version)
