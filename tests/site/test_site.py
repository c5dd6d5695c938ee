"""The site that `nox -s docs` built: whole, findable without a network, readable by programs."""

from __future__ import annotations

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import jsonschema
import pytest

SITE = Path(os.environ.get("SITE", "docs/_build/site")).resolve()
PAGES = sorted(SITE.rglob("index.html"))


class Links(HTMLParser):
    """Collects where a page leads, what it loads, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.anchors.add(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in {"script", "img"} and given.get("src"):
            self.loads.append(str(given["src"]))
        if tag == "link" and given.get("rel") in {"stylesheet", "icon"}:
            self.loads.append(str(given["href"]))


READ = {page: Links(page.read_text("utf-8")) for page in PAGES}


def test_there_is_a_site() -> None:
    assert len(PAGES) > 20


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.relative_to(SITE).as_posix())
def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(page: Path) -> None:
    for link in READ[page].loads:
        assert not urlsplit(link).netloc, f"{link} needs a network"
    for link in READ[page].links:
        target, anchor = urldefrag(link)
        if urlsplit(target).scheme:
            continue
        file = (page.parent / target).resolve() if target else page
        file = file / "index.html" if file.is_dir() else file
        assert file.exists(), link
        if anchor and file in READ:
            assert anchor in READ[file].anchors, link


def test_every_field_of_the_contract_has_an_anchor() -> None:
    from sinch_inject_contract.document import contract

    anchors = READ[SITE / "reference" / "contract" / "index.html"].anchors
    for name, schema in contract()["components"]["schemas"].items():
        assert name.lower() in anchors
        for field in schema.get("properties", {}):
            assert f"{name.lower()}.{field}" in anchors


def test_the_schema_is_at_its_path_and_is_one() -> None:
    schema = json.loads((SITE / "schema" / "inject-message-request.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert "x-" not in {key[:2] for key in schema}


def test_programs_find_every_page() -> None:
    index = (SITE / "llms.txt").read_text("utf-8")
    named = re.findall(r"\]\(([^)]+)\)", index)
    assert len(named) == len(set(named)) > 20
    for name in named:
        assert (SITE / name).exists(), name
    full = (SITE / "llms-full.txt").read_text("utf-8")
    for title in ("# Why this POST must not be resent", "# The simulator", "# Configuration"):
        assert title in full


def test_the_command_is_documented_from_itself() -> None:
    from sinch_inject.cli import COMMANDS

    text = (SITE / "reference" / "command-options" / "index.html").read_text("utf-8")
    for name in COMMANDS:
        assert f"sinch-inject-{name}" in text


def test_search_works_without_a_network() -> None:
    assert (SITE / "searchindex.js").stat().st_size > 10_000
