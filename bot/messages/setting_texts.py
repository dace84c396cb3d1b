"""What the bot says about a learner's own settings: how they are, what changed, what could not be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.chat import Button, Choices, Facts, Message, Part, SettingsForm, Text, Tone
from bot.messages.catalogue import tr, trn
from bot.messages.common_texts import listed, long_date, plain
from bot.messages.language_names import language_name
from schedules.people.roster import Learner, clock_time
from schedules.rules.calendar import Quiet, is_quiet_clock


def settings(rows: Sequence[tuple[str, str]], buttons: Sequence[Button], form: SettingsForm) -> Message:
    """How lessons come, with ways to change it; a form that could not be taken says at its fields why."""
    heading = tr("Your settings")
    how = tr(
        "Write “send at 8:30”, “time zone Berlin”, “language German” or “snooze until 2 March” to change something."
    )
    faults = [Text(tr("Nothing was saved yet: what is wrong stands at its field."), Tone.WRONG)] if form.faults else []
    parts: list[Part] = [Text(heading, Tone.TITLE), *faults, Facts(tuple(rows)), Text(how, Tone.QUIET)]
    parts += [Choices(tuple(buttons))] if buttons else []
    return Message(heading, (*parts, form))


def send_as_planned() -> str:
    return tr("Send as planned")


def send_at_noon() -> str:
    return tr("Send at noon")


def zone_of_profile() -> str:
    return tr("Time zone as in my profile")


def language_of_profile() -> str:
    return tr("Language as in my profile")


def lessons_in(language: str) -> str:
    return tr("Lessons in {language}", language=language)


def go_on_now() -> str:
    return tr("Go on now")


def snooze_a_week() -> str:
    return tr("Snooze a week")


def stop_all() -> str:
    return tr("Stop all lessons")


def rows(learner: Learner, quiet: Quiet, next_at: datetime | None, now: datetime) -> list[tuple[str, str]]:
    """Label and value of every setting, as it holds now."""
    clock = now.astimezone(ZoneInfo(learner.zone))
    zone = tr("{zone} (now {clock})", zone=learner.zone, clock=f"{clock:%H:%M}")
    values = [
        (tr("Lessons"), _lessons(learner, now)),
        (tr("Send time"), _send_time(learner, quiet)),
        (tr("Time zone"), f"{zone}, {_whose(learner.own_zone)}"),
        (tr("Language"), f"{language_name(learner.locale)}, {_whose(learner.own_locale)}"),
    ]
    return values + ([(tr("Next lesson"), moment(next_at, learner))] if next_at else [])


def _lessons(learner: Learner, now: datetime) -> str:
    if not learner.consents:
        return tr("None: you asked me to stop")
    if learner.snoozed_until and learner.snoozed_until > now:
        day = learner.snoozed_until.astimezone(ZoneInfo(learner.zone)).date()
        return tr("Snoozed until {day}", day=long_date(day))
    return tr("On")


def _send_time(learner: Learner, quiet: Quiet) -> str:
    if not learner.send_time:
        return tr("In each campaign's own hours")
    if is_quiet_clock(clock_time(learner.send_time), quiet):
        return tr("{time}, but it is quiet then now: in each campaign's own hours", time=learner.send_time)
    return tr("{time}, your choice", time=learner.send_time)


def _whose(own: str) -> str:
    return tr("your choice") if own else tr("as in your profile")


def moment(at: datetime, learner: Learner) -> str:
    """A moment on the learner's own clock."""
    local = at.astimezone(ZoneInfo(learner.zone))
    return tr("{day}, {clock}", day=long_date(local.date()), clock=f"{local:%H:%M}")


def changed(lines: Sequence[str], next_at: str) -> Message:
    """What holds from now on.

    Args:
        next_at: when the next lesson comes, "" when none is to come.
    """
    after = [tr("Your next lesson: {moment}.", moment=next_at)] if next_at else []
    return Message(lines[0], tuple(Text(line) for line in (*lines, *after)))


