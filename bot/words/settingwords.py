"""What the bot says about a learner's own settings: how they are, what changed, what could not be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.chat import Button, Choices, Facts, Message, Part, SettingsForm, Text, Tone
from bot.reading.languages import language_name
from bot.words.wording import long_date
from schedules.people.roster import Learner, clock_time
from schedules.rules.calendar import Quiet, is_quiet_clock

HOW = "Write “send at 8:30”, “time zone Berlin”, “language German” or “snooze until 2 March” to change something."
NOT_SAVED = "Nothing was saved yet: what is wrong stands at its field."


def settings(rows: Sequence[tuple[str, str]], buttons: Sequence[Button], form: SettingsForm) -> Message:
    """How lessons come, with ways to change it; a form that could not be taken says at its fields why."""
    faults = [Text(NOT_SAVED, Tone.WRONG)] if form.faults else []
    parts: list[Part] = [Text("Your settings", Tone.TITLE), *faults, Facts(tuple(rows)), Text(HOW, Tone.QUIET)]
    parts += [Choices(tuple(buttons))] if buttons else []
    return Message("Your settings", (*parts, form))


def rows(learner: Learner, quiet: Quiet, next_at: datetime | None, now: datetime) -> list[tuple[str, str]]:
    """Label and value of every setting, as it holds now."""
    clock = now.astimezone(ZoneInfo(learner.zone))
    told = [("Lessons", _lessons(learner, now)), ("Send time", _send_time(learner, quiet))]
    told.append(("Time zone", f"{learner.zone} (now {clock:%H:%M}), {_whose(learner.own_zone)}"))
    told.append(("Language", f"{language_name(learner.locale)}, {_whose(learner.own_locale)}"))
    return told + ([("Next lesson", moment(next_at, learner))] if next_at else [])


def _lessons(learner: Learner, now: datetime) -> str:
    if not learner.consents:
        return "None: you asked me to stop"
    if learner.snoozed_until and learner.snoozed_until > now:
        return f"Snoozed until {long_date(learner.snoozed_until.astimezone(ZoneInfo(learner.zone)).date())}"
    return "On"


def _send_time(learner: Learner, quiet: Quiet) -> str:
    if not learner.send_time:
        return "In each campaign's own hours"
    if is_quiet_clock(clock_time(learner.send_time), quiet):
        return f"{learner.send_time}, but it is quiet then now: in each campaign's own hours"
    return f"{learner.send_time}, your choice"


def _whose(own: str) -> str:
    return "your choice" if own else "as in your profile"


def moment(at: datetime, learner: Learner) -> str:
    """A moment on the learner's own clock."""
    local = at.astimezone(ZoneInfo(learner.zone))
    return f"{long_date(local.date())}, {local:%H:%M}"


def changed(lines: Sequence[str], next_at: str) -> Message:
    """What holds from now on.

    Args:
        next_at: when the next lesson comes, "" when none is to come.
    """
    said = [*lines, f"Your next lesson: {next_at}."] if next_at else list(lines)
    return Message(lines[0], tuple(Text(line) for line in said))


def changes(columns: Mapping[str, object], learner: Learner, spoken: Sequence[str], now: datetime) -> Iterator[str]:
    """A sentence for each column that changed.

    Args:
        learner: as they are now.
        spoken: languages in which lessons are told.
    """
    if "send_time" in columns:
        at = learner.send_time
        yield f"Your lessons come at {at}, on your clock." if at else "Lessons come in each campaign's own hours again."
    if "own_zone" in columns:
        clock = now.astimezone(ZoneInfo(learner.zone))
        follows = "Your time zone is" if learner.own_zone else "Your time zone follows your profile again:"
        yield f"{follows} {learner.zone}, where it is {clock:%H:%M} now."
    if "own_locale" in columns:
        yield _language(learner, spoken)
    if "snoozed_until" in columns:
        until = learner.snoozed_until
        day = until and long_date(until.astimezone(ZoneInfo(learner.zone)).date())
        yield f"Nothing comes before {day}." if day else "The snooze is over: lessons reach you as planned."


def _language(learner: Learner, spoken: Sequence[str]) -> str:
    name = language_name(learner.locale)
    if not learner.own_locale:
        return f"Your language follows your profile again: {name}."
    family = learner.locale.split("-")[0]
    if any(tag.split("-")[0] == family for tag in spoken):
        return f"Lessons come in {name} wherever they are told in it."
    return f"I noted {name}. No lesson is told in it yet, so they come as they are until one is."


def unchanged() -> str:
    return "It is like that already, so nothing changed."


def no_time(words: str) -> str:
    return f"I cannot read “{_cut(words)}” as a time of day: write it like 8:30 or 2pm."


def quiet_time(at: time, quiet: Quiet) -> str:
    return (
        f"{at:%H:%M} lies in the quiet hours of your company, {quiet.starts:%H:%M} to {quiet.ends:%H:%M}: "
        f"choose a time from {quiet.ends:%H:%M} on and before {quiet.starts:%H:%M}."
    )


def no_zone(words: str) -> str:
    return (
        f"I know no time zone “{_cut(words)}”: name a large city in it, such as Berlin or New York, "
        "or the zone itself, such as America/New_York."
    )


def no_language(words: str) -> str:
    return f"I know no language “{_cut(words)}”: write its name or its code, such as German or pt-BR."


def no_day(words: str) -> str:
    return f"I cannot read “{_cut(words)}” as a day: write it like 2 March or 2026-03-02."


def day_past(day: date) -> str:
    return f"{long_date(day)} is not in the future: choose a later day."


def day_far(day: date) -> str:
    return f"{long_date(day)} {day.year} is more than a year away: choose an earlier day, or stop all lessons."


def _cut(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
