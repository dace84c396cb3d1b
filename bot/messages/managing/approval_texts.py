"""Words that ask a second manager for a yes, with everything that they would agree to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat import Button, Choices, Facts, Link, Message, Text, Tone
from bot.messages.buttons import ButtonAction
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import long_date, weekday_name
from schedules.rules.campaigns import Proposal


def approval_labels() -> tuple[tuple[str, ButtonAction], ...]:
    """What stands on the buttons of a second manager."""
    return (tr("Start campaign"), ButtonAction.APPROVE), (tr("Do not start it"), ButtonAction.DECLINE)


def approval_heading(manager: str, campaign: str, people: int) -> str:
    return trn(
        "{manager} wants to start “{campaign}” for {count} person",
        "{manager} wants to start “{campaign}” for {count} people",
        people,
        manager=manager,
        campaign=campaign,
    )


def approval_wanted(manager: str, proposal: Proposal, people: int, url: str, buttons: Sequence[Button]) -> Message:
    """Asks a second manager, with everything that they would agree to.

    Args:
        url: the address of the dry run's page.
    """
    heading = approval_heading(manager, proposal.name, people)
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Facts(tuple(plan_of(proposal))),
            Text(tr("So many people need a second manager's yes. Nothing is sent before.")),
            Link(tr("See who gets what when"), url),
            Choices(tuple(buttons)),
        ),
    )


def plan_of(proposal: Proposal) -> Iterator[tuple[str, str]]:
    """Days, hours and the rest of a plan, label and value."""
    yield tr("Series"), proposal.series_slug
    yield tr("Begins"), long_date(proposal.start)
    yield tr("Days"), ", ".join(weekday_name(day) for day in sorted(proposal.weekdays))
    yield tr("Hours"), f"{proposal.opens:%H:%M}–{proposal.closes:%H:%M}"
    hours = [delay.total_seconds() / 3600 for delay in proposal.reminders]
    yield tr("Reminders"), ", ".join(tr("after {hours} h", hours=f"{number:g}") for number in hours) or tr("none")
    if proposal.holdout_share:
        yield tr("Kept back for comparison"), f"{proposal.holdout_share:.0%}"
