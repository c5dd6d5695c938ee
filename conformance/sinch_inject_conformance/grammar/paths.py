"""Request targets by RFC 3986: each kind of character in an id, as it is and escaped."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from sinch_inject_conformance.case import Expect, Row, text

__all__ = ["ENDINGS", "cases"]

OK = Expect({200})
NOT_THERE = Expect({404}, kind="outside")
# A target that is no URI at all may be refused by whatever reads it first.
NO_TARGET = Expect({400, 404}, kind="below")
BASE = "/v1/projects/{project}/conversations/{conversation}:inject-message"
GEN_DELIMS, SUB_DELIMS = ":/?#[]@", "!$&'()*+,;="
OTHERS = ' "<>\\^`{|}%\t\n\r\x01\x1f\x7f'
LETTERS = "aZ09-._~"
# What frameworks cut off: a format, parameters, a dot, a version, what a pattern's end overlooks.
ENDINGS = (
    ".json", ".xml", ".html", ".txt", ".csv", ".JSON", ".jsonp", ".j", ".", "..", ".json.json", "~",
    ".bak", ";v=1", ";jsessionid=1", ";", ":", ":read", "!", "*", "@2", ",", "'", "$", "=", "%0A",
    "%0D%0A", "%20", "%09", "%3Fx", "%23x", "%2F", "%2Ejson", "%3B", "%25", "+",
)  # fmt: skip
WIDE = "\u0080\u00e9\u0130\u07ff\u0800\u200d\u202e\ufeff\uffff\U00010000\U0001f600\U0010ffff"


def cases() -> Iterator[Row]:
    """Yield a row for each."""
    yield from _ids()
    yield from _projects()
    yield from _elsewhere()
    yield from _queries()


def _ids() -> Iterator[Row]:
    for letter in GEN_DELIMS + SUB_DELIMS + OTHERS + LETTERS + WIDE:
        escape = "".join(f"%{byte:02X}" for byte in letter.encode())
        for digits in {escape: "escaped", escape.lower(): "escaped, small digits"}.items():
            yield _id(f"U+{ord(letter):04X} {digits[1]}", f"x{digits[0]}y{{n}}")
    for letter in SUB_DELIMS + ":@" + LETTERS:
        yield _id(f"{letter} as it is", f"x{letter}y{{n}}")
    for ending in ENDINGS:
        yield _id(f"{ending} behind it", f"y{{n}}{ending}")
    for name, encoded in (
        ("one letter", "{n}"), ("escapes alone", "%41%42{n}"), ("at its end an escape", "{n}%2F"),
        ("at its beginning a slash", "%2F{n}"), ("two slashes", "a%2F%2Fb{n}"),
        ("the suffix twice", "{n}:inject-message"), ("another suffix", "{n}:inject-event"),
        ("colons", ":::{n}:"), ("a dot segment", "%2e%2e%2f{n}"), ("one dot", "%2E%2F{n}"),
        ("what looks escaped", "%2541{n}"), ("what looks escaped twice", "%252541{n}"),
        ("a whole URL", "https%3A%2F%2Fx.example%2F%3Fa%3Db%23c{n}"), ("a plus", "a+b{n}"),
        ("parameters", "a;v=1{n}"), ("an entity", "a&amp;b{n}"), ("a NFD letter", "e%CC%81{n}"),
        ("a NFC letter", "%C3%A9{n}"), ("upper case", "ABC{n}"), ("lower case", "abc{n}"),
        ("1,000 letters", "y" * 1000 + "{n}"), ("300 escapes", "%C3%A5" * 300 + "{n}"),
        ("blanks around", "%20{n}%20"), ("fault in it", "x-fault-500-{n}"),
    ):  # fmt: skip
        yield _id(name, encoded)
    for name, encoded in (
        ("a lone continuation", "a%80{n}"), ("an overlong slash", "a%C0%AF{n}"),
        ("half a letter", "a%C3{n}"), ("a surrogate", "a%ED%A0%80{n}"),
        ("beyond Unicode", "a%F4%90%80%80{n}"), ("Latin-1", "caf%E9{n}"), ("0xFE", "%FE{n}"),
        ("U+0000", "%00{n}"), ("U+0000 at its end", "{n}%00"),
    ):  # fmt: skip
        yield Row(f"id, not UTF-8 text: {name}", "percent-encoding", "assumed", Expect({400}),
                  text(), conversation=encoded)  # fmt: skip
    for name, encoded in (
        ("no digits", "a%-{n}"), ("one digit", "{n}%4"), ("no hexadecimal", "a%GG{n}"),
        ("%u", "a%u0041{n}"), ("a blank in it", "a%4 1{n}"),
    ):  # fmt: skip
        yield Row(f"id, a broken escape: {name}", "percent-encoding", "assumed",
                  Expect({200, 400, 404}, kind="below"), text(), conversation=encoded,
                  conversation_is=unquote(encoded), journaled=False)  # fmt: skip


def _id(name: str, encoded: str) -> Row:
    meant = unquote(encoded.replace("{n}", "\0")).replace("\0", "{n}")
    return Row(f"id: {name}", "percent-encoding", "page", OK, text(), conversation=encoded,
               conversation_is=meant)  # fmt: skip


def _projects() -> Iterator[Row]:
    path = "/v1/projects/{}/conversations/{{conversation}}:inject-message"
    yield Row("project: every letter escaped", "percent-encoding", "page", OK, text(),
              path=path.format("{project_escaped}"))  # fmt: skip
    for name, project in (
        ("a blank before", "%20{project}"), ("a blank behind", "{project}%20"),
        ("a slash behind", "{project}%2F"), ("a line feed behind", "{project}%0A"),
        ("a letter before", "x{project}"), ("a hyphen behind", "{project}-"), ("a dash", "-"),
        ("a star", "*"), ("twice", "{project}{project}"), ("escaped twice", "%2564emo-project"),
        ("a comma and another", "{project},other"), ("a dot", "%2E"), ("an unknown one", "nobody"),
        ("a semicolon behind", "{project};v=1"), ("a colon behind", "{project}:"),
    ):  # fmt: skip
        yield Row(f"project: {name}", "project", "page", Expect({403}), text(),
                  path=path.format(project))  # fmt: skip
    for name, project in (("U+0000 behind", "{project}%00"), ("not UTF-8", "{project}%FF")):
        yield Row(f"project: {name}", "project", "assumed", Expect({400, 403}), text(),
                  path=path.format(project))  # fmt: skip


def _elsewhere() -> Iterator[Row]:
    for name, path in (
        ("v1 alone", "/v1"), ("projects alone", "/v1/projects"),
        ("a project alone", "/v1/projects/{project}"),
        ("no conversation", "/v1/projects/{project}/conversations"),
        ("no suffix", "/v1/projects/{project}/conversations/{conversation}"),
        ("the suffix as a segment", BASE.replace(":", "/")),
        ("the colon escaped", BASE.replace(":", "%3A")),
        ("the colon escaped, small", BASE.replace(":", "%3a")),
        ("an underscore in the suffix", BASE.replace("inject-message", "inject_message")),
        ("camelCase", BASE.replace("inject-message", "injectMessage")),
        ("inject alone", BASE.replace("inject-message", "inject")), ("a letter more", BASE + "s"),
        ("a slash more", BASE + "/"), ("two slashes more", BASE + "//"),
        ("an escaped slash more", BASE + "%2F"), ("a blank more", BASE + "%20"),
        ("a dot more", BASE + "."), (".json", BASE + ".json"), ("a segment more", BASE + "/x"),
        ("the suffix capitalised", BASE.replace("inject-message", "Inject-Message")),
        ("V1", BASE.replace("v1", "V1")), ("v01", BASE.replace("v1", "v01")),
        ("v1.0", BASE.replace("v1", "v1.0")), ("v1beta", BASE.replace("v1", "v1beta")),
        ("v2", BASE.replace("v1", "v2")), ("no version", BASE.removeprefix("/v1")),
        ("a prefix", "/api" + BASE), ("two slashes first", "/" + BASE),
        ("two slashes within", BASE.replace("projects/", "projects//", 1)),
        ("a dot segment", BASE.replace("/projects", "/./projects")),
        ("two dots", BASE.replace("/projects", "/x/../projects")),
        ("two dots, escaped", BASE.replace("/projects", "/x/%2E%2E/projects")),
        ("Projects", BASE.replace("projects", "Projects")),
        ("Conversations", BASE.replace("conversations", "Conversations")),
        ("project", BASE.replace("projects", "project")),
        ("conversation", BASE.replace("conversations", "conversation")),
        ("a slash in the id", BASE.replace("{conversation}", "a/{conversation}")),
        ("an empty id", BASE.replace("{conversation}", "")),
        ("an empty project", BASE.replace("{project}", "")),
        ("messages:inject", "/v1/projects/{project}/messages:inject"),
        ("inject-event", BASE.replace("inject-message", "inject-event")),
        ("inject-contact", BASE.replace("inject-message", "inject-contact")),
        ("stop", BASE.replace("inject-message", "stop")),
    ):  # fmt: skip
        for auth in ("usual", "none"):
            yield Row(f"path: {name}, {auth} credentials", "path", "assumed", NOT_THERE, text(),
                      path=path, auth=auth)  # fmt: skip
    for ending in ENDINGS:
        yield Row(f"path: {ending} behind it", "path", "assumed", NOT_THERE, text(),
                  path=BASE + ending)  # fmt: skip
    for name, path in (
        ("no slash first", BASE.removeprefix("/")), ("a star", "*"), ("a blank within", "/v1/a b"),
        ("a backslash", BASE.replace("/", "\\")),
    ):  # fmt: skip
        yield Row(f"target: {name}", "path", "assumed", NO_TARGET, text(), path=path,
                  journaled=False)  # fmt: skip


def _queries() -> Iterator[Row]:
    for query in (
        "?", "??", "?a", "?a=b&c=d", "?a=b&a=c", "?=", "?&", "?a=%2F", "?a=/", "?a=:inject-event",
        "?%FF", "?%00", "?a[]=1", "?alt=json", "?prettyPrint=true", "?$.xgafv=1", "?fields=x",
        "?key=abc", "?project_id=other", "?conversation_id=other", "?validate_only=true",
        "?dry_run=1", "?accept_time=x", "?" + "a" * 1000,
    ):  # fmt: skip
        yield Row(f"query {query[:30]}", "query", "assumed", OK, text(), path=BASE + query)
