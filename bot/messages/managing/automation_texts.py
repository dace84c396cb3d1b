"""What managers read of rules that act: what each would do, what it did, and what it offers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Facts, Link, Message, Text, Tone
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import plain


def failed(question: str, refresher: str) -> str:
    """What a rule says. Args: question: "" where it is about each of them."""
    if question:
        return tr("Whoever is wrong at “{question}” gets “{series}”", question=question, series=refresher)
    return tr("Whoever is wrong at a question gets “{series}”", series=refresher)


def silent(days: int) -> str:
    return trn(
        "If somebody has not answered for {count} day, I tell you",
        "If somebody has not answered for {count} days, I tell you",
        days,
    )


def team(question: str, percent: int, refresher: str) -> str:
    """What a rule says. Args: question: "" where it is about each of them."""
    if question:
        return tr(
            "If a team is under {percent} % at “{question}”, I offer it “{series}”",
            percent=percent,
            question=question,
            series=refresher,
        )
    return tr("If a team is under {percent} % at a question, I offer it “{series}”", percent=percent, series=refresher)


def refresher_name(series: str, campaign: str) -> str:
    """What the campaign is called that brings a refresher."""
    return tr("{series} (after “{campaign}”)", series=series, campaign=campaign)


def label_on() -> str:
    return tr("Switch it on")


def label_off() -> str:
    return tr("Leave it off")


def label_rest() -> str:
    return tr("Switch this rule off")


def label_offer(people: int) -> str:
    return trn("Give it to {count} person", "Give it to {count} people", people)


def nobody() -> str:
    return tr("nobody")


def too_few() -> str:
    return tr("fewer than five people")


def people(count: int) -> str:
    return trn("{count} person", "{count} people", count)


def cases(count: int) -> str:
    """How many times a team knows too little of a question."""
    return trn("{count} case", "{count} cases", count)


def team_share(name: str, question: str, percent: int, right: int, tries: int) -> str:
    """A team and a question: how many were right at the first try."""
    return tr(
        "{team}: {percent} % right at “{question}” ({right} of {tries})",
        team=name,
        question=question,
        percent=percent,
        right=right,
        tries=tries,
    )


def week_over(
    campaign: str, rule: str, about: str, names: Sequence[str], buttons: Sequence[Button], url: str
) -> Message:
    """A week in shadow is over: what would have been sent and to whom.

    Args:
        about: how many it would have been.
        names: of the first of them, none where they are not shown.
        buttons: none where another manager has to switch it on.
    """
    heading = tr("A rule of “{campaign}” has watched for a week", campaign=campaign)
    rows = [(tr("Rule"), rule), (tr("It would have been about"), about)]
    if names:
        rows.append((tr("Who"), ", ".join(names)))
    how = (
        tr("Nothing was sent. Once it is on, it does so for those and for whoever comes later.")
        if buttons
        else tr("Nothing was sent. It is about so many people that another manager has to switch it on, on the page.")
    )
    pressing = (Choices(tuple(buttons)),) if buttons else ()
    parts = (Text(heading, Tone.TITLE), Facts(tuple(rows)), Text(how), *pressing, Link(tr("Open the rules"), url))
    return Message(heading, parts)


def silent_people(campaign: str, days: int, about: str, names: Sequence[str], buttons: Sequence[Button]) -> Message:
    """Somebody has not answered for days."""
    heading = tr("“{campaign}”: no answer for a while", campaign=campaign)
    lead = trn(
        "Without an answer for {count} day or more: {about}.",
        "Without an answer for {count} days or more: {about}.",
        days,
        about=about,
    )
    listed_names = (Text(", ".join(names)),) if names else ()
    pressing = (Choices(tuple(buttons)),) if buttons else ()
    return Message(lead, (Text(heading, Tone.TITLE), Text(lead), *listed_names, *pressing))


def offer(campaign: str, share: str, refresher: str, buttons: Sequence[Button]) -> Message:
    """A team knows too little of a question.

    Args:
        share: the team with its figure.
    """
    heading = tr("“{campaign}”: a team could do with a refresher", campaign=campaign)
    words = tr("Shall its people get “{series}”? Each gets it at their own time.", series=refresher)
    return Message(share, (Text(heading, Tone.TITLE), Text(share), Text(words), Choices(tuple(buttons))))


def offer_taken(series: str, people: int) -> Message:
    if not people:
        return plain(tr("Nobody of this team is left who does not take “{series}” already.", series=series))
    return plain(
        trn("{count} person gets “{series}” now.", "{count} people get “{series}” now.", people, series=series)
    )


def is_on(rule: str) -> Message:
    return plain(tr("It is on: {rule}.", rule=rule))


def is_off(rule: str) -> Message:
    return plain(tr("It is off: {rule}. Nothing more comes of it.", rule=rule))


def not_yet() -> Message:
    return plain(
        tr("This rule cannot be switched on now: its week is not over, or another manager has to do it, on the page.")
    )


def gone() -> Message:
    return plain(tr("This rule is gone, or was decided before. Nothing was changed."))


def rules_links(links: Sequence[tuple[str, str]]) -> Message:
    """Args: links: name of a campaign and address of its rules, those that run first."""
    heading = tr("Rules of your campaigns")
    lead = Text(
        tr("Who was wrong gets a refresher, who is silent is named to you. Each rule only watches for a week first.")
    )
    once = Text(tr("Each link opens one time, for you alone; write “campaign rules” for others."), Tone.QUIET)
    return Message(heading, (Text(heading, Tone.TITLE), lead, *(Link(name, url) for name, url in links), once))
