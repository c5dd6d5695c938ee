"""Three judges say the same: the contract by another validator, the simulator, preflight."""

from __future__ import annotations

import json
import random
import time
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st
from sinch_inject.request.preflight import check
from sinch_inject_conformance.bodies import any_bodies, broken_bodies, valid_bodies
from sinch_inject_conformance.instant import read
from sinch_inject_conformance.judge import accepts, refusals
from sinch_inject_conformance.keywords import keyword_rows, recent
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.stored import same_json
from sinch_inject_conformance.wire import Request
from sinch_inject_contract.document import contract
from sinch_inject_generated.models import InjectMessageRequest

EXAMPLES = 300
# Bodies are large and the judges are three; that is not what these tests are about.
SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)
FEW = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=SLOW)


def simulator_accepts(session: Session, body: bytes) -> bool:
    headers = (
        ("Authorization", session.usual_authorization()),
        ("Content-Type", "application/json"),
    )
    answer = session.api.send(Request("POST", session.target.path("agreement"), headers, body))
    assert answer.status in {200, 400}, answer.summary()
    return answer.status == 200


def preflight_accepts(body: Any) -> bool:
    """Return preflight's verdict. An unknown content alone is a warning there: the API grows."""
    problems = check(body, now=time.time())
    return not any(
        problem.severity == "error" or problem.rule == "unknown_content" for problem in problems
    )


def verdicts(session: Session, body: Any) -> dict[str, bool]:
    return {
        "contract": accepts(body, now=datetime.now(UTC)),
        "simulator": simulator_accepts(session, json.dumps(body).encode()),
        "preflight": preflight_accepts(body),
    }


def agree(session: Session, body: Any) -> bool:
    found = verdicts(session, body)
    reasons = refusals(body, now=datetime.now(UTC)) if isinstance(body, dict) else []
    assert len(set(found.values())) == 1, f"{found} {reasons} {json.dumps(body)}"
    return found["contract"]


@pytest.mark.parametrize("name", contract()["components"]["examples"])
def test_the_judges_agree_on_the_examples(name: str, session: Session) -> None:
    example = deepcopy(contract()["components"]["examples"][name]["value"])
    example["accept_time"] = recent(datetime.now(UTC))
    assert agree(session, example)


def test_the_judges_agree_on_every_broken_keyword(session: Session) -> None:
    bodies = [row.body for row in keyword_rows(datetime.now(UTC)) if isinstance(row.body, dict)]
    accepted = [agree(session, body) for body in bodies]
    assert True in accepted
    assert False in accepted


@seed(20261122)
@FEW
@given(body=any_bodies())
def test_the_judges_agree_on_what_is_drawn(session: Session, body: Any) -> None:
    agree(session, body)


@seed(20261122)
@FEW
@given(body=valid_bodies())
def test_the_generated_model_keeps_the_value(body: dict[str, Any]) -> None:
    kept = InjectMessageRequest.from_dict(deepcopy(body)).to_dict()
    assert same_json(instants(kept), instants(body)), (kept, body)


def instants(value: Any) -> Any:
    """Replace date-times, which the model may spell anew, by the instant they mean."""
    if isinstance(value, dict):
        return {name: instants(one) for name, one in value.items()}
    if isinstance(value, list):
        return [instants(one) for one in value]
    instant = read(value) if isinstance(value, str) else None
    return value if instant is None else instant.isoformat()


def shuffled(value: Any, draw: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        draw.shuffle(names)
        return {name: shuffled(value[name], draw) for name in names}
    return [shuffled(one, draw) for one in value] if isinstance(value, list) else value


def escaped(value: Any) -> str:
    """Write JSON with every letter of every string as an escape, names included."""
    if isinstance(value, dict):
        members = (f"{escaped(name)}:{escaped(one)}" for name, one in value.items())
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(escaped, value)) + "]"
    if isinstance(value, str):
        units = value.encode("utf-16-be", "surrogatepass").hex()
        return '"' + "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)) + '"'
    return json.dumps(value)


@seed(20261122)
@settings(FEW, max_examples=100)
@given(body=st.one_of(valid_bodies(), broken_bodies()), chance=st.randoms(use_true_random=False))
def test_twins_get_the_same_verdict(session: Session, body: Any, chance: random.Random) -> None:
    assume(isinstance(body, dict))
    accepted = simulator_accepts(session, json.dumps(body).encode())
    twins = {
        "names in another order": json.dumps(shuffled(body, chance)),
        "white space": json.dumps(body, indent="\t", separators=(" ,\r\n", " : ")),
        "nothing escaped": json.dumps(body, ensure_ascii=False),
        "everything escaped": escaped(body),
        "an unknown name": json.dumps({**body, "x_unknown": [None]}),
    }
    for what, text in twins.items():
        assert simulator_accepts(session, text.encode()) is accepted, f"{what}: {text}"
        assert same_json(
            {name: one for name, one in json.loads(text).items() if name != "x_unknown"},
            {name: one for name, one in body.items() if name != "x_unknown"},
        )
