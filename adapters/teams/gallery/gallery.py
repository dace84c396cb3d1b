"""Teams' part of the gallery: its cards, drawn by Microsoft's own renderer in the reader's browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from adapters.teams.forms import campaign_form, campaign_list, dialog, dry_run_card
from adapters.teams.outbound.cards import card
from adapters.teams.outbound.elements import Json
from adapters.teams.people.groups import Group
from adapters.web.pages.gallery import Tab
from bot.chat import Message
from bot.gallery.extremes import POSTER, USUAL, WORDS
from bot.gallery.people import CAMPAIGNS, DIFFICULT_CAMPAIGNS, MANY_SERIES, MIRA, SERIES, TODAY, dry_runs
from bot.gallery.samples import ARABIC, CLIP, EMOJI, GERMAN, MARKUP, PAGE
from bot.managers.approval import Decision
from bot.messages import campaign_texts
from schedules.rules.campaigns import LONGEST_NAME

STATIC = Path(__file__).parent / "static"
FILES = ("teams-look.css", "adaptivecards-3.0.6.min.js", "teams-look.js")
TEAMS = tuple(Group(f"19:{number}", name, "") for number, name in enumerate(("Sales", GERMAN, ARABIC, "")))
FAULTS = {
    "audience": "Nobody is left to write to (3: opted out). Choose other people or another series.",
    "weekdays": "Choose at least one weekday",
    "window": "The window closes before it opens",
}
GIVEN = {"name": "The Leak, in spring", "weekdays": "", "opens": "10:00", "closes": "09:00", "everybody": "true"}


def tab() -> Tab:
    """What the gallery's pages need to know of Teams."""
    return Tab("Microsoft Teams", _drawn, _windows, {name: (STATIC / name).read_bytes() for name in FILES})


def _drawn(message: Message) -> Markup:
    return _card(card(message))


def _card(made: Json) -> Markup:
    """A place where the renderer draws the card beside it; a reader without scripts sees the card's own fallback."""
    # An inner < could end the script; JSON has another way to write it.
    content = json.dumps(made, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(
        '<div class="teams-card"><div class="teams-drawn"><p>{}</p></div><p class="unknown" hidden></p>'
        '<script type="application/json">{}</script></div>'
    ).format(made["fallbackText"], Markup(content))  # noqa: S704


def _windows(kind: str) -> Mapping[str, Markup]:
    windows = {
        name: _card(card_json) for name, card_json in (cards() if kind == USUAL else cards_with(WORDS[kind])).items()
    }
    return windows | (_dialogs() if kind == USUAL else {})


def cards() -> dict[str, Json]:
    """Name -> card: everything beside messages, with words as people get them and at their worst."""
    ending = CAMPAIGNS[0].id
    return {
        "New campaign": campaign_form.invitation(),
        "Campaign form": campaign_form.form(SERIES, TEAMS[:1], TODAY, MIRA),
        "Campaign form, in no team": campaign_form.form(SERIES, (), TODAY, MIRA),
        "Campaign form, faults": campaign_form.form(SERIES, TEAMS, TODAY, MIRA, FAULTS, GIVEN),
        "Campaign form, very many series": campaign_form.form(MANY_SERIES, TEAMS, TODAY, replace(MIRA, name=EMOJI)),
        **{f"Dry run, {name}": dry_run_card.dry_run(run) for name, run in dry_runs().items()},
        "Campaign list": campaign_list.campaign_list(CAMPAIGNS, PAGE, in_dialog=False),
        "Campaign list, ending one": campaign_list.campaign_list(CAMPAIGNS, PAGE, in_dialog=True, asked=ending),
        "Campaign list, difficult names": campaign_list.campaign_list(
            DIFFICULT_CAMPAIGNS, PAGE, in_dialog=True, came_of_it=f"“{MARKUP}” is paused now."
        ),
        "Campaign list, empty": campaign_list.campaign_list((), PAGE, in_dialog=False),
    }


def cards_with(words: str) -> dict[str, Json]:
    """The same with these words wherever somebody's words stand, as long as names can be."""
    words = words[:LONGEST_NAME]
    series = [replace(item, title=words) for item in SERIES]
    named = [replace(item, name=words) for item in CAMPAIGNS]
    teams, run = [Group("19:1", words, "")], replace(dry_runs()["people left out"], series=words, left_out={words: 2})
    return {
        "Campaign form": campaign_form.form(series, teams, TODAY, replace(MIRA, name=words), {"name": words}),
        "Dry run": dry_run_card.dry_run(run),
        "Campaign list": campaign_list.campaign_list(named, PAGE, in_dialog=True, came_of_it=words, asked=named[1].id),
    }


def _dialogs() -> dict[str, Markup]:
    notices = {
        **{f"Dry run, then {decision}": dry_run_card.decided(decision) for decision in Decision},
        "Campaign form, no manager": campaign_texts.managers_only(),
        "Campaign form, no series": campaign_texts.no_series(),
    }
    player: Any = dialog.dialog(CLIP.watch_url, CLIP.title)
    picture = Markup('<img src="{}" alt="The player, with the clip in it">').format(POSTER)
    return {name: _dialog("Ninety", Markup("<p>{}</p>").format(words)) for name, words in notices.items()} | {
        "Watch": _dialog(player["task"]["value"]["title"], picture)
    }


def _dialog(title: str, inner: Markup) -> Markup:
    frame = '<div class="teams-dialog"><p class="teams-title"><b>{}</b><span aria-hidden="true">✕</span></p>{}</div>'
    return Markup(frame).format(title, inner)  # noqa: S704
