"""The limits that a description states in its prose, by the names that JSON Schema has.

Pages of this form have no place for limits of their own. What is found here is compared with
the contract; what is not found here changes the hash of its text, and has to be looked at.
"""

from __future__ import annotations

import re

__all__ = ["stated"]

NUMBER = r"(\d[\d,]{0,17})"
WHAT = r"(characters?|items?|elements?|entries)"
COUNTED = rf"{NUMBER} {WHAT}"
VALUE = rf"(?: value| number)?(?: is| of|:)? {NUMBER}()(?![\d,]* (?:ch|it|el|en))"
PATTERNS = (
    (rf"(?:[Uu]p to|[Aa]t most|[Mm]ax(?:imum)?(?: of)?|[Nn]o more than) {COUNTED}", "max"),
    (rf"(?:[Aa]t least|[Mm]in(?:imum)?(?: of)?) {COUNTED}", "min"),
    (rf"[Mm]ax(?:imum)?{VALUE}", "max"),
    (rf"[Mm]in(?:imum)?{VALUE}", "min"),
)
WINDOW = re.compile(r"current_time - (\d+) (day|hour|minute|second)s?")
SECONDS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}
NAMES = {
    ("max", "c"): "maxLength",
    ("min", "c"): "minLength",
    ("max", ""): "maximum",
    ("min", ""): "minimum",
}


def stated(text: str) -> dict[str, int]:
    """Return the limits that ``text`` states, such as ``{"maxLength": 1024}``.

    A time window counts in seconds, as ``max_age_seconds``.
    """
    found: dict[str, int] = {}
    for pattern, end in PATTERNS:
        for match in re.finditer(pattern, text):
            kind = match[2][:1]
            name = NAMES.get((end, kind), f"{end}Items")
            found[name] = int(match[1].replace(",", ""))
    window = WINDOW.search(text)
    if window:
        found["max_age_seconds"] = int(window[1]) * SECONDS[window[2]]
    return found
