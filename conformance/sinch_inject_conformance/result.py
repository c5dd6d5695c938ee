"""What became of one case."""

from __future__ import annotations

from attrs import frozen

__all__ = ["FAILS", "HOLDS", "NOT_APPLICABLE", "Outcome"]

HOLDS, FAILS, NOT_APPLICABLE = "holds", "fails", "not applicable"


@frozen
class Outcome:
    """A case with its verdict.

    Args:
        layer: which part of the suite asked.
        rule: which rule of the API it tried.
        case: what was special about the request.
        source: who says so: page, public-sdk or assumed.
        state: HOLDS, FAILS or NOT_APPLICABLE.
        expected: the right answer, for a person.
        got: what came instead, or what the server lacks.
        curl: a command that repeats the request, with placeholders for secrets.
        body: the request's body as it went out, if it was text.
        elapsed: seconds until the answers were there.
        took: seconds that the case took as a whole, with making, sending and judging it.
        lacks: what the server does not offer, so that the case was not asked (NOT_APPLICABLE),
            or judged by its answers alone.
        broken_off: there was no answer, or the case could not be played to its end: the server
            may be gone.
    """

    layer: str
    rule: str
    case: str
    source: str
    state: str
    expected: str = ""
    got: str = ""
    curl: str = ""
    body: str = ""
    elapsed: float = 0.0
    took: float = 0.0
    lacks: tuple[str, ...] = ()
    broken_off: bool = False
