"""What the errors of bulk hold in their frames: nothing private, as tests/client/ has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import anyio
import pytest
from sinch_inject import (
    AsyncInjectClient,
    AsyncOutbox,
    ConfigurationError,
    FileImport,
    InjectClient,
    Outbox,
    PreflightError,
    SinchInjectError,
    advance,
    inject_many,
    inject_many_async,
)
from sinch_inject.bulk.ledger import LedgerFailed
from sinch_inject.bulk.many import Stopped
from support.hostile import Hostile
from support.leaks import SECRET, TEXT, good, leaks, options, serving

MANY = 40


def records() -> list[dict[str, Any]]:
    return [{**good(), "conversation_id": f"c-{n}", "_key": n} for n in range(MANY)]


def interrupted(*_: object) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize("api", ["400 Bad Request", "500 Oops"])
def test_outcomes_and_what_stops_a_run(api: str, path: Path) -> None:
    with serving(api) as server, InjectClient(**options(server)) as sinch:
        outcomes: list[Exception | None] = []
        run = inject_many(sinch, iter(records()), ledger=path, concurrency=2)
        with pytest.raises(Stopped) as caught:
            outcomes.extend(outcome.error for outcome in run)
    assert len(outcomes) > 10
    assert [leaks(error) for error in outcomes if error is not None] == [[]] * len(outcomes)
    assert leaks(caught.value) == []


@pytest.mark.parametrize(("api", "token"), [("401 No", "200 OK"), ("200 OK", "401 No")])
def test_credentials_that_are_refused(api: str, token: str, path: Path) -> None:
    with serving(api, token=token) as server:
        with InjectClient(**options(server)) as sinch, pytest.raises(Stopped) as caught:
            list(inject_many(sinch, iter(records()), ledger=path))

        async def main() -> None:
            async with AsyncInjectClient(**options(server)) as sinch:
                ledger = path.with_name("other")
                with pytest.raises(Stopped) as stopped:
                    async for _ in inject_many_async(sinch, iter(records()), ledger=ledger):
                        pass
            assert stopped.value.__cause__ is not None
            assert leaks(stopped.value) == []

        for backend in ("asyncio", "trio"):
            path.with_name("other").unlink(missing_ok=True)
            anyio.run(main, backend=backend)
    assert caught.value.__cause__ is not None
    assert leaks(caught.value) == []


def test_records_that_cannot_be_sent(path: Path) -> None:
    given = [{**good(direction=TEXT), "conversation_id": "c-1"}, {"direction": TEXT}, {TEXT: 1}]
    with serving("200 OK") as server, InjectClient(**options(server)) as sinch:
        errors = [outcome.error for outcome in inject_many(sinch, iter(given), ledger=path)]
    assert [type(error) for error in errors] == [PreflightError] * 3
    assert [leaks(error) for error in errors if error is not None] == [[]] * 3


def test_ctrl_c_and_the_callers_own_faults(path: Path) -> None:
    def breaks() -> Iterator[dict[str, Any]]:
        yield records()[0]
        raise RuntimeError("the caller's own")

    with serving("429 Slow") as server:
        given = options(server, sleep=interrupted)
        with InjectClient(**given) as sinch, pytest.raises(KeyboardInterrupt) as ended:
            list(inject_many(sinch, iter(records()[:2]), ledger=path))
    with (
        serving("200 OK") as server,
        InjectClient(**options(server)) as sinch,
        pytest.raises(RuntimeError) as broken,
    ):
        list(inject_many(sinch, breaks(), ledger=path.with_name("other")))
    assert leaks(ended.value) + leaks(broken.value) == []
    traceback = broken.value.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    assert traceback is not None
    assert traceback.tb_frame.f_code.co_name == "breaks"  # where it broke, to be seen


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_run(backend: str, path: Path) -> None:
    async def main(server: Hostile) -> list[str]:
        found: list[str] = []
        async with AsyncInjectClient(**options(server, timeout=1)) as sinch:
            with anyio.move_on_after(0.3):
                try:
                    run = inject_many_async(sinch, iter(records()[:2]), ledger=path)
                    async with aclosing(run) as outcomes:
                        async for outcome in outcomes:
                            raise AssertionError(outcome)
                except anyio.get_cancelled_exc_class() as cancellation:
                    found.append(str(leaks(cancellation)))
                    raise
        return found

    with serving("hang") as server:
        assert anyio.run(main, server, backend=backend) == ["[]"]


def refused(outbox: Outbox) -> Iterator[SinchInjectError]:
    """Yield what putting wrong things comes to."""
    outbox.put("c-1", good(), key="taken")
    for request, key in (
        (good(direction=TEXT), "k"),
        (good(contact_id="another"), "taken"),
        (good(), None),
        (good(), [TEXT]),
        (good(more={TEXT}), "k"),
    ):
        wrong: Any = key
        with pytest.raises(PreflightError) as caught:
            outbox.put("c-1", request, key=wrong)
        yield caught.value


def test_an_outbox_that_refuses(path: Path) -> None:
    with serving("200 OK") as server, InjectClient(**options(server)) as sinch:
        outbox = Outbox(path, sinch)
        with pytest.raises(ConfigurationError) as early:
            outbox.put("c-1", good(), key="k")
        with outbox:
            assert [leaks(error) for error in refused(outbox)] == [[]] * 5
        with pytest.raises(LedgerFailed) as late:
            outbox.put("c-1", good(), key="k")
    assert leaks(early.value) + leaks(late.value) == []


def test_an_outbox_of_an_event_loop_that_refuses(path: Path) -> None:
    async def main(server: Hostile) -> None:
        async with (
            AsyncInjectClient(**options(server)) as sinch,
            AsyncOutbox(path, sinch) as outbox,
        ):
            await outbox.put("c-1", good(), key="taken")
            for request in (good(direction=TEXT), good(contact_id="another")):
                with pytest.raises(PreflightError) as caught:
                    await outbox.put("c-1", request, key="taken")
                assert leaks(caught.value) == []

    with serving("200 OK") as server:
        anyio.run(main, server)


def test_a_ledger_whose_url_holds_the_secret(path: Path) -> None:
    url = f"postgresql://u:{SECRET}@127.0.0.1:9/db?connect_timeout=1"
    with serving("200 OK") as server, InjectClient(**options(server)) as sinch:
        for call in (
            lambda: Outbox(url, sinch, settle_after=-1),
            lambda: Outbox(url, sinch, rate=0),
            lambda: Outbox(url, sinch).__enter__(),
            lambda: FileImport(file=path, client=sinch, ledger=url).counts(),
            lambda: advance(FileImport(file=path, client=sinch, ledger=url)),
        ):
            with pytest.raises(SinchInjectError) as caught:
                call()
            assert leaks(caught.value) == []
            assert SECRET not in str(caught.value)
