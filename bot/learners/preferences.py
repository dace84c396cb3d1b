"""A learner's own settings: when lessons come, in which zone and language, after which day, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Message, SettingsForm
from bot.events import Preferred
from bot.learners import snooze
from bot.messages import setting_texts
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.common_texts import plain
from bot.messages.language_names import language_name
from bot.messages.pages import own_data_texts
from bot.messages.reply import ANSWER_LIFE
from bot.parsing.clocktimes import clock_named
from bot.parsing.days import LONGEST_SNOOZE, until_day
from bot.parsing.languages import language_named
from bot.parsing.zones import zone_named
from bot.turn import Turn
from lessons import catalog
from lessons.episodes import nearest_language
from schedules.ledger import ledger
from schedules.ledger.figures.lookups import newest_with_part
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster
from schedules.people.enrolments import campaign_from, enrolments_of
from schedules.people.roster import Learner, Workspace
from schedules.plans.replanning import plan_anew
from schedules.rules.calendar import Quiet, day_starts, is_quiet_clock, local_day
from schedules.rules.campaigns import CampaignState
from schedules.rules.planning import EnrolmentStatus

MOVES = frozenset({"send_time", "own_zone", "snoozed_until"})  # columns that change when lessons come
NOON = time(12)

Faults = dict[str, str]
"""Field of Preferred -> a sentence that says what is wrong and what to do."""


async def prefer(turn: Turn, choice: Preferred) -> Faults:
    """Write what a form chose; with faults nothing is written. Stopping and starting lessons is answered in words."""
    columns, faults = read(choice, turn.workspace, turn.learner, turn.now)
    if faults:
        return faults
    await _write(turn, columns)
    if choice.lessons is False and turn.learner.consents:
        await snooze.opt_out(turn)
    if choice.lessons and not turn.learner.consents:
        await snooze.opt_in(turn)
    return {}


async def obey(turn: Turn, choice: Preferred) -> None:
    """Write what words chose for one setting, and say what holds now."""
    columns, faults = read(choice, turn.workspace, turn.learner, turn.now)
    if faults:
        return await turn.say(plain(next(iter(faults.values()))))
    next_at = await _write(turn, columns)
    await turn.say(await _told(turn, columns, next_at))


async def answer(turn: Turn, choice: Preferred) -> None:
    """Take a form whose sender does not wait for what becomes of it, and say it in words."""
    columns, faults = read(choice, turn.workspace, turn.learner, turn.now)
    if faults:
        return await turn.say(plain(" ".join(faults.values())))
    await prefer(turn, choice)
    if columns:
        next_at = await _next_at(turn.db, turn.learner)
        await turn.say(await _told(turn, columns, next_at), "changed")


async def _told(turn: Turn, columns: Mapping[str, object], next_at: datetime | None) -> Message:
    changed = replace(turn.learner, **columns, zone=_zone_of(turn.learner, columns))  # type: ignore[arg-type]
    changed = replace(changed, locale=changed.own_locale or changed.platform_locale)
    spoken = await _spoken(turn.db, turn.learner)
    moves = MOVES & columns.keys() and next_at and turn.learner.consents
    with speaking(changed.locale):  # whoever chose a language is answered in it
        lines = list(setting_texts.changes(columns, changed, spoken, turn.now))
        when = setting_texts.moment(next_at, changed) if moves and next_at else ""
        return setting_texts.changed(lines or [setting_texts.unchanged()], when)


async def _write(turn: Turn, columns: Mapping[str, object]) -> datetime | None:
    """Write what changed, and let what was planned follow; returns when the next episode comes."""
    if columns:
        await roster.change_learner(turn.db, turn.learner.workspace_id, turn.learner.id, **columns)
    if "snoozed_until" in columns and columns["snoozed_until"] is None:
        await ledger.hurry(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    if MOVES & columns.keys():
        return await plan_anew(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    return None


def read(choice: Preferred, workspace: Workspace, learner: Learner, now: datetime) -> tuple[dict[str, object], Faults]:
    """The columns that change, and what cannot be taken."""
    columns: dict[str, object] = {}
    faults: Faults = {}
    snoozed = learner.snoozed_until if learner.snoozed_until and learner.snoozed_until > now else None
    learner = replace(learner, snoozed_until=snoozed)
    readers = {"send_time": _send_time, "zone": _zone, "language": _language, "snooze": _snooze}
    for field, reader in readers.items():
        words = getattr(choice, field)
        if words is None:
            continue
        try:
            columns |= reader(words.strip(), workspace, replace(learner, zone=_zone_of(learner, columns)), now)
        except ValueError as fault:
            faults[field] = str(fault)
    return {name: value for name, value in columns.items() if value != getattr(learner, name)}, faults


def _zone_of(learner: Learner, columns: Mapping[str, object]) -> str:
    """The zone that holds once these columns are written."""
    return str(columns.get("own_zone", learner.own_zone)) or learner.platform_zone


def _send_time(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    at = clock_named(words) if words else None
    quiet = quiet_of(workspace)
    if words and at is None:
        raise ValueError(setting_texts.no_time(words))
    if at is not None and is_quiet_clock(at, quiet):
        raise ValueError(setting_texts.quiet_time(at, quiet))
    return {"send_time": f"{at:%H:%M}" if at is not None else ""}


def _zone(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    zone = zone_named(words) if words else ""
    if zone is None:
        raise ValueError(setting_texts.no_zone(words))
    return {"own_zone": zone}


def _language(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    tag = language_named(words) if words else ""
    if tag is None:
        raise ValueError(setting_texts.no_language(words))
    return {"own_locale": tag}


def _snooze(words: str, workspace: Workspace, learner: Learner, now: datetime) -> dict[str, object]:
    if not words:
        return {"snoozed_until": None}
    zone = ZoneInfo(learner.zone)
    today = local_day(now, zone)
    day = until_day(words, today)
    if day is None:
        raise ValueError(setting_texts.no_day(words))
    if day <= today:
        raise ValueError(setting_texts.day_past(day))
    if day > today + LONGEST_SNOOZE:
        raise ValueError(setting_texts.day_far(day))
    return {"snoozed_until": day_starts(day, zone)}


def quiet_of(workspace: Workspace) -> Quiet:
    return Quiet(workspace.quiet_starts, workspace.quiet_ends)


async def confirm(turn: Turn, choice: Preferred) -> None:
    """Say what a form changed, and let the newest message with settings read as they are now.

    A window closes without a word, and the message that led to it would go on showing what held before.
    """
    await answer(turn, choice)
    learner = await roster.learner_by_id(turn.db, turn.learner.workspace_id, turn.learner.id)
    original = await newest_with_part(turn.db, turn.learner, "settingsform")
    if learner is None or original is None:
        return
    row = ledger.owed(
        learner.workspace_id,
        learner.id,
        DeliveryKind.EDIT,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=f"{original.id}:{turn.cause}"[:120],
        about_id=original.id,
        body=to_json(await shown(replace(turn, learner=learner))),
        prompted=True,
    )
    await ledger.plan(turn.db, [row])


async def show_own_data(turn: Turn) -> None:
    """Owe somebody the link to everything that is kept about them."""
    await turn.say(
        own_data_texts.link_to_page(turn.links.own_data(turn.learner.workspace_id, turn.learner.id, turn.now))
    )


async def show(turn: Turn) -> None:
    """Owe a learner their settings, with ways to change them."""
    await turn.say(await shown(turn))


async def shown(turn: Turn, faults: Mapping[str, str] | None = None, choice: Preferred | None = None) -> Message:
    """A learner's settings as they are now.

    Args:
        faults: why nothing of the choice was taken, by field; the form is filled with the choice then.
    """
    form = await form_of(turn.db, turn.learner, turn.now)
    if faults and choice:
        form = _refilled(form, choice, faults)
    buttons = _buttons(turn, await _spoken(turn.db, turn.learner))
    return setting_texts.settings(await rows_of(turn.db, turn.workspace, turn.learner, turn.now), buttons, form)


async def rows_of(db: AsyncConnection, workspace: Workspace, learner: Learner, now: datetime) -> list[tuple[str, str]]:
    """Label and value of every setting."""
    next_at = await _next_at(db, learner) if learner.consents else None
    return setting_texts.rows(learner, quiet_of(workspace), next_at, now)


async def form_of(db: AsyncConnection, learner: Learner, now: datetime) -> SettingsForm:
    """The form, filled with what holds now."""
    zone = ZoneInfo(learner.zone)
    snoozed = learner.snoozed_until if learner.snoozed_until and learner.snoozed_until > now else None
    return SettingsForm(
        send_time=learner.send_time,
        zone=learner.own_zone,
        platform_zone=learner.platform_zone,
        language=learner.own_locale,
        platform_language=language_name(learner.platform_locale),
        languages=tuple(_languages(learner, await _spoken(db, learner))),
        snooze=local_day(snoozed, zone).isoformat() if snoozed else "",
        first_day=(local_day(now, zone) + timedelta(days=1)).isoformat(),
        lessons=learner.consents,
    )


def _refilled(form: SettingsForm, choice: Preferred, faults: Mapping[str, str]) -> SettingsForm:
    """The form with what was filled in, so that only what is wrong must be filled in anew."""
    entered = {name: getattr(choice, name) for name in ("send_time", "zone", "language", "snooze", "lessons")}
    valid = {name: value for name, value in entered.items() if value is not None and name not in faults}
    return structs.replace(form, **valid, faults=tuple(faults.items()))


def _languages(learner: Learner, spoken: Sequence[str]) -> list[tuple[str, str]]:
    """What a form offers: what lessons are told in, and what was chosen by words."""
    own = [learner.own_locale] if learner.own_locale and learner.own_locale not in spoken else []
    return [(tag, language_name(tag)) for tag in (*spoken, *own)]


def _buttons(turn: Turn, spoken: Sequence[str]) -> list[Button]:
    if not turn.learner.consents:
        return [turn.say_button(setting_texts.back_label(), "start")]
    snoozed = turn.learner.snoozed_until and turn.learner.snoozed_until > turn.now
    other = next((tag for tag in spoken if nearest_language(turn.learner.locale, [tag]) is None), "")
    changeable = other and not turn.learner.own_locale
    noon = not is_quiet_clock(NOON, quiet_of(turn.workspace))
    choices = [
        (setting_texts.send_as_planned(), "send as planned") if turn.learner.send_time else None,
        (setting_texts.send_at_noon(), "send at noon") if noon and not turn.learner.send_time else None,
        (setting_texts.zone_of_profile(), "time zone as in my profile") if turn.learner.own_zone else None,
        (setting_texts.language_of_profile(), "language as in my profile") if turn.learner.own_locale else None,
        (setting_texts.lessons_in(language_name(other)), f"language {other}") if changeable else None,
        (setting_texts.go_on_now(), "resume") if snoozed else (setting_texts.snooze_a_week(), "snooze a week"),
        (setting_texts.stop_all(), "stop"),
    ]
    return [turn.say_button(*choice) for choice in choices if choice]


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
        if row.next_at
        and row.enrolment_state == EnrolmentStatus.ACTIVE
        and campaign_from(row).state is CampaignState.RUNNING
    ]
    return min(moments, default=None)
