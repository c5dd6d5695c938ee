"""``nox -s drift``: every kind of difference between a page and the contract is told.

The pages are written for these tests, with line breaks and flattened to one line.
"""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.pages import INJECT, SHELVES, SHELVES_CONTRACT, flattened
from support.requests import SENDER

from tools.drift.compare import DRIFT, LOOK, UNCLEAR, Finding, compare
from tools.drift.limits import stated
from tools.drift.page import Field, PageError, read_page
from tools.drift.pins import Pins

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load(
    (ROOT / "openapi" / "inject-message.yaml").read_text(encoding="utf-8")
)
FORMS = [pytest.param(str, id="lines"), pytest.param(flattened, id="one-line")]
OPERATION = "POST /v1/projects/{project_id}/conversations/{conversation_id}:inject-message"


def pinned(page: str, operation: str = OPERATION) -> Pins:
    """Return pins in which all of ``page`` was read."""
    return Pins().with_page(operation, read_page(page), address="here", read="2026-11-22")


def found(page: str, form: Callable[[str], str], contract: Any = CONTRACT) -> list[Finding]:
    return compare(read_page(form(page)), contract, pinned(INJECT))


def said(findings: list[Finding], kind: str) -> dict[str, str]:
    return {finding.place: finding.words for finding in findings if finding.kind == kind}


def changed(old: str, new: str, page: str = INJECT) -> str:
    assert old in page
    return page.replace(old, new, 1)


# -------------------------------------------------------------------------- a page is read


@pytest.mark.parametrize("form", FORMS)
def test_a_page_is_read(form: Callable[[str], str]) -> None:
    page = read_page(form(SHELVES))
    assert (page.method, page.path, page.version) == ("GET", "/shelves/{shelf}/books", "2.1")
    assert page.security == ("key",)
    assert page.introduction == "Look along a shelf Lists the books of a shelf."
    assert list(page.sections) == ["path", "query", "header", "200", "404"]
    assert page.sections["query"].fields["size"] == Field(
        "size", "integer", text="How many books. Maximum value is 50", default=10
    )
    order = page.sections["query"].fields["order"]
    assert order.enum == ("TITLE", "YEAR")
    assert order.default == "TITLE"
    assert "`YEAR` (the newest first)" in order.text
    assert page.sections["path"].fields["shelf"].required
    assert page.sections["200"].media == "application/json"
    assert page.sections["200"].fields["books.title"].text == ""
    assert page.sections["200"].fields["books.cover"].type == "any"


def test_both_forms_are_the_same_page() -> None:
    for page in (INJECT, SHELVES):
        assert read_page(page) == read_page(flattened(page))


@pytest.mark.parametrize("text", ["", "<html>Not found</html>", "# A page of prose"])
def test_what_is_no_page_of_an_operation(text: str) -> None:
    with pytest.raises(PageError, match="Endpoint"):
        read_page(text)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Up to 1024 characters long.", {"maxLength": 1024}),
        ("At most 1,024 characters.", {"maxLength": 1024}),
        ("At least 3 characters and no more than 5 characters", {"minLength": 3, "maxLength": 5}),
        ("Maximum 10 items", {"maxItems": 10}),
        ("Maximum value is 50", {"maximum": 50}),
        ("Minimum: 1", {"minimum": 1}),
        ("greater than (current_time - 30 days)", {"max_age_seconds": 2592000}),
        ("greater than (current_time - 12 hours)", {"max_age_seconds": 43200}),
        ("One of 13 channels, see chapter 4.", {}),
    ],
)
def test_limits_are_read_from_prose(text: str, limits: dict[str, int]) -> None:
    assert stated(text) == limits


# ------------------------------------------------------------------------- nothing differs


@pytest.mark.parametrize("form", FORMS)
def test_no_drift_where_both_say_the_same(form: Callable[[str], str]) -> None:
    findings = found(INJECT, form)
    assert {finding.kind for finding in findings} == {UNCLEAR}


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_told_is_named(form: Callable[[str], str]) -> None:
    unclear = said(found(INJECT, form), UNCLEAR)
    assert "no fields and no body" in unclear["200"]
    assert "format date-time" in unclear["request accept_time"]
    assert "a list stands inside" in unclear["request channel_identity.app_id"] or (
        "Id (assumed)" in unclear["request channel_identity.app_id"]
    )
    assert "Id (assumed): minLength 1" in unclear["request contact_id"]
    lists = [finding for finding in found(INJECT, form) if "a list stands" in finding.words]
    assert [finding.place for finding in lists] == ["request channel_identity.app_id"]


