"""Slack's windows beside messages: App Home, and sharing a clip. Pure functions, held to Slack's limits.

Limits: docs.slack.dev/reference/views, /reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from adapters.slack.connector.port import CAMPAIGN, CHOOSE, SAY, SNOOZE
from adapters.slack.outbound.bars import bar_url
from adapters.slack.outbound.blocks import settings_button
from adapters.slack.outbound.choice_blocks import choice_blocks
from adapters.slack.outbound.clip_blocks import only_here, video, watch_place
from adapters.slack.outbound.limits import BLOCK_ID, BUTTON, FIELD, HEADER, NAMELESS, SECTION, cut, plain_text
from adapters.slack.outbound.richtext import Block, Run, bold, code, text_block
from bot.chat import Button, Choices, Layout
from bot.events import CampaignAction
from bot.learners.home import Course, Home
from bot.managers.campaign_actions import actions as possible
from bot.messages import manager_texts, platform_texts
from bot.messages.catalogue import tr
from bot.messages.pages import home_texts
from schedules.ledger.figures.campaign_counts import CampaignCounts
from schedules.rules.campaigns import Campaign

MOST_BLOCKS = 100
TITLE_SHOWN = 150  # characters of somebody's title in a paragraph
TITLE = 24  # characters of a window's title and buttons
SHARE = "share"
MOST_CAMPAIGNS = 8
DONE_MARK, OPEN_MARK = "■", "□"


def home(page: Home, now: datetime, file: str = "", public_url: str = "") -> Block:
    """App Home for one learner.

    Args:
        file: where Slack shows the lesson's clip as a file, "" where it does not.
        public_url: where Slack can fetch pictures; bars are letters where it is no https address.
    """
    blocks = [
        *_lesson(page, file),
        *_progress(page, public_url),
        *_saved(page.saved),
        *_campaigns(page, public_url),
        *_settings(page, now),
    ]
    return {"type": "home", "blocks": blocks[:MOST_BLOCKS]}


def unknown_home() -> Block:
    """App Home for somebody whom lessons leave out."""
    return {
        "type": "home",
        "blocks": [text(platform_texts.left_out().plain)],
    }


def _lesson(page: Home, file: str) -> Iterator[Block]:
    """Today's lesson with its question, which can be answered right here."""
    lesson = page.lesson
    yield header(tr("Your lesson"))
    if lesson is None:
        yield text(
            tr("Your first lesson comes with your team's next campaign. Until then, ask me anything:"),
            " ",
            code("/learn …"),
        )
        yield actions("lesson", [say_button(tr("Suggest something"), "/learn")])
        return
    # Slack fetches the player over https alone; everybody else gets the title and a way to watch.
    if lesson.watch_url.startswith("https://") and not only_here(lesson.watch_url):
        yield video(lesson, "home-lesson", lesson.title)
    else:
        yield text(bold(named(lesson.title)), f", {lesson.seconds:.0f} s")
    place = watch_place(lesson, file)
    buttons = [link_button(tr("▶ Watch"), place)] if place else []
    # With a question open the primary button would lead away from it.
    if not page.question:
        buttons += [primary(say_button(tr("Next episode now"), "next"))] if page.extra_episode else []
    yield actions("lesson", [*buttons, say_button(tr("Suggest something"), "/learn")])
    yield from _question(page)


def _question(page: Home) -> Iterator[Block]:
    if page.question:
        yield text(bold(cut(page.question, SECTION)))
        yield from choice_blocks(Choices(page.options, Layout.OPTIONS), 0)
    elif page.answered:
        yield {"type": "context", "elements": [plain_text(tr("✓ You answered its question."), FIELD)]}


def _progress(page: Home, public_url: str) -> Iterator[Block]:
    yield header(tr("How it goes"))
    if page.streaks:
        days = home_texts.streak(page.streak, page.frozen)
        yield text(bold(days) if page.streak else tr("Answer a lesson to begin a streak."))
    if page.goal:
        yield text(cut(home_texts.team_goal(page.goal), SECTION))
    for course in page.courses:
        yield from _course(course, public_url)
    if page.fading:
        titles = ", ".join(f"“{named(title)}”" for title in page.fading)
        yield text(home_texts.fading(titles))
    yield actions("progress", [say_button(tr("My progress"), "progress")])


def _course(course: Course, public_url: str) -> Iterator[Block]:
    """A series with its bar, and when it goes on."""
    seen = home_texts.seen(course.seen, course.of)
    when = home_texts.comes(course.next_at, course.state)
    picture = bar_url(public_url, course.seen, course.of)
    letters = "" if picture else f"{DONE_MARK * course.seen}{OPEN_MARK * (course.of - course.seen)}  "
    yield text(bold(named(course.title)), f"  {letters}{seen}  {when}".rstrip())
    if picture:
        yield {"type": "image", "image_url": picture, "alt_text": seen}


