"""Teams' part of the gallery: its cards, drawn by Microsoft's own renderer in the reader's browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from adapters.teams import campaign_cards, campaign_list, dialog, managers
from adapters.teams.cards import Json, card
from adapters.teams.groups import Group
from adapters.web.gallery import Tab
from bot.chat import Message
from bot.managers.managing import Decision
from bot.words.gallery import ARABIC, CLIP, EMOJI, GERMAN, MARKUP
from bot.words.samples import POSTER, USUAL, WORDS
from bot.words.specimens import CAMPAIGNS, DIFFICULT_CAMPAIGNS, MANY_SERIES, MIRA, SERIES, TODAY, dry_runs
from schedules.rules.campaigns import LONGEST_NAME

STATIC = Path(__file__).parent / "static" / "gallery"
FILES = ("teams-look.css", "adaptivecards-3.0.6.min.js", "teams-look.js")
TEAMS = tuple(Group(f"19:{number}", name, "") for number, name in enumerate(("Sales", GERMAN, ARABIC, "")))
FAULTS = {
    "audience": "Nobody is left to write to (3: opted out).",
    "weekdays": "Choose at least one weekday",
    "window": "The window closes before it opens",
}
GIVEN = {"name": "The Leak, in spring", "weekdays": "", "opens": "10:00", "closes": "09:00", "everybody": "true"}


def tab() -> Tab:
    """What the gallery's pages need to know of Teams."""
    return Tab("Microsoft Teams", _drawn, _windows, {name: (STATIC / name).read_bytes() for name in FILES})


def _drawn(said: Message) -> Markup:
    return _card(card(said))


def _card(made: Json) -> Markup:
    """A place where the renderer draws the card beside it; a reader without scripts sees the card's own fallback."""
    # An inner < could end the script; JSON has another way to write it.
    content = json.dumps(made, ensure_ascii=False).replace("<", "\\u003c")
    return Markup(
        '<div class="teams-card"><div class="teams-drawn"><p>{}</p></div><p class="unknown" hidden></p>'
        '<script type="application/json">{}</script></div>'
    ).format(made["fallbackText"], Markup(content))  # noqa: S704


def _windows(kind: str) -> Mapping[str, Markup]:
    shown = {name: _card(made) for name, made in (cards() if kind == USUAL else cards_with(WORDS[kind])).items()}
    return shown | (_dialogs() if kind == USUAL else {})


def cards() -> dict[str, Json]:
    """Name -> card: everything beside messages, with words as people get them and at their worst."""
    asked = CAMPAIGNS[0].id
    return {
        "New campaign": campaign_cards.invitation(),
        "Campaign form": campaign_cards.form(SERIES, TEAMS[:1], TODAY, MIRA),
        "Campaign form, in no team": campaign_cards.form(SERIES, (), TODAY, MIRA),
        "Campaign form, faults": campaign_cards.form(SERIES, TEAMS, TODAY, MIRA, FAULTS, GIVEN),
        "Campaign form, very many series": campaign_cards.form(MANY_SERIES, TEAMS, TODAY, replace(MIRA, name=EMOJI)),
        **{f"Dry run, {name}": campaign_cards.dry_run(run) for name, run in dry_runs().items()},
        "Campaigns": campaign_list.campaign_list(CAMPAIGNS, in_dialog=False),
        "Campaigns, ending one": campaign_list.campaign_list(CAMPAIGNS, in_dialog=True, asked=asked),
        "Campaigns, difficult names": campaign_list.campaign_list(
            DIFFICULT_CAMPAIGNS, in_dialog=True, came_of_it=f"“{MARKUP}” is paused now."
        ),
        "Campaigns, none": campaign_list.campaign_list((), in_dialog=False),
    }


def cards_with(words: str) -> dict[str, Json]:
    """The same with these words wherever somebody's words stand, as long as names can be."""
    words = words[:LONGEST_NAME]
    series = [replace(one, title=words) for one in SERIES]
    named = [replace(one, name=words) for one in CAMPAIGNS]
    teams, run = [Group("19:1", words, "")], replace(dry_runs()["people left out"], series=words, left_out={words: 2})
    return {
        "Campaign form": campaign_cards.form(series, teams, TODAY, replace(MIRA, name=words), {"name": words}),
        "Dry run": campaign_cards.dry_run(run),
        "Campaigns": campaign_list.campaign_list(named, in_dialog=True, came_of_it=words, asked=named[1].id),
    }


def _dialogs() -> dict[str, Markup]:
    said = {
        **{f"Dry run, then {one}": campaign_cards.decided(one) for one in Decision},
        "Campaign form, no manager": managers.NOT_A_MANAGER,
        "Campaign form, no series": managers.NO_SERIES,
    }
    player: Any = dialog.dialog(CLIP.watch_url, CLIP.title)
    picture = Markup('<img src="{}" alt="The player, with the clip in it">').format(POSTER)
    return {name: _dialog("Ninety", Markup("<p>{}</p>").format(words)) for name, words in said.items()} | {
        "Watch": _dialog(player["task"]["value"]["title"], picture)
    }


def _dialog(title: str, inner: Markup) -> Markup:
    frame = '<div class="teams-dialog"><p class="teams-title"><b>{}</b><span aria-hidden="true">✕</span></p>{}</div>'
    return Markup(frame).format(title, inner)  # noqa: S704
