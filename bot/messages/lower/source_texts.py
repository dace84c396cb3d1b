"""What is said of a source: who looks after it, until when it holds, that it is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import tr
from bot.messages.common_texts import month_name


def agreed(source: str, owner: str, until: date | None) -> str:
    """A source's line with who checked it and until when it holds, as far as that is agreed."""
    if until is None:
        return tr("{source}, checked by {owner}", source=source, owner=owner) if owner else source
    if owner:
        return tr("{source}, checked by {owner}, valid until {day}", source=source, owner=owner, day=_day(until))
    return tr("{source}, valid until {day}", source=source, day=_day(until))


def as_of(source: str, day: date) -> str:
    """A source's line with the day on which its text was last seen to change."""
    return tr("{source}, as of {day}", source=source, day=_day(day))


def disagreeing(titles: Sequence[str], values: Sequence[str]) -> str:
    """That two documents cannot both be right, in one sentence.

    Args:
        values: what each says; none where one allows what the other does not.
    """
    first, other = titles
    if not values:
        return tr("Our documents disagree here: “{first}” and “{other}” say the opposite.", first=first, other=other)
    return tr(
        "Our documents disagree here: “{first}” says “{value}”, “{other}” says “{other_value}”.",
        first=first,
        value=values[0],
        other=other,
        other_value=values[1],
    )


def overdue(title: str, owner: str, until: date) -> str:
    """Stands before a passage whose document has run out."""
    if owner:
        words = tr(
            "This source is overdue: “{title}” was valid until {day}. Ask {owner} whether it still holds.",
            title=title,
            day=_day(until),
            owner=owner,
        )
    else:
        words = tr(
            "This source is overdue: “{title}” was valid until {day}. Ask before you rely on it.",
            title=title,
            day=_day(until),
        )
    return words


def run_out_soon(sources: Sequence[str], url: str) -> Message:
    """To curators, two weeks before."""
    heading = tr("Documents that run out soon")
    ask = tr("After that day answers say that they are overdue. Read a new version, or set another day on the page.")
    lines = [Text(line) for line in sources]
    return Message(heading, (Text(heading, Tone.TITLE), *lines, Text(ask), Link(tr("Open the page"), url)))


def no_day(words: str) -> str:
    """A curator's form names no day."""
    return tr("“{words}” is no date: write 2027-03-31 or 31 March 2027", words=words)


def ending(source: str, is_past: bool) -> str:
    """A line of the curators' list of what runs out."""
    return tr("{source}: overdue", source=source) if is_past else source


def _day(day: date) -> str:
    return tr("{day} {month} {year}", day=day.day, month=month_name(day.month), year=day.year)
