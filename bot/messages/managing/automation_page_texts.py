"""What the page of a campaign's rules says."""

from __future__ import annotations

from datetime import date

from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import long_date
from schedules.rules.acting.automation import AutomationState, BadAutomation


def labels() -> dict[str, str]:
    """Words of the page by name."""
    return {
        "title": tr("Rules that act"),
        "lead": tr(
            "A rule first watches for a week: you see what it would have done and to whom, and nothing is sent. Then "
            "you switch it on, and off whenever you like."
        ),
        "none": tr("No rule yet."),
        "new": tr("New rule"),
        "kind": tr("What it does"),
        "question": tr("About which question"),
        "any_question": tr("each question"),
        "refresher": tr("The refresher"),
        "no_refresher": tr("There is no other approved series that could be a refresher."),
        "days": tr("Days without an answer"),
        "percent": tr("Percent right at the first try"),
        "save": tr("Let it watch for a week"),
        "on": tr("Switch it on"),
        "off": tr("Switch it off"),
        "again": tr("Let it watch again"),
        "remove": tr("Remove"),
        "would": tr("What it would have done, and to whom"),
        "did": tr("What it did, and to whom"),
        "nothing": tr("Nothing so far."),
        "who": tr("Who"),
        "why": tr("Why"),
        "seen": tr("Since"),
        "became": tr("What came of it"),
        "hidden": tr("Names are not shown in privacy mode."),
        "bringing": tr("The refresher's campaign"),
    }


def kinds() -> dict[str, str]:
    """What rules can do, by the kind's name."""
    return {
        "failed": tr("Whoever is wrong at a question gets a refresher"),
        "silent": tr("Tell me who has not answered for some days"),
        "team": tr("Offer the refresher to a team that knows too little"),
    }


def state(name: AutomationState) -> str:
    return {
        AutomationState.SHADOW: tr("watches only"),
        AutomationState.ON: tr("on"),
        AutomationState.OFF: tr("off"),
    }[name]


def outcomes() -> dict[str, str]:
    """What became of what a rule came upon, by its state."""
    return {"listed": tr("nothing yet"), "acted": tr("done"), "taken": tr("you took the offer")}


def watches_until(day: str) -> str:
    return tr("It watches until {day}; then you can switch it on.", day=day)


def day_words(day: date) -> str:
    return long_date(day)


def silent_why(days: int) -> str:
    return trn("no answer for {count} day", "no answer for {count} days", days)


def notices() -> dict[str, str]:
    """What was done, by a name that addresses carry."""
    return {
        "written": tr("The rule watches from now on. In a week you are asked whether it is to act."),
        "on": tr("The rule is on."),
        "off": tr("The rule is off. Nothing more comes of it."),
        "again": tr("The rule watches for a week again."),
        "removed": tr("The rule is removed."),
        "not_yet": tr("Nothing was changed: its week is not over, or another manager has to switch it on."),
        "gone": tr("This was decided before. Nothing was changed."),
    }


def fault(refused: BadAutomation) -> str:
    """What a field of the form must be."""
    return {
        "kind": tr("Choose what the rule does."),
        "days": tr("Write a number of days from 2 to 90."),
        "percent": tr("Write a number from 10 to 95."),
        "refresher": tr("Choose a series as the refresher."),
    }[refused.field]
