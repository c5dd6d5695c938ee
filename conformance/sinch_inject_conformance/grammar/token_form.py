"""The fields of the token form (RFC 6749, 2.3.1, 3.2 and 4.4.2), each in each state.

An empty field counts as one that is missing, none may come twice, and what stands in the query
counts for nothing. Which answer is right follows from that, and is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from attrs import frozen

from sinch_inject_conformance.case import Expect, Row

__all__ = ["cases"]

FORM = "application/x-www-form-urlencoded"
RIGHT = {
    "grant_type": "client_credentials",
    "client_id": "{key_id}",
    "client_secret": "{key_secret}",
}
WRONG = {"grant_type": "password", "client_id": "nobody", "client_secret": "wrong"}


@frozen
class State:
    """What becomes of one field.

    Args:
        name: in words, with {} for the field.
        form: the pairs of it that stand in the form; {} is the right value, ! a wrong one.
        query: those that stand in the query.
    """

    name: str
    form: Sequence[str] = ()
    query: Sequence[str] = ()

    def given(self, field: str) -> list[str]:
        """Return the values that the form has for the field."""
        return [value_of(field, one) for one in self.form]


STATES = (
    State("{} missing"),
    State("{} empty", ("",)),
    State("{} wrong", ("!",)),
    State("{} twice", ("{}", "{}")),
    State("{} right and wrong", ("{}", "!")),
    State("{} wrong and right", ("!", "{}")),
    State("{} empty and right", ("", "{}")),
    State("{} in the query", (), ("{}",)),
    State("{} wrong, and right in the query", ("!",), ("{}",)),
    State("{} empty, and right in the query", ("",), ("{}",)),
    State("{} right, and wrong in the query", ("{}",), ("!",)),
    State("{} in both", ("{}",), ("{}",)),
    State("{} with a blank before", (" {}",)),
    State("{} with a blank behind", ("{} ",)),
    State("{} with a line feed behind", ("{}\n",)),
    State("{} in a list", ("{},{}",)),
)
USUAL = State("right", ("{}",))
ABSENT = State("missing")


def value_of(field: str, pattern: str) -> str:
    """Return what a pattern stands for."""
    return pattern.replace("{}", RIGHT[field]).replace("!", WRONG[field])


def right_answer(states: dict[str, State], *, header: bool) -> Expect:
    """Return what the standard and docs/fidelity.md say: the form, the key, the grant."""
    form = {field: state.given(field) for field, state in states.items()}
    if any(len(values) > 1 for values in form.values()):
        return _refusal(400, "invalid_request")
    got = {field: values[0] for field, values in form.items() if values and values[0]}
    if header and "client_secret" in got:
        return _refusal(400, "invalid_request")
    if not header and any(got.get(name) != RIGHT[name] for name in ("client_id", "client_secret")):
        return _refusal(401, "invalid_client")
    if "grant_type" not in got:
        return _refusal(400, "invalid_request")
    if got["grant_type"] != RIGHT["grant_type"]:
        return _refusal(400, "unsupported_grant_type")
    return Expect({200}, kind="token")


def _refusal(status: int, word: str) -> Expect:
    return Expect({status}, kind="token", error={status: word})


def cases() -> Iterator[Row]:
    """Yield a row for each state of each field, with the key in the header and in the form."""
    for state in STATES:
        yield _row({"grant_type": state}, header=True)
        for field in RIGHT:
            others = {name: USUAL for name in RIGHT if name != field}
            yield _row({field: state, **others}, header=False)
        yield _row({"grant_type": USUAL, "client_secret": state}, header=True)
    # Two at once: which of them is told follows from the order, too.
    for one, other in product((ABSENT, STATES[1], STATES[2]), repeat=2):
        yield _row({"grant_type": one, "client_id": USUAL, "client_secret": other}, header=False)


def _row(states: dict[str, State], *, header: bool) -> Row:
    name = ", ".join(state.name.format(field) if "{}" in state.name else f"{field} {state.name}"
                     for field, state in states.items())  # fmt: skip
    form = "&".join(
        f"{field}={_encoded(value)}"
        for field, state in states.items()
        for value in state.given(field)
    )
    query = "&".join(
        f"{field}={_encoded(value_of(field, one))}"
        for field, state in states.items()
        for one in state.query
    )
    where = "the header" if header else "the form"
    return Row(f"token form, the key in {where}: {name}", "token", "standard",
               right_answer(states, header=header), form.encode(),
               auth="basic" if header else "none", to="auth", needs={"oauth"}, content_type=FORM,
               path=f"/oauth2/token?{query}" if query else "/oauth2/token")  # fmt: skip


def _encoded(text: str) -> str:
    return text.replace(" ", "+").replace("\n", "%0A").replace(",", "%2C")
