"""``nox -s drift -- SOURCE``: compare what Sinch publishes with the contract.

Exit codes: 0 no drift · 1 drift · 2 usage, or a file that is not what it should be · 3 an address
that did not answer, try again.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tools.drift.compare import DRIFT, Finding, compare
from tools.drift.openapi import document_in, pages
from tools.drift.page import PageError, read_page
from tools.drift.pins import Pins, whole
from tools.drift.report import as_json, as_markdown, as_text, drifted
from tools.drift.source import SourceError, UnreachableError, load

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACT = ROOT / "openapi" / "inject-message.yaml"
PINS = ROOT / "openapi" / "page.json"
FORMATS = {"text": as_text, "json": as_json, "markdown": as_markdown}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; return the exit code."""
    options = _options(arguments)
    try:
        document = yaml.safe_load(options.contract.read_text(encoding="utf-8"))
        text = load(options.source)
        theirs = document_in(text)
        if theirs is None:
            findings = _of_page(text, document, options)
        else:
            findings = _of_document(theirs, document, options)
    except UnreachableError as error:
        print(f"drift: {error}", file=sys.stderr)
        return 3
    except (SourceError, PageError) as error:
        print(f"drift: {options.source}: {error}", file=sys.stderr)
        return 2
    except (OSError, ValueError, yaml.YAMLError) as error:
        print(f"drift: {error}", file=sys.stderr)
        return 2
    print(FORMATS[options.format](findings, options.source))
    return int(drifted(findings))


def _of_page(text: str, document: Mapping[str, Any], options: argparse.Namespace) -> list[Finding]:
    """Compare a page; with ``--pin``, count all of its texts as read first."""
    page = read_page(text)
    pins = Pins.load(options.pins) if options.pins.exists() else Pins()
    if options.pin:
        address = options.address or options.source
        today = datetime.datetime.now(datetime.UTC).date().isoformat()
        operation = f"{page.method} {page.path}"
        pins = pins.with_page(operation, page, address=address, read=today, whole=whole(text))
        pins.save(options.pins)
    return compare(page, document, pins)


def _of_document(
    theirs: Mapping[str, Any], document: Mapping[str, Any], options: argparse.Namespace
) -> list[Finding]:
    """Compare an OpenAPI document: each of our operations with theirs."""
    if options.pin:
        raise PageError("--pin is for a page: the texts of a document are not pinned")
    found: list[Finding] = []
    try:
        described = list(pages(theirs, document))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise PageError(f"their document is not of the form that OpenAPI asks: {error!r}") from None
    for operation, page in described:
        if page is None:
            found.append(Finding(DRIFT, operation, "their document does not have it"))
        else:
            found += [
                Finding(one.kind, f"{operation}: {one.place}", one.words)
                for one in compare(page, document, None)
            ]
    return found


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nox -s drift --", description=__doc__)
    parser.add_argument("source", help="a page or an OpenAPI document: file, address, -")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help=argparse.SUPPRESS)
    parser.add_argument("--pins", type=Path, default=PINS, help=argparse.SUPPRESS)
    parser.add_argument(
        "--pin", action="store_true", help="all texts of this page were read: pin them as they are"
    )
    parser.add_argument("--address", help="with --pin: where the page is published")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
