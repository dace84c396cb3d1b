"""Slack's part of the gallery: how its messages are drawn, and its windows with people who were never real."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from adapters.slack import campaign_windows, settings_window, views
from adapters.slack.blocks import Block, blocks
from adapters.slack.drawing import message, view
from adapters.slack.samples import UNCHOSEN, settings_form, with_words
from adapters.web.gallery import Tab
from bot.chat import Message
from bot.managers.managing import Decision
from bot.words.gallery import TOKEN
from bot.words.samples import USUAL, WORDS
from bot.words.specimens import CAMPAIGNS, DIFFICULT_CAMPAIGNS, MANY_SERIES, NOW, SERIES, TODAY, dry_runs, homes

STATIC = Path(__file__).parent / "static"
SHEET = "slack-look.css"
FAULTS = {
    "audience": "Nobody is left to write to (3: opted out).",
    "weekdays": "Choose at least one weekday",
    "window": "The window closes before it opens",
}


def tab() -> Tab:
    """What the gallery's pages need to know of Slack."""
    return Tab("Slack", _drawn, _windows, {SHEET: (STATIC / SHEET).read_bytes()})


def _drawn(said: Message) -> Markup:
    return message(blocks(said, inline_video=True))


def _windows(kind: str) -> Mapping[str, Markup]:
    if kind != USUAL:
        return {name: view(made) for name, made in with_words(WORDS[kind]).items()}
    drawn = {name: view(made) for name, made in windows().items()}
    answered = campaign_windows.faults_at_fields(FAULTS)["errors"]
    return drawn | {"Campaign form, faults": view(campaign_windows.form(SERIES, TODAY), answered)}


def windows() -> dict[str, Block]:
    """Name -> window or App Home: everything that is shown beside messages."""
    return {
        **{f"App Home, {name}": views.home(page, NOW) for name, page in homes().items()},
        "App Home, no lessons for them": views.unknown_home(),
        "Share a lesson": views.share_window(TOKEN),
        "Settings window": settings_window.settings_window(settings_form("Deutsch"), NOW),
        "Settings window, nothing chosen": settings_window.settings_window(UNCHOSEN, NOW),
        "Campaign form": campaign_windows.form(SERIES, TODAY),
        "Campaign form, very many series": campaign_windows.form(MANY_SERIES, TODAY),
        "Campaign form, no series": campaign_windows.no_series(),
        **{f"Dry run, {name}": campaign_windows.dry_run(run) for name, run in dry_runs().items()},
        **{f"Dry run, then {one}": campaign_windows.decided(one) for one in Decision},
        "Campaigns": campaign_windows.campaign_list(CAMPAIGNS),
        "Campaigns, difficult names": campaign_windows.campaign_list(DIFFICULT_CAMPAIGNS),
        "Campaigns, none": campaign_windows.campaign_list(()),
    }
