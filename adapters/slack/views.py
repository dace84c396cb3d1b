"""Slack's windows beside messages: App Home, and sharing a clip. Pure functions, held to Slack's limits.

Limits: docs.slack.dev/reference/views, /reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from adapters.slack.blocks import (
    BLOCK_ID,
    BUTTON,
    CHOOSE,
    FIELD,
    HEADER,
    NAMELESS,
    _cut,
    _plain,
    settings_button,
    watch_place,
)
from adapters.slack.payloads import ACT, SAY, SNOOZE
from adapters.slack.richtext import Block, Run, bold, code, said
from bot.chat import Button, Clip
from bot.learners.home import Course, Home
from schedules.rules.campaigns import Campaign, State

MOST_BLOCKS = 100
TITLE_SHOWN = 150  # characters of somebody's title in a paragraph
TITLE = 24  # characters of a window's title and buttons
SHARE = "share"
MOST_CAMPAIGNS = 8
DONE_MARK, OPEN_MARK = "■", "□"


def home(page: Home, now: datetime, file: str = "") -> Block:
    """App Home for one learner.

    Args:
        file: where Slack shows the lesson's clip as a file, "" where it does not.
    """
    made = [
        *_lesson(page.lesson, page.answered, page.extra_episode, file),
        *_standing(page),
        *_saved(page.saved),
        *_settings(page, now),
        *_campaigns(page.campaigns, page.learner.manages),
    ]
    return {"type": "home", "blocks": made[:MOST_BLOCKS]}


def unknown_home() -> Block:
    """App Home for somebody whom lessons leave out."""
    return {
        "type": "home",
        "blocks": [text("Lessons come to members of this workspace. Ask an admin if you miss them.")],
    }


def _lesson(lesson: Clip | None, answered: bool, extra: bool, file: str) -> Iterator[Block]:
    yield header("Your lesson")
    if lesson is None:
        yield text(
            "Your first lesson comes with your team's next campaign. Until then, ask me anything: ", code("/learn …")
        )
    else:
        ending = "answered" if answered else "its question is still open in our messages"
        yield text(bold(named(lesson.title)), f", {lesson.seconds:.0f} s: {ending}")
    place = watch_place(lesson, file) if lesson else ""
    buttons = [link_button("▶ Watch", place)] if place else []
    buttons += [say_button("Next episode now", "next")] if extra else []
    yield actions("lesson", [*buttons, say_button("Suggest something", "/learn")])


def _standing(page: Home) -> Iterator[Block]:
    yield header("How it goes")
    noun = "lesson" if page.streak == 1 else "lessons"
    if page.streak:
        yield text(bold(str(page.streak)), f" {noun} in a row answered")
    else:
        yield text("Answer a lesson to begin a streak.")
    for course in page.courses:
        yield text(bold(named(course.title)), f"  {_course(course)}")
    if page.fading:
        titles = ", ".join(f"“{named(title)}”" for title in page.fading)
        yield text(f"Fading, so I will ask again: {titles}")
    yield actions("standing", [say_button("My progress", "progress")])


def _course(course: Course) -> str:
    bar = DONE_MARK * course.seen + OPEN_MARK * (course.of - course.seen)
    when = f"next on {course.next_at:%A} {course.next_at.day} {course.next_at:%B, %H:%M}" if course.next_at else ""
    waiting = {"paused": "paused", "finished": "finished", "holdout": "begins later"}.get(course.state, "")
    return f"{bar}  {course.seen} of {course.of}  {when or waiting}".rstrip()


def _saved(buttons: Sequence[Button]) -> Iterator[Block]:
    yield header("Saved")
    if not buttons:
        yield text("Nothing yet: choose “Save for later” in the menu ⋯ beside a clip.")
        return
    chosen = [
        {"type": "button", "action_id": f"{CHOOSE}-{place}", "text": _plain(one.label, BUTTON), "value": one.token}
        for place, one in enumerate(buttons)
    ]
    yield actions("saved", chosen)


def _settings(page: Home, now: datetime) -> Iterator[Block]:
    learner = page.learner
    yield header("Settings")
    yield {"type": "section", "fields": [_plain(f"{label}: {value}", FIELD) for label, value in page.settings]}
    snoozed = learner.snoozed_until and learner.snoozed_until > now
    if not learner.consents:
        yield actions("settings", [say_button("Send me lessons again", "start"), settings_button()])
        return
    picker: Block = {"type": "datepicker", "action_id": SNOOZE, "placeholder": _plain("Snooze until …", 150)}
    buttons = [settings_button(), picker, say_button("Snooze a week", "snooze a week")]
    if snoozed:
        buttons.append(say_button("Go on now", "resume"))
    yield actions("settings", [*buttons, say_button("Stop all lessons", "stop")])


def _campaigns(campaigns: Sequence[Campaign], manages: bool) -> Iterator[Block]:
    if not manages:
        return
    yield header("Your campaigns")
    yield actions("campaigns", [button("Start a campaign", f"{ACT}new", "new")])
    for campaign in campaigns[:MOST_CAMPAIGNS]:
        yield text(bold(named(campaign.name)), f": {campaign.state}")
        yield actions(f"campaign-{campaign.id}", campaign_buttons(campaign))


def campaign_buttons(campaign: Campaign) -> list[Block]:
    """What can be done with a campaign as it stands."""
    possible = {
        State.RUNNING: (("Report", "report"), ("Nudge the silent", "nudge"), ("Pause", "pause"), ("End", "end")),
        State.PAUSED: (("Report", "report"), ("Resume", "resume"), ("End", "end")),
        State.DRAFT: (("End", "end"),),
        State.ENDED: (("Report", "report"),),
    }
    made = [button(label, f"{ACT}{deed}", campaign.id) for label, deed in possible[campaign.state]]
    for one in made:
        if one["action_id"] == f"{ACT}end":
            one["style"] = "danger"
            one["confirm"] = confirm(f"End “{campaign.name}”?", "Nobody gets its lessons any more. This is final.")
    return made


def share_window(token: str) -> Block:
    """Whom to share a clip with."""
    field: Block = {
        "type": "input",
        "block_id": SHARE,
        "label": _plain("Who should see it?", 2000),
        "element": {"type": "users_select", "action_id": SHARE},
    }
    return window(SHARE, "Share a lesson", [field], "Share", token)


def window(callback_id: str, title: str, blocks: Sequence[Block], submit: str, carries: str = "") -> Block:
    """A modal. `carries` comes back with it, at most 3000 characters."""
    made: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain(title, TITLE),
        "close": _plain("Close", TITLE),
        "private_metadata": carries,
        "blocks": list(blocks)[:MOST_BLOCKS],
    }
    return made | ({"submit": _plain(submit, TITLE)} if submit else {})


def header(words: str) -> Block:
    return {"type": "header", "text": _plain(words, HEADER)}


def text(*runs: Run) -> Block:
    """A paragraph, with everybody's words as they wrote them."""
    return said(*runs)


def named(title: str) -> str:
    """A title that leaves room for others."""
    return _cut(title, TITLE_SHOWN) if title.strip() else NAMELESS


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id[:BLOCK_ID], "elements": list(elements)}


def button(label: str, action_id: str, value: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": _plain(label, BUTTON), "value": value}


def say_button(label: str, words: str) -> Block:
    """A button that says the words for its presser."""
    return button(label, f"{SAY}{words.replace(' ', '-')}", words)


def link_button(label: str, url: str) -> Block:
    return {"type": "button", "action_id": "watch-home", "text": _plain(label, BUTTON), "url": url}


def confirm(title: str, words: str) -> Block:
    return {
        "title": _plain(title, 100),
        "text": _plain(words, 300),
        "confirm": _plain("Yes", 30),
        "deny": _plain("No", 30),
    }
