"""A figure: a number that is shown with what it counts, out of how many, and what it means; or with why it is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.messages.catalogue import template, told
from bot.messages.pages import figure_texts

SMALLEST_GROUP = 5
"""Where privacy mode is on, what fewer people than this did is not shown."""

HIDDEN = template("not shown: fewer than 5 people")  # SMALLEST_GROUP, written out so that catalogues have the sentence
NOTHING = template("nothing to measure yet")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report. Its words are in the language of whoever reads them; its name is the key of it.

    Attributes:
        name: in English, and stable: tables for programs know the figure by it. told() says it to people.
        count: what was counted; None when it is not shown, or the value is no count.
        of: out of how many, or how many an average is over; None when the figure has no whole.
        definition: in English, as `name`.
        note: why it cannot be shown, in English, as `name`.
        share: 0 to 1, for pictures; None when the figure is no share or is not shown.
        mark: an average on the scale of 1 to 3, where the figure is one.
        plain: the number itself is shown, not its share of the whole.
    """

    name: str
    count: int | None
    of: int | None
    definition: str
    note: str = ""
    share: float | None = None
    mark: float | None = None
    plain: bool = False

    @property
    def value(self) -> str:
        """As it is read, such as "83 %" or "12"; "" when it cannot be shown, and then `note` says why."""
        if self.mark is not None:
            return figure_texts.mark(self.mark)
        if self.plain:
            return figure_texts.number(self.count or 0)
        return "" if self.share is None else figure_texts.percent(self.share)

    @property
    def shown(self) -> str:
        """The value with what it rests on, in words."""
        if self.plain and self.base:
            return f"{self.value} {self.base}"
        return f"{self.value} ({self.base})" if self.base else self.value or told(self.note)

    @property
    def base(self) -> str:
        """What the value rests on: "10 of 12", "average of 12", "of 12" for a plain count, "" when it has no whole."""
        if self.of is None or not self.value:
            return ""
        if self.count is None:
            return figure_texts.average_of(self.of)
        return figure_texts.of_whole(self.of) if self.plain else figure_texts.part_of(self.count, self.of)


@dataclass(frozen=True, slots=True)
class Privacy:
    """Whether groups that are too small stay hidden."""

    on: bool

    def hides(self, group: int) -> bool:
        return self.on and 0 < group < SMALLEST_GROUP

    def count(self, name: str, count: int, definition: str, of: int | None = None, group: int | None = None) -> Figure:
        """A plain number; `group` is how many people it could give away, when it could."""
        if group is not None and self.hides(group):
            return Figure(name, None, None, definition, HIDDEN)
        share = count / of if of else None
        return Figure(name, count, of, definition, share=share, plain=True)

    def share(self, name: str, count: int, of: int, definition: str, group: int | None = None) -> Figure:
        """A part of a whole, in per cent; `group` is how many people the whole is made of, when not `of`."""
        if not of:
            return Figure(name, None, 0, definition, NOTHING)
        if self.hides(of if group is None else group):
            return Figure(name, None, None, definition, HIDDEN)
        return Figure(name, count, of, definition, share=count / of)

    def mean_share(self, name: str, shares: Iterable[float], definition: str, group: int) -> Figure:
        """The average of shares between 0 and 1, in per cent."""
        values = list(shares)
        if not values:
            return Figure(name, None, 0, definition, NOTHING)
        if self.hides(group):
            return Figure(name, None, None, definition, HIDDEN)
        return Figure(name, None, len(values), definition, share=sum(values) / len(values))
