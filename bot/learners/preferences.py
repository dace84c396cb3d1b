"""A learner's own settings: when lessons come, in which zone and language, after which day, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Message, SettingsForm
from bot.events import Person, Preferred
from bot.learners import pausing
from bot.links import Links
from bot.people.people import say
from bot.reading.clocktimes import clock_named
from bot.reading.languages import language_name, language_named
from bot.reading.phrases import BACK, LONGEST_SNOOZE, Command, until_day
from bot.reading.zones import zone_named
from bot.words import settingwords
from bot.words.saying import say_button
from bot.words.wording import plain
from lessons import catalog
from lessons.episodes import nearest_language
from schedules.ledger import ledger
from schedules.people import roster
from schedules.people.enrolments import campaign_from, enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.plans.replanning import plan_anew
from schedules.rules.calendar import Quiet, day_starts, is_quiet_clock, local_day
from schedules.rules.campaigns import State
from schedules.rules.planning import Standing

FIELD = {Command.SEND: "send_time", Command.ZONE: "zone", Command.LANGUAGE: "language"}
MOVES = frozenset({"send_time", "own_zone", "snoozed_until"})  # columns that change when lessons come
NOON = time(12)

Faults = dict[str, str]
"""Field of Preferred -> a sentence that says what is wrong and what to do."""


async def prefer(
    db: AsyncConnection,
    workspace: Workspace,
    learner: Learner,
    wish: Preferred,
    links: Links,
    cause: str,
    now: datetime,
) -> Faults:
    """Write what a form chose; with faults nothing is written. Stopping and starting lessons is answered in words."""
    columns, faults = read(wish, workspace, learner, now)
    if faults:
        return faults
    await _write(db, learner, columns, now)
    if wish.lessons is False and learner.consents:
        await pausing.opt_out(db, learner, links, cause, now)
    if wish.lessons and not learner.consents:
        await pausing.opt_in(db, learner, cause, now)
    return {}


async def obey(
    db: AsyncConnection,
    workspace: Workspace,
    learner: Learner,
    who: Person,
    command: Command,
    words: str,
    cause: str,
    now: datetime,
) -> None:
    """Write what words chose for one setting, and say what holds now."""
    chosen = {FIELD[command]: "" if words.lower() in BACK else words}
    columns, faults = read(Preferred(who, cause, now, **chosen), workspace, learner, now)  # type: ignore[arg-type]
    if faults:
        return await say(db, learner, plain(next(iter(faults.values()))), cause, now)
    next_at = await _write(db, learner, columns, now)
    await say(db, learner, await _told(db, learner, columns, next_at, now), cause, now)


async def answer(
    db: AsyncConnection,
    workspace: Workspace,
    learner: Learner,
    wish: Preferred,
    links: Links,
    cause: str,
    now: datetime,
) -> None:
    """Take a form whose sender does not wait for what becomes of it, and say it in words."""
    columns, faults = read(wish, workspace, learner, now)
    if faults:
        return await say(db, learner, plain(" ".join(faults.values())), cause, now)
    await prefer(db, workspace, learner, wish, links, cause, now)
    if columns:
        next_at = await _next_at(db, learner)
        await say(db, learner, await _told(db, learner, columns, next_at, now), f"{cause}:changed", now)


async def _told(
    db: AsyncConnection, learner: Learner, columns: Mapping[str, object], next_at: datetime | None, now: datetime
) -> Message:
    changed = replace(learner, **columns, zone=_zone_of(learner, columns))  # type: ignore[arg-type]
    changed = replace(changed, locale=changed.own_locale or changed.told_locale)
    lines = list(settingwords.changes(columns, changed, await _spoken(db, learner), now))
    moves = MOVES & columns.keys() and next_at and learner.consents
    when = settingwords.moment(next_at, changed) if moves and next_at else ""
    return settingwords.changed(lines or [settingwords.unchanged()], when)


async def _write(
    db: AsyncConnection, learner: Learner, columns: Mapping[str, object], now: datetime
) -> datetime | None:
    """Write what changed, and let what was planned follow; returns when the next episode comes."""
    if columns:
        await roster.change_learner(db, learner.workspace_id, learner.id, **columns)
    if "snoozed_until" in columns and columns["snoozed_until"] is None:
        await ledger.hurry(db, learner.workspace_id, learner.id, now)
    if MOVES & columns.keys():
        return await plan_anew(db, learner.workspace_id, learner.id, now)
    return None


def read(wish: Preferred, workspace: Workspace, learner: Learner, now: datetime) -> tuple[dict[str, object], Faults]:
    """The columns that change, and what cannot be taken."""
    columns: dict[str, object] = {}
    faults: Faults = {}
    snoozed = learner.snoozed_until if learner.snoozed_until and learner.snoozed_until > now else None
    learner = replace(learner, snoozed_until=snoozed)
    readers = {"send_time": _send_time, "zone": _zone, "language": _language, "snooze": _snooze}
    for field, reader in readers.items():
        words = getattr(wish, field)
        if words is None:
            continue
        try:
            columns |= reader(words.strip(), workspace, replace(learner, zone=_zone_of(learner, columns)), now)
        except ValueError as fault:
            faults[field] = str(fault)
    return {name: value for name, value in columns.items() if value != getattr(learner, name)}, faults


def _zone_of(learner: Learner, columns: Mapping[str, object]) -> str:
    """The zone that holds once these columns are written."""
    return str(columns.get("own_zone", learner.own_zone)) or learner.told_zone


def _send_time(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    at = clock_named(words) if words else None
    quiet = quiet_of(workspace)
    if words and at is None:
        raise ValueError(settingwords.no_time(words))
    if at is not None and is_quiet_clock(at, quiet):
        raise ValueError(settingwords.quiet_time(at, quiet))
    return {"send_time": f"{at:%H:%M}" if at is not None else ""}


def _zone(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    zone = zone_named(words) if words else ""
    if zone is None:
        raise ValueError(settingwords.no_zone(words))
    return {"own_zone": zone}


def _language(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    tag = language_named(words) if words else ""
    if tag is None:
        raise ValueError(settingwords.no_language(words))
    return {"own_locale": tag}


def _snooze(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    if not words:
        return {"snoozed_until": None}
    zone = ZoneInfo(learner.zone)
    today = local_day(now, zone)
    day = until_day(words, today)
    if day is None:
        raise ValueError(settingwords.no_day(words))
    if day <= today:
        raise ValueError(settingwords.day_past(day))
    if day > today + LONGEST_SNOOZE:
        raise ValueError(settingwords.day_far(day))
    return {"snoozed_until": day_starts(day, zone)}


def quiet_of(workspace: Workspace) -> Quiet:
    return Quiet(workspace.quiet_starts, workspace.quiet_ends)


async def show(
    db: AsyncConnection, workspace: Workspace, learner: Learner, links: Links, cause: str, now: datetime
) -> None:
    """Owe a learner their settings, with ways to change them."""
    await say(db, learner, await shown(db, workspace, learner, links, now), cause, now)


async def shown(
    db: AsyncConnection,
    workspace: Workspace,
    learner: Learner,
    links: Links,
    now: datetime,
    faults: Mapping[str, str] | None = None,
    wish: Preferred | None = None,
) -> Message:
    """A learner's settings as they are now.

    Args:
        faults: why nothing of the wish was taken, by field; the form is filled with the wish then.
    """
    form = await form_of(db, learner, now)
    if faults and wish:
        form = _refilled(form, wish, faults)
    buttons = _buttons(workspace, learner, await _spoken(db, learner), links, now)
    return settingwords.settings(await rows_of(db, workspace, learner, now), buttons, form)


async def rows_of(db: AsyncConnection, workspace: Workspace, learner: Learner, now: datetime) -> list[tuple[str, str]]:
    """Label and value of every setting."""
    next_at = await _next_at(db, learner) if learner.consents else None
    return settingwords.rows(learner, quiet_of(workspace), next_at, now)


async def form_of(db: AsyncConnection, learner: Learner, now: datetime) -> SettingsForm:
    """The form, filled with what holds now."""
    zone = ZoneInfo(learner.zone)
    snoozed = learner.snoozed_until if learner.snoozed_until and learner.snoozed_until > now else None
    return SettingsForm(
        send_time=learner.send_time,
        zone=learner.own_zone,
        told_zone=learner.told_zone,
        language=learner.own_locale,
        told_language=language_name(learner.told_locale),
        languages=tuple(_languages(learner, await _spoken(db, learner))),
        snooze=local_day(snoozed, zone).isoformat() if snoozed else "",
        first_day=(local_day(now, zone) + timedelta(days=1)).isoformat(),
        lessons=learner.consents,
    )


def _refilled(form: SettingsForm, wish: Preferred, faults: Mapping[str, str]) -> SettingsForm:
    """The form with what was filled in, so that only what is wrong must be filled in anew."""
    given = {name: getattr(wish, name) for name in ("send_time", "zone", "language", "snooze", "lessons")}
    kept = {name: value for name, value in given.items() if value is not None and name not in faults}
    return replace(form, **kept, faults=tuple(faults.items()))


def _languages(learner: Learner, spoken: Sequence[str]) -> list[tuple[str, str]]:
    """What a form offers: what lessons are told in, and what was chosen by words."""
    own = [learner.own_locale] if learner.own_locale and learner.own_locale not in spoken else []
    return [(tag, language_name(tag)) for tag in (*spoken, *own)]


def _buttons(
    workspace: Workspace, learner: Learner, spoken: Sequence[str], links: Links, now: datetime
) -> list[Button]:
    if not learner.consents:
        return [say_button(learner, "Send me lessons again", "start", links, now)]
    snoozed = learner.snoozed_until and learner.snoozed_until > now
    other = next((tag for tag in spoken if nearest_language(learner.locale, [tag]) is None), "")
    noon = not is_quiet_clock(NOON, quiet_of(workspace))
    said = [
        ("Send as planned", "send as planned") if learner.send_time else None,
        ("Send at noon", "send at noon") if noon and not learner.send_time else None,
        ("Time zone as in my profile", "time zone as in my profile") if learner.own_zone else None,
        ("Language as in my profile", "language as in my profile") if learner.own_locale else None,
        (f"Lessons in {language_name(other)}", f"language {other}") if other and not learner.own_locale else None,
        ("Go on now", "resume") if snoozed else ("Snooze a week", "snooze a week"),
        ("Stop all lessons", "stop"),
    ]
    return [say_button(learner, *one, links, now) for one in said if one]


async def _spoken(db: AsyncConnection, learner: Learner) -> list[str]:
    """The languages in which the workspace's lessons are told, those of most episodes first."""
    counts: dict[str, int] = {}
    for series in await catalog.list_series(db, learner.workspace_id):
        for episode in series.episodes:
            for tag in episode.languages:
                counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts, key=lambda tag: (-counts[tag], tag))


async def _next_at(db: AsyncConnection, learner: Learner) -> datetime | None:
    """When the learner's next episode comes, over all campaigns."""
    moments = [
        row.next_at
        for row in await enrolments_of(db, learner.workspace_id, learner.id)
        if row.next_at and row.enrolment_state == Standing.ACTIVE and campaign_from(row).state is State.RUNNING
    ]
    return min(moments, default=None)
