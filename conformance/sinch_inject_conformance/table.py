"""The decision table: every rule of the API as requests with the one right answer to each.

Read it as a specification. A row says what is special about its request; everything else is
the plainest valid request there is. What a row needs beside the API stands in ``needs``; a
server without it gets "not applicable". ``safe`` rows are the ones for servers of others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sinch_inject_conformance.case import GONE, At, Expect, Row, edit, example, text
from sinch_inject_conformance.expectation import Absent, Exactly, Listing, Present
from sinch_inject_conformance.judge import free_texts

__all__ = ["rows"]

OK = Expect({200})
REFUSED = Expect({400})
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})
FORBIDDEN = Expect({403})
NO_SUCH_PLACE = Expect({404}, kind="outside")
ONLY_POST = Expect({405}, {"Allow": Listing(["POST"])}, kind="outside")
WRONG_TYPE = Expect({415})
# Either answer is sound; a server error or a broken connection is not.
OK_OR_REFUSED = Expect({200, 400})
REFUSED_SOMEHOW = Expect({400, 404})

# A table reads better with its own line breaks.
# fmt: off
PAGE, SDK, ASSUMED = "page", "public-sdk", "assumed"

CHANNELS = (
    "WHATSAPP", "RCS", "SMS", "MESSENGER", "VIBERBM", "MMS", "INSTAGRAM", "TELEGRAM",
    "KAKAOTALK", "KAKAOTALKCHAT", "LINE", "WECHAT", "APPLEBC",
)
SCOPED = ("MESSENGER", "INSTAGRAM", "LINE", "WECHAT")
DAY = 86_400.0
WINDOW = 30 * DAY
ASTRAL = "\N{GRINNING FACE}"


def rows() -> list[Row]:
    """Return the table. Names are unique."""
    return [
        *channels(), *envelope(), *times(), *metadata(), *authentication(), *tokens(),
        *methods_and_paths(), *content_types(), *json_text(), *ids(), *nulls(), *members(),
        *variants_right(), *variants_wrong(), *unknown_fields(), *faults(),
    ]


def channels() -> Iterator[Row]:
    """Try every channel with and without app_id, and what is no channel."""
    for channel in CHANNELS:
        identity = {"channel": channel, "identity": "id-1"}
        scoped = channel in SCOPED
        yield Row(f"{channel} with app_id", "app_id", PAGE, OK,
                  text(channel_identity={**identity, "app_id": "01HAPP"}),
                  safe=channel == "LINE")
        yield Row(f"{channel} without app_id", "app_id", PAGE, REFUSED if scoped else OK,
                  text(channel_identity=identity), safe=scoped)
        if scoped:
            yield Row(f"{channel} with app_id null", "app_id", PAGE, REFUSED,
                      text(channel_identity={**identity, "app_id": None}))
            yield Row(f"{channel} with app_id empty", "app_id", ASSUMED, REFUSED,
                      text(channel_identity={**identity, "app_id": ""}))
            yield Row(f"{channel} with app_id beside channel_identity", "app_id", PAGE, REFUSED,
                      text(channel_identity=identity, app_id="01HAPP"))
    for word in ("sms", "Sms", "VIBER", "CHANNEL_UNSPECIFIED", "SMS ", "", "EMAIL", "\u017fMS"):
        yield Row(f"channel {word!r}", "channel", PAGE, REFUSED,
                  text(channel_identity={"channel": word, "identity": "id-1"}),
                  safe=word == "sms")
    for wrong in (1, None, ["SMS"], {"channel": "SMS"}):
        yield Row(f"channel is {wrong!r}", "channel", PAGE, REFUSED,
                  text(channel_identity={"channel": wrong, "identity": "id-1"}))


def envelope() -> Iterator[Row]:
    """Try the fields around the message."""
    yield Row("the plainest request", "required", PAGE, OK, text(), safe=True)
    for name in ("accept_time", "channel_identity", "contact_id", "direction"):
        yield Row(f"without {name}", "required", PAGE, REFUSED, text(**{name: GONE}), safe=True)
        yield Row(f"{name} is null", "null", PAGE, REFUSED, text(**{name: None}))
        yield Row(f"{name} is 7", "type", PAGE, REFUSED, text(**{name: 7}))
    for name in ("channel", "identity"):
        pointer = f"/channel_identity/{name}"
        yield Row(f"without {pointer}", "required", PAGE, REFUSED, edit(text(), {pointer: GONE}))
    for pointer in ("/contact_id", "/channel_identity/identity", "/channel_identity/app_id"):
        yield Row(f"{pointer} is empty", "minLength", ASSUMED, REFUSED, edit(text(), {pointer: ""}))
        yield Row(f"{pointer} is a list", "type", PAGE, REFUSED, edit(text(), {pointer: ["a"]}))
        yield Row(
            f"{pointer} is one character", "minLength", PAGE, OK, edit(text(), {pointer: "a"})
        )
        yield Row(f"{pointer} is long and strange", "type", PAGE, OK,
                  edit(text(), {pointer: "å" * 300 + ASTRAL + " \"\\\n<b>'--"}))
    for direction in ("TO_APP", "TO_CONTACT"):
        yield Row(f"direction {direction}", "direction", PAGE, OK, text(direction=direction))
    for word in ("to_app", "UNDEFINED_DIRECTION", "TO_APP ", "TO", "", "MO"):
        yield Row(f"direction {word!r}", "direction", PAGE, REFUSED, text(direction=word))
    for mode in ("CONVERSATION", "DISPATCH"):
        yield Row(
            f"processing_mode {mode}", "processing_mode", PAGE, OK, text(processing_mode=mode)
        )
    for word in ("conversation", "BOTH", ""):
        yield Row(f"processing_mode {word!r}", "processing_mode", PAGE, REFUSED,
                  text(processing_mode=word))
    for name in free_texts():
        yield Row(f"{name} is a text", "type", PAGE, OK, text(**{name: "some-id"}))
        yield Row(f"{name} is 7", "type", PAGE, REFUSED, text(**{name: 7}))
    not_objects: tuple[Any, ...] = ([], "SMS", 1, True)
    for wrong in not_objects:
        yield Row(f"channel_identity is {wrong!r}", "type", PAGE, REFUSED,
                  text(channel_identity=wrong))


def times() -> Iterator[Row]:
    """Try both ends of the window, which are excluded, and what is a date-time."""
    rule = "accept_time"
    for name, seconds, expect in (
        ("an hour ago", -3600.0, OK),
        ("29 days ago", -29 * DAY, OK),
        ("31 days ago", -31 * DAY, REFUSED),
        ("in an hour", 3600.0, REFUSED),
        ("a year ago", -365 * DAY, REFUSED),
        ("in a year", 365 * DAY, REFUSED),
    ):
        yield Row(name, rule, PAGE, expect, text(accept_time=At(seconds)),
                  safe=abs(seconds) < 40 * DAY)
    for name, seconds, expect in (
        ("exactly now", 0.0, REFUSED),
        ("a second ago", -1.0, OK),
        ("a microsecond ago", -1e-6, OK),
        ("in a microsecond", 1e-6, REFUSED),
        ("in a second", 1.0, REFUSED),
        ("in a day", DAY, REFUSED),
        ("exactly 30 days ago", -WINDOW, REFUSED),
        ("30 days ago but a second", -WINDOW + 1, OK),
        ("30 days ago but a microsecond", -WINDOW + 1e-6, OK),
        ("30 days and a microsecond ago", -WINDOW - 1e-6, REFUSED),
        ("30 days and a second ago", -WINDOW - 1, REFUSED),
    ):
        yield Row(f"{name}, the clock stands still", rule, PAGE, expect,
                  text(accept_time=At(seconds)), needs={"clock"}, frozen_clock=True)
    for name, form, minutes in (
        ("east of Greenwich", "%Y-%m-%dT%H:%M:%S+05:30", 330),
        ("west of Greenwich", "%Y-%m-%dT%H:%M:%S-08:00", -480),
        ("with +00:00", "%Y-%m-%dT%H:%M:%S+00:00", 0),
        ("with -00:00", "%Y-%m-%dT%H:%M:%S-00:00", 0),
        ("in milliseconds", "%Y-%m-%dT%H:%M:%S.123Z", 0),
        ("with one digit after the point", "%Y-%m-%dT%H:%M:%S.5Z", 0),
        ("in nanoseconds", "%Y-%m-%dT%H:%M:%S.123456789Z", 0),
        ("in lower case", "%Y-%m-%dt%H:%M:%Sz", 0),
    ):
        yield Row(f"an hour ago {name}", rule, PAGE, OK, text(accept_time=At(-3600, form, minutes)))
    for name, seconds, form, minutes, expect in (
        ("a second ago, written east", -1, "%Y-%m-%dT%H:%M:%S+14:00", 840, OK),
        ("a second ago, written at +05:30", -1, "%Y-%m-%dT%H:%M:%S+05:30", 330, OK),
        ("in a second, written at -03:30", 1, "%Y-%m-%dT%H:%M:%S-03:30", -210, REFUSED),
        ("in a second, written west", 1, "%Y-%m-%dT%H:%M:%S-12:00", -720, REFUSED),
        ("30 days ago, written east", -WINDOW, "%Y-%m-%dT%H:%M:%S+14:00", 840, REFUSED),
    ):
        yield Row(f"{name}, the clock stands still", rule, PAGE, expect,
                  text(accept_time=At(seconds, form, minutes)),
                  needs={"clock"}, frozen_clock=True)
    for name, form in (
        ("without a zone", "%Y-%m-%dT%H:%M:%S"),
        ("with a space for the T", "%Y-%m-%d %H:%M:%SZ"),
        ("without seconds", "%Y-%m-%dT%H:%MZ"),
        ("with a comma", "%Y-%m-%dT%H:%M:%S,5Z"),
        ("with an empty fraction", "%Y-%m-%dT%H:%M:%S.Z"),
        ("with a zone without a colon", "%Y-%m-%dT%H:%M:%S+0000"),
        ("in the basic format", "%Y%m%dT%H%M%SZ"),
        ("as a date alone", "%Y-%m-%d"),
        ("as a week date", "%G-W%V-%uT%H:%M:%SZ"),
        ("with a blank behind", "%Y-%m-%dT%H:%M:%SZ "),
        ("with a line feed behind", "%Y-%m-%dT%H:%M:%SZ\n"),
        ("in words", "%a, %d %b %Y %H:%M:%S GMT"),
    ):
        yield Row(f"an hour ago {name}", rule, PAGE, REFUSED, text(accept_time=At(-3600, form)),
                  safe=name == "without a zone")
    for value in ("", "now", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", 1700000000, True):
        yield Row(f"accept_time is {value!r}", rule, PAGE, REFUSED, text(accept_time=value))


def metadata() -> Iterator[Row]:
    """Count to 1024 characters, whatever their size in bytes."""
    for kind, letter in (("ASCII", "a"), ("two-byte", "é"), ("astral", ASTRAL)):
        for count, expect in ((1023, OK), (1024, OK), (1025, REFUSED)):
            yield Row(f"{count} {kind} characters", "metadata", PAGE, expect,
                      text(metadata=letter * count),
                      safe=kind == "ASCII" and count > 1023)
    yield Row("metadata is empty", "metadata", PAGE, OK, text(metadata=""))
    not_texts: tuple[Any, ...] = (1, True, {}, [])
    for wrong in not_texts:
        yield Row(f"metadata is {wrong!r}", "metadata", PAGE, REFUSED, text(metadata=wrong))


def authentication() -> Iterator[Row]:
    """Try who gets in by each scheme, and who does not."""
    rule = "authentication"

    def row(name: str, auth: str, expect: Expect, **more: Any) -> Row:
        return Row(name, rule, SDK, expect, text(), auth=auth, **more)

    yield row("a bearer token", "bearer", OK, needs={"oauth"})
    yield row("the bearer scheme in lower case", "bearer-lower", OK, needs={"oauth"})
    yield row("Basic with key id and secret", "basic", OK)
    yield row("the basic scheme in lower case", "basic-lower", OK)
    yield row("no credentials", "none", UNAUTHENTICATED, safe=True)
    yield row("an empty Authorization", "empty", UNAUTHENTICATED)
    for name, auth in (
        ("an unknown token", "bearer-unknown"),
        ("no token after Bearer", "bearer-empty"),
        ("a self-made JWT", "bearer-jwt"),
        ("the key secret as a token", "bearer-secret"),
        ("the Basic credentials after Bearer", "bearer-basic"),
        ("Basic with a wrong secret", "basic-wrong"),
        ("Basic with an empty secret", "basic-empty"),
        ("Basic with the secret but its last letter", "basic-short"),
        ("Basic with a letter after the secret", "basic-long"),
        ("Basic with the secret in other case", "basic-case"),
        ("Basic with an unknown key id", "basic-unknown"),
        ("Basic with key id and secret exchanged", "basic-swapped"),
        ("Basic with the key id alone", "basic-no-colon"),
        ("Basic that is not base64", "basic-garbage"),
        ("Basic that is not UTF-8", "basic-latin"),
        ("nothing after Basic", "basic-nothing"),
        ("another scheme", "digest"),
    ):
        yield row(name, auth, UNAUTHENTICATED, safe=auth == "bearer-unknown")
    for name, auth in (
        ("a token with its last letter changed", "bearer-altered"),
        ("a token with a letter after it", "bearer-long"),
        ("a token but its last letter", "bearer-short"),
        ("a token without a scheme", "bearer-bare"),
        ("a token after Token", "bearer-scheme"),
        ("a token after Basic", "basic-token"),
        ("a token in the query, no header", "query"),
    ):
        yield row(name, auth, UNAUTHENTICATED, needs={"oauth"})
    yield row("a revoked token", "revoked", UNAUTHENTICATED, needs={"oauth", "tokens"})
    yield row("an expired token", "expired", UNAUTHENTICATED, needs={"oauth", "clock"})
    yield row("a token at the second it expires", "expiring", UNAUTHENTICATED,
              needs={"oauth", "clock"}, frozen_clock=True)
    yield row("a token a second before it expires", "fresh-enough", OK,
              needs={"oauth", "clock"}, frozen_clock=True)
    yield row("Basic when all tokens have expired", "basic-later", OK, needs={"clock"})
    yield row("a token of another project", "foreign-token", FORBIDDEN, needs={"oauth", "tokens"})
    yield row("Basic with a key of another project", "foreign-basic", FORBIDDEN, needs={"tokens"})
    for auth, needs in (("bearer", {"oauth"}), ("basic", set[str]())):
        for project in ("another-project", "PROJECT-IN-UPPER-CASE", "project-and-more"):
            yield Row(f"{auth} on {project}", "project", PAGE, FORBIDDEN, text(), auth=auth,
                      project=project, needs=needs)
    yield Row("no credentials on another project", "project", PAGE, UNAUTHENTICATED, text(),
              auth="none", project="another-project")


def tokens() -> Iterator[Row]:
    """Try the endpoint that gives tokens (RFC 6749, 4.4)."""
    token = Expect({200}, kind="token")
    unauthorized = Expect({401}, kind="token", error={401: "invalid_client"})
    invalid = Expect({400}, kind="token", error={400: "invalid_request"})
    unsupported = Expect({400}, kind="token", error={400: "unsupported_grant_type"})
    form = "application/x-www-form-urlencoded"

    def row(name: str, expect: Expect, body: bytes | None, auth: str = "basic", *,
            content_type: str | None = form, path: str = "/oauth2/token",
            method: str = "POST") -> Row:
        return Row(name, "token", SDK, expect, body, auth=auth, to="auth", needs={"oauth"},
                   content_type=content_type, path=path, method=method)

    grant = b"grant_type=client_credentials"
    in_form = b"&client_id={key_id}&client_secret={key_secret}"
    yield row("a token for key id and secret", token, grant)
    yield row("a token, credentials in the form", token, grant + in_form, "none")
    yield row("a token, credentials first in the form", token,
              in_form.removeprefix(b"&") + b"&" + grant, "none")
    yield row("a token, letters of the grant escaped", token, b"grant_type=client%5Fcredential%73")
    yield row("a token, a scope asked for", token, grant + b"&scope=")
    yield row("a token, a field that nobody knows", token, grant + b"&x=y")
    yield row("a token, the form with a charset", token, grant,
              content_type=form + ";charset=UTF-8")
    yield row("a token, the form's type in upper case", token, grant, content_type=form.upper())
    yield row("a token, the scheme in lower case", token, grant, "basic-lower")
    yield row("a token without credentials", unauthorized, grant, "none")
    yield row("a token, the key in header and form", invalid, grant + in_form)
    for auth in (
        "basic-wrong", "basic-empty", "basic-unknown", "basic-garbage", "basic-case", "basic-short",
        "basic-long", "basic-swapped", "basic-no-colon", "basic-nothing", "bearer", "digest",
    ):
        yield row(f"a token, {auth}", unauthorized, grant, auth)
    for name, fields in (
        ("a wrong secret", b"&client_id={key_id}&client_secret=wrong"),
        ("an empty secret", b"&client_id={key_id}&client_secret="),
        ("no secret", b"&client_id={key_id}"),
        ("no id", b"&client_secret={key_secret}"),
        ("an unknown id", b"&client_id=nobody&client_secret={key_secret}"),
        ("a secret and a letter", in_form + b"x"),
    ):
        yield row(f"a token, {name} in the form", unauthorized, grant + fields, "none")
    for name, body in (
        ("password", b"grant_type=password"),
        ("authorization_code", b"grant_type=authorization_code&code=x"),
        ("refresh_token", b"grant_type=refresh_token&refresh_token=x"),
        ("in upper case", b"grant_type=CLIENT_CREDENTIALS"),
        ("with a blank behind", grant + b"+"),
        ("and more", grant + b"x"),
    ):
        yield row(f"a token for another grant: {name}", unsupported, body)
    for name, body in (
        ("without a grant", b""), ("with a grant of another name", b"grant=client_credentials"),
        ("with the grant twice", grant + b"&" + grant),
        ("with the grant's name in upper case", b"GRANT_TYPE=client_credentials"),
    ):
        yield row(f"a token {name}", invalid, body)
    for other, body in (
        ("application/json", b'{"grant_type":"client_credentials"}'), ("text/plain", grant),
        ("multipart/form-data; boundary=x", grant), (None, grant), ("application/json;", grant),
        ("application/x-www-form-urlencode", grant), (f"{form}ed", grant), (f"x{form}", grant),
        ("application/*", grant), (f"{form}, text/plain", grant),
        ("text/x-www-form-urlencoded", grant),
    ):
        yield row(f"a token, the form sent as {other}", invalid, body, content_type=other)
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"):
        sent = grant if method in {"PUT", "PATCH"} else None
        yield row(f"a token by {method}", ONLY_POST, sent, method=method)
    for name, path in (
        ("a slash behind", "/oauth2/token/"), ("upper case", "/OAUTH2/TOKEN"),
        ("version 1", "/oauth/token"), ("an escape", "/oauth2/%74oken"),
        ("two slashes", "//oauth2/token"),
    ):
        yield row(f"a token at another path: {name}", NO_SUCH_PLACE, grant, path=path)


def methods_and_paths() -> Iterator[Row]:
    """Try what is not a POST to the path that ends in :inject-message."""
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "TRACE"):
        body = text() if method in {"PUT", "PATCH", "PROPFIND"} else None
        yield Row(f"method {method}", "method", PAGE, ONLY_POST, body, method=method,
                  safe=method == "GET")
    # Method names are case-sensitive; many servers refuse this one before they look further.
    yield Row("method post in lower case", "method", PAGE, Expect({400, 405, 501}, kind="below"),
              text(), method="post", journaled=False)
    for name, path in (
        ("without the suffix", "/v1/projects/{project}/conversations/{conversation}"),
        ("another action", "/v1/projects/{project}/conversations/{conversation}:inject-event"),
        ("the suffix in upper case",
         "/v1/projects/{project}/conversations/{conversation}:INJECT-MESSAGE"),
        ("something after the suffix",
         "/v1/projects/{project}/conversations/{conversation}:inject-message/x"),
        ("a slash behind", "/v1/projects/{project}/conversations/{conversation}:inject-message/"),
        ("a slash before the suffix",
         "/v1/projects/{project}/conversations/{conversation}/:inject-message"),
        ("version 2", "/v2/projects/{project}/conversations/{conversation}:inject-message"),
        ("no conversation id", "/v1/projects/{project}/conversations/:inject-message"),
        ("no project id", "/v1/projects//conversations/{conversation}:inject-message"),
        ("one level more", "/v1/projects/{project}/x/conversations/{conversation}:inject-message"),
    ):
        expect = Expect({400, 403, 404}, kind="outside") if "no " in name else NO_SUCH_PLACE
        yield Row(f"path: {name}", "path", PAGE, expect, text(), path=path)
    yield Row("path: a query that nobody knows", "path", ASSUMED, OK, text(),
              path="/v1/projects/{project}/conversations/{conversation}:inject-message?a=b")


def content_types() -> Iterator[Row]:
    """Try content types; only application/json is right."""
    for kind in ("application/json; charset=utf-8", "Application/JSON", "application/json;x=y"):
        yield Row(f"content type {kind}", "content type", PAGE, OK, text(), content_type=kind)
    wrong: tuple[str | None, ...] = (
        None, "", "text/plain", "text/json", "application/jsonx", "application/xml", "json",
        "application/x-www-form-urlencoded", "application/problem+json", "application/*", "*/*",
        "multipart/form-data; boundary=x", "application/json-seq", "text/plain; application/json",
    )
    for other in wrong:
        yield Row(f"content type {other}", "content type", ASSUMED, WRONG_TYPE, text(),
                  content_type=other, safe=other == "text/plain")


def json_text() -> Iterator[Row]:
    """Try what is JSON in UTF-8 and what is not; never a server error."""
    good = (
        b'{"accept_time":%T,"direction":"TO_CONTACT","contact_id":"c","channel_identity":'
        b'{"channel":"SMS","identity":"i"},"app_message":{"text_message":{"text":"x"}}'
    )
    for name, body, expect in (
        ("blanks and line feeds around", b" \r\n\t" + good + b"}\n ", OK),
        ("escaped letters in names", good.replace(b'"direction"', b'"dir\\u0065ction"') + b"}", OK),
        ("an escaped astral letter", good + b',"metadata":"\\ud83d\\ude00"}', OK),
        ("an empty name", good + b',"":1}', OK),
        ("50 levels deep", good + b',"x":' + b"[" * 50 + b"]" * 50 + b"}", OK),
        ("a number with an exponent", good + b',"x":1.5E+3}', OK),
        ("an empty body", b"", REFUSED),
        ("blanks alone", b"  ", REFUSED),
        ("cut off", good, REFUSED),
        ("something behind", good + b"}x", REFUSED),
        ("two documents", good + b"}" + good + b"}", REFUSED),
        ("a trailing comma", good + b",}", REFUSED),
        ("a comment", good + b"/* x */}", REFUSED),
        ("single quotes", good.replace(b'"', b"'") + b"}", REFUSED),
        ("names without quotes", good.replace(b'"direction"', b"direction") + b"}", REFUSED),
        ("NaN", good + b',"x":NaN}', REFUSED),
        ("Infinity", good + b',"x":-Infinity}', REFUSED),
        ("a leading zero", good + b',"x":01}', REFUSED),
        ("a raw line feed in a text", good + b',"metadata":"a\nb"}', REFUSED),
        ("a wrong escape", good + b',"metadata":"\\x"}', REFUSED),
        ("not UTF-8", good + b',"metadata":"\xff"}', REFUSED),
        ("Latin-1", good + b',"metadata":"\xe5"}', REFUSED),
        ("an overlong sequence", good + b',"metadata":"\xc0\xaf"}', REFUSED),
        ("a surrogate in UTF-8", good + b',"metadata":"\xed\xa0\x80"}', REFUSED),
        ("a lone surrogate, escaped", good + b',"metadata":"\\ud800"}', OK_OR_REFUSED),
        ("a byte order mark", b"\xef\xbb\xbf" + good + b"}", OK_OR_REFUSED),
        ("a huge whole number", good + b',"x":' + b"9" * 5000 + b"}", OK_OR_REFUSED),
        ("a huge exponent", good + b',"x":1e999}', OK_OR_REFUSED),
        ("100,000 levels deep", good + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", REFUSED),
        ("100,000 objects deep", b'{"x":' * 100_000 + b"1" + b"}" * 100_000, REFUSED),
        ("100,000 brackets, never closed", b"[" * 100_000, REFUSED),
    ):
        yield Row(f"JSON: {name}", "json", PAGE, expect, body, safe=name == "cut off")
    for name, body in (
        ("null", b"null"), ("a list", b"[]"), ("a text", b'"x"'), ("a number", b"1"),
        ("true", b"true"), ("an empty object", b"{}"), ("a list of requests", b"[" + good + b"}]"),
    ):
        yield Row(f"JSON: {name}", "type", PAGE, REFUSED, body)
    yield Row("JSON: UTF-16", "json", ASSUMED, REFUSED, (good + b"}").replace(b"%T", b'""')
              .decode().encode("utf-16"))
    for name, body in (
        ("a name twice, same value", good + b',"contact_id":"c"}'),
        ("a name twice, other value", good + b',"contact_id":"d"}'),
        ("a name twice, deep down", good + b',"x":{"a":1,"a":2}}'),
        ("a name twice, once escaped", good + b',"contact_i\\u0064":"d"}'),
    ):
        yield Row(f"JSON: {name}", "duplicate name", ASSUMED, REFUSED, body)
    for name, body in (
        ("in metadata", good + b',"metadata":"a\\u0000b"}'),
        ("in a contact id", good.replace(b'"c"', b'"c\\u0000"') + b"}"),
        ("in the message", good.replace(b'"x"', b'"x\\u0000"') + b"}"),
        ("in an unknown field", good + b',"x":["\\u0000"]}'),
        ("in an unknown name", good + b',"x\\u0000":1}'),
        ("raw", good + b',"metadata":"\x00"}'),
    ):
        yield Row(f"U+0000 {name}", "nul", ASSUMED, REFUSED, body)
    # How much a server takes is its own affair; that it says so, and how, is not.
    for name, size, expect, needs in (
        ("8 MiB", 8 << 20, Expect({200, 413}), ()),
        ("2 MiB", 2 << 20, Expect({413}), ("journal",)),
    ):
        yield Row(name, "size", ASSUMED, expect, good + b',"x":"' + b"a" * size + b'"}',
                  needs=needs)
    yield Row("100 kB", "size", ASSUMED, OK, good + b',"x":"' + b"a" * 100_000 + b'"}')


def ids() -> Iterator[Row]:
    """Try ids on the path, which are percent-decoded, once."""
    for name, encoded, decoded in (
        ("a slash", "a%2Fb{n}", "a/b{n}"),
        ("a colon", "a%3Ab{n}", "a:b{n}"),
        ("a colon as it is", "a:b{n}", "a:b{n}"),
        ("a blank", "a%20b{n}", "a b{n}"),
        ("a plus", "a+b{n}", "a+b{n}"),
        ("a percent sign", "a%25b{n}", "a%b{n}"),
        ("encoded twice", "a%252Fb{n}", "a%2Fb{n}"),
        ("a question mark", "a%3Fb{n}", "a?b{n}"),
        ("a hash", "a%23b{n}", "a#b{n}"),
        ("an e with an accent", "caf%C3%A9{n}", "café{n}"),
        ("an astral letter", "%F0%9F%98%80{n}", ASTRAL + "{n}"),
        ("a letter that need not be", "%61{n}", "a{n}"),
        ("lower-case digits", "a%2fb{n}", "a/b{n}"),
        ("the suffix in the id", "a%3Ainject-message{n}", "a:inject-message{n}"),
        ("dots", "%2E%2E{n}", "..{n}"),
        ("300 letters", "x" * 300 + "{n}", "x" * 300 + "{n}"),
    ):
        yield Row(f"id with {name}", "percent-encoding", PAGE, OK, text(), conversation=encoded,
                  conversation_is=decoded)
    yield Row("id that is not UTF-8", "percent-encoding", ASSUMED, REFUSED_SOMEHOW, text(),
              conversation="a%FFb{n}")
    yield Row("id with U+0000", "percent-encoding", ASSUMED, REFUSED_SOMEHOW, text(),
              conversation="a%00b{n}")
    yield Row("id with a broken escape", "percent-encoding", ASSUMED, Expect({200, 400, 404}),
              text(), conversation="a%zzb{n}")
    yield Row("project id with an escape", "percent-encoding", PAGE, OK, text(),
              path="/v1/projects/{project_escaped}/conversations/{conversation}:inject-message")
    yield Row("another conversation_id in the body", "conversation_id", ASSUMED, OK,
              text(conversation_id="another"))


def nulls() -> Iterator[Row]:
    """Try null, which means absent in four places and is wrong in all others."""
    message = {"text_message": {"text": "x"}}
    for name, body in (
        ("contact_message null beside app_message", text(contact_message=None)),
        ("app_message null beside contact_message",
         text(app_message=None, contact_message=message)),
        ("both message members null", text(app_message=None, contact_message=None)),
        ("agent null", edit(text(), {"/app_message/agent": None})),
        ("reply_to null", edit(example("ContactText"), {"/contact_message/reply_to": None})),
    ):
        yield Row(name, "null", SDK, OK, body, safe=name.startswith("contact_message"))
    for name in (*free_texts(), "processing_mode", "metadata"):
        yield Row(f"{name} null", "null", PAGE, REFUSED, text(**{name: None}))
    for pointer in (
        "/channel_identity/app_id",
        "/channel_identity/identity",
        "/app_message/text_message",
        "/app_message/text_message/text",
        "/app_message/explicit_channel_message",
        "/app_message/explicit_channel_omni_message",
        "/app_message/channel_specific_message",
    ):
        yield Row(f"{pointer} null", "null", PAGE, REFUSED, edit(text(), {pointer: None}))
    yield Row("two contents, one null", "one content", SDK, REFUSED,
              edit(text(), {"/app_message/media_message": None}))


def members() -> Iterator[Row]:
    """Try both messages, neither, and other than exactly one content."""
    message = {"text_message": {"text": "x"}}
    for direction in ("TO_APP", "TO_CONTACT"):
        yield Row(f"both members, {direction}", "one message", SDK, REFUSED,
                  text(direction=direction, contact_message=message),
                  safe=direction == "TO_APP")
        yield Row(f"neither member, {direction}", "one message", PAGE, OK,
                  text(direction=direction, app_message=GONE))
        yield Row(f"app_message {direction}", "direction", ASSUMED, OK, text(direction=direction))
        yield Row(f"contact_message {direction}", "direction", ASSUMED, OK,
                  text(direction=direction, app_message=GONE, contact_message=message))
    for member in ("app_message", "contact_message"):
        bare = text(app_message=GONE)
        for name, value in (
            ("empty", {}), ("an unknown content alone", {"hologram_message": {"x": 1}}),
            ("two contents", {**message, "media_message": {"url": "u"}}),
            ("a text", "x"), ("a list", [message]), ("false", False),
            ("no content but what is beside it", {"agent": None, "reply_to": None}),
        ):
            yield Row(f"{member}: {name}", "one content", SDK, REFUSED,
                      edit(bare, {f"/{member}": value}),
                      safe=f"{member} {name}" == "app_message two contents")
        yield Row(f"{member}: an unknown content beside a known one", "one content", SDK, OK,
                  edit(bare, {f"/{member}": {**message, "hologram_message": {"x": 1}}}))
    yield Row("contact_message with a card", "one content", SDK, REFUSED,
              text(app_message=GONE, contact_message={"card_message": {"title": "x"}}))
    yield Row("app_message with a choice response", "one content", SDK, REFUSED,
              text(app_message={"choice_response_message":
                                {"message_id": "m", "postback_data": "p"}}))


def variants_right() -> Iterator[Row]:
    """Send each message variant as the contract's example has it."""
    for name in (
        "AppText", "AppMedia", "AppCard", "AppCarousel", "AppChoice", "AppList", "AppLocation",
        "AppTemplate", "AppContactInfo", "AppAgentAndOverrides", "AppFlows", "AppOrderDetails",
        "AppOrderStatus", "AppCommerce", "AppCarouselCommerce", "AppLineNotification",
        "ContactText", "ContactMedia", "ContactLocation", "ContactMediaCard",
        "ContactChoiceResponse", "ContactFallback", "ContactProductResponse", "ContactFlowReply",
    ):
        yield Row(f"{name}, as documented", "variant", SDK, OK, example(name),
                  safe=name in {"AppCard", "ContactText"})


