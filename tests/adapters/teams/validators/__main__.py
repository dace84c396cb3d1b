"""Writes every card and the manifest for validate.mjs: `python -m tests.adapters.teams.validators FOLDER`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from adapters.teams.forms.campaign_form import form, invitation
from adapters.teams.forms.campaign_list import campaign_list
from adapters.teams.install.manifest import App, manifest
from adapters.teams.outbound.cards import card
from adapters.teams.outbound.elements import Json, framed
from adapters.teams.people.groups import Group
from bot.gallery.extremes import every_sample
from bot.gallery.messages import every_message
from bot.gallery.samples import PAGE
from schedules.people.roster import Learner
from schedules.rules.campaigns import CampaignState
from tests.adapters.teams.test_campaigns import SENT
from tests.bot.world import STORY
from tests.fakes.teams import APP
from tests.schedules.worlds import MORNINGS

SALES = Group("19:sales@thread.tacv2", "Sales", "https://smba.example/teams")
MIRA = Learner("w1", "l1", "Mira", "Mira", "", "UTC", "en", "", "", True, "a:Mira", "", True, True, None)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    cards = {
        name: card(message)
        for name, message in (every_message() | every_sample()).items()
        if not name.endswith(", long")
    }
    today = date(2027, 3, 1)
    wrong = {"weekdays": "Choose a day.", "pasted": "I do not know x@y.example."}
    cards |= {"invitation": invitation(), "form": form([STORY], [], today, MIRA)}
    cards |= {"form with faults": form([STORY], [SALES], today, MIRA, wrong, SENT)}
    campaigns = [replace(MORNINGS, id=f"c{state}", state=state) for state in CampaignState]
    for in_dialog in (True, False):
        shown = campaign_list(campaigns, PAGE, in_dialog=in_dialog, came_of_it="It rests now.", asked="cpaused")
        cards[f"campaigns, in dialog {in_dialog}"] = shown
    (folder / "cards.json").write_text(json.dumps(cards))
    (folder / "planted.json").write_text(json.dumps({"cards": planted_cards(), "manifests": PLANTED_MANIFESTS}))
    app = App(APP, "https://ninety.example.com", "Riverbank")
    (folder / "manifest.json").write_text(json.dumps(manifest(app)))
    (folder / "manifest-receipts.json").write_text(json.dumps(manifest(replace(app, read_receipts=True))))


def planted_cards() -> dict[str, Json]:
    """Cards with one fault each that the parser, or the published types, must not let pass."""
    button = {"type": "Action.Execute", "title": "Go", "verb": "go"}
    elements: dict[str, Json] = {
        "an unknown element": {"type": "Nothing"},
        "a text block without text": {"type": "TextBlock"},
        "a picture without an address": {"type": "Image", "altText": "x"},
        "a number for a text": {"type": "TextBlock", "text": 7},
        "an unknown colour": {"type": "TextBlock", "text": "x", "color": "Pink"},
        "an unknown size": {"type": "TextBlock", "text": "x", "size": "Huge"},
        "an action for an element": button,
        "an unknown action": {"type": "ActionSet", "actions": [{"type": "Action.Explode", "title": "x"}]},
        "a link without an address": {"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "x"}]},
        "an input without an id": {"type": "Input.Text", "label": "x"},
        "items that are no list": {"type": "Container", "items": "x"},
        "a misspelled style": {"type": "TextBlock", "text": "x", "style": "headline"},
    }
    return {name: framed("planted", [element]) for name, element in elements.items()}


PLANTED_MANIFESTS: dict[str, Json] = {
    "a version that is a number": {"version": 1},
    "no icons": {"icons": {}},
    "bots that are no list": {"bots": "one"},
    "a bot without an id": {"bots": [{"scopes": ["personal"]}]},
    "an unknown scope": {"bots": [{"botId": APP, "scopes": ["everywhere"]}]},
    "a name that is too long": {"name": {"short": "n" * 31}},
    "a colour that is none": {"accentColor": "blue"},
    "a property that nobody knows": {"surprise": True},
}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
