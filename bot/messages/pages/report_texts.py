"""What the report page says around its figures; what each figure means stands with the figures."""

from __future__ import annotations

from datetime import datetime

from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import month_name
from bot.messages.pages.figure_texts import number, percent
from schedules.rules.kinds import DeliveryKind, DeliveryState


def labels() -> dict[str, str]:
    """Words of the page by name, in the reader's language."""
    return {
        "skip": tr("Skip to the content"),
        "report": tr("Report"),
        "download": tr("Download as CSV"),
        "privacy": tr("Privacy mode"),
        "privacy_means": tr("Groups smaller than five are not shown, and nobody is named."),
        "who": tr("From enrolled to answered"),
        "nobody": tr("Nobody takes part yet. Once the campaign starts, this page fills by itself."),
        "watching": tr("Watching"),
        "curve": tr("View-through by second"),
        "curve_means": tr("Share of viewers who watched each second, over all clips that have it."),
        "curve_table": tr("The curve as a table"),
        "second": tr("Second"),
        "watched_by": tr("Watched by"),
        "of": tr("Of"),
        "curve_later": tr("The curve appears once somebody has watched."),
        "curve_later_private": tr("The curve appears once five people have watched."),
        "episodes": tr("Episode by episode"),
        "episodes_table": tr("Table of episodes"),
        "episode": tr("Episode"),
        "curve_column": tr("Curve"),
        "columns": tr("What the columns mean"),
        "no_episode": tr("No episode was delivered yet."),
        "learning": tr("Learning"),
        "right": tr("right"),
        "no_question": tr("No question was answered yet."),
        "silent": tr("Silent learners"),
        "silent_table": tr("Table of silent learners"),
        "learner": tr("Learner"),
        "unanswered": tr("Unanswered in a row"),
        "since": tr("Since"),
        "nobody_named": tr("Privacy mode is on, so nobody is named."),
        "all_answered": tr("Everybody who was reached has answered their newest episode."),
        "delivering": tr("Delivering"),
        "troubles": tr("Refused and uncertain"),
        "troubles_table": tr("Table of refused and uncertain messages"),
        "message": tr("Message"),
        "happened": tr("What happened"),
        "due": tr("Due"),
        "no_reason": tr("no reason was given"),
        "no_trouble": tr("Nothing was refused, and nothing is uncertain."),
    }


def day(at: datetime) -> str:
    """The day of an instant on its own clock, with its year."""
    return tr("{day} {month} {year}", day=at.day, month=month_name(at.month), year=at.year)


def minute(at: datetime) -> str:
    """An instant on its own clock."""
    return tr("{day}, {time}", day=day(at), time=f"{at:%H:%M}")


def for_manager(name: str) -> str:
    return tr("For {name}.", name=name)


def as_of(at: str, zone: str) -> str:
    return tr("As of {at} ({zone}).", at=at, zone=zone)


def episode(position: int) -> str:
    return tr("Episode {number}", number=position)


def first_tries(accuracy: str, recall: str) -> str:
    """What stands below a question: two figures with their names."""
    return tr("First tries. {accuracy}. {recall}.", accuracy=accuracy, recall=recall)


def named(name: str, value: str) -> str:
    return tr("{name}: {value}", name=name, value=value)


def longest_of(listed: int, whole: int) -> str:
    return trn(
        "This is the longest silence of {whole}.",
        "These are the {count} longest silences of {whole}.",
        listed,
        whole=number(whole),
    )


def newest_of(listed: int, whole: int) -> str:
    return trn(
        "This is the newest of {whole}.", "These are the newest {count} of {whole}.", listed, whole=number(whole)
    )


def message(kind: DeliveryKind, position: int) -> str:
    """What a message brought; a position of 0 is no episode's."""
    names = {
        DeliveryKind.EPISODE: tr("Episode"),
        DeliveryKind.REMINDER: tr("Reminder"),
        DeliveryKind.REASK: tr("Question asked again"),
        DeliveryKind.NOTICE: tr("Notice"),
        DeliveryKind.SURVEY: tr("Survey"),
        DeliveryKind.DIGEST: tr("Digest"),
        DeliveryKind.ANSWER: tr("Answer to a question"),
        DeliveryKind.EDIT: tr("Changed message"),
    }
    return f"{names[kind]} {position}" if position else names[kind]


def fate(state: DeliveryState) -> str:
    """What became of a message that did not surely arrive."""
    return tr("refused") if state is DeliveryState.REFUSED else tr("uncertain")


def nothing_watched() -> str:
    return tr("Nothing was watched yet.")


def curve_ends(first: float, last: float, length: str) -> str:
    """Where a curve starts and ends."""
    return tr(
        "{first} watched the first second, {last} the last one, {length}.",
        first=percent(first),
        last=percent(last),
        length=length,
    )


def largest_drop(at: str, points: int) -> str:
    return tr("The largest drop is at {at}: {points} points.", at=at, points=points)


def watched_at(at: str, share: float, viewers: int) -> str:
    """One second of a curve."""
    return tr("{at}: {share} of {viewers}", at=at, share=percent(share), viewers=number(viewers))
