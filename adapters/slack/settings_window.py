"""The window with all of a learner's settings, what they chose in it, and the zones that fit what they typed. Pure.

Limits: docs.slack.dev/reference/block-kit/block-elements, /reference/block-kit/blocks/section-block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.slack.blocks import FIELD, Block, _plain
from adapters.slack.campaign_windows import FAULT, MOST_OPTIONS, field, option
from adapters.slack.views import window
from bot.chat import SettingsForm
from bot.events import Person, Preferred
from bot.reading.zones import zones_like

SETTINGS = "settings"
ZONE = "zone"
PROFILE = option("As in my profile", "profile")
PLANNED = option("In each campaign's own hours", "planned")
OWN = option("At a time of my own", "own")
WANTED = option("Send me lessons", "yes")


def settings_window(form: SettingsForm, now: datetime) -> Block:
    """The form, filled with what holds now."""
    usual = {"type": "timepicker", "initial_time": form.send_time} if form.send_time else {"type": "timepicker"}
    snooze: Block = {"type": "datepicker"} | ({"initial_date": form.snooze} if form.snooze else {})
    blocks = [
        field("when", "Lessons come", _select([PLANNED, OWN], OWN if form.send_time else PLANNED)),
        field("send_time", "Time of my own", usual, optional=True),
        {
            **field(ZONE, "Time zone", _zones(form), optional=True),
            "hint": _plain(f"Your profile says {form.told_zone}.", FIELD),
        },
        field("language", "Language of lessons", _languages(form)),
        field("snooze", "Nothing before this day", snooze, optional=True),
        field("lessons", "Lessons", _wanted(form.lessons), optional=True),
    ]
    return window(SETTINGS, "Settings", blocks, "Save", form.send_time)


def _select(options: Sequence[Block], chosen: Block) -> Block:
    return {"type": "static_select", "options": list(options), "initial_option": chosen}


def _zones(form: SettingsForm) -> Block:
    """All zones are too many for a list, so they are searched for."""
    chosen = option(form.zone, form.zone) if form.zone else PROFILE
    return {"type": "external_select", "min_query_length": 0, "initial_option": chosen}


def _languages(form: SettingsForm) -> Block:
    listed = [option(name, tag) for tag, name in form.languages[: MOST_OPTIONS - 1]]
    told = option(f"As in my profile ({form.told_language})", PROFILE["value"])
    return _select([told, *listed], next((one for one in listed if one["value"] == form.language), told))


def _wanted(lessons: bool) -> Block:
    made: Block = {"type": "checkboxes", "options": [WANTED]}
    return made | {"initial_options": [WANTED]} if lessons else made


def zones_typed(words: str) -> list[Block]:
    """What the field of zones offers for what was typed; nothing typed offers those of most people."""
    found = [option(zone, zone) for zone in zones_like(words, MOST_OPTIONS - 1)]
    return [PROFILE, *found]


def chosen_in(
    who: Person, event_id: str, values: Mapping[str, Any], at: datetime, before: str = ""
) -> Preferred | None:
    """What was chosen.

    Args:
        values: view.state.values of a submission.
        before: the time that the window showed first. Whoever filled in another wants it, whatever stands above it.

    Returns:
        None when a time of one's own was wanted and none was given.
    """
    given = {name: next(iter(elements.values())) for name, elements in values.items()}
    named = str(given["send_time"].get("selected_time") or "")
    own_time = _picked(given["when"]) == OWN["value"] or named not in ("", before)
    if own_time and not named:
        return None
    zone, language = (_picked(given[name]) for name in (ZONE, "language"))
    return Preferred(
        who,
        event_id,
        at,
        send_time=named if own_time else "",
        zone="" if zone == PROFILE["value"] else zone,
        language="" if language == PROFILE["value"] else language,
        snooze=str(given["snooze"].get("selected_date") or ""),
        lessons=bool(given["lessons"].get("selected_options")),
    )


def _picked(element: Mapping[str, Any]) -> str:
    return str((element.get("selected_option") or {}).get("value", ""))


def at_fields(faults: Mapping[str, str]) -> Block:
    """The answer that shows each fault at its field."""
    return {"response_action": "errors", "errors": {name: sentence[:FAULT] for name, sentence in faults.items()}}


NO_TIME = {"send_time": "Choose the time at which your lessons are to come."}
