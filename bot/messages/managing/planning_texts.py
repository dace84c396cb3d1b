"""Words of drafts, and of several managers on one campaign."""

from __future__ import annotations

from bot.chat import Message, Text, Tone
from bot.messages.catalogue import tr
from bot.messages.manager_texts import page_of_campaigns


def you_manage_too(by: str, campaign: str, url: str) -> Message:
    """To a manager who was added to a campaign."""
    heading = tr("You manage “{campaign}” too", campaign=campaign)
    words = tr("{name} added you: you see its results, and can pause, change and end it.", name=by)
    return Message(heading, (Text(heading, Tone.TITLE), Text(words), page_of_campaigns(url)))


def labels() -> dict[str, str]:
    """Words of the pages by name."""
    return {
        "managers": tr("Who manages it"),
        "managers_lead": tr("Whoever is added sees its results and can pause, change and end it, as you can."),
        "first": tr("began it"),
        "add_manager": tr("Add a manager"),
        "add": tr("Add"),
        "take_away": tr("Take away"),
        "nobody_else": tr("Nobody else manages campaigns here."),
        "draft": tr("Save as a draft"),
        "drafts": tr("Your drafts"),
        "drafts_lead": tr("Nobody else sees them, and nothing comes of them before you start one."),
        "go_on": tr("Go on"),
        "discard": tr("Discard"),
        "whose": tr("Manager"),
        "any_manager": tr("Of any manager"),
        "any_series": tr("Of any series"),
        "approval_lead": tr("This is what would be sent, to whom and when. Nothing is sent before you agree."),
        "again": tr("Send it once more to people who had this series before"),
    }


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "afterwards": tr("Saved: what comes after the season."),
        "draft_saved": tr("Your draft is saved."),
        "draft_gone": tr("The draft is discarded."),
        "judged": tr("Your answer counts if nobody was faster; our messages say what came of it."),
        "manager_added": tr("Added, and told so in chat."),
        "manager_gone": tr("Taken away: they do not see this campaign any more."),
        "manager_not": tr("Nothing was changed: they manage it already, or manage no campaigns here."),
    }


def draft_of(name: str, series: str) -> str:
    """What a draft is called: its own name, or that of its series."""
    return name or series or tr("without a name")
