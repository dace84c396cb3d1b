"""The window with all of a learner's settings, what they chose in it, and the zones that fit what they typed. Pure.

Limits: docs.slack.dev/reference/block-kit/block-elements, /reference/block-kit/blocks/section-block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.slack.forms.campaign_form import FAULT, MOST_OPTIONS, field, option
from adapters.slack.forms.home import window
from adapters.slack.outbound.limits import FIELD, plain_text
from adapters.slack.outbound.richtext import Block
from bot.chat import SettingsForm
from bot.events import Person, Preferred
from bot.messages.catalogue import tr
from bot.parsing.zones import zones_like

SETTINGS = "settings"
ZONE = "zone"
PROFILE, PLANNED, OWN = "profile", "planned", "own"


def settings_window(form: SettingsForm, now: datetime) -> Block:
    """The form, filled with what holds now."""
    usual = {"type": "timepicker", "initial_time": form.send_time} if form.send_time else {"type": "timepicker"}
    snooze: Block = {"type": "datepicker"} | ({"initial_date": form.snooze} if form.snooze else {})
    planned = option(tr("In each campaign's own hours"), PLANNED)
    own = option(tr("At a time of my own"), OWN)
    blocks = [
        field("when", tr("Lessons come"), _select([planned, own], own if form.send_time else planned)),
        field("send_time", tr("Time of my own"), usual, optional=True),
        {
            **field(ZONE, tr("Time zone"), _zones(form), optional=True),
            "hint": plain_text(tr("Your profile says {zone}.", zone=form.platform_zone), FIELD),
        },
        field("language", tr("Language of lessons"), _languages(form)),
        field("snooze", tr("Nothing before this day"), snooze, optional=True),
        field("lessons", tr("Lessons"), _wanted(form.lessons), optional=True),
    ]
    return window(SETTINGS, tr("Settings"), blocks, tr("Save"), form.send_time)


def _select(options: Sequence[Block], chosen: Block) -> Block:
    return {"type": "static_select", "options": list(options), "initial_option": chosen}


def _zones(form: SettingsForm) -> Block:
    """All zones are too many for a list, so they are searched for."""
    chosen = option(form.zone, form.zone) if form.zone else _as_in_profile()
    return {"type": "external_select", "min_query_length": 0, "initial_option": chosen}


def _languages(form: SettingsForm) -> Block:
    # One place is left for the profile: Slack refuses a list of more than a hundred.
    listed = [option(name, tag) for tag, name in form.languages[: MOST_OPTIONS - 1]]
    profile = option(tr("As in my profile ({language})", language=form.platform_language), PROFILE)
    return _select([profile, *listed], next((each for each in listed if each["value"] == form.language), profile))


def _wanted(lessons: bool) -> Block:
    wanted = option(tr("Send me lessons"), "yes")
    boxes: Block = {"type": "checkboxes", "options": [wanted]}
    return boxes | {"initial_options": [wanted]} if lessons else boxes


def _as_in_profile() -> Block:
    return option(tr("As in my profile"), PROFILE)


def zones_typed(words: str) -> list[Block]:
    """What the field of zones offers for what was typed; nothing typed offers those of most people."""
    zones = [option(zone, zone) for zone in zones_like(words, MOST_OPTIONS - 1)]
    return [_as_in_profile(), *zones]


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
    fields = {name: next(iter(elements.values())) for name, elements in values.items()}
    named = str(fields["send_time"].get("selected_time") or "")
    # Whoever fills in a time means it, also when they left the menu above it as it was.
    own_time = _picked(fields["when"]) == OWN or named not in ("", before)
    if own_time and not named:
        return None
    zone, language = (_picked(fields[name]) for name in (ZONE, "language"))
    return Preferred(
        who,
        event_id,
        at,
        send_time=named if own_time else "",
        zone="" if zone == PROFILE else zone,
        language="" if language == PROFILE else language,
        snooze=str(fields["snooze"].get("selected_date") or ""),
        lessons=bool(fields["lessons"].get("selected_options")),
    )


def _picked(element: Mapping[str, Any]) -> str:
    return str((element.get("selected_option") or {}).get("value", ""))


def at_fields(faults: Mapping[str, str]) -> Block:
    """The answer that shows each fault at its field."""
    return {"response_action": "errors", "errors": {name: sentence[:FAULT] for name, sentence in faults.items()}}


def no_time() -> Mapping[str, str]:
    """The fault of a time of one's own that was not given."""
    return {"send_time": tr("Choose the time at which your lessons are to come.")}
