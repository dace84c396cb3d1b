"""What is wrong with a campaign's plan, and why somebody is left out: worded by the rules, retold to their reader."""

from __future__ import annotations

from bot.messages.catalogue import retold, template

PLAN = (
    template("the start {start} is past: choose {today} or later"),
    template("the start {start} is more than a year away: choose an earlier day"),
    template("the hold-out is a share from 0 to {most} of the team, not {share}"),
    template("a campaign pauses after at least 1 unanswered episode: choose 1 or more"),
    template("the campaign has no name: give it one that your team understands"),
    template("the name has {characters} characters: use at most {most}"),
    template("no series is chosen: choose one"),
    template("a reminder comes some time after the episode: choose delays longer than nothing"),
    template("reminders follow each other: sort their delays, each longer than the one before"),
    template("a started campaign keeps its series {series}: end it and start another"),
    template("a started campaign keeps its start {start}"),
    template("a started campaign keeps its hold-out, or the comparison would not be honest"),
    template("a window is on the learner's own clock: give its times without a zone"),
    template("the window {opens} to {closes} is empty: let it close at least a minute after it opens, on the same day"),
    template("no weekday is chosen: choose at least one"),
    template("{days} are no weekdays: write 0 for Monday to 6 for Sunday"),
    template(
        "the window {opens} to {closes} lies wholly inside the quiet hours {starts} to {ends}: choose another window"
    ),
    template("{campaign} has not started: start it first"),
    template("{campaign} is running already"),
    template("{campaign} is paused: resume it instead"),
    template("{campaign} has ended: start a new campaign instead"),
)
LEFT_OUT = (
    template("guests are left out"),
    template("people of other organisations are left out"),
    template("bots are left out"),
    template("their account is deactivated"),
    template("not known in this workspace"),
    template("they opted out of lessons"),
    template("not in your team"),
    template("already takes it"),
)
CLIP = (
    template("there is no sentence to say"),
    template("it says yes or no by signs, which no voice reads aloud"),
    template("it takes longer than 90 seconds to say"),
    template("what it must be read with is too long to stand on one card with it"),
)


def plan_fault(sentence: str) -> str:
    """What is wrong with a plan, or why it cannot be moved, in the reader's language."""
    return retold(sentence, PLAN)


def left_out(reason: str) -> str:
    """Why somebody takes no part, in the reader's language."""
    return retold(reason, LEFT_OUT)


def no_clip(reason: str) -> str:
    """Why words make no clip, in the reader's language."""
    return retold(reason, CLIP)
