"""How Sphinx builds the site: `nox -s docs`. Nothing is fetched, a warning is an error."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from sinch_inject_contract.document import contract

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools.docs.contract_page import page, request_schema  # noqa: E402 -- the path comes first

project = "sinch-inject"
author = "the authors of sinch-inject"
version = release = version_of("sinch-inject")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "images"]
html_theme = "furo"
html_title = f"sinch-inject {version}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = True  # what llms.txt points at
html_show_sourcelink = False
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_use_ivar = True
suppress_warnings = ["myst.header"]  # a page that includes CHANGELOG.md starts below its title
pygments_style, pygments_dark_style = "default", "github-dark"

OUTSIDE = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+)([^)#]+)(#[^)]+)?\)")


def write_contract(_app: Any) -> None:
    """Write what is made of the contract, before the sources are read."""
    (ROOT / "docs" / "reference" / "contract.md").write_text(page(contract()), encoding="utf-8")


def shorten(app: Any, name: str, source: list[str]) -> None:
    """Let links to files of the repository that are no pages be text with the path."""
    here = (ROOT / "docs" / name).parent

    def outside(match: re.Match[str]) -> str:
        target = (here / (match[2] + match[3])).resolve()
        if target.is_relative_to(ROOT / "docs"):
            return match[0]
        path = target.relative_to(ROOT).as_posix()
        return f"`{path}`" if match[1] == path else f"{match[1]} (`{path}`)"

    source[0] = OUTSIDE.sub(outside, source[0])


def for_programs(app: Any, exception: Exception | None) -> None:
    """Write llms.txt, llms-full.txt and the JSON Schema beside the pages."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    out = Path(app.outdir)
    schema = out / "schema"
    schema.mkdir(exist_ok=True)
    text = json.dumps(request_schema(contract()), indent=2)
    (schema / "inject-message-request.json").write_text(f"{text}\n", encoding="utf-8")
    index, full = [f"# {html_title}\n", f"> {SUMMARY}\n"], []
    order = [name for name in app.env.toctree_includes.get("index", []) if name in app.env.titles]
    below = [part for name in order for part in app.env.toctree_includes.get(name, [])]
    for name in dict.fromkeys(["index", *order, *below]):
        title = app.env.titles[name].astext()
        index.append(f"- [{title}](_sources/{name}.md.txt)")
        full.append(app.env.doc2path(name).read_text(encoding="utf-8"))
    (out / "llms.txt").write_text("\n".join(index) + "\n", encoding="utf-8")
    (out / "llms-full.txt").write_text("\n\n".join(full), encoding="utf-8")


# What the theme forgets of people who hear a page or have only a keyboard (axe says what).
FOR_EVERYBODY = (
    ('role="heading">', 'role="heading" aria-level="2">'),
    ("<pre>", '<pre tabindex="0">'),
    ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ('<aside class="sidebar-drawer"', '<aside class="sidebar-drawer" aria-label="All pages"'),
    ('<aside class="toc-drawer"', '<aside class="toc-drawer" aria-label="This page"'),
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<div id="search-results">', '<h1>Search</h1><div id="search-results">'),
)


def help_readers(app: Any, exception: Exception | None) -> None:
    """Complete the pages for screen readers and keyboards."""
    if exception is not None or app.builder.name != "dirhtml":
        return
    for path in Path(app.outdir).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for before, after in FOR_EVERYBODY:
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")


SUMMARY = (
    "A Python client for one operation of Sinch's Conversation API, inject-message, which never "
    "sends twice what may have arrived; a simulator of the API; contract tests for it."
)


def setup(app: Any) -> None:
    """Connect the functions above."""
    app.connect("builder-inited", write_contract)
    app.connect("source-read", shorten)
    app.connect("build-finished", for_programs)
    app.connect("build-finished", help_readers)
