"""Writes every card and the manifest for validate.mjs: `python -m tests.adapters.teams.validators FOLDER`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from adapters.teams.campaign_cards import form, invitation
from adapters.teams.campaign_list import campaign_list
from adapters.teams.cards import card
from adapters.teams.groups import Group
from adapters.teams.package import App, manifest
from bot.gallery import every_message
from bot.samples import every_sample
from schedules.campaigns import State
from schedules.roster import Learner
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
    campaigns = [replace(MORNINGS, id=f"c{state}", state=state) for state in State]
    for in_dialog in (True, False):
        shown = campaign_list(campaigns, in_dialog=in_dialog, came_of_it="It rests now.", asked="cpaused")
        cards[f"campaigns, in dialog {in_dialog}"] = shown
    (folder / "cards.json").write_text(json.dumps(cards))
    (folder / "manifest.json").write_text(json.dumps(manifest(App(APP, "https://ninety.example.com", "Riverbank"))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
