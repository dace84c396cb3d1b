"""Words of the forms with which managers plan campaigns: choices, what a dry run says, what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr, trn, voice

SHARES = (10, 20, 30, 50)  # per cent of a team that a comparison keeps back


def reminder_choices() -> tuple[tuple[str, str], ...]:
    """Hours after a lesson, and how people call that time."""
    return ("2", tr("after 2 hours")), ("24", tr("the next day")), ("72", tr("after 3 days"))


def holdout_choices() -> tuple[tuple[str, str], ...]:
    """Shares of the team that get the series later."""
    return ("0", tr("nobody")), *((str(share), tr("{share} %", share=share)) for share in SHARES)


def people_get(count: int, series: str) -> str:
    return trn("{count} person would get “{series}”", "{count} people would get “{series}”", count, series=series)


def would_get(count: int, series: str) -> str:
    """The same where the number stands by itself."""
    return trn("person would get “{series}”", "people would get “{series}”", count, series=series)


def nothing_sent_yet() -> str:
    return tr("Nothing is sent before you press the button below.")


def later_for_comparison(count: int) -> str:
    return trn("{count} more gets it later, for comparison.", "{count} more get it later, for comparison.", count)


def minutes_in_clips(minutes: float) -> str:
    return tr("{minutes} minutes of people's time in clips, over the whole series", minutes=f"{minutes:.0f}")


def never_get_it(count: int) -> str:
    return trn(
        "{count} would never get one: look at quiet hours and days.",
        "{count} would never get one: look at quiet hours and days.",
        count,
    )


def without_place(count: int) -> str:
    return trn(
        "{count} cannot be written to before they have the app: ask IT to bring it to them.",
        "{count} cannot be written to before they have the app: ask IT to bring it to them.",
        count,
    )


def needs_approval(above: int, names: Sequence[str], count: int) -> str:
    """Args: names: of the managers who could agree; count: how many there are, where none has a name."""
    asked = ", ".join(names) or str(count)
    return trn(
        "More than {count} person needs another manager's yes. I would ask {asked}.",
        "More than {count} people need another manager's yes. I would ask {asked}.",
        above,
        asked=asked,
    )


def no_campaign_yet() -> str:
    manner = voice().manner
    command = f"{manner.learn} campaign" if manner.learn.startswith("/") else "campaign"
    return tr("No campaign yet: write “{command}” to start one.", command=command)


def unreadable(field: str) -> str:
    """What to do about a field that no client of ours fills in like this."""
    sentences = {
        "opens": tr("Write a time as the field offers it, such as {example}.", example="09:00"),
        "closes": tr("Write a time as the field offers it, such as {example}.", example="10:00"),
        "start": tr("Choose a day as the field offers it."),
        "weekdays": tr("Choose days as the field offers them."),
        "reminders": tr("Choose reminders as the field offers them."),
        "holdout": tr("Choose a share as the field offers it."),
    }
    return sentences[field]


def no_series() -> str:
    return tr("There is no approved series yet: import one first.")


def managers_only() -> str:
    return tr("Campaigns are started by managers. An admin can make you one.")


def end_for_good(name: str) -> str:
    return tr("End “{name}”? Nobody gets its lessons any more. This is final.", name=name)
