"""What a manager reads on Monday morning: one picture, one sentence, one thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Link, Message, Share, Split, Text, Tone
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import plain
from schedules.plans.weekly import WeekFigures


def digest(campaign: str, week: WeekFigures, hard: str, button: Button | None, url: str) -> Message:
    """The week of one campaign.

    Args:
        hard: the question that most people got wrong, "" where none was hard.
        button: what is recommended to do, None where nothing needs to be done.
    """
    heading = tr("Last week in “{campaign}”", campaign=campaign)
    shares = (Share(tr("Answered"), week.answered), Share(tr("Silent"), week.silent))
    todo = (Choices((button,)),) if button else ()
    parts = (Text(heading, Tone.TITLE), Split(shares, week.reached), Text(_sentence(week, hard)), *todo)
    return Message(_sentence(week, hard), (*parts, Link(tr("Open the report"), url)))


def _sentence(week: WeekFigures, hard: str) -> str:
    answered = trn(
        "{answered} of {count} person answered what came last week",
        "{answered} of {count} people answered everything that came last week",
        week.reached,
        answered=week.answered,
    )
    if hard:
        return tr("{answered}; most were wrong at “{question}”.", answered=answered, question=hard)
    if week.tries:
        share = round(100 * week.right / week.tries)
        return tr("{answered}; {share} % of first answers were right.", answered=answered, share=share)
    return tr("{answered}.", answered=answered)


def second_group(campaign: str, people: int) -> Message:
    """The comparison is over: who was kept back gets the season too."""
    words = trn(
        "“{campaign}”: {count} person who was kept for comparison gets the season now.",
        "“{campaign}”: {count} people who were kept for comparison get the season now.",
        people,
        campaign=campaign,
    )
    return plain(words)


def remind_label(silent: int) -> str:
    """What stands on the button that reminds the silent."""
    return trn("Remind {count} person", "Remind {count} people", silent)


def results_links(results: Sequence[tuple[str, str]]) -> Message:
    """Args: results: label and address, campaigns that run first."""
    heading = tr("Your results")
    lead = Text(tr("Who needs you, what is not known yet, and where people leave. Each link opens one time."))
    return Message(heading, (Text(heading, Tone.TITLE), lead, *(Link(label, url) for label, url in results)))


def studio(url: str) -> Message:
    heading = tr("Write and publish series")
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(tr("Scripts line by line with the clip beside them, new series, and what waits for approval.")),
            Link(tr("Open the page"), url),
            Text(tr("The link opens one time, for you alone; write “studio” for another."), Tone.QUIET),
        ),
    )