def variants_wrong() -> Iterator[Row]:
    """Send each message variant with one thing wrong: example, pointer, value."""
    app, contact = "/app_message", "/contact_message"
    card, carousel = f"{app}/card_message", f"{app}/carousel_message"
    whatsapp = f"{app}/channel_specific_message/WHATSAPP"
    kakao = f"{app}/channel_specific_message/KAKAOTALK/message"
    choice = {"text_message": {"text": "x"}}
    for name, pointer, value in (
        ("AppText", f"{app}/text_message/text", GONE),
        ("AppText", f"{app}/text_message/text", 7),
        ("AppText", f"{app}/text_message", "x"),
        ("AppMedia", f"{app}/media_message/url", GONE),
        ("AppCard", f"{card}/height", "HUGE"),
        ("AppCard", f"{card}/choices", [choice] * 11),
        ("AppCard", f"{card}/choices/0", {}),
        ("AppCard", f"{card}/choices/0", None),
        ("AppCard", f"{card}/choices/0", 7),
        ("AppCard", f"{card}/choices/0/url_message", {"title": "t", "url": "u"}),
        ("AppCard", f"{card}/choices/1/url_message/title", GONE),
        ("AppCarousel", f"{carousel}/cards", GONE),
        ("AppCarousel", f"{carousel}/cards", [{"title": "x"}] * 11),
        ("AppCarousel", f"{carousel}/choices", [choice] * 4),
        ("AppCarousel", f"{carousel}/choices/0/call_message/phone_number", GONE),
        ("AppChoice", f"{app}/choice_message/choices", GONE),
        ("AppChoice", f"{app}/choice_message/choices", [choice] * 11),
        ("AppChoice", f"{app}/choice_message/choices/2/calendar_message/event_start", "soon"),
        ("AppChoice", f"{app}/choice_message/choices/1/share_location_message/title", GONE),
        ("AppList", f"{app}/list_message/sections", GONE),
        ("AppList", f"{app}/list_message/title", GONE),
        ("AppList", f"{app}/list_message/sections/0/items/0", {"product": {"id": "p"}}),
        ("AppList", f"{app}/list_message/sections/0/items/0",
         {"product": {"id": "p", "marketplace": "m"}}),
        ("AppLocation", f"{app}/location_message/coordinates/latitude", "59"),
        ("AppLocation", f"{app}/location_message/coordinates", GONE),
        ("AppLocation", f"{app}/location_message/coordinates/longitude", True),
        ("AppTemplate", f"{app}/template_message", {}),
        ("AppTemplate", f"{app}/template_message/omni_template", "x"),
        ("AppTemplate", f"{app}/template_message/omni_template/version", GONE),
        ("AppTemplate", f"{app}/template_message/channel_template/whatsapp", {"template_id": "t"}),
        ("AppTemplate", f"{app}/template_message/omni_template/parameters/name", 1),
        ("AppContactInfo", f"{app}/contact_info_message/name/full_name", GONE),
        ("AppContactInfo", f"{app}/contact_info_message/phone_numbers", GONE),
        ("AppContactInfo", f"{app}/contact_info_message/birthday", "1990-02-30"),
        ("AppAgentAndOverrides", f"{app}/agent/type", "human"),
        ("AppAgentAndOverrides", f"{app}/explicit_channel_message/SMS", {"text": "x"}),
        ("AppAgentAndOverrides", f"{app}/explicit_channel_omni_message/SMS", choice),
        ("AppAgentAndOverrides", f"{app}/explicit_channel_omni_message/WHATSAPP", {}),
        ("AppAgentAndOverrides", f"{app}/explicit_channel_omni_message/WHATSAPP", None),
        ("AppFlows", f"{whatsapp}/message_type", "FLOW"),
        ("AppFlows", f"{whatsapp}/message/flow_id", GONE),
        ("AppFlows", f"{whatsapp}/message/flow_cta", "x" * 21),
        ("AppFlows", f"{whatsapp}/message/footer/text", "x" * 61),
        ("AppFlows", f"{whatsapp}/message/body/text", "x" * 1025),
        ("AppFlows", f"{whatsapp}/message_type", "ORDER_STATUS"),
        ("AppOrderDetails", f"{whatsapp}/message/payment/payment_buttons", []),
        ("AppOrderDetails", f"{whatsapp}/message/payment/total_amount_value", 1.5),
        ("AppOrderDetails", f"{whatsapp}/message/payment/payment_buttons/0/type", "pix"),
        ("AppOrderStatus", f"{whatsapp}/message/payment/order/status", "lost"),
        ("AppCommerce", f"{kakao}/commerce/discount_price", GONE),
        ("AppCommerce", f"{kakao}/coupon/title", GONE),
        ("AppCommerce", f"{kakao}/push_alarm", "yes"),
        ("AppCarouselCommerce", f"{kakao}/carousel/list", GONE),
        ("AppLineNotification",
         f"{app}/channel_specific_message/LINE/message/body/items/0/content", GONE),
        ("ContactText", f"{contact}/reply_to/message_id", GONE),
        ("ContactMedia", f"{contact}/media_message/url", GONE),
        ("ContactLocation", f"{contact}/location_message/title", GONE),
        ("ContactMediaCard", f"{contact}/media_card_message/url", GONE),
        ("ContactChoiceResponse", f"{contact}/choice_response_message/postback_data", {"a": 1}),
        ("ContactFallback", f"{contact}/fallback_message/reason", "x"),
        ("ContactProductResponse",
         f"{contact}/product_response_message/products/0/marketplace", GONE),
        ("ContactProductResponse", f"{contact}/product_response_message/products/0/quantity", 2.5),
        ("ContactFlowReply", f"{contact}/channel_specific_message/message_type", "reply"),
        ("ContactFlowReply",
         f"{contact}/channel_specific_message/message/nfm_reply/name", "form"),
    ):
        short = "no value" if value is GONE else f"{str(value)[:40]}"
        yield Row(f"{name}, {pointer}: {short}", "variant", SDK, REFUSED,
                  edit(example(name), {pointer: value}))


