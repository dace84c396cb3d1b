"""A learner's settings as fields of a card, and what they filled in. Pure functions.

Sources: adaptivecards.io, inputs of schema 1.5; learn.microsoft.com, "Typeahead search in Adaptive Cards" (a filtered
list of choices that are in the card itself).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.chat import SettingsForm
from bot.events import Person, Preferred
from bot.reading.zones import COMMON

SETTLE = "settle"
PROFILE = "profile"  # a choice without any value is no valid one
FIELDS = ("send_time", "zone", "language", "snooze")
LONGEST = 100  # characters of what a field brings
NAME = 60  # characters of a choice
MOST_LANGUAGES = 60

Json = dict[str, Any]


def fields(form: SettingsForm, longest: int) -> Iterator[Json]:
    """The fields, filled with what holds now, each under what is wrong with it; and the button that saves them.

    Args:
        longest: characters of one sentence.
    """
    faults = dict(form.faults)
    for field in (_send_time(form), _zone(form), _language(form), _snooze(form), _lessons(form)):
        if sentence := faults.get(field["id"]):
            said = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": sentence[:longest]}]}
            yield {"type": "Container", "style": "attention", "items": [said]}
        yield field
    yield {"type": "ActionSet", "actions": [_save()]}


def _save() -> Json:
    data, title = {"do": SETTLE}, "Save settings"
    submit = {"type": "Action.Submit", "title": title, "data": data}
    return {"type": "Action.Execute", "title": title, "verb": SETTLE, "data": data, "fallback": submit}


def _send_time(form: SettingsForm) -> Json:
    label = "Send time, on your own clock (empty: in each campaign's own hours)"
    return {"type": "Input.Time", "id": "send_time", "label": label, "value": form.send_time}


def _zone(form: SettingsForm) -> Json:
    told = (PROFILE, f"As in my profile ({form.told_zone})")
    named = [*([form.zone] if form.zone and form.zone not in COMMON else []), *COMMON]
    listed = _choices("zone", "Time zone", [told, *((zone, zone) for zone in named)], form.zone or PROFILE)
    return {**listed, "style": "filtered"}


def _language(form: SettingsForm) -> Json:
    told = (PROFILE, f"As in my profile ({form.told_language})")
    return _choices(
        "language", "Language of lessons", [told, *form.languages[:MOST_LANGUAGES]], form.language or PROFILE
    )


def _choices(name: str, label: str, choices: Sequence[tuple[str, str]], value: str) -> Json:
    listed = [{"title": (title or one)[:NAME], "value": one} for one, title in choices]
    return {"type": "Input.ChoiceSet", "id": name, "label": label, "value": value, "choices": listed}


def _snooze(form: SettingsForm) -> Json:
    label = "Nothing before this day (empty: no snooze)"
    return {"type": "Input.Date", "id": "snooze", "label": label, "min": form.first_day, "value": form.snooze}


def _lessons(form: SettingsForm) -> Json:
    return {"type": "Input.Toggle", "id": "lessons", "title": "Send me lessons", "value": str(form.lessons).lower()}


def filled(who: Person, event_id: str, values: Mapping[str, Any], at: datetime) -> Preferred:
    """What was filled in; a field that did not come stays as it is."""
    given = {name: str(values[name] or "")[:LONGEST] for name in (*FIELDS, "lessons") if name in values}
    chosen = {name: "" if given[name] == PROFILE else given[name] for name in FIELDS if name in given}
    lessons = given["lessons"] == "true" if given.get("lessons") else None
    return Preferred(who, event_id, at, lessons=lessons, **chosen)
