"""Run rows and scenes: send, judge the answers, look at what was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

from sinch_inject_conformance.answers import outside_faults, strictly, unexpected
from sinch_inject_conformance.case import Row, Scene
from sinch_inject_conformance.command import curl
from sinch_inject_conformance.credentials import CHANGES_CLOCK
from sinch_inject_conformance.messages.visit import Story, Visit
from sinch_inject_conformance.misnamed import named_wrongly
from sinch_inject_conformance.request import Prepared, Sent, prepare
from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.server import CannotRun, Session
from sinch_inject_conformance.stored import journal_faults, scene_faults
from sinch_inject_conformance.wire import Answer

__all__ = ["LAYER", "run_rows", "run_scenes", "run_stories"]

LAYER = "table"


def run_rows(
    session: Session,
    rows: Iterable[Row],
    *,
    names: Callable[[], str],
    layer: str = LAYER,
) -> Iterator[Outcome]:
    """Yield the outcome of each row.

    Args:
        session: the server.
        rows: what to ask it.
        names: gives a part of a conversation id that nobody has used.
        layer: how to name this part of the suite.
    """
    for row in rows:
        if missing := row.needs - session.offers:
            yield _not_applicable(row, str(row.expect), missing, layer)
            continue
        yield _to_its_end(session, row, str(row.expect), layer, _row_outcome, names())


def run_scenes(
    session: Session, scenes: Iterable[Scene], *, names: Callable[[], str], layer: str
) -> Iterator[Outcome]:
    """Yield the outcome of each scene; the arguments are those of ``run_rows``."""
    for scene in scenes:
        wanted = _wanted(scene)
        needs = scene.needs.union(*(row.needs for row in scene.rows))
        if missing := needs - session.offers:
            yield _not_applicable(scene, wanted, missing, layer)
            continue
        yield _to_its_end(session, scene, wanted, layer, _scene_outcome, names())


def run_stories(
    session: Session, stories: Iterable[Story], *, names: Callable[[], str], layer: str
) -> Iterator[Outcome]:
    """Yield the outcome of each story; the arguments are those of ``run_rows``."""
    for story in stories:
        if missing := story.needs - session.offers:
            yield _not_applicable(story, story.wanted, missing, layer)
            continue
        yield _to_its_end(session, story, story.wanted, layer, _story_outcome, names())


def _to_its_end(
    session: Session,
    case: Any,
    wanted: str,
    layer: str,
    play: Callable[[Session, Any, str, str], Outcome],
    name: str,
) -> Outcome:
    """Return the outcome of a case; that it cannot be played to its end is one, too."""
    try:
        return play(session, case, layer, name)
    except (CannotRun, OSError) as error:
        got = f"the case could not be played to its end: {error}"
        return Outcome(
            layer, case.rule, case.name, case.source, FAILS, wanted, got, broken_off=True
        )


def _row_outcome(session: Session, row: Row, layer: str, name: str) -> Outcome:
    with ExitStack() as stack:
        if row.frozen_clock or row.auth in CHANGES_CLOCK:
            stack.enter_context(session.clock_restored())
        if row.frozen_clock:
            session.freeze()
        prepared = prepare(session, row, name)
        _ask_for_fault(session, prepared)
        wire = session.auth if row.to == "auth" else session.api
        sent = _sent(prepared, wire.send(prepared.request))
    return _judge_row(session, sent, layer)


def _scene_outcome(session: Session, scene: Scene, layer: str, name: str) -> Outcome:
    with ExitStack() as stack:
        if scene.restores_clock or any(row.auth in CHANGES_CLOCK for row in scene.rows):
            stack.enter_context(session.clock_restored())
        sent = _play(session, scene, name)
    return _judge_scene(session, scene, sent, layer)


def _story_outcome(session: Session, story: Story, layer: str, name: str) -> Outcome:
    visit = Visit(session, f"conformance-{name}", apart=story.apart)
    with ExitStack() as stack:
        if story.restores_clock:
            stack.enter_context(session.clock_restored())
        faults = list(_told(story, visit))
    last, answer = visit.last or (None, Answer(0))
    return Outcome(
        layer,
        story.rule,
        story.name,
        story.source,
        FAILS if faults else HOLDS,
        story.wanted,
        f"{answer.summary()[:60]} ({'; '.join(faults[:6])})" if faults else str(answer.status),
        curl(session.target.base_url, last) if last else "",
        elapsed=answer.elapsed,
        broken_off=bool(faults) and not answer.status,
    )


def _told(story: Story, visit: Visit) -> Iterator[str]:
    try:
        yield from story.play(visit)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        if not visit.faults:  # then it is not for an answer's form that the story cannot go on
            raise
    yield from visit.faults


def _not_applicable(
    case: Row | Scene | Story, wanted: str, missing: frozenset[str], layer: str
) -> Outcome:
    got = f"the server offers no {', '.join(sorted(missing))}"
    lacks = tuple(sorted(missing))
    return Outcome(
        layer, case.rule, case.name, case.source, NOT_APPLICABLE, wanted, got, lacks=lacks
    )


def _ask_for_fault(session: Session, prepared: Prepared) -> None:
    fault = prepared.row.fault
    if fault is None:
        return
    if str(fault["kind"]).startswith("token-"):
        session.told("POST", "/faults", dict(fault))
    else:
        match = {"conversation_id": prepared.conversation_id}
        session.told("POST", "/faults", {"match": match, **fault})


def _sent(prepared: Prepared, answer: Answer) -> Sent:
    return Sent(prepared.row, prepared.request, prepared.conversation_id, answer)


# -- rows ---------------------------------------------------------------------------------


def _answer_faults(session: Session, sent: Sent) -> Iterator[str]:
    """Yield what is wrong with one answer."""
    row = sent.row
    yield from unexpected(row.expect, sent.answer)
    read = row.expect.kind != "below"
    if "journal" in session.offers and (read or sent.answer.status >= 400):
        if not read:
            yield from outside_faults(sent.answer)
        yield from named_wrongly(sent.answer, session.last_now)
        yield from strictly(sent.answer, explained=read and row.explained and row.to == "api")
        yield from session.repeated_id(sent.answer)


def _looks_into_journal(session: Session, row: Row) -> bool:
    return (
        "journal" in session.offers and row.to == "api" and session.target.conversation_id is None
    )


def _judge_row(session: Session, sent: Sent, layer: str) -> Outcome:
    row = sent.row
    faults = list(_answer_faults(session, sent))
    if _looks_into_journal(session, row):
        faults += journal_faults(session, sent, journaled=row.journaled)
    return Outcome(
        layer,
        row.rule,
        row.name,
        row.source,
        FAILS if faults else HOLDS,
        str(row.expect),
        f"{sent.answer.summary()} ({'; '.join(faults)})" if faults else str(sent.answer.status),
        curl(_origin(session, row), sent.request),
        (sent.request.body or b"").decode("utf-8", "replace") if faults else "",
        sent.answer.elapsed,
        lacks=_unseen(session, [sent]),
        broken_off=bool(faults) and not sent.answer.status,
    )


def _unseen(session: Session, sent: Sequence[Sent]) -> tuple[str, ...]:
    """Return what is missing to see what these requests have done, beside what they answered."""
    seen = "journal" in session.offers or all(one.row.to == "auth" for one in sent)
    return () if seen else ("journal",)


def _origin(session: Session, row: Row) -> str:
    return session.target.auth_url if row.to == "auth" else session.target.base_url


# -- scenes -------------------------------------------------------------------------------


def _play(session: Session, scene: Scene, name: str) -> list[Sent]:
    """Send the requests of a scene as it says."""
    if scene.contacts is not None:
        conversation = prepare(session, scene.rows[0], name).conversation_id
        contacts = {"contact_ids": list(scene.contacts)}
        session.told("PUT", f"/conversations/{quote(conversation, safe='')}", contacts)
    if scene.how == "in turn":
        return list(_in_turn(session, scene, name))
    ready = [prepare(session, row, name) for row in scene.rows]
    if scene.how == "pipelined":
        answers = session.api.pipeline([one.request for one in ready])
    elif scene.how == "at once":
        answers = session.api.at_once([one.request for one in ready])
    else:
        answers = _on_connections(session, ready, 1 if scene.how == "one connection" else 2)
    return [_sent(one, answer) for one, answer in zip(ready, answers, strict=True)]


def _in_turn(session: Session, scene: Scene, name: str) -> Iterator[Sent]:
    for number, row in enumerate(scene.rows):
        if scene.between is not None:
            scene.between(session, number)
        prepared = prepare(session, row, name)
        _ask_for_fault(session, prepared)
        wire = session.auth if row.to == "auth" else session.api
        yield _sent(prepared, wire.send(prepared.request))


def _on_connections(session: Session, ready: Sequence[Prepared], count: int) -> list[Answer]:
    """Send each request on the next of some connections; one that was closed is made anew."""
    lines = [session.api.connect() for _ in range(count)]
    answers: list[Answer] = []
    for number, one in enumerate(ready):
        turn = number % count
        if not lines[turn].usable:
            lines[turn].close()
            lines[turn] = session.api.connect()
        answers.append(session.api.send_on(lines[turn], one.request))
    for line in lines:
        line.close()
    return answers


def _wanted(scene: Scene) -> str:
    return ", then ".join(str(row.expect) for row in scene.rows[:4])


def _judge_scene(session: Session, scene: Scene, sent: Sequence[Sent], layer: str) -> Outcome:
    faults: list[str] = []
    worst = sent[-1]
    for number, one in enumerate(sent, start=1):
        found = list(_answer_faults(session, one))
        if found and not faults:
            worst = one
        faults += [f"request {number}: {fault}" for fault in found]
    if scene.together is not None:
        faults += scene.together(session, [one.answer for one in sent])
    if "journal" in session.offers and session.target.conversation_id is None:
        faults += scene_faults(session, sent, in_order=scene.how != "at once")
    got = ", then ".join(one.answer.summary()[:60] for one in sent[:4])
    return Outcome(
        layer,
        scene.rule,
        scene.name,
        scene.source,
        FAILS if faults else HOLDS,
        _wanted(scene),
        f"{got} ({'; '.join(faults[:6])})" if faults else got,
        curl(_origin(session, worst.row), worst.request),
        (worst.request.body or b"").decode("utf-8", "replace") if faults else "",
        sum(one.answer.elapsed for one in sent),
        lacks=_unseen(session, sent),
        broken_off=bool(faults) and not all(one.answer.status for one in sent),
    )
