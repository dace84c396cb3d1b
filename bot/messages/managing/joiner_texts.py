"""What managers read of people who come into a group that a campaign follows."""

from __future__ import annotations

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import tr, trn


def too_many(campaign: str, people: int, url: str) -> Message:
    """So many came at once that nobody was added."""
    heading = tr("“{campaign}”: many people came into its group", campaign=campaign)
    words = trn(
        "{count} person came at once, which is more than one manager alone may add. Nobody gets anything yet.",
        "{count} people came at once, which is more than one manager alone may add. Nobody gets anything yet.",
        people,
    )
    how = tr("If they are meant, add them on the campaign's page.")
    parts = (Text(heading, Tone.TITLE), Text(words), Text(how), Link(tr("Open the campaign page"), url))
    return Message(heading, parts)


def labels() -> dict[str, str]:
    """Words of the form on the campaign's page."""
    return {
        "joiners": tr("People who come later"),
        "joiners_lead": tr(
            "Whoever comes into this group begins with the first episode on their first day of lessons; whoever leaves "
            "it gets nothing more. Who is in it today is added above."
        ),
        "joiners_group": tr("Follow a group"),
        "joiners_none": tr("None: only whom I add"),
        "joiners_set": tr("Follow it"),
    }


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "following": tr("The campaign follows this group from now on."),
        "not_following": tr("The campaign follows no group. Whoever takes part goes on."),
        "no_group": tr("This group is gone, or its rule cannot be read. Nothing was changed."),
    }