def unknown_fields() -> Iterator[Row]:
    """Send fields that the contract does not know; they are kept, wherever they stand."""
    odd = {"deep": [1, 2.5, None, True, {"å": ASTRAL}]}
    for pointer in (
        "/x_new", "/channel_identity/x_new", "/app_message/x_new",
        "/app_message/text_message/x_new",
    ):
        yield Row(f"unknown {pointer}", "unknown field", ASSUMED, OK, edit(text(), {pointer: odd}))
    yield Row("unknown fields that other APIs know", "unknown field", ASSUMED, OK,
              text(id="m", injected=False, project_id="p", ttl="10s", __proto__={"a": 1}))
    yield Row("a text of every plane", "unaltered", PAGE, OK,
              edit(text(), {"/app_message/text_message/text":
                            "é\u0301 \u202e \ufeff \U0001f469\u200d\U0001f4bb \u2028 </script>"}))
    yield Row("letters that have two spellings", "unaltered", PAGE, OK,
              edit(text(metadata="A\u030a \u212b \ufb01 \u2126"),
                   {"/app_message/text_message/text": "e\u0301 \u1100\u1161"}))
    yield Row("blanks around every text", "unaltered", PAGE, OK,
              edit(text(metadata=" \t a \r\n", contact_id=" c ",
                        **dict.fromkeys(free_texts(), "\n")),
                   {"/app_message/text_message/text": "  x  ",
                    "/channel_identity/identity": " i "}))
    yield Row("an empty text", "unaltered", PAGE, OK,
              edit(text(), {"/app_message/text_message/text": ""}))
    yield Row("postback data of any kind", "unaltered", SDK, OK,
              edit(example("AppCarousel"), {
                  "/app_message/carousel_message/cards/0/choices/0/postback_data":
                  [1, 0.1, True, None, "1", {"": []}]}),
              asks={"Choice/properties/postback_data"})
    yield Row("whole numbers of any size", "unaltered", PAGE, OK,
              text(x_numbers=[0, -1, 2**31, 2**53 + 1, 12345678901234567890, -(2**63)]))
    yield Row("a whole number written 2.0", "integer", SDK, OK,
              edit(example("ContactProductResponse"),
                   {"/contact_message/product_response_message/products/0/quantity": 2.0}))


def faults() -> Iterator[Row]:
    """Ask for the answers that a server gives only when something is wrong with it."""
    for status in (400, 403, 404, 500, 501, 503):
        yield Row(f"fault {status}", "answer", PAGE, Expect({status}), text(),
                  needs={"faults"}, explained=False,
                  fault={"kind": str(status), "count": 1})
    yield Row("fault 401", "answer", SDK, UNAUTHENTICATED, text(), needs={"faults"},
              explained=False, fault={"kind": "401", "count": 1})
    yield Row("fault 429", "answer", SDK, Expect({429}, {"Retry-After": Absent()}), text(),
              needs={"faults"}, explained=False, fault={"kind": "429", "count": 1})
    yield Row("fault 429 with Retry-After", "answer", SDK,
              Expect({429}, {"Retry-After": Exactly("7")}), text(), needs={"faults"},
              explained=False, fault={"kind": "429", "count": 1, "retry_after": 7})
