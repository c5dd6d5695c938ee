"""Everything that a document shows as code does what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from sinch_inject_mock import SinchMock
from support.snippets import ROOT, Reader, documents, snippets

WITH_CODE = [path for path in documents() if any(snippets(path))]


@pytest.mark.parametrize(
    "path", WITH_CODE, ids=[path.relative_to(ROOT).as_posix() for path in WITH_CODE]
)
def test_every_snippet_runs(path: Path, tmp_path: Path, sinch_mock: SinchMock) -> None:
    with Reader(tmp_path, sinch_mock) as reader:
        for snippet in snippets(path):
            try:
                reader.run(snippet)
            except AssertionError as error:
                raise AssertionError(f"{path.name}:{snippet.line}: {error}") from None


def test_no_code_is_hidden_from_the_test_above() -> None:
    """Sphinx shows code by directives too, which no other reader of the files shows."""
    hidden = {
        (path.name, snippet.language)
        for path in WITH_CODE
        for snippet in snippets(path)
        if snippet.language.startswith(("{code", "{literalinclude"))
    }
    assert hidden == set()


def test_the_readme_has_code_of_every_kind() -> None:
    """Otherwise the test above might be looking at nothing."""
    assert {snippet.language for snippet in snippets(ROOT / "README.md")} == {
        *("sh", "python", "json")
    }
