"""JSON texts by RFC 8259, UTF-8 by RFC 3629: what each production allows and forbids."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sinch_inject_conformance.case import Expect, Row
from sinch_inject_conformance.instant import write

__all__ = ["cases"]

OK, REFUSED = Expect({200}), Expect({400})
EITHER = Expect({200, 400})
START = (
    b'{"accept_time":%T,"direction":"TO_CONTACT","contact_id":"c","channel_identity":'
    b'{"channel":"SMS","identity":"i"},"app_message":{"text_message":{"text":"x"}}'
)
DEEPEST = 100


def cases() -> Iterator[Row]:
    """Yield a row for each text."""
    for rule, name, body, expect in (*_values(), *_structure(), *_bytes(), *_twice(), *_deep()):
        yield Row(f"text: {name}", rule, "assumed", expect, body)


Case = tuple[str, str, bytes, Expect]


def _member(value: bytes) -> bytes:
    return START + b',"x":' + value + b"}"


def _values() -> Iterator[Case]:
    for number in (
        "0", "-0", "1", "-1", "10", "1.0", "-1.5", "0.1", "1e1", "1E1", "1e+1", "1e-1", "1.25E-05",
        "9007199254740993", "-9223372036854775808", "18446744073709551616", "1e300", "5e-324",
        "0.1000000000000000055511151231257827", "123456789012345678901234567890", "1e-400", "0e0",
    ):  # fmt: skip
        yield "json number", f"the number {number}", _member(number.encode()), OK
    for number in (
        "+1", "01", "-01", "00", "1.", ".5", "-.5", "1e", "1e+", "1.e1", "0x10", "0b1", "0o7",
        "1_000", "1,000", "Infinity", "-Infinity", "NaN", "-NaN", "inf", "--1", "- 1", "1 1", "1f",
        "1n", "1L", "\uff11", "\u0661", "1e1.5", "1/2", "-", "e1", "$1", "1%", "0xFFp1", "1e1000",
        "-1e999",
    ):  # fmt: skip
        yield "json number", f"the number {number}", _member(number.encode()), REFUSED
    for word in (
        "True", "TRUE", "False", "Null", "NULL", "nil", "None", "undefined", "tru", "truee",
        "nulll", "yes", "void", "t", "n\\u0075ll", "new Date()", "function(){}", "/x/",
    ):  # fmt: skip
        yield "json", f"the word {word}", _member(word.encode()), REFUSED
    for word in ("true", "false", "null", "[]", "{}", '""', "[null]", '{"":{}}'):
        yield "json", f"the value {word}", _member(word.encode()), OK
    for escape in (
        '\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e5", "\\u00E5",
        "\\uD83D\\uDE00", "\\u0001", "\\uFFFF", "\\u2028",
    ):  # fmt: skip
        yield "json string", f"the escape {escape}", _member(b'"%s"' % escape.encode()), OK
    for escape in (
        "\\a", "\\v", "\\0", "\\'", "\\x41", "\\U0041", "\\u41", "\\u{41}", "\\u004g", "\\u 041",
        "\\ ", "\\\n", "\\u+041", "\\N", "\\1",
    ):  # fmt: skip
        yield "json string", f"the escape {escape!r}", _member(b'"%s"' % escape.encode()), REFUSED
    for half in (
        "\\ud800", "\\udbff", "\\udc00", "\\udfff", "\\ude00\\ud83d", "\\ud83d\\ud83d", "\\ud83dx",
        "\\ud83d\\u0041", "\\uD800\\n",
    ):  # fmt: skip
        yield "json string", f"half a pair: {half}", _member(b'"%s"' % half.encode()), REFUSED
        name = START + b',"%s":1}' % half.encode()
        yield "json string", f"half a pair in a name: {half}", name, REFUSED
    for code in range(1, 32):
        raw = _member(b'"a%cb"' % code)
        yield "json string", f"a raw U+{code:04X}", raw, REFUSED
        inside = START + b',"a%cb":1}' % code
        yield "json string", f"a raw U+{code:04X} in a name", inside, REFUSED
    for letter in (
        "\x7f", "\x80", "\x85", "\u00a0", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff",
        "\U0001fffe", "\U0010ffff", "\ue000", "\u200b",
    ):  # fmt: skip
        raw = _member(b'"%s"' % letter.encode())
        yield "json string", f"a raw U+{ord(letter):04X}", raw, OK


def _structure() -> Iterator[Case]:
    good = _member(b"1")
    for blank in (" ", "\t", "\n", "\r", "\r\n", " " * 1000):
        spaced = good.replace(b":", b":" + blank.encode()).replace(b"}", blank.encode() + b"}")
        yield "json", f"{blank[:2]!r} between all", blank.encode() + spaced + blank.encode(), OK
    for blank in (
        "\v", "\f", "\x00", "\x08", "\x1a", "\x1e", "\x85", "\u00a0", "\u2028", "\u3000", "\u200b",
        "\\n",
    ):  # fmt: skip
        for where, body in (
            ("before", blank.encode() + good),
            ("behind", good + blank.encode()),
            ("within", good.replace(b'"x":', b'"x":' + blank.encode())),
        ):
            yield "json", f"{blank!r} {where}", body, REFUSED
    for name, value in (
        ("a comma at the end of a list", b"[1,]"), ("a comma at its beginning", b"[,1]"),
        ("two commas", b"[1,,2]"), ("a comma alone", b"[,]"), ("no comma", b"[1 2]"),
        ("a semicolon", b"[1;2]"), ("a colon in a list", b'["a":1]'), ("round brackets", b"(1)"),
        ("a list not closed", b"[1"), ("a list closed twice", b"[1]]"),
        ("closed crosswise", b"[{]}"), ("a name alone", b'{"a"}'), ("no value", b'{"a":}'),
        ("no name", b'{:1}'), ("two colons", b'{"a"::1}'), ("an equals sign", b'{"a"=1}'),
        ("an arrow", b'{"a"=>1}'), ("a number for a name", b"{1:1}"), ("a bare name", b"{a:1}"),
        ("null for a name", b"{null:1}"), ("a name in single quotes", b"{'a':1}"),
        ("a text in single quotes", b"'a'"), ("a text in back quotes", b"`a`"),
        ("a text in typographic quotes", "\u201ca\u201d".encode()), ("a text not closed", b'"a'),
        ("a text with a quote in it", b'"a"b"'), ("two texts", b'"a" "b"'),
        ("texts added", b'"a"+"b"'), ("a prefix for a text", b'b"a"'),
        ("a comment in a line", b"1 // x\n"), ("a comment", b"/* x */ 1"), ("a hash", b"1 # x\n"),
        ("an HTML comment", b"<!-- x --> 1"), ("three dots", b"[1, ...]"), ("a spread", b"{...a}"),
        ("a closing brace more", b"1}"), ("a variable", b"${x}"), ("a template", b"{{x}}"),
    ):  # fmt: skip
        yield "json", name, _member(value), REFUSED
    for name, body in (
        ("a prefix against scripts", b")]}',\n" + good),
        ("a loop against scripts", b"for(;;);" + good), ("a callback", b"f(" + good + b")"),
        ("a record separator", b"\x1e" + good + b"\n"), ("a list of one", b"[" + good + b"]"),
        ("as text in text", b'"' + good.replace(b'"', b'\\"') + b'"'),
        ("two lines of JSON", good + b"\n" + good), ("a form", b"body=" + good),
        ("a form, escaped", b"%7B%22a%22%3A1%7D"), ("XML", b"<a/>"), ("YAML", b"a: 1"),
        ("base64", b"eyJhIjoxfQ=="), ("protobuf", b"\x0a\x01c"), ("MessagePack", b"\x81\xa1a\x01"),
        ("CBOR", b"\xa1\x61a\x01"), ("BSON", b"\x0c\x00\x00\x00\x10a\x00\x01\x00\x00\x00\x00"),
        ("a brace", b"{"), ("a quote", b'"'), ("a minus", b"-"), ("a comma", b","),
    ):  # fmt: skip
        yield "json", name, body, REFUSED
    for cut in range(8, len(good), 9):
        yield "json", f"cut off after {cut} bytes", good[:cut], REFUSED


def _bytes() -> Iterator[Case]:
    for name, raw in (
        ("a lone continuation", b"\x80"), ("two continuations", b"\xbf\xbf"),
        ("half of two", b"\xc3"), ("half of three", b"\xe2\x82"), ("half of four", b"\xf0\x9f\x98"),
        ("overlong, two bytes", b"\xc0\xaf"), ("overlong, two bytes, U+0000", b"\xc0\x80"),
        ("overlong, the last of two", b"\xc1\xbf"), ("overlong, three bytes", b"\xe0\x80\xaf"),
        ("overlong, four bytes", b"\xf0\x80\x80\xaf"), ("a high surrogate", b"\xed\xa0\x80"),
        ("a low surrogate", b"\xed\xbf\xbf"), ("CESU-8", b"\xed\xa0\xbd\xed\xb8\x80"),
        ("beyond U+10FFFF", b"\xf4\x90\x80\x80"), ("five bytes", b"\xf8\x88\x80\x80\x80"),
        ("six bytes", b"\xfc\x84\x80\x80\x80\x80"), ("0xFE", b"\xfe"), ("0xFF", b"\xff"),
        ("Latin-1", b"\xe5"), ("a wrong second byte", b"\xc3\x28"),
        ("Windows quotes", b"\x93a\x94"),
    ):  # fmt: skip
        yield "utf-8", f"{name} in a text", _member(b'"a' + raw + b'b"'), REFUSED
        yield "utf-8", f"{name} in a name", START + b',"a' + raw + b'":1}', REFUSED
        metadata = START + b',"metadata":"' + raw + b'"}'
        yield "utf-8", f"{name} in metadata", metadata, REFUSED
    yield "utf-8", f"{'a continuation'} behind all", _member(b"1") + b"\x80", REFUSED
    # A body with which nothing else is wrong; %T could not be found in it.
    recent = write(datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))
    whole = START.replace(b"%T", f'"{recent}"'.encode()).decode() + ',"metadata":"\u00e5"}'
    for charset in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"):
        yield "utf-8", f"a text in {charset}", whole.encode(charset), REFUSED
    yield "utf-8", "a text in latin-1", whole.encode("latin-1"), REFUSED
    yield "utf-8", "a byte order mark before", b"\xef\xbb\xbf" + _member(b"1"), EITHER
    yield "utf-8", "two byte order marks", b"\xef\xbb\xbf" * 2 + _member(b"1"), REFUSED


def _twice() -> Iterator[Case]:
    for name, body in (
        ("direction", START + b',"direction":"TO_CONTACT"}'),
        ("direction, other value", START + b',"direction":"TO_APP"}'),
        ("accept_time", START + b',"accept_time":%T}'),
        ("metadata", START + b',"metadata":"a","metadata":"a"}'),
        ("metadata, then null", START + b',"metadata":"a","metadata":null}'),
        ("app_message", START + b',"app_message":{"text_message":{"text":"y"}}}'),
        ("app_message, null", START + b',"app_message":null}'),
        ("channel", START.replace(b'"channel":"SMS"', b'"channel":"SMS","channel":"SMS"') + b"}"),
        ("identity, escaped", START.replace(b'"i"', b'"i","\\u0069dentity":"i"', 1) + b"}"),
        ("text", START.replace(b'"text":"x"', b'"text":"x","text":"x"') + b"}"),
        ("text_message", START + b',"text_message":{},"text_message":{}}'),
        ("an unknown one", _member(b"1")[:-1] + b',"x":1}'),
        ("an unknown one, far apart", _member(b"1")[:-1] + b',"y":[],"z":{},"x":1}'),
        ("one in a list", _member(b'[{"a":1,"a":1}]')), ("the empty one", _member(b'{"":1,"":2}')),
        ("one deep down", _member(b'{"a":{"b":[[{"c":1,"d":2,"c":3}]]}}')),
        ("three times", _member(b'{"a":1,"a":1,"a":1}')),
        ("once as it is, once escaped", _member(b'{"\xc3\xa5":1,"\\u00e5":1}')),
    ):  # fmt: skip
        yield "duplicate name", f"a name twice: {name}", body, REFUSED
    for name, body in (
        ("in other case", START + b',"Direction":"x"}'),
        ("in two objects", _member(b'[{"a":1},{"a":1}]')),
        ("composed and not", _member(b'{"\xc3\xa5":1,"a\xcc\x8a":2}')),
        ("with a blank", _member(b'{"a":1,"a ":2," a":3}')),
    ):  # fmt: skip
        yield "duplicate name", f"names that are two: {name}", body, OK


def _deep() -> Iterator[Case]:
    for name, opening, closing in (("lists", b"[", b"]"), ("objects", b'{"a":', b"}")):
        for depth, expect in (
            (50, OK), (DEEPEST - 1, OK), (DEEPEST, REFUSED), (DEEPEST + 1, REFUSED),
            (1000, REFUSED), (20_000, REFUSED),
        ):  # fmt: skip
            value = opening * depth + b"1" + closing * depth
            yield "nesting", f"{depth} {name} within the object", _member(value), expect
    brackets = _member(b'"' + b"[{" * 200 + b'"')
    yield "nesting", "brackets in a text are no nesting", brackets, OK
    yield "nesting", "many side by side are no nesting", _member(b"[" + b"[],{}," * 500 + b"1]"), OK
    yield "nesting", "a quote behind a backslash", _member(b'"\\"' + b"[" * 200 + b'"'), OK
