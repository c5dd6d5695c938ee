"""The rules a request must keep: strict JSON, the contract, and the window of accept_time.

The contract is the only list of rules about members; what JSON Schema cannot say (a time
relative to now) is read from its extension. The order is: bytes, JSON, contract, time.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from sinch_inject_contract.check import Checker
from sinch_inject_contract.document import schema, time_window
from sinch_inject_contract.instant import nanoseconds
from sinch_inject_contract.problem import Problem, parts

from sinch_inject_mock.core.answers import Refusal
from sinch_inject_mock.core.clock import SECOND
from sinch_inject_mock.core.fidelity import ERROR_DETAILS, TIME_WINDOW, applies
from sinch_inject_mock.core.strictjson import BadJSON, loads

__all__ = ["Rules", "refusal"]

MOST_PROBLEMS = 20


class Rules:
    """Check bodies. Made once: compiling the contract takes some milliseconds."""

    def __init__(self) -> None:
        self._request = Checker(schema("InjectMessageRequest"))
        oldest, youngest = time_window()
        self._oldest, self._youngest = round(oldest * SECOND), round(youngest * SECOND)

    def check(self, body: bytes, now: int) -> dict[str, Any]:
        """Return the JSON value of a body that keeps every rule at the time ``now``.

        Raises:
            Refusal: 400, with the problems.
        """
        try:
            value = loads(body)
        except BadJSON as error:
            problem = Problem(error.pointer, error.rule, error.message)
            raise refusal([problem]) from None
        request = self.check_contract(value)
        self._check_time(request["accept_time"], now)
        return request

    def check_contract(self, value: Any) -> dict[str, Any]:
        """Return a JSON value that keeps the contract.

        Raises:
            Refusal: 400, with the problems.
        """
        if not self._request.is_valid(value):
            raise refusal(self._request.problems(value, most=MOST_PROBLEMS))
        request: dict[str, Any] = value
        return request

    @applies(TIME_WINDOW)
    def _check_time(self, text: str, now: int) -> None:
        try:
            age = now - nanoseconds(text)
        except ValueError as error:
            raise refusal([Problem("/accept_time", "format", str(error), source="page")]) from None
        if age <= self._youngest:
            message = "must be less than now"
        elif age >= self._oldest:
            days = self._oldest // SECOND / 86_400
            message = f"must be greater than now minus {days:g} days"
        else:
            return
        raise refusal([Problem("/accept_time", "x-time-window", message, source="page")])


def refusal(problems: Sequence[Problem]) -> Refusal:
    """Return the 400 for some problems; its message tells the first."""
    first = problems[0]
    where = _place_of(first.pointer)
    message = f"{where}: {first.message}" if where else first.message
    if len(problems) > 1:
        message += f" (and {len(problems) - 1} more)"
    return Refusal(400, message, problems=problems, details=[_bad_request(problems)])


def _place_of(pointer: str) -> str:
    """Write a JSON pointer as people do, and cut short what a hostile request put into it."""
    text = ""
    for part in parts(pointer):
        short = part if len(part) <= 64 else f"{part[:64]}…"
        text += f"[{part}]" if part.isdecimal() else f".{short}" if text else short
    return text.encode("utf-8", "replace").decode()


@applies(ERROR_DETAILS)
def _bad_request(problems: Sequence[Problem]) -> dict[str, str]:
    """Return the detail: google.rpc.BadRequest, in protobuf, as the API's JSON carries it."""
    encoded = b""
    for problem in problems:
        violation = _field(1, _place_of(problem.pointer)) + _field(2, problem.message)
        encoded += b"\x0a" + _varint(len(violation)) + violation
    return {
        "type_url": "type.googleapis.com/google.rpc.BadRequest",
        "value": base64.b64encode(encoded).decode(),
    }


def _field(number: int, text: str) -> bytes:
    data = text.encode()
    return bytes([number << 3 | 2]) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
