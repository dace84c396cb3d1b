"""Slack's part of the gallery: how its messages are drawn, and its windows with people who were never real."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from adapters.slack.forms import campaign_form, home, settings_form
from adapters.slack.gallery.drawing import message, view
from adapters.slack.gallery.samples import UNCHOSEN, filled_settings_form, with_words
from adapters.slack.outbound.blocks import Block, blocks
from adapters.web.pages.gallery import Tab
from bot.chat import Message
from bot.gallery.extremes import USUAL, WORDS
from bot.gallery.people import CAMPAIGNS, DIFFICULT_CAMPAIGNS, MANY_SERIES, NOW, SERIES, TODAY, dry_runs, homes
from bot.gallery.samples import PAGE, TOKEN
from bot.managers.approval import Decision

STATIC = Path(__file__).parent / "static"
SHEET = "slack-look.css"
FAULTS = {
    "audience": "Nobody is left to write to (3: opted out). Choose other people or another series.",
    "weekdays": "Choose at least one weekday",
    "window": "The window closes before it opens",
}


def tab() -> Tab:
    """What the gallery's pages need to know of Slack."""
    return Tab("Slack", _drawn, _windows, {SHEET: (STATIC / SHEET).read_bytes()})


def _drawn(message_to_draw: Message) -> Markup:
    return message(blocks(message_to_draw, inline_video=True))


def _windows(kind: str) -> Mapping[str, Markup]:
    # Words at their worst are shown in every window at once, so a table of cases is not needed.
    if kind != USUAL:
        return {name: view(block) for name, block in with_words(WORDS[kind]).items()}
    drawn = {name: view(block) for name, block in windows().items()}
    answered = campaign_form.faults_at_fields(FAULTS)["errors"]
    return drawn | {"Campaign form, faults": view(campaign_form.form(SERIES, TODAY), answered)}


def windows() -> dict[str, Block]:
    """Name -> window or App Home: everything that is shown beside messages."""
    return {
        **{f"App Home, {name}": home.home(page, NOW) for name, page in homes().items()},
        "App Home, no lessons for them": home.unknown_home(),
        "Share a lesson": home.share_window(TOKEN),
        "Settings window": settings_form.settings_window(filled_settings_form("Deutsch"), NOW),
        "Settings window, nothing chosen": settings_form.settings_window(UNCHOSEN, NOW),
        "Campaign form": campaign_form.form(SERIES, TODAY),
        "Campaign form, very many series": campaign_form.form(MANY_SERIES, TODAY),
        "Campaign form, no series": campaign_form.no_series(),
        **{f"Dry run, {name}": campaign_form.dry_run(run) for name, run in dry_runs().items()},
        **{f"Dry run, then {decision}": campaign_form.decided(decision) for decision in Decision},
        "Campaign list": campaign_form.campaign_list(CAMPAIGNS, PAGE),
        "Campaign list, difficult names": campaign_form.campaign_list(DIFFICULT_CAMPAIGNS, PAGE),
        "Campaign list, empty": campaign_form.campaign_list((), PAGE),
    }
