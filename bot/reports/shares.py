"""A share with everything that it needs to be read honestly: its count, its interval, and from whom it is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.reports.figures import SMALLEST_GROUP
from schedules.rules.comparison import wilson


@dataclass(frozen=True, slots=True)
class CountedShare:
    """So many of so many.

    Attributes:
        people: of how many different people this tells something.
        hidden: it is not shown, since these are too few.
    """

    count: int
    of: int
    people: int
    hidden: bool = False

    @property
    def share(self) -> float | None:
        """0 to 1; None where nothing was counted, or it is not shown."""
        return None if self.hidden or not self.of else self.count / self.of

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of it."""
        return None if self.hidden or not self.of else wilson(self.count, self.of)


def counted(count: int, of: int, people: int | None = None, *, privacy: bool) -> CountedShare:
    """The share; hidden where privacy is on and it is made of fewer than five people.

    Args:
        people: how many people it is made of, where that is not `of`.
    """
    group = of if people is None else people
    return CountedShare(count, of, group, privacy and 0 < group < SMALLEST_GROUP)
