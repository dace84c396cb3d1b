"""Forms, menus and App Home speak their reader's language."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.slack.forms import campaign_form as slack_form
from adapters.slack.forms import home, settings_form
from adapters.slack.gallery.samples import filled_settings_form
from adapters.slack.outbound.blocks import blocks
from adapters.teams.forms import campaign_form as teams_form
from adapters.teams.forms import campaign_list, dry_run_card
from adapters.teams.outbound.cards import card
from bot.chat import Message
from bot.gallery.people import CAMPAIGNS, MIRA, NOW, SERIES, TODAY, dry_runs, homes
from bot.gallery.samples import CLIP, PAGE, TOKEN
from bot.managers.approval import Decision
from bot.messages.catalogue import speaking

RUN = dry_runs()["people left out"]
ASKS = dry_runs()["approval"]
FORMS: dict[str, Callable[[], Any]] = {
    "slack form": lambda: slack_form.form(SERIES, TODAY),
    "slack dry run": lambda: [slack_form.dry_run(RUN), slack_form.dry_run(ASKS)],
    "slack decided": lambda: [slack_form.decided(decision) for decision in Decision],
    "slack campaigns": lambda: [slack_form.campaign_list(CAMPAIGNS, PAGE), slack_form.campaign_list((), PAGE)],
    "slack home": lambda: [home.home(homes()[name], NOW) for name in ("a manager", "answered", "opted out")],
    "slack share": lambda: home.share_window(TOKEN),
    "slack settings": lambda: settings_form.settings_window(filled_settings_form("Deutsch"), NOW),
    "slack clip": lambda: blocks(Message("", (CLIP,)), inline_video=True),
    "teams form": lambda: teams_form.form(SERIES, (), TODAY, MIRA),
    "teams dry run": lambda: [dry_run_card.dry_run(RUN, typed={}), dry_run_card.dry_run(ASKS)],
    "teams decided": lambda: [dry_run_card.decided(decision) for decision in Decision],
    "teams campaigns": lambda: campaign_list.campaign_list(CAMPAIGNS, PAGE, in_dialog=True, asked=CAMPAIGNS[0].id),
    "teams clip": lambda: card(Message("", (CLIP,))),
}
ENGLISH = (
    *(
        "Your campaigns",
        "Series",
        "People",
        "Until",
        "First day",
        "Remind",
        "lesson",
        "Nobody",
        "Nothing is",
        "Save",
        "Start ",
    ),
    *(
        "Ask for",
        "people get",
        "people would",
        "minutes of",
        "never get",
        "running",
        "Watch",
        "Share",
        "Close",
    ),
)


@pytest.mark.parametrize("name", FORMS)
def test_a_german_reader_finds_no_english_words_on_it(name: str) -> None:
    with speaking("de-DE"):
        shown = json.dumps(_words(FORMS[name]()), ensure_ascii=False)
    assert [word for word in ENGLISH if word in shown] == []


def test_days_of_a_form_are_in_the_managers_language() -> None:
    with speaking("de"):
        for form in (slack_form.form(SERIES, TODAY), teams_form.form(SERIES, (), TODAY, MIRA)):
            assert {"Montag", "Sonntag"} <= set(_words(form))


def _words(node: Any, key: str = "") -> list[str]:
    """What a reader sees of a payload."""
    if isinstance(node, dict):
        return [words for name, inner in node.items() for words in _words(inner, name)]
    if isinstance(node, list):
        return [words for inner in node for words in _words(inner, key)]
    return [node] if isinstance(node, str) and key in ("text", "title", "label", "placeholder", "errorMessage") else []
