"""Run schemathesis against a server and say what it found in the suite's own words.

Two layers: one that is the same every time (the examples and the coverage phase), and fuzzing.
All checks of schemathesis are on, and the two of ours.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import schemathesis
from attrs import frozen
from schemathesis.engine import Status, events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from sinch_inject_contract.document import contract

from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.server import CannotRun, Session
from sinch_inject_conformance.stored import reader

# Importing the module registers its hooks; they stay.
from sinch_inject_conformance.strategies import JOURNALS

__all__ = ["DETERMINISTIC", "FUZZING", "Effort", "run_schemathesis"]

DETERMINISTIC = "schemathesis"
FUZZING = "fuzzing"
# The check that does nothing without a journal.
STORED = "stored_unaltered"
PHASES = {DETERMINISTIC: ("examples", "coverage"), FUZZING: ("fuzzing",)}
SHALLOW = {
    "AppMessage": ("text_message", "location_message", "explicit_channel_message", "agent"),
    "ContactMessage": ("text_message", "choice_response_message", "reply_to"),
}
SHOWN = 300


@frozen
class Effort:
    """How hard to try.

    Args:
        examples: how many cases fuzzing draws in each mode.
        seed: of everything random; None draws one.
        seconds: end after this long, whatever is left.
        stop_at_first: end at the first failure.
    """

    examples: int = 100
    seed: int | None = 20261122
    seconds: int | None = None
    stop_at_first: bool = False


def run_schemathesis(session: Session, layer: str, effort: Effort) -> Iterator[Outcome]:
    """Yield one outcome for each check: that it held, or the cases in which it did not.

    Raises:
        CannotRun: schemathesis itself broke down.
    """
    passed: dict[str, int] = {}
    failed: dict[tuple[str, str], Outcome] = {}
    with _environment(session):
        for phase in PHASES[layer]:
            for event in from_schema(_schema(session, phase, effort)).execute():
                if isinstance(event, events.ScenarioFinished):
                    _read(event.recorder, layer, passed, failed)
                elif isinstance(event, events.NonFatalError):
                    raise CannotRun(f"schemathesis: {event.label}: {event.value}")
                elif isinstance(event, events.FatalError):
                    raise CannotRun(f"schemathesis: {event.exception}")
            if failed and effort.stop_at_first:
                break
    yield from failed.values()
    broken = {name for name, _ in failed}
    for name, count in sorted(passed.items()):
        if name == STORED and "journal" not in session.offers:
            got = f"the server offers no journal: {count} cases were judged by their answers"
            yield Outcome(
                layer, name, f"{count} cases", "contract", NOT_APPLICABLE, "", got,
                lacks=("journal",),
            )  # fmt: skip
        elif name not in broken:
            yield Outcome(layer, name, f"{count} cases", "contract", HOLDS, got=f"{count} held")


def _read(
    recorder: ScenarioRecorder,
    layer: str,
    passed: dict[str, int],
    failed: dict[tuple[str, str], Outcome],
) -> None:
    for case_id, checks in recorder.checks.items():
        for check in checks:
            if check.status == Status.SUCCESS:
                passed[check.name] = passed.get(check.name, 0) + 1
            elif check.failure_info is not None:
                failure = check.failure_info.failure
                interaction = recorder.interactions.get(failure.case_id or case_id)
                response = interaction.response if interaction else None
                got = f"{response.status_code} {response.text[:SHOWN]}" if response else "no answer"
                outcome = Outcome(
                    layer,
                    check.name,
                    failure.title,
                    "contract",
                    FAILS,
                    failure.message,
                    got,
                    check.failure_info.code_sample,
                    (interaction.request.body or b"").decode("utf-8", "replace")
                    if interaction
                    else "",
                )
                failed.setdefault((check.name, failure.title), outcome)


def _schema(session: Session, phase: str, effort: Effort) -> Any:
    config = schemathesis.Config.from_dict(_config(session, phase, effort))
    document = shallow() if phase == "coverage" else deepcopy(contract())
    # The examples get a time inside the window on loading, by a hook in `strategies`.
    schema = schemathesis.openapi.from_dict(document, config=config)
    return schema.include(operation_id="injectMessage")


def shallow() -> dict[str, Any]:
    """Return the contract with few kinds of content, for the coverage phase.

    That phase multiplies the cases of every nested schema: over all contents it runs for an
    hour and more. What is left out here is broken keyword by keyword in ``keywords``.
    """
    document = deepcopy(contract())
    schemas = document["components"]["schemas"]
    for component, kept in SHALLOW.items():
        schema = schemas[component]
        schema["properties"] = {name: schema["properties"][name] for name in kept}
        choices = schema["allOf"][0]["oneOf"]
        schema["allOf"] = [{"oneOf": [one for one in choices if one["required"][0] in kept]}]
    operation = next(iter(document["paths"].values()))["post"]
    for media in operation["requestBody"]["content"].values():
        del media["examples"]
    return document


def _config(session: Session, phase: str, effort: Effort) -> dict[str, Any]:
    config: dict[str, Any] = {
        "base-url": session.target.base_url,
        "continue-on-failure": not effort.stop_at_first,
        "suppress-health-check": ["too_slow"],  # a busy machine says nothing about the server
        "generation": {
            # U+0000 is refused; JSON Schema cannot say so, the table does.
            "allow-x00": False,
            "max-examples": effort.examples,
            "no-shrink": effort.stop_at_first,
        },
        "phases": {
            name: {"enabled": name == phase}
            for name in ("examples", "coverage", "fuzzing", "stateful")
        },
    }
    if effort.seed is not None:
        config["seed"] = effort.seed
    if effort.stop_at_first:
        config["max-failures"] = 1
    if effort.seconds is not None:
        config["max-time"] = effort.seconds
    return config


@contextmanager
def _environment(session: Session) -> Generator[None]:
    """Lend the credentials to the hooks, which read them where a user of theirs puts them."""
    credentials = session.target.credentials
    lent = {
        "SINCH_PROJECT_ID": credentials.project_id,
        "SINCH_KEY_ID": credentials.key_id,
        "SINCH_KEY_SECRET": credentials.key_secret,
        "SINCH_AUTH_URL": session.target.auth_url,
    }
    before = {name: os.environ.get(name) for name in lent}
    os.environ.update(lent)
    if "journal" in session.offers:
        session.new_messages()
        JOURNALS.append(reader(session))
    try:
        yield
    finally:
        JOURNALS.clear()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