@pytest.mark.parametrize("form", FORMS)
def test_all_that_a_page_of_this_form_can_have(form: Callable[[str], str]) -> None:
    page = read_page(form(SHELVES))
    pins = pinned(SHELVES, "GET /shelves/{shelf}/books")
    findings = compare(page, SHELVES_CONTRACT, pins)
    assert said(findings, DRIFT) == {}
    assert said(findings, LOOK) == {}
    assert "a list stands" in said(findings, UNCLEAR)["query order"]


# ------------------------------------------------------------------ every kind of difference

ERROR_CODE = "  - `error.code` (integer)\n\n"
DIFFERENCES = {
    "path": (":inject-message", ":put-message", "path", "the page says"),
    "method": ("Endpoint: POST", "Endpoint: PUT", "method", "the page says PUT, the contract POST"),
    "version": ("Version: 1.0", "Version: 1.1", "version", "1.1"),
    "security learnt": ("Basic, oAuth2", "Basic, oAuth2, mTLS", "security", "has learnt mTLS"),
    "security gone": ("Basic, oAuth2", "oAuth2", "security", "no longer has Basic"),
    "parameter gone": (
        "  - `project_id` (string, required)\n    Which project.\n",
        "",
        "path project_id",
        "the contract has it, the page does not",
    ),
    "parameters learnt": (
        "## Request fields",
        "## Query parameters:\n\n  - `dry_run` (boolean)\n\n## Request fields",
        "query",
        "the page has it, the contract does not",
    ),
    "field learnt": (
        f"  - `{SENDER}` (string)",
        f"  - `priority` (integer)\n    How soon.\n\n  - `{SENDER}` (string)",
        "request priority",
        "the page has it, the contract does not",
    ),
    "field gone": (
        f"  - `{SENDER}` (string)\n    Whom it was sent to.\n",
        "",
        f"request {SENDER}",
        "the contract has it, the page does not",
    ),
    "type": ("`metadata` (string)", "`metadata` (object)", "request metadata", "says object"),
    "required now": (
        f"`{SENDER}` (string)",
        f"`{SENDER}` (string, required)",
        f"request {SENDER}",
        "the page says required, the contract optional",
    ),
    "optional now": (
        "`contact_id` (string, required)",
        "`contact_id` (string)",
        "request contact_id",
        "the page says optional, the contract required",
    ),
    "null learnt": (
        "`metadata` (string)",
        "`metadata` (string or null)",
        "request metadata",
        "has learnt that it may be null",
    ),
    "deprecated now": (
        "`metadata` (string)",
        "`metadata` (string, deprecated)",
        "request metadata",
        "has learnt that it is deprecated",
    ),
    "value learnt": (
        '"LINE", ',
        '"LINE", "TIKTOK", ',
        "request channel_identity.channel",
        "has learnt the value TIKTOK",
    ),
    "value gone": (
        '"MMS", ',
        "",
        "request channel_identity.channel",
        "no longer has the value MMS",
    ),
    "enum gone": (
        '    Enum: "TO_APP", "TO_CONTACT"\n',
        "",
        "request direction",
        "no longer has the value",
    ),
    "enum learnt": (
        "    Which contact.\n",
        '    Which contact.\n    Enum: "A"\n',
        "request contact_id",
        "has learnt the value A",
    ),
    "default learnt": (
        '    Enum: "CONVERSATION", "DISPATCH"\n',
        '    Enum: "CONVERSATION", "DISPATCH"\n    Default: "CONVERSATION"\n',
        "request processing_mode",
        "the page's default is CONVERSATION",
    ),
    "limit": (
        "Up to 1024",
        "Up to 512",
        "request metadata",
        "the page says 512, the contract 1024",
    ),
    "limit gone": (" Up to 1024 characters long.", "", "request metadata", "says nothing"),
    "limit learnt": (
        "Whom it was sent to.",
        "Whom it was sent to. At most 20 characters.",
        f"request {SENDER}",
        "maxLength: the page says 20, the contract nothing",
    ),
    "window": ("30 days", "90 days", "request accept_time", "max_age_seconds"),
    "answer gone": (
        "## Response 501 fields (application/json):",
        "## Response 502 fields (application/json):",
        "501",
        "the contract has it, the page does not",
    ),
    "answer learnt": (
        "## Response 501 fields (application/json):",
        "## Response 502 fields (application/json):",
        "502",
        "the page has it, the contract does not",
    ),
    "answer's field gone": (ERROR_CODE, "", "400 error.code", "the contract has it"),
    "answer's type": (
        "`error.code` (integer)",
        "`error.code` (string)",
        "400 error.code",
        "string",
    ),
    "answer's media type": (
        "Response 400 fields (application/json)",
        "Response 400 fields (application/problem+json)",
        "400",
        "application/problem+json",
    ),
    "success has fields": (
        "## Response 200 fields\n",
        "## Response 200 fields (application/json):\n\n  - `message_id` (string)\n",
        "200 message_id",
        "the page has it, the contract does not",
    ),
    "request's media type": (
        "## Request fields (application/json)",
        "## Request fields (multipart/form-data)",
        "request",
        "multipart/form-data",
    ),
    "tagged answer learnt": (
        "## Response 200 fields\n",
        "## Response 401 fields (application/json):\n" + ERROR_CODE + "## Response 200 fields\n",
        "401",
        "untag it",
    ),
    "tagged field learnt": (
        "  - `metadata` (string)",
        "  - `app_message` (object)\n\n  - `metadata` (string)",
        "request app_message",
        "untag it",
    ),
    "tagged field learnt, as any": (
        "  - `metadata` (string)",
        "  - `contact_message` (any)\n\n  - `metadata` (string)",
        "request contact_message",
        "untag it",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_is_drift(name: str, form: Callable[[str], str]) -> None:
    old, new, place, words = DIFFERENCES[name]
    drift = said(found(changed(old, new), form), DRIFT)
    assert words in drift[place]
    # Nothing else is blamed, but what the change really does elsewhere.
    related = {place, "501", "502", "request contact_message", "401"}
    allowed = {p for p in drift if p in related or p.startswith((f"{place} ", "401 ", "502 "))}
    assert set(drift) == allowed


PROSE = {
    "introduction": ("Puts a message into one conversation.", "Sends it.", "introduction"),
    "parameter": ("Which project.", "Which project, by name.", "path project_id"),
    "field": ("How the channel knows them.", "Their name.", "request channel_identity.identity"),
    "second line": ("On a telephone,", "On a fax,", "request channel_identity.identity"),
    "list of channels": ("LINE, and WeChat", "LINE, WeChat, and TikTok", None),
    "link": ("example.com/modes", "example.com/new-modes", "request processing_mode"),
    "answer's field": (
        "  - `error.message` (string)\n",
        "  - `error.message` (string)\n    Words.\n",
        "400 error.message",
    ),
    "window": ("less than current_time", "at most current_time", "request accept_time"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", PROSE)
def test_a_text_that_changed_is_to_be_looked_at(name: str, form: Callable[[str], str]) -> None:
    old, new, place = PROSE[name]
    findings = found(changed(old, new), form)
    look = said(findings, LOOK)
    assert list(look) == [place or "request channel_identity.app_id"]
    assert "changed since it was read" in next(iter(look.values()))
    assert said(findings, DRIFT) == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_was_never_read(form: Callable[[str], str]) -> None:
    findings = compare(read_page(form(INJECT)), CONTRACT, Pins())
    assert "--pin" in said(findings, LOOK)["all texts"]


ODDITIES = {
    "an unknown mark": (f"`{SENDER}` (string)", f"`{SENDER}` (string, secret)", "secret"),
    "a section twice": (
        "## Response 200 fields",
        "## Response 400 fields (application/json):\n" + ERROR_CODE + "## Response 200 fields",
        "twice",
    ),
    "a field twice": (
        "  - `metadata` (string)",
        f"  - `{SENDER}` (string)\n\n  - `metadata` (string)",
        "twice",
    ),
    "a heading in a text": (
        "    Whom it was sent to.\n",
        "    Whom it was sent to.\n\n## Rate limits:\n\nMany.\n",
        "heading",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ODDITIES)
def test_what_does_not_fit_is_named(name: str, form: Callable[[str], str]) -> None:
    old, new, words = ODDITIES[name]
    findings = found(changed(old, new), form)
    assert any(finding.kind == UNCLEAR and words in finding.words for finding in findings)


UNREAD = {
    "a mark": (f"`{SENDER}` (string)", f"`{SENDER}` (string, nullable)", f"request {SENDER}"),
    "a line in the head": ("Version: 1.0\n", "Version: 1.0\nDeprecated: true\n", "head"),
    "an answer under another heading": (
        "## Response 200 fields\n",
        "## Response 200 fields\n\n## Response 204\n",
        "200",
    ),
    "a first field of a type that is new": (
        "## Response 200 fields\n",
        "## Response 200 fields\n\n  - `message_id` (uuid)\n",
        "200",
    ),
    "a field twice": (
        "  - `metadata` (string)",
        "  - `metadata` (object)\n\n  - `metadata` (string)",
        "request",
    ),
    "a section twice": (
        "## Response 200 fields",
        "## Response 400 fields (application/json):\n" + ERROR_CODE + "## Response 200 fields",
        "400",
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", UNREAD)
def test_what_could_not_be_read_is_to_be_looked_at_until_it_is_pinned(
    name: str, form: Callable[[str], str]
) -> None:
    old, new, place = UNREAD[name]
    page = form(changed(old, new))
    assert place in said(compare(read_page(page), CONTRACT, pinned(INJECT)), LOOK)
    assert said(compare(read_page(page), CONTRACT, pinned(page)), LOOK) == {}


SPELLINGS: dict[str, Callable[[str], str]] = {
    "headings of another level": lambda page: page.replace("\n## ", "\n#### "),
    "other bullets": lambda page: page.replace("  - `", "  * `"),
    "another line end": lambda page: page.replace("\n", "\r\n"),
    "spaces that do not break": lambda page: page.replace(" ", "\u00a0"),
    "sections in another order": lambda page: (
        page.partition("## Response 400")[0]
        + "## Response 200 fields\n\n## Response 400"
        + page.partition("## Response 400")[2].replace("## Response 200 fields\n", "")
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", SPELLINGS)
def test_a_page_that_is_only_set_in_another_way(name: str, form: Callable[[str], str]) -> None:
    page = SPELLINGS[name](INJECT)
    assert page != INJECT
    assert {finding.kind for finding in found(page, form)} == {UNCLEAR}


@pytest.mark.parametrize(
    "text",
    [
        'Enum: "TO_APP", "TO\\qCONTACT"',
        f"Default: {'[' * 100_000}",
        f"Up to {'9' * 5000} characters.",
        f"{'word ' * 20_000}.",
        f"{'a, ' * 30_000}.",
    ],
)
def test_no_text_stops_it(text: str) -> None:
    findings = found(changed("Which contact.", f"Which contact. {text}"), str)
    assert any(finding.place == "request contact_id" for finding in findings)


@pytest.mark.parametrize("form", FORMS)
def test_a_page_of_an_operation_that_is_tagged(form: Callable[[str], str]) -> None:
    page = "# List\n\nEndpoint: GET /v1/projects/{project_id}/messages\nVersion: 1.0\n"
    page += (
        "Security: Basic, oAuth2\n\n## Path parameters:\n\n  - `project_id` (string, required)\n"
    )
    drift = said(compare(read_page(form(page)), CONTRACT, Pins()), DRIFT)
    assert "untag it" in drift["operation"]


# ---------------------------------------------------------------------------- the command


def drift(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.drift", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def drift_bytes(source: str, stdin: bytes | None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tools.drift", source],
        cwd=ROOT,
        input=stdin or b"",
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def pins(tmp_path: Path) -> str:
    path = tmp_path / "page.json"
    pinned(INJECT).save(path)
    return str(path)


class TestCommand:
    def test_a_file_without_drift(self, tmp_path: Path, pins: str) -> None:
        page = tmp_path / "page.md"
        page.write_text(INJECT, encoding="utf-8")
        done = drift(str(page), "--pins", pins)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "no drift" in done.stdout

    def test_standard_input_with_drift(self, pins: str) -> None:
        page = changed("Up to 1024", "Up to 512")
        done = drift("-", "--pins", pins, stdin=page)
        assert done.returncode == 1
        assert "request metadata: maxLength" in done.stdout

    def test_a_text_to_look_at_is_drift_too(self, pins: str) -> None:
        done = drift("-", "--pins", pins, stdin=changed("Which contact.", "Whose contact."))
        assert done.returncode == 1
        assert "request contact_id: changed since it was read" in done.stdout

    def test_an_address(self, pins: str) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status = 200 if self.path == "/page.md" else 404
                body = flattened(INJECT).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            origin = f"http://127.0.0.1:{server.server_address[1]}"
            good = drift(f"{origin}/page.md", "--pins", pins)
            gone = drift(f"{origin}/gone.md", "--pins", pins)
            server.shutdown()
            thread.join(10)
        assert good.returncode == 0, good.stdout + good.stderr
        assert gone.returncode == 3
        assert "answered 404" in gone.stderr

    @pytest.mark.parametrize("text", ["<html>", ""])
    def test_what_is_no_page(self, text: str) -> None:
        done = drift("-", stdin=text)
        assert done.returncode == 2
        assert "Endpoint" in done.stderr

    def test_no_such_file(self) -> None:
        done = drift("no/such/page.md")
        assert done.returncode == 2
        assert "No such file" in done.stderr

    @pytest.mark.parametrize("body", [b"\xff\xfe", b"x" * (20 * 1024 * 1024 + 1)])
    def test_a_file_that_is_no_text_or_too_large(self, body: bytes, tmp_path: Path) -> None:
        page = tmp_path / "page.md"
        page.write_bytes(body)
        for stdin in (None, body):
            done = drift_bytes("-" if stdin else str(page), stdin=stdin)
            assert done.returncode == 2
            assert b"Traceback" not in done.stderr
            assert b"UTF-8" in done.stderr or b"more than" in done.stderr

    @pytest.mark.parametrize(
        "head", [b"Content-Length: 9999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n2710\r\n"]
    )
    def test_an_answer_that_breaks_off(self, head: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:

            def half() -> None:
                connection, _ = server.accept()
                with connection:
                    connection.recv(10_000)
                    connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + INJECT.encode())

            thread = threading.Thread(target=half)
            thread.start()
            done = drift(f"http://127.0.0.1:{server.getsockname()[1]}/page.md")
            thread.join(10)
        assert done.returncode == 3, done.stderr
        assert "Traceback" not in done.stderr

    def test_what_is_no_address(self) -> None:
        done = drift("http://[::1/page.md")
        assert done.returncode == 2
        assert "Traceback" not in done.stderr

    def test_pins_that_cannot_be_read(self, tmp_path: Path) -> None:
        pins = tmp_path / "page.json"
        pins.write_text("<<<<<<< HEAD\n", encoding="utf-8")
        done = drift("-", "--pins", str(pins), stdin=INJECT)
        assert done.returncode == 2
        assert "page.json" in done.stderr
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("form", ["text", "json", "markdown"])
    def test_nothing_that_a_terminal_would_obey(self, pins: str, form: str) -> None:
        page = changed("Which contact.", "Which \x1b[2J contact.")
        page = page.replace('"TO_APP", ', '"TO_APP", "\\ud800", ')
        done = drift("-", "--pins", pins, "--format", form, stdin=page)
        assert done.returncode == 1
        assert "request contact_id" in done.stdout
        assert "\x1b" not in done.stdout + done.stderr

    def test_json(self, pins: str) -> None:
        done = drift("-", "--pins", pins, "--format", "json", stdin=changed('"MMS", ', ""))
        value = json.loads(done.stdout)
        assert value["drift"] is True
        assert value["findings"][0] == {
            "kind": "drift",
            "place": "request channel_identity.channel",
            "words": "the page no longer has the value MMS",
        }

    def test_markdown(self, pins: str) -> None:
        done = drift("-", "--pins", pins, "--format", "markdown", stdin=changed('"MMS", ', ""))
        assert "- `request channel_identity.channel`: the page no longer has" in done.stdout

    def test_pinning_a_page_that_was_read(self, tmp_path: Path) -> None:
        pins = str(tmp_path / "new.json")
        before = drift("-", "--pins", pins, stdin=INJECT)
        pinning = drift("-", "--pins", pins, "--pin", "--address", "https://x/", stdin=INJECT)
        after = drift("-", "--pins", pins, stdin=flattened(INJECT))
        assert (before.returncode, pinning.returncode, after.returncode) == (1, 0, 0)
        assert Pins.load(Path(pins)).address == "https://x/"


class TestOpenApiDocument:
    """Sinch's own document, here made of the contract, as JSON and as YAML."""

    @pytest.mark.parametrize(
        "write", [json.dumps, partial(json.dumps, indent="\t"), yaml.safe_dump]
    )
    def test_no_drift(self, write: Callable[[Any], str]) -> None:
        theirs = untagged(CONTRACT)
        ours = json.dumps(theirs)
        done = drift("-", "--contract", saved(ours), stdin=write(theirs))
        assert done.returncode == 0, done.stdout

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (
                '"maxLength": 1024, "description": "Free',
                '"maxLength": 9, "description": "Free',
                "1024",
            ),
            ('"APPLEBC"', '"TIKTOK"', "has learnt the value TIKTOK"),
            ('"direction"]', '"direction", "metadata"]', "the page says required"),
            (":inject-message", ":put-message", "does not have it"),
            ('"code": {"type": "integer"', '"code": {"type": "string"', "the page says string"),
            ('"format": "date-time"', '"format": "date"', "format: the page says date"),
            ('"maxLength": 1024', '"maxLength": 1024, "pattern": "^a"', "pattern: the page says"),
            ('"maxLength": 1024', '"maxLength": 1024, "nullable": true', "may be null"),
            ('"x-safe": false', '"deprecated": true', "learnt that it is deprecated"),
            ('"in": "query"', '"in": "query", "deprecated": true', "learnt that it is deprecated"),
            (
                '[{"Basic": []}, {"oAuth2": []}]',
                '[{"Basic": [], "oAuth2": []}]',
                "Basic and oAuth2",
            ),
        ],
    )
    def test_a_difference(self, old: str, new: str, words: str) -> None:
        ours = json.dumps(untagged(CONTRACT))
        assert old in ours
        done = drift("-", "--contract", saved(ours), stdin=ours.replace(old, new, 1))
        assert done.returncode == 1
        assert words in done.stdout

    @pytest.mark.parametrize(
        ("name", "schema"),
        [
            ("array", {"type": "array", "items": {"$ref": "#/components/schemas/Own"}}),
            ("map", {"additionalProperties": {"$ref": "#/components/schemas/Own"}}),
            (
                "tree",
                {"properties": {x: {"$ref": "#/components/schemas/Own"} for x in "abcdefgh"}},
            ),
        ],
    )
    def test_a_schema_that_holds_itself(self, name: str, schema: dict[str, Any]) -> None:
        theirs = untagged(CONTRACT)
        theirs["components"]["schemas"]["Own"] = schema
        request = theirs["components"]["schemas"]["InjectMessageRequest"]
        request["properties"][name] = {"$ref": "#/components/schemas/Own"}
        done = drift("-", stdin=json.dumps(theirs))
        assert done.returncode == 1, done.stderr
        assert f"request {name}: the page has it" in done.stdout

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('"#/components/schemas/Direction"', '"#/components/schemas/Gone"'),
            ('"#/components/schemas/Direction"', '"other.yaml#/Direction"'),
            ('"info"', '"information"'),
            ('"responses"', '"answers"'),
            ('"paths": {', '"paths": [], "roads": {'),
        ],
    )
    def test_a_document_that_is_not_whole(self, old: str, new: str) -> None:
        text = json.dumps(CONTRACT)
        assert old in text
        done = drift("-", stdin=text.replace(old, new))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr

    def test_a_document_has_no_texts_to_pin(self, tmp_path: Path) -> None:
        pins = tmp_path / "new.json"
        done = drift("-", "--pins", str(pins), "--pin", stdin=json.dumps(untagged(CONTRACT)))
        assert done.returncode == 2
        assert not pins.exists()

    def test_what_is_tagged_and_published_is_to_be_untagged(self) -> None:
        done = drift("-", stdin=json.dumps(untagged(CONTRACT)))
        assert done.returncode == 1
        assert "request app_message: the page has learnt it" in done.stdout


def untagged(node: Any) -> Any:
    """Return a copy without the tags that say where something is known from."""
    if isinstance(node, dict):
        return {key: untagged(child) for key, child in node.items() if key != "x-source"}
    return [untagged(child) for child in node] if isinstance(node, list) else node


def saved(text: str) -> str:
    """Return the path of a file with ``text``."""
    folder = tempfile.mkdtemp()
    path = Path(folder, "contract.json")
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_pins_of_the_project_are_of_the_page_that_the_contract_has() -> None:
    """Each text that was read is of something that the contract has, and the other way round."""
    pins = Pins.load(ROOT / "openapi" / "page.json")
    ours = pinned(INJECT)
    assert set(pins.of(OPERATION)) == set(ours.of(OPERATION))
    assert pins.address.startswith("https://developers.sinch.com/")
