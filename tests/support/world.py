"""Time and chance that a test decides over; passed in wherever the real ones would be."""

from __future__ import annotations

from attrs import define, field
from sinch_inject.http import steps

__all__ = ["World"]


@define
class World:
    """A clock that moves when it is told to, and when somebody sleeps.

    Attributes:
        now: what the monotonic clock shows, in seconds.
        epoch: what the wall clock shows when ``now`` is 0.
        chance: what every draw of chance gives.
        lag: by how much each sleep takes longer than it should, in seconds.
        slept: all sleeps so far, in seconds.
    """

    now: float = 1000.0
    epoch: float = 1_790_000_000.0
    chance: float = 0.5
    lag: float = 0.0
    slept: list[float] = field(factory=list)

    def clock(self) -> float:
        return self.now

    def wall(self) -> float:
        return self.epoch + self.now

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds + self.lag

    @property
    def lent(self) -> steps.World:
        """This world as the library takes it."""
        return steps.World(clock=self.clock, wall=self.wall, random=self.random)

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)
