"""A learner's settings as fields of a card, and what they filled in. Pure functions.

Sources: adaptivecards.io, inputs of schema 1.5; learn.microsoft.com, "Typeahead search in Adaptive Cards" (a filtered
list of choices that are in the card itself).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from adapters.teams.outbound.elements import Json, execute, on_colour
from bot.chat import SettingsForm
from bot.events import Person, Preferred
from bot.parsing.zones import COMMON

SETTLE = "settle"
PROFILE = "profile"  # a choice without any value is no valid one
FIELDS = ("send_time", "zone", "language", "snooze")
LONGEST = 100  # characters of what a field brings
NAME = 60  # characters of a choice
MOST_LANGUAGES = 60


def fields(form: SettingsForm, longest: int) -> Iterator[Json]:
    """The fields, filled with what holds now, each under what is wrong with it; and the button that saves them.

    Args:
        longest: characters of one sentence.
    """
    faults = dict(form.faults)
    for field in (_send_time(form), _zone(form), _language(form), _snooze(form), _lessons(form)):
        if sentence := faults.get(field["id"]):
            yield on_colour("attention", sentence[:longest])
        yield field
    yield {"type": "ActionSet", "actions": [_save()]}


def _save() -> Json:
    data, title = {"do": SETTLE}, "Save settings"
    return execute(title, SETTLE, data, "positive")


def _send_time(form: SettingsForm) -> Json:
    label = "Send time, on your own clock (empty: in each campaign's own hours)"
    return {"type": "Input.Time", "id": "send_time", "label": label, "value": form.send_time}


def _zone(form: SettingsForm) -> Json:
    profile = (PROFILE, f"As in my profile ({form.platform_zone})")
    named = [*([form.zone] if form.zone and form.zone not in COMMON else []), *COMMON]
    listed = _choices("zone", "Time zone", [profile, *((zone, zone) for zone in named)], form.zone or PROFILE)
    # Filtered within the card: searching on our side would need an answer of ours for each letter.
    return {**listed, "style": "filtered"}


def _language(form: SettingsForm) -> Json:
    profile = (PROFILE, f"As in my profile ({form.platform_language})")
    return _choices(
        "language", "Language of lessons", [profile, *form.languages[:MOST_LANGUAGES]], form.language or PROFILE
    )


def _choices(name: str, label: str, choices: Sequence[tuple[str, str]], value: str) -> Json:
    listed = [{"title": (title or tag)[:NAME], "value": tag} for tag, title in choices]
    return {"type": "Input.ChoiceSet", "id": name, "label": label, "value": value, "choices": listed}


def _snooze(form: SettingsForm) -> Json:
    label = "Nothing before this day (empty: no snooze)"
    return {"type": "Input.Date", "id": "snooze", "label": label, "min": form.first_day, "value": form.snooze}


def _lessons(form: SettingsForm) -> Json:
    return {"type": "Input.Toggle", "id": "lessons", "title": "Send me lessons", "value": str(form.lessons).lower()}


def filled(who: Person, event_id: str, values: Mapping[str, str], at: datetime) -> Preferred:
    """What was filled in; a field that did not come stays as it is."""
    answers = {name: values[name][:LONGEST] for name in (*FIELDS, "lessons") if name in values}
    chosen = {name: "" if answers[name] == PROFILE else answers[name] for name in FIELDS if name in answers}
    # An absent toggle is no answer: it must not opt anybody out.
    lessons = answers["lessons"] == "true" if answers.get("lessons") else None
    return Preferred(who, event_id, at, lessons=lessons, **chosen)
