"""Say whether the right message is there, exactly once, and if not, what is different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sinch_inject_contract.instant import nanoseconds

__all__ = ["assert_injected", "assert_not_injected", "differences", "fitting", "listed"]

Message = Mapping[str, Any]
MOST_LISTED = 5
ABSENT = object()


def assert_injected(
    messages: Sequence[Message],
    expected: Mapping[str, Any] | None = None,
    *,
    conversation_id: str | None = None,
    channel: str | None = None,
    direction: str | None = None,
    text: str | None = None,
    times: int = 1,
    dropped: int = 0,
) -> Any:
    """Return the one message that fits; with ``times`` other than 1, the list of them.

    Args:
        messages: in the form of ``GET /_mock/messages``.
        expected: part of the request's JSON, compared member by member.
        conversation_id: of the path.
        channel: of the channel identity.
        direction: of the request.
        text: of the text message, whichever side it is from.
        times: how often it must be there.
        dropped: how many older messages are gone, to be told in the error.

    Raises:
        AssertionError: it is there more or less often.
    """
    __tracebackhide__ = True
    wanted = _wanted(expected, channel, direction)
    compared = [
        (list(_all_differences(message, wanted, conversation_id, text)), message)
        for message in messages
    ]
    fit = [message for found, message in compared if not found]
    if len(fit) == times:
        return fit[0] if times == 1 else fit
    raise AssertionError("\n".join(_failure(fit, compared, times=times, dropped=dropped)))


def assert_not_injected(
    messages: Sequence[Message], expected: Mapping[str, Any] | None = None, **wanted: str | None
) -> None:
    """Check that no message fits; see :func:`fitting`.

    Raises:
        AssertionError: one does.
    """
    __tracebackhide__ = True
    fit = fitting(messages, expected, **wanted)
    if fit:
        raise AssertionError(f"expected no such message, but there is {listed(fit)}")


def fitting(
    messages: Sequence[Any],
    expected: Mapping[str, Any] | None = None,
    *,
    conversation_id: str | None = None,
    channel: str | None = None,
    direction: str | None = None,
    text: str | None = None,
) -> list[Any]:
    """Return the messages that fit; for the arguments, see :func:`assert_injected`."""
    wanted = _wanted(expected, channel, direction)
    return [
        message
        for message in messages
        if not any(_all_differences(message, wanted, conversation_id, text))
    ]


def _wanted(
    expected: Mapping[str, Any] | None, channel: str | None, direction: str | None
) -> dict[str, Any]:
    wanted: dict[str, Any] = dict(expected or {})
    if channel is not None:
        wanted["channel_identity"] = {**wanted.get("channel_identity", {}), "channel": channel}
    if direction is not None:
        wanted["direction"] = direction
    return wanted


def _failure(
    fit: list[Message],
    compared: list[tuple[list[str], Message]],
    *,
    times: int,
    dropped: int,
) -> Iterator[str]:
    if fit:
        yield f"expected {_count(times)}, but there are {len(fit)}: {listed(fit)}"
    elif not compared:
        yield f"expected {_count(times)}, but nothing was injected"
    else:
        found, closest = min(compared, key=lambda pair: len(pair[0]))
        yield f"expected {_count(times)}, but none of {len(compared)} fits; the closest is"
        yield f"  {listed([closest])}"
        yield from (f"  {line}" for line in found)
    if dropped:
        yield f"({dropped} older messages are gone: the retention limit was reached)"


def _count(times: int) -> str:
    return "one such message" if times == 1 else f"{times} such messages"


def listed(messages: Sequence[Message]) -> str:
    """Write which messages these are, not what they say."""
    shown = [
        f"#{message['sequence']} in {message['conversation_id']!r} "
        f"(request {message['request_id']})"
        for message in messages[:MOST_LISTED]
    ]
    rest = len(messages) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def _all_differences(
    message: Message, wanted: Mapping[str, Any], conversation_id: str | None, text: str | None
) -> Iterator[str]:
    body = message["message"]
    if conversation_id not in (None, message["conversation_id"]):
        yield f"conversation_id: expected {conversation_id!r}, got {message['conversation_id']!r}"
    if text is not None:
        content = body.get("app_message") or body.get("contact_message") or {}
        got = content.get("text_message", {}).get("text", ABSENT)
        yield from differences(text, got, "text")
    yield from differences(wanted, body)


def differences(expected: Any, got: Any, where: str = "") -> Iterator[str]:
    """Yield a line for each place where ``got`` is not what is expected of it.

    Objects may have more members than expected; ``accept_time`` is compared as an instant.
    """
    if got is ABSENT:
        yield f"{where}: expected {expected!r}, is missing"
    elif isinstance(expected, Mapping) and isinstance(got, Mapping):
        for name, value in expected.items():
            place = f"{where}.{name}" if where else str(name)
            yield from differences(value, got.get(name, ABSENT), place)
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from differences(one, other, f"{where}[{index}]")
    elif not _same(expected, got, where):
        yield f"{where}: expected {expected!r}, got {got!r}"


def _same(expected: Any, got: Any, where: str) -> bool:
    if where == "accept_time" and isinstance(expected, str) and isinstance(got, str):
        try:
            return nanoseconds(expected) == nanoseconds(got)
        except ValueError:
            return False
    return bool(expected == got) and isinstance(expected, bool) == isinstance(got, bool)