def _saved(buttons: Sequence[Button]) -> Iterator[Block]:
    yield header(tr("Saved"))
    if not buttons:
        yield text(tr("Nothing yet: choose “Save for later” in the menu ⋯ beside a clip."))
        return
    chosen = [
        {
            "type": "button",
            "action_id": f"{CHOOSE}-{place}",
            "text": plain_text(clip.label, BUTTON),
            "value": clip.token,
        }
        for place, clip in enumerate(buttons)
    ]
    yield actions("saved", chosen)


def _settings(page: Home, now: datetime) -> Iterator[Block]:
    learner = page.learner
    yield header(tr("Settings"))
    yield {"type": "section", "fields": [plain_text(f"{label}: {value}", FIELD) for label, value in page.settings]}
    snoozed = learner.snoozed_until and learner.snoozed_until > now
    if not learner.consents:
        yield actions("settings", [say_button(tr("Send me lessons again"), "start"), settings_button()])
        return
    picker: Block = {"type": "datepicker", "action_id": SNOOZE, "placeholder": plain_text(tr("Snooze until …"), 150)}
    buttons = [settings_button(), picker, say_button(tr("Snooze a week"), "snooze a week")]
    if snoozed:
        buttons.append(say_button(tr("Go on now"), "resume"))
    stop = say_button(tr("Stop all lessons"), "stop") | {"style": "danger"}
    # One press on a phone must not end what a team counts on.
    stop["confirm"] = confirm(tr("Stop all lessons?"), tr("Nothing comes any more until you start them again."))
    yield actions("settings", [*buttons, stop])


def _campaigns(page: Home, public_url: str) -> Iterator[Block]:
    """A manager's campaigns, each with what is asked about it most."""
    if not page.learner.manages:
        return
    yield header(tr("Your campaigns"))
    # A page that opens one time would be used up while this one stays open: the words bring a fresh link each time.
    pages = say_button(tr("Campaign page"), "campaign page")
    yield actions("campaigns", [primary(button(tr("Start a campaign"), f"{CAMPAIGN}new", "new")), pages])
    for campaign in page.campaigns[:MOST_CAMPAIGNS]:
        # A campaign that began since the page was gathered has no figures yet.
        counts = page.counts.get(campaign.id, CampaignCounts())
        yield text(
            bold(named(campaign.name)),
            f": {manager_texts.state_name(campaign.state)}  ·  ",
            "  ·  ".join(home_texts.figures(counts, page.learner.zone)),
        )
        if picture := bar_url(public_url, counts.answered, counts.questions):
            share = tr("{count} of {total}", count=counts.answered, total=counts.questions)
            yield {"type": "image", "image_url": picture, "alt_text": share}
        yield actions(f"campaign-{campaign.id}", campaign_buttons(campaign))


def campaign_buttons(campaign: Campaign) -> list[Block]:
    """What can be done with a campaign as it stands."""
    buttons = [button(label, f"{CAMPAIGN}{action}", campaign.id) for label, action in possible(campaign)]
    for element in buttons:
        if element["action_id"] == f"{CAMPAIGN}{CampaignAction.END}":
            element["style"] = "danger"
            element["confirm"] = confirm(
                tr("End “{name}”?", name=campaign.name), tr("Nobody gets its lessons any more. This is final.")
            )
    return buttons


def share_window(token: str) -> Block:
    """Whom to share a clip with."""
    field: Block = {
        "type": "input",
        "block_id": SHARE,
        "label": plain_text(tr("Who should see it?"), 2000),
        "element": {"type": "users_select", "action_id": SHARE},
    }
    return window(SHARE, tr("Share a lesson"), [field], tr("Share"), token)


def window(callback_id: str, title: str, blocks: Sequence[Block], submit: str, carries: str = "") -> Block:
    """A modal. `carries` comes back with it, at most 3000 characters."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, TITLE),
        "close": plain_text(tr("Close"), TITLE),
        "private_metadata": carries,
        "blocks": list(blocks)[:MOST_BLOCKS],
    }
    return view | ({"submit": plain_text(submit, TITLE)} if submit else {})


def header(words: str) -> Block:
    return {"type": "header", "text": plain_text(words, HEADER)}


def text(*runs: Run) -> Block:
    """A paragraph, with everybody's words as they wrote them."""
    return text_block(*runs)


def named(title: str) -> str:
    """A title that leaves room for others."""
    return cut(title, TITLE_SHOWN) if title.strip() else NAMELESS


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": block_id[:BLOCK_ID], "elements": list(elements)}


def button(label: str, action_id: str, value: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain_text(label, BUTTON), "value": value}


def say_button(label: str, words: str) -> Block:
    """A button that says the words for its presser."""
    return button(label, f"{SAY}{words.replace(' ', '-')}", words)


def primary(element: Block) -> Block:
    """The button that most people come for."""
    return element | {"style": "primary"}


def link_button(label: str, url: str) -> Block:
    return {"type": "button", "action_id": "watch-home", "text": plain_text(label, BUTTON), "url": url}


def confirm(title: str, words: str) -> Block:
    return {
        "title": plain_text(title, 100),
        "text": plain_text(words, 300),
        "confirm": plain_text(tr("Yes"), 30),
        "deny": plain_text(tr("No"), 30),
    }
