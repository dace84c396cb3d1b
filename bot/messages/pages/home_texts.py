"""What a learner's own page says, in the chat platform or in a browser: every word of it, in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import template, tr, trn
from bot.messages.common_texts import long_date, weekday_name
from bot.messages.surveys import certainty_texts
from schedules.ledger.figures.campaign_counts import CampaignCounts
from schedules.replies.team_answers import TeamGoal


def labels() -> dict[str, str]:
    """Words of the page by name, in the reader's language."""
    return {
        "skip": tr("Skip to the content"),
        "how_sure": certainty_texts.how_sure(),
        "why_now": certainty_texts.why_now(),
        "title": tr("Your page"),
        "lesson": tr("Your lesson"),
        "watch": tr("▶ Watch"),
        "seconds": tr("seconds"),
        "no_lesson": tr("Your first lesson comes with your team's next campaign."),
        "answer_here": tr("Answer right here: it counts as it does in our chat."),
        "right": tr("Right"),
        "not_quite": tr("Not quite"),
        "right_answer": tr("The right answer"),
        "you_said": tr("You said"),
        "next": tr("Next episode now"),
        "progress": tr("How it goes"),
        "team_goal": tr("How your team did"),
        "streak": tr("Streak"),
        "team": tr("Your team"),
        "no_streak": tr("Answer a lesson to begin a streak."),
        "saved": tr("Saved"),
        "nothing_saved": tr("Nothing yet: “Save” stands beside each clip."),
        "for_you": tr("More clips for you"),
        "settings": tr("Settings"),
        "send_time": tr("Time of my own"),
        "send_time_hint": tr("Left empty, lessons come in each campaign's own hours."),
        "zone": tr("Time zone"),
        "language": tr("Language of lessons"),
        "snooze": tr("Nothing before this day"),
        "lessons": tr("Send me lessons"),
        "save": tr("Save"),
        "kept": tr("Your settings are saved."),
        "campaigns": tr("Your campaigns"),
        "campaign": tr("Campaign"),
        "state": tr("State"),
        "people": tr("People"),
        "answered": tr("Answered"),
        "next_at": tr("Next episode"),
        "no_campaigns": tr("No campaign yet. A new one is looked at first; nothing is sent before you start it."),
        "campaign_page": tr("Plan and change campaigns"),
        "in_chat": tr("Done: the answer is in our chat."),
    }


def zone_hint(zone: str) -> str:
    return tr("Left empty, it is the zone of your profile: {zone}.", zone=zone)


def as_in_profile(language: str) -> str:
    return tr("As in my profile ({language})", language=language)


def streak(days: int, frozen: int = 0) -> str:
    """How many days in a row; days that were missed and forgiven are said, so that the figure is no riddle."""
    words = trn("{count} day in a row answered", "{count} days in a row answered", days)
    if not frozen:
        return words
    bridged = trn("{count} missed day was bridged", "{count} missed days were bridged", frozen)
    return f"{words} ({bridged})"


def team_goal(goal: TeamGoal) -> str:
    """The team's figure with its base, and whether the goal is reached; it names nobody but whose team it is."""
    values = {"share": round(100 * goal.share), "day": weekday_name(goal.asked_at.weekday()), "count": goal.of}
    if goal.team:
        words = tr("Team of {team}: {share} % on {day}'s question ({count} answers).", team=goal.team, **values)
    else:
        words = tr("All of you: {share} % on {day}'s question ({count} answers).", **values)
    goal_words = tr("The goal of 80 % is reached.") if goal.reached else tr("The goal is 80 %.")
    return f"{words} {goal_words}"


def seen(number: int, of: int) -> str:
    return tr("{seen} of {of}", seen=number, of=of)


def comes(next_at: datetime | None, state: str) -> str:
    """When a series goes on, or why it does not; "" where nothing is to be said.

    Args:
        next_at: on the reader's own clock.
        state: of the enrolment.
    """
    if next_at:
        return tr("next on {moment}", moment=moment(next_at))
    return {"paused": tr("paused"), "finished": tr("finished"), "holdout": tr("begins later")}.get(state, "")


def fading(titles: str) -> str:
    return tr("Fading, so I will ask again: {titles}", titles=titles)


def figures(counts: CampaignCounts, zone: str) -> Iterator[str]:
    """How a campaign goes, figure by figure.

    Args:
        zone: of the manager who reads it.
    """
    yield trn("{count} person", "{count} people", counts.people)
    if counts.questions:
        yield tr(
            "{answered} of {questions} questions answered ({share} %)",
            answered=counts.answered,
            questions=counts.questions,
            share=round(100 * counts.answered / counts.questions),
        )
    if counts.next_at:
        yield tr("next episode {moment}", moment=moment(counts.next_at.astimezone(ZoneInfo(zone))))


def moment(at: datetime) -> str:
    """A day and a time, on whatever clock it is given."""
    return f"{long_date(at.date())}, {at:%H:%M}"


def own_page(url: str) -> Message:
    """The way to somebody's own page."""
    words = tr("Your page: today's lesson, how it goes, what you saved, and your settings.")
    once = tr("The link is yours alone and works for a day; write “my page” for another.")
    return Message(words, (Text(words), Link(tr("Open my page"), url), Text(once, Tone.QUIET)))


def tab_labels() -> dict[str, str]:
    """What the tab says while it finds out who opened it, and where that does not work."""
    return {
        "opening": tr("Opening your page …"),
        "shut": tr("I could not see who you are"),
        "advice": tr("Write “my page” in our chat: I answer with a link that opens it in your browser."),
    }


def unknown_in_tab() -> str:
    """To somebody who never met the bot, or whom lessons leave out."""
    return tr("I do not know you yet: write “help” in our chat first, then open this tab again.")


def expired() -> tuple[str, str]:
    return (
        template("This page has been open for long"),
        template("Write “my page” in our chat for a fresh link, or open the tab again."),
    )


def not_ours() -> tuple[str, str]:
    return (
        template("This link does not work"),
        template("It was cut off or changed on the way. Write “my page” in our chat for another."),
    )
