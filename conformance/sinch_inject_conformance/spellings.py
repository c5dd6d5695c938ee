"""Values that servers, and what stands before and behind them, like to change.

Templates, filters, databases, log lines and firewalls do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

__all__ = ["LENGTHS", "addresses", "numbers", "texts"]

# -- texts --------------------------------------------------------------------------------

MARKUP = (
    "&amp;", "&lt;b&gt;", "&#65;", "&#x41;", "&quot;", "&nbsp;", "&eacute;", "&notin;", "&", "<",
    ">", "<b>bold</b>", "<br/>", "<!-- x -->", "<![CDATA[x]]>", "<?xml version='1.0'?>",
    "<!DOCTYPE x>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>", "<iframe src='//x'></iframe>", "javascript:alert(1)",
    "data:text/html,x", "**bold** _it_ `code`", "# title", "> quote", "[a](b)", "![a](b)", "- item",
    "1. item", "---", "~~x~~", "| a | b |", ":smile:", ":-)", "<3", "@everyone", "#hash", "*bold*",
    "{color:red}", "[b]x[/b]", "\\textbf{x}",
)  # fmt: skip
SPELLED = (
    "\\n", "\\t", "\\\\", "\\u0041", "\\x41", "\\0", "\\", "\\'", '\\"', "%41", "%20", "%0A", "%2F",
    "%00", "%", "%%", "%s%n%d", "%(x)s", "{}", "{0}", "{x}", "{{x}}", "{{7*7}}", "${x}", "${7*7}",
    "#{7*7}", "<%= 7*7 %>", "{% x %}", "$x", "$1", "$(id)", "`id`", "~", "^x", "a+b", "a b+c",
    "=?utf-8?Q?=C3=A5?=", "=1+1", "+1", "-1", "@SUM(1)", "\tx", "'=1", "a,b;c", '"a","b"', "a\tb",
    "null", "true", "false", "undefined", "NaN", "Infinity", "None", "nil", "0", "007", "1e5",
    "1.50", "-0", "0x1F", "1_000", "1,000.50", "12345678901234567890", "+46 70-000 00 01",
    "2026-11-10", "2026-11-10T12:00:00+05:30", "12:00", "10/11/2026", '{"a":1}', "[1, 2]", '"x"',
    "'x'", "a=b&c=d", "eyJhIjoxfQ==", "SGVsbG8=", "https://x.example/?a=b&c=%20", "x@y.example",
    "C:\\x\\y", "/etc/x",
)  # fmt: skip
DISLIKED = (
    "' OR '1'='1", "' OR 1=1 --", '" OR ""="', "'; DROP TABLE x; --", "1; SELECT pg_sleep(1)",
    "UNION SELECT NULL, NULL", "admin'--", "xp_cmdshell", "WAITFOR DELAY '0:0:1'", "1/*x*/=1",
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "....//....//x", "/etc/passwd",
    "%2e%2e%2f", "file:///etc/passwd", "php://input", "http://169.254.169.254/latest/meta-data/",
    "gopher://x", "${jndi:ldap://x.example/a}", "${${lower:j}ndi:x}", "() {:;}; echo x", "; ls -la",
    "| cat x", "&& whoami", "|| id", "$(sleep 0)", "`sleep 0`", "\r\nSet-Cookie: a=b", "%0d%0aX: y",
    "<?php echo 1; ?>", "<%= system('id') %>", "eval(x)", "require('child_process')", "__proto__",
    "<!ENTITY x SYSTEM 'file:///x'>", "*)(uid=*))(|(uid=*", "' or name()='x", "$where: '1'",
    '{"$gt": ""}', "O:8:\"stdClass\":0:{}", "rO0ABXNyAA==", "!!python/object:x", "X5O!P%@AP",
    "4111 1111 1111 1111", "123-45-6789", "GB82 WEST 1234 5698 7654 32", "password=x", "Bearer x",
    "fuck", "viagra", "STOP", "HELP", "UNSUBSCRIBE", "[redacted]", "***",
)  # fmt: skip
LETTERS = (
    # blanks of every kind
    " ", "  ", " x ", "\t", "\n", "\r", "\r\n", "\n\r", "a\nb", "a\rb", "a\r\nb", "a\n", "\na",
    "a\n\n\nb",
    "a  b", "a \n b", "\u00a0", "\u2003x\u2003", "\u3000x", "\u200bx", "x\u200b", "\u2060",
    "\ufeffx", "x\ufeff",
    "\u2028", "\u2029", "\u0085", "\u180e", "\u00ad", "\u1680", "\u202f",
    # that are joined, turned, marked
    "e\u0301", "\u00e9", "A\u030a", "\u212b", "\u2126", "\ufb01", "\u1100\u1161", "\uac00",
    "q\u0307\u0323",
    "q\u0323\u0307", "Z\u0351\u036b\u0343\u036a", "\u0930\u094d\u0915", "\u0e01\u0e33",
    "\u0627\u0644\u0639",
    "\u202eabc\u202c", "\u2066a\u2069", "\u200ea\u200f", "\u061c", "\u05d0\u05d1", "a\u200db",
    "a\u200cb",
    "\U0001f469\u200d\U0001f4bb", "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "\u2764\ufe0e",
    "\U0001f1f8\U0001f1ea",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3", "\U0001faf6", "\u00a9", "\u2122",
    # in two cases, or alike
    "stra\u00dfe", "STRASSE", "\u1e9e", "\u0130", "\u0131", "I", "i", "\u03c2", "\u03c3",
    "\u01c5", "\ufb00",
    "\u017f", "\u212a", "\uff21\uff11", "\u0410", "\u0660\u0661", "\u2170", "\u00bd", "\u00b2",
    # typography
    "\u201cx\u201d", "\u2018x\u2019", "\u00abx\u00bb", "\u2013", "\u2014", "\u2026", "...", "--",
    "\u2212", "\u00d7",
    "\u2032", "\u00b4", "`", "\u2022", "\u20ac", "\u00a3", "\u00b0", "\u2010", "\u2011", "\u2044",
    # at the rims of the planes, private, or none at all
    "\ud7ff", "\ue000", "\uf8ff", "\ufdd0", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\U00010000",
    "\U0001ffff",
    "\U00020000", "\U0002ffff", "\U00030000", "\U000e0001", "\U000f0000", "\U00100000",
    "\U0010fffd",
    "\U0010ffff", "\U00040000", "\U000dffff",
)  # fmt: skip
LENGTHS = (
    1, 2, 69, 70, 71, 140, 159, 160, 161, 255, 256, 257, 306, 640, 1000, 1023, 1024, 1025, 1599,
    1600, 1601, 2000, 2047, 2048, 2049, 3072, 4000, 4095, 4096, 4097, 5000, 8191, 8192, 10_000,
    16_384, 32_767, 32_768, 50_000, 65_535, 65_536, 100_000, 250_000,
)  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """Yield a name and a text, for every text that somebody might change."""
    for kind, those in (
        ("markup", MARKUP), ("spelled", SPELLED), ("disliked", DISLIKED), ("letters", LETTERS),
    ):  # fmt: skip
        for one in those:
            yield f"{kind} {one.encode('unicode_escape').decode()}", one
    for code in (*range(1, 32), *range(127, 160)):
        # What only looks like an escape, as code and patterns have it, is a text like others.
        forms = f"\\u{code:04x} \\x{code:02x} %{code:02X} &#{code};"
        yield f"looks like escapes of U+{code:04X}", f"a{forms}b"
        yield f"control U+{code:04X}", f"a{chr(code)}b"
        yield f"control U+{code:04X} at both ends", f"{chr(code)}a{chr(code)}"


# -- numbers and addresses ----------------------------------------------------------------


def numbers() -> Sequence[str]:
    """Return numbers as they are written in JSON."""
    return (
        "0", "-0", "-0.0", "1", "-1", "1.0", "1.50", "100", "1e2", "1E2", "1e+2", "1.5e3",
        "1e-7", "0.1",
        "0.30000000000000004", "3.141592653589793", "59.329323456789012", "-179.99999999999997",
        "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740991",
        "9007199254740993",
        "-9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551616",
        "123456789012345678901234567890", "1.7976931348623157e308", "5e-324",
        "2.2250738585072014e-308",
        "1e21", "1e22", "123456789.123456789", "0.000001", "1e-10", "99999999999999.99", "1e15",
        "1e16",
    )  # fmt: skip


def addresses() -> Sequence[str]:
    """Return URLs that somebody might write in another way."""
    return (
        "https://x.example", "https://x.example/", "HTTPS://X.Example/A", "https://X.EXAMPLE/a/B",
        "http://x.example:80/", "https://x.example:443/a", "https://x.example:8443/a",
        "https://x.example:/a",
        "https://x.example/a/./b", "https://x.example/a/../b", "https://x.example//a//b",
        "https://x.example/a/",
        "https://x.example/%41%7e", "https://x.example/%c3%a5", "https://x.example/%C3%A5",
        "https://x.example/å",
        "https://x.example/a b", "https://x.example/a+b", "https://x.example/a%20b",
        "https://x.example/a%2Fb",
        "https://x.example/a%252Fb", "https://x.example/?", "https://x.example/#",
        "https://x.example/?#",
        "https://x.example/?b=2&a=1", "https://x.example/?a=1&a=2", "https://x.example/?a",
        "https://x.example/?a=",
        "https://x.example/?a=1;b=2", "https://x.example/?a=%26",
        "https://x.example/?utm_source=x&a=1",
        "https://x.example/?a=1&amp;b=2", "https://x.example/#a?b", "https://user:pass@x.example/",
        "https://å.example/", "https://xn--4ca.example/", "https://\U0001f600.example/",
        "https://x.example./",
        "https://[2001:db8::1]/", "https://[2001:DB8:0:0::1]:443/", "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.0.0.1/", "//x.example/a", "/a", "a", "", "https:/x.example",
        "https:x.example",
        "x.example", "ftp://x.example/a", "mailto:a@x.example", "tel:+46700000001", "data:,x",
        "javascript:x",
        "https://x.example/a.png;v=1?x#y", "https://x.example/" + "a" * 2000,
        "https://x.example/?" + "a=1&" * 500,
        " https://x.example/ ", "https://x.example/\\a", "https://x.example/a|b",
        "https://x.example/{a}",
        "https://x.example/<a>", 'https://x.example/"a"', "https://x.example/'a'",
        "https://x.example/^`",
    )  # fmt: skip
