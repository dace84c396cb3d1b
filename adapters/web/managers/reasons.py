"""Why somebody gets nothing, as the rules say it, in the words of the page and with what would help."""

from __future__ import annotations

from bot.managers.dry_run import NOT_YOURS, TAKES_IT
from bot.managers.roles import LEFT_OUT, OPTED_OUT, UNKNOWN, Role
from bot.messages.pages import manage_texts

REASONS = {
    LEFT_OUT[Role.GUEST]: "guest",
    LEFT_OUT[Role.OUTSIDE]: "outside",
    LEFT_OUT[Role.BOT]: "bot",
    LEFT_OUT[Role.GONE]: "gone",
    UNKNOWN: "unknown",
    OPTED_OUT: "opted_out",
    NOT_YOURS: "not_yours",
    TAKES_IT: "takes_it",
}
HINDRANCES = {
    "the learner opted out": "opted_out",
    "the learner's day is full of other lessons": "full",
    "the learner's weekly budget is used up": "budget",
}


def left_out(reason: str) -> tuple[str, str]:
    """Why somebody does not get it, and what would help."""
    return manage_texts.left_out(REASONS[reason])


def hindrance(why: str) -> str:
    """What keeps a slot empty, and what would help; "" for nothing."""
    if not why:
        return ""
    if why.startswith("cannot be reached"):
        return manage_texts.hindrance("unreached")
    # Whatever else the calendar says is about days, hours and holidays that leave no moment.
    return manage_texts.hindrance(HINDRANCES.get(why, "never"))
