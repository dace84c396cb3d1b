"""A figure: a number that is shown with what it counts, out of how many, and what it means; or with why it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SMALLEST_GROUP = 5
"""Where privacy mode is on, what fewer people than this did is not shown."""

HIDDEN = f"not shown: fewer than {SMALLEST_GROUP} people"
NOTHING = "nothing to measure yet"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report.

    Attributes:
        value: as it is read, such as "83 %" or "12"; "" when it cannot be shown, and then `note` says why.
        count: what was counted; None when it is not shown, or the value is no count.
        of: out of how many, or how many an average is over; None when the figure has no whole.
        share: 0 to 1, for pictures; None when the figure is no share or is not shown.
    """

    name: str
    value: str
    count: int | None
    of: int | None
    definition: str
    note: str = ""
    share: float | None = None

    @property
    def shown(self) -> str:
        """The value with what it rests on, in words."""
        if self.base.startswith("of "):
            return f"{self.value} {self.base}"
        return f"{self.value} ({self.base})" if self.base else self.value or self.note

    @property
    def base(self) -> str:
        """What the value rests on: "10 of 12", "average of 12", "of 12" for a plain count, "" when it has no whole."""
        if self.of is None or not self.value:
            return ""
        if self.count is None:
            return f"average of {self.of:,}"
        counted = f"{self.count:,}"
        return f"of {self.of:,}" if self.value == counted else f"{counted} of {self.of:,}"


@dataclass(frozen=True, slots=True)
class Privacy:
    """Whether groups that are too small stay hidden."""

    on: bool

    def hides(self, group: int) -> bool:
        return self.on and 0 < group < SMALLEST_GROUP

    def count(self, name: str, count: int, definition: str, of: int | None = None, group: int | None = None) -> Figure:
        """A plain number; `group` is how many people it could give away, when it could."""
        if group is not None and self.hides(group):
            return Figure(name, "", None, None, definition, HIDDEN)
        share = count / of if of else None
        return Figure(name, f"{count:,}", count, of, definition, share=share)

    def share(self, name: str, count: int, of: int, definition: str, group: int | None = None) -> Figure:
        """A part of a whole, in per cent; `group` is how many people the whole is made of, when not `of`."""
        if not of:
            return Figure(name, "", None, 0, definition, NOTHING)
        if self.hides(of if group is None else group):
            return Figure(name, "", None, None, definition, HIDDEN)
        return Figure(name, percent(count / of), count, of, definition, share=count / of)

    def mean_share(self, name: str, shares: Iterable[float], definition: str, group: int) -> Figure:
        """The average of shares between 0 and 1, in per cent."""
        known = list(shares)
        if not known:
            return Figure(name, "", None, 0, definition, NOTHING)
        if self.hides(group):
            return Figure(name, "", None, None, definition, HIDDEN)
        mean = sum(known) / len(known)
        return Figure(name, percent(mean), None, len(known), definition, share=mean)


def percent(share: float) -> str:
    """A share between 0 and 1 in whole per cent; neither 0 nor 100 unless it is exactly that."""
    rounded = round(share * 100)
    if rounded == 0 and share > 0:
        return "under 1 %"
    if rounded == 100 and share < 1:
        return "over 99 %"
    return f"{rounded} %"