def changes(columns: Mapping[str, object], learner: Learner, spoken: Sequence[str], now: datetime) -> Iterator[str]:
    """A sentence for each column that changed.

    Args:
        learner: as they are now.
        spoken: languages in which lessons are told.
    """
    if "send_time" in columns:
        at = learner.send_time
        if at:
            yield tr("Your lessons come at {time}, on your clock.", time=at)
        else:
            yield tr("Lessons come in each campaign's own hours again.")
    if "own_zone" in columns:
        clock = now.astimezone(ZoneInfo(learner.zone))
        values = {"zone": learner.zone, "clock": f"{clock:%H:%M}"}
        if learner.own_zone:
            yield tr("Your time zone is {zone}, where it is {clock} now.", **values)
        else:
            yield tr("Your time zone follows your profile again: {zone}, where it is {clock} now.", **values)
    if "own_locale" in columns:
        yield _language(learner, spoken)
    if "snoozed_until" in columns:
        until = learner.snoozed_until
        day = until and long_date(until.astimezone(ZoneInfo(learner.zone)).date())
        if day:
            yield tr("Nothing comes before {day}.", day=day)
        else:
            yield tr("The snooze is over: lessons reach you as planned.")


def _language(learner: Learner, spoken: Sequence[str]) -> str:
    name = language_name(learner.locale)
    if not learner.own_locale:
        return tr("Your language follows your profile again: {language}.", language=name)
    family = learner.locale.split("-")[0]
    if any(tag.split("-")[0] == family for tag in spoken):
        return tr("Lessons come in {language} wherever there is one in it.", language=name)
    return tr("I noted {language}. No lesson is in it yet, so they come as they are until then.", language=name)


def unchanged() -> str:
    return tr("It is like that already, so nothing changed.")


def no_time(words: str) -> str:
    return tr("I cannot read “{words}” as a time of day: write it like 8:30 or 2pm.", words=_cut(words))


def quiet_time(at: time, quiet: Quiet) -> str:
    return tr(
        "{time} lies in the quiet hours of your company, {starts} to {ends}: choose a time from {ends} on and before "
        "{starts}.",
        time=f"{at:%H:%M}",
        starts=f"{quiet.starts:%H:%M}",
        ends=f"{quiet.ends:%H:%M}",
    )


def no_zone(words: str) -> str:
    return tr(
        "I know no time zone “{words}”: name a large city in it, such as Berlin or New York, or the zone itself, such "
        "as America/New_York.",
        words=_cut(words),
    )


def no_language(words: str) -> str:
    return tr("I know no language “{words}”: write its name or its code, such as German or pt-BR.", words=_cut(words))


def no_day(words: str) -> str:
    return tr("I cannot read “{words}” as a day: write it like 2 March or 2026-03-02.", words=_cut(words))


def day_past(day: date) -> str:
    return tr("{day} is not in the future: choose a later day.", day=long_date(day))


def day_far(day: date) -> str:
    return tr(
        "{day} {year} is more than a year away: choose an earlier day, or stop all lessons.",
        day=long_date(day),
        year=day.year,
    )


def _cut(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def snoozed(until: date) -> Message:
    day = long_date(until)
    return plain(
        tr("All right, nothing from me before {day}. Write “resume” whenever you want to go on earlier.", day=day)
    )


def snooze_how() -> Message:
    return plain(
        tr(
            "Until when? Write for example “snooze until 2 March”, “snooze until Monday”, “snooze 3 days” or "
            "“snooze a week”."
        )
    )


def snooze_past(until: date) -> Message:
    return plain(tr("{day} is not in the future. Write a later day, such as “snooze a week”.", day=long_date(until)))


def resumed(campaigns: Sequence[str]) -> Message:
    if not campaigns:
        return plain(tr("You are all set: lessons reach you as planned."))
    return plain(
        trn(
            "Welcome back! {titles} goes on with your next episode.",
            "Welcome back! {titles} go on with your next episode.",
            len(campaigns),
            titles=listed(campaigns),
        )
    )


def opted_out(back: Button) -> Message:
    words = tr("I will send you no more lessons. Write “start” whenever you want them back.")
    return Message(words, (Text(words), Choices((back,))))


def back_label() -> str:
    return tr("Send me lessons again")


def opted_in(next_at: str) -> Message:
    """Args: next_at: when the next lesson comes, in words; "" when none is planned."""
    words = tr("Good to have you back: lessons reach you again.")
    return plain(f"{words} {tr('Your next lesson: {moment}.', moment=next_at)}" if next_at else words)
