"""What is said about certificates: in chat, on the paper, on the page that checks one, and to managers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.chat import Message, Text, Tone
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import long_date


def labels() -> dict[str, str]:
    """Words of the paper and of the page that checks it, by name."""
    return {
        "title": tr("Certificate"),
        "certifies": tr("This is to certify that"),
        "finished": tr("answered every question of the season"),
        "check_here": tr("Whether this certificate holds can be read at:"),
        "check": tr("Is this certificate good?"),
        "holds": tr("Yes, this certificate holds."),
        "over": tr("It was good once. It has ended."),
        "series": tr("Season"),
        "company": tr("Issued by"),
        "issued": tr("Issued on"),
        "until": tr("Holds until"),
        "for_good": tr("for good"),
        "holder": tr("Issued to"),
        "nameless": tr("This page names nobody. Type the name on the paper to compare it."),
        "name": tr("Name on the certificate"),
        "compare": tr("Compare"),
        "same": tr("Yes, it was issued to somebody of that name."),
        "other": tr("No, it was issued to somebody of another name."),
        "pdf": tr("Take it along as a PDF"),
        "link": tr("Link for whoever wants to check it"),
        "yours": tr("Your certificate"),
        "own": tr("Your certificates"),
    }


def gone() -> tuple[str, str]:
    """Title and words of a page for a certificate that is not there."""
    return (
        tr("There is no such certificate"),
        tr("The address was changed on the way, or what it names was erased. Ask whoever gave it to you."),
    )


def dates(issued: str, until: str) -> str:
    if until:
        return tr("Issued on {issued}, holds until {until}", issued=issued, until=until)
    return tr("Issued on {issued}", issued=issued)


def full_date(day: date) -> str:
    """With its year, which matters here."""
    return f"{long_date(day)} {day.year}"


def holds_until(until: datetime | None) -> str:
    return tr("holds until {day}", day=full_date(until.date())) if until else tr("holds for good")


def issued(title: str, url: str, until: datetime | None) -> Message:
    """Brings somebody their certificate."""
    heading = tr("Your certificate for “{title}”", title=title)
    lines = (Text(heading, Tone.TITLE), Text(tr("You answered every question of the season.")))
    return Message(heading, (*lines, Text(f"{url}\n{holds_until(until)}")))


def listed(own: Sequence[tuple[str, str, datetime | None]]) -> Message:
    """All of somebody's certificates."""
    if not own:
        words = tr("You have no certificate yet. Where a season gives one, it comes with your last answer.")
        return Message(words, (Text(words),))
    heading = trn("Your {count} certificate", "Your {count} certificates", len(own))
    rows = [Text(f"{title}: {url}\n{holds_until(until)}") for title, url, until in own]
    return Message(heading, (Text(heading, Tone.TITLE), *rows))


def afterwards_labels() -> dict[str, str]:
    """Words of the form on a campaign's page."""
    return {
        "title": tr("After the season"),
        "lead": tr(
            "Whoever answered every question of the season gets the certificate at once, in chat. When it ends, and a "
            "year later, a new campaign is prepared and shown to you: nothing is sent before you start it."
        ),
        "certificate": tr("Certificate"),
        "yearly": tr("Prepare the same again every year"),
        "save": tr("Save"),
    }


def months(count: int) -> str:
    """For how long a certificate holds."""
    if count < 0:
        return tr("none")
    return trn("holds for {count} month", "holds for {count} months", count) if count else tr("holds for good")


def again_on(day: str) -> str:
    return tr("Prepared next for {day}.", day=day)


def train_again(name: str, people: int, url: str) -> Message:
    """Offers a manager the campaign for those whose certificates end."""
    heading = trn(
        "The certificate of {count} person from “{name}” ends within a month",
        "The certificates of {count} people from “{name}” end within a month",
        people,
        name=name,
    )
    return _prepared(heading, url)


def once_more(name: str, day: str, url: str) -> Message:
    """Offers a manager the same season for another year."""
    return _prepared(tr("“{name}” is to begin again on {day}", name=name, day=day), url)


def _prepared(heading: str, url: str) -> Message:
    words = tr(
        "A new campaign is prepared, among your drafts. Look at who would get it, and start it there; until then "
        "nothing is sent."
    )
    return Message(heading, (Text(heading, Tone.TITLE), Text(f"{words}\n{url}")))


def everybody_from(name: str) -> str:
    """A choice of people: those who were in a campaign."""
    return tr("Everybody from “{name}”", name=name)


def ending_from(name: str) -> str:
    """A choice of people: those whose certificate ends."""
    return tr("Whose certificate of “{name}” ends", name=name)
