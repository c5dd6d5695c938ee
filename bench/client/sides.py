"""Who is measured, in which environment, and what is to be shown: the table of goals as data."""

from __future__ import annotations

from attrs import field, frozen

__all__ = ["ENVIRONMENTS", "GOALS", "LATEST_MS", "SIDES", "Goal", "Side"]

LATEST_MS = 10.0  # beyond the network, the most that p99 of the paced client may be

# Pinned: another version has other figures. `base` is our package as `pip install` gives it:
# what else is installed, its import and its calls use too (OpenTelemetry, rich).
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "base": ("--editable", "."),
    "httpx": ("httpx==0.28.1",),
    "requests": ("requests==2.34.2",),
    "aiohttp": ("aiohttp==3.14.5",),
    "sinch": ("sinch==2.3.0",),
    "jsonschema": ("jsonschema==4.26.0", "pyyaml==6.0.3", "rfc3339-validator==0.1.4"),
    "pydantic": ("pydantic==2.14.3", "datamodel-code-generator==0.89.0"),
    "click": ("click==8.3.1",),
}


@frozen(kw_only=True)
class Side:
    """One side of a measurement: a load, in an environment.

    Attributes:
        title: for people.
        load: the file in ``loads/``.
        way: its first argument.
        environment: of ENVIRONMENTS, or ``node``, ``wrk``.
        count: calls that are counted in one turn.
        server: ``tls`` for the plain server, ``away`` for the one 50 ms away, None for none.
    """

    title: str
    load: str
    way: str
    environment: str = "base"
    count: int = 1500
    server: str | None = "tls"


@frozen(kw_only=True)
class Goal:
    """A ratio of medians that is to hold.

    Attributes:
        what: for people.
        ours: the side that is ours.
        theirs: the side it is held against.
        limit: the most that ``ours / theirs`` may be; with ``less``, the least ``theirs / ours``.
        less: the ratio is told as "so many times less".
    """

    what: str
    ours: str
    theirs: str
    limit: float
    less: bool = field(default=False)

    def ratio(self, ours: float, theirs: float) -> float:
        """Return the ratio in the direction in which the goal is told."""
        return theirs / ours if self.less else ours / theirs

    def holds(self, ratio: float) -> bool:
        """Say whether a ratio reaches the goal."""
        return ratio >= self.limit if self.less else ratio <= self.limit


def _ours(title: str, way: str, count: int = 1500) -> Side:
    return Side(title=title, load="with_ours.py", way=way, count=count)


def _check(title: str, way: str, environment: str, count: int) -> Side:
    return Side(
        title=title, load="with_check.py", way=way, environment=environment, count=count,
        server=None,
    )  # fmt: skip


SIDES: dict[str, Side] = {
    "ours-sync": _ours("InjectClient, one at a time, dict", "sync", 3000),
    "ours-threads": _ours("InjectClient, 32 threads", "threads", 3200),
    "ours-tasks": _ours("AsyncInjectClient, 32 in flight, dict", "tasks", 3200),
    "ours-model": _ours("InjectClient, one at a time, model", "model-sync", 3000),
    "ours-generated": _ours("generated async client on our transport", "generated-ours", 3200),
    "generated": _ours("generated async client on stock httpx", "generated", 640),
    "engine": Side(title="our engine alone, async", load="with_engine.py", way="tasks", count=6400),
    "httpx": Side(
        title="httpx.Client.post, bytes", load="with_httpx.py", way="sync", environment="httpx"
    ),
    "requests": Side(
        title="requests.Session.post", load="with_requests.py", way="sync", environment="requests"
    ),
    "requests-threads": Side(
        title="requests, 32 threads", load="with_requests.py", way="threads",
        environment="requests",
    ),
    "aiohttp": Side(
        title="aiohttp, bytes, 32 in flight", load="with_aiohttp.py", way="tasks",
        environment="aiohttp", count=6400,
    ),
    "sinch": Side(
        title="sinch 2.3.0, messages.send", load="with_sinch.py", way="sync",
        environment="sinch", count=800,
    ),
    "node": Side(
        title="@sinch/sdk-core 1.4.0 injectMessage, 32 in flight", load="with_node.cjs",
        way="tasks", environment="node", count=3200,
    ),
    "wrk": Side(title="wrk, 32 connections", load="wrk.lua", way="wrk", environment="wrk"),
    "check": _check("check, a text", "check", "base", 20_000),
    "loads": _check("json.loads, a text", "loads", "base", 100_000),
    "jsonschema": _check("jsonschema, a text", "jsonschema", "jsonschema", 300),
    "pydantic": _check("pydantic, a text", "pydantic", "pydantic", 20_000),
    "check-rich": _check("check, ten cards", "check-rich", "base", 4000),
    "loads-rich": _check("json.loads, ten cards", "loads-rich", "base", 20_000),
    "jsonschema-rich": _check("jsonschema, ten cards", "jsonschema-rich", "jsonschema", 20),
    "pydantic-rich": _check("pydantic, ten cards", "pydantic-rich", "pydantic", 4000),
    "ours-paced": Side(
        title="AsyncInjectClient, 800/s, 50 ms away, with a token renewal", load="with_engine.py",
        way="client-paced", count=8000, server="away",
    ),
    "engine-paced": Side(
        title="our engine alone, 800/s, 50 ms away", load="with_engine.py", way="paced",
        count=8000, server="away",
    ),
}  # fmt: skip

GOALS: tuple[Goal, ...] = (
    Goal(what="single call, sync, dict / httpx.Client.post", ours="ours-sync", theirs="httpx",
         limit=0.5),
    Goal(what="single call, async, 32 in flight / generated client on stock httpx",
         ours="ours-tasks", theirs="generated", limit=9, less=True),
    Goal(what="the same / bare aiohttp", ours="ours-tasks", theirs="aiohttp", limit=1.3),
    Goal(what="single call, sync / requests", ours="ours-sync", theirs="requests", limit=3,
         less=True),
    Goal(what="32 threads / requests", ours="ours-threads", theirs="requests-threads", limit=2.5,
         less=True),
    Goal(what="single call, sync / sinch 2.3.0 messages.send", ours="ours-sync", theirs="sinch",
         limit=5, less=True),
    Goal(what="async, 32 in flight / @sinch/sdk-core 1.4.0", ours="ours-tasks", theirs="node",
         limit=2, less=True),
    Goal(what="a model instead of a dict", ours="ours-model", theirs="ours-sync", limit=1.15),
    Goal(what="generated async client on our transport / on stock httpx", ours="ours-generated",
         theirs="generated", limit=4, less=True),
    Goal(what="engine alone, async / wrk", ours="engine", theirs="wrk", limit=5),
    Goal(what="check, one line of text / json.loads", ours="check", theirs="loads", limit=2.5),
    Goal(what="check, text / jsonschema", ours="check", theirs="jsonschema", limit=30, less=True),
    Goal(what="check, rich / jsonschema", ours="check-rich", theirs="jsonschema-rich", limit=30,
         less=True),
    Goal(what="check, text / pydantic", ours="check", theirs="pydantic", limit=2.5),
    Goal(what="check, rich / pydantic", ours="check-rich", theirs="pydantic-rich", limit=1.0),
    Goal(what="800/s paced, 50 ms away, CPU / engine alone", ours="ours-paced",
         theirs="engine-paced", limit=2.8),
)  # fmt: skip
