"""What the page of a campaign's results says: what each figure counts, why something was lost, and what to do."""

from __future__ import annotations

from typing import Protocol

from bot.messages.catalogue import tr, trn
from bot.messages.pages.figure_texts import number, percent


class SharedOut(Protocol):
    """So many of so many, with the interval in which the share lies."""

    @property
    def count(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def interval(self) -> tuple[float, float] | None:
        """0 to 1; None where nothing was counted."""


def labels() -> dict[str, str]:
    """Words of the page by name, in the reader's language."""
    return {
        "title": tr("Results"),
        "csv": tr("Download as CSV"),
        "evidence": tr("Evidence (ZIP)"),
        "campaign": tr("The campaign"),
        "people": tr("People"),
        "people_lead": tr(
            "Everybody who takes part and has not left. Whoever is kept back for comparison is not counted."
        ),
        "listed": tr("Who needs attention, and who is behind"),
        "name": tr("Name"),
        "state": tr("State"),
        "open": tr("Open for more than a day"),
        "since": tr("Since"),
        "remind_lead": tr("Everybody gets one reminder of their newest open question, and nobody more than one a day."),
        "nameless": tr("Privacy mode is on: nobody is named, and of fewer than five people nothing is shown."),
        "funnel": tr("From owed to known"),
        "funnel_lead": tr(
            "Every episode of every person counts once. Below each step stands why the others did not get there."
        ),
        "questions": tr("What is known, and what is forgotten"),
        "question": tr("Question"),
        "first_try": tr("Right at the first try"),
        "first_try_means": tr("Of all people who answered it, those whose first answer was right."),
        "recall": tr("Still known a week later"),
        "recall_means": tr(
            "Of the people who were asked it again 7 days or more after their answer before, those who were right the "
            "last time."
        ),
        "forgotten": tr("Forgotten"),
        "forgotten_means": tr(
            "Of those who were right at the first try and were asked again after 7 days or more, those who were wrong "
            "the last time."
        ),
        "gaps": tr("Gaps by team and topic"),
        "gaps_lead": tr("First answers that were right. The darker a field, the larger the gap."),
        "team": tr("Team"),
        "other_people": tr("Others"),
        "watching": tr("Where people leave the clips"),
        "episode": tr("Episode"),
        "viewers": tr("Viewers"),
        "through": tr("View-through"),
        "through_means": tr("Share of the clip's seconds that were watched, on average; skipped ones do not count."),
        "completed": tr("Watched to the end"),
        "completed_means": tr("Of those who played it, those who got to its last 5 %."),
        "leave": tr("Where most leave"),
        "curve": tr("By second"),
        "second": tr("Second"),
        "watched_by": tr("Watched by"),
        "left_here": tr("Left here"),
        "table": tr("table"),
        "as_table": tr("By second, as a table"),
        "nothing": tr("There is nothing to show yet: it fills by itself once episodes arrive."),
        "hidden": tr("fewer than five: not shown"),
        "hidden_short": tr("under 5"),
        "no_value": tr("nothing to measure yet"),
        "pulse": tr("Was it applied?"),
        "pulse_lead": tr(
            "Everybody who finished is asked once, 7 to 14 days later: in the last week, have you used anything of it? "
            "It is what people say of themselves."
        ),
        "pulse_none": tr("Nobody was asked yet: a week must pass after somebody's last episode."),
        "reading": tr("How to read the figures"),
        "reading_interval": tr(
            "Behind each share stand its count and its interval: with 95 % confidence the share for many people like "
            "these lies within it (Wilson). It takes every answer for independent; where one person counts several "
            "times, as in the steps from owed to known, the truth is somewhat less certain."
        ),
        "reading_topic": tr("A topic is an episode: each teaches one single idea and asks one question."),
        "reading_left": tr("Where somebody left is the last second that they played, if they did not get to the end."),
        "section": tr("Section"),
        "about": tr("About"),
        "figure": tr("Figure"),
        "share": tr("Share"),
        "count": tr("Count"),
        "of": tr("Of"),
        "low": tr("Interval from"),
        "high": tr("Interval to"),
        "means": tr("What it means"),
    }


def states() -> dict[str, tuple[str, str]]:
    """Each state's name and who is in it."""
    return {
        "attention": (
            tr("Needs attention"),
            tr("Nothing reaches them, they opted out, or their lessons rest after too much silence."),
        ),
        "behind": (tr("Behind"), tr("A question is open for more than a day.")),
        "on_track": (tr("On track"), tr("Answered what came, or has just begun.")),
        "done": (tr("Done"), tr("Got every episode and answered every question.")),
    }


def pulse() -> dict[str, tuple[str, str]]:
    """What was answered, and of whom."""
    return {
        "answered": (tr("Answered"), tr("Of those who were asked, those who pressed a button.")),
        "yes": (tr("Used it"), tr("Of those who answered, those who said that they used it in the week before.")),
        "no": (tr("Did not use it"), tr("Of those who answered, those who said no.")),
        "no_occasion": (tr("No occasion"), tr("Of those who answered, those for whom there was no occasion.")),
    }


def whys() -> dict[str, str]:
    """Why somebody needs attention."""
    return {
        "": "",
        "opted_out": tr("opted out of lessons"),
        "unreached": tr("nothing reaches them in chat"),
        "resting": tr("lessons rest after too much silence"),
    }


def steps() -> dict[str, tuple[str, str]]:
    """Each step of the funnel and what it counts."""
    return {
        "owed": (tr("Owed"), tr("Episodes that have come due for somebody.")),
        "delivered": (
            tr("Delivered"),
            tr("Of these, those that arrived in chat or were opened on the learner's page."),
        ),
        "played": (tr("Played"), tr("Of those delivered, those of which at least one second was played.")),
        "answered": (
            tr("Answered"),
            tr("Of those delivered, those whose question was answered, with or without playing."),
        ),
        "right": (tr("Right at the first try"), tr("Of those answered, those whose very first answer was right.")),
    }


def losses(step: str) -> dict[str, str]:
    """Why something did not get to a step, by the reason's name."""
    return {
        "delivered": _undelivered(),
        "played": {
            "answered": tr("answered from the message, without playing the clip"),
            "ignored": tr("neither played nor answered"),
        },
        "answered": {
            "fresh": tr("came less than a day ago"),
            "no_question": tr("asks no question"),
            "completed": tr("played to the end, and not answered"),
            "left_early": tr("left the clip before its end, and not answered"),
            "unplayed": tr("neither played nor answered"),
        },
        "right": {
            "wrong": tr("a wrong option was chosen first"),
            "again": tr("had been answered before, so it was no first try"),
        },
    }[step]


def _undelivered() -> dict[str, str]:
    return {
        "under_way": tr("still on its way"),
        "uncertain": tr("left, but the chat never said whether it arrived"),
        "refused": tr("the chat refused it"),
        "opted_out": tr("the person opted out"),
        "left": tr("the person left"),
        "unreached": tr("nothing reaches the person in chat"),
        "campaign": tr("the campaign was paused or ended"),
        "no_moment": tr("no moment of that day was free of quiet hours"),
        "snoozed": tr("the person had put lessons off"),
        "budget": tr("other lessons had used up the weekly budget"),
        "no_place": tr("the person does not have the app"),
        "removed": tr("the app was removed"),
        "late": tr("too late to be useful, such as after an outage"),
        "other": tr("taken back for another reason"),
    }


def percent_words(share: float) -> str:
    """A share in whole per cent; neither 0 nor 100 unless it is exactly that."""
    return percent(share)


def base(share: SharedOut) -> str:
    """What stands behind a share: count, whole and interval."""
    low, high = share.interval or (0.0, 1.0)
    return tr(
        "{count} of {of}; {low} to {high} %",
        count=number(share.count),
        of=number(share.of),
        low=round(low * 100),
        high=round(high * 100),
    )


def verdict(done: int, on_track: int, behind: int, attention: int) -> str:
    """The page in one sentence."""
    return trn(
        "Of {count} person, {done} is done, {on_track} on track, {behind} behind, and {attention} needs attention.",
        "Of {count} people, {done} are done, {on_track} on track, {behind} behind, and {attention} need attention.",
        done + on_track + behind + attention,
        done=done,
        on_track=on_track,
        behind=behind,
        attention=attention,
    )


def silent(people: int) -> str:
    return trn(
        "{count} person has a question open.",
        "{count} people have a question open.",
        people,
    )


def reminded(people: int) -> str:
    """What came of a press."""
    if not people:
        return tr("Nobody is reminded: whoever has a question open got a reminder today already, or cannot be reached.")
    return trn("{count} person gets a reminder now.", "{count} people get a reminder now.", people)


def left(count: int, viewers: int, start: str, end: str) -> str:
    return tr("{count} of {viewers} between {start} and {end}", count=count, viewers=viewers, start=start, end=end)


def counted_at(moment: str) -> str:
    return tr("As of {moment}.", moment=moment)


def episode_title(number: int, title: str) -> str:
    return tr("{number}. {title}", number=number, title=title)
