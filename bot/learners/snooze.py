"""When no lessons come: snooze, resume, opt out, opt in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.messages import common_texts, setting_texts
from bot.parsing.days import LONGEST_SNOOZE, until_day
from bot.turn import Turn
from schedules.ledger import audit, ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster
from schedules.people.enrolments import availability_from, campaign_from, enrolment_from, enrolments_of
from schedules.people.places import give_back, save_place
from schedules.plans.replanning import plan_anew
from schedules.rules.calendar import NoMoment, day_starts, local_day
from schedules.rules.campaigns import CampaignState
from schedules.rules.holidays import UnknownCountry
from schedules.rules.planning import EnrolmentStatus, resumed


async def snooze(turn: Turn, words: str) -> None:
    """Send nothing before the day that the words name."""
    zone = ZoneInfo(turn.learner.zone)
    today = local_day(turn.now, zone)
    day = until_day(words, today) if words else None
    if day is None:
        return await turn.say(setting_texts.snooze_how())
    if day > today + LONGEST_SNOOZE:
        return await turn.say(common_texts.plain(setting_texts.day_far(day)))
    if day <= today:
        return await turn.say(setting_texts.snooze_past(day))
    await roster.change_learner(
        turn.db, turn.learner.workspace_id, turn.learner.id, snoozed_until=day_starts(day, zone)
    )
    await plan_anew(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    await turn.say(setting_texts.snoozed(day))


async def resume(turn: Turn, campaign_id: str = "") -> None:
    """End a snooze and every pause after silence; of one campaign only when one is named."""
    await roster.change_learner(turn.db, turn.learner.workspace_id, turn.learner.id, snoozed_until=None, consents=True)
    await ledger.hurry(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    names = []
    for row in await enrolments_of(turn.db, turn.learner.workspace_id, turn.learner.id):
        campaign = campaign_from(row)
        paused = row.enrolment_state == EnrolmentStatus.PAUSED and campaign.state is CampaignState.RUNNING
        if not paused or (campaign_id and campaign.id != campaign_id):
            continue
        who = replace(availability_from(row), snoozed_until=None)
        try:
            place = resumed(enrolment_from(row), who, campaign, turn.now)
        except (NoMoment, UnknownCountry):
            continue
        await save_place(turn.db, row, place)
        names.append(campaign.name)
    await plan_anew(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    await turn.say(setting_texts.resumed(names))


async def opt_out(turn: Turn) -> None:
    """Send no lessons any more, beginning with those already planned."""
    await roster.change_learner(turn.db, turn.learner.workspace_id, turn.learner.id, consents=False)
    taken: list[Any] = []
    for kind in (DeliveryKind.EPISODE, DeliveryKind.REASK, DeliveryKind.REMINDER, DeliveryKind.NOTICE):
        taken += await ledger.cancel(
            turn.db, turn.learner.workspace_id, "the learner opted out", learner_id=turn.learner.id, kind=kind
        )
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == DeliveryKind.EPISODE]
    await give_back(turn.db, episodes, turn.now)
    await audit.note(turn.db, turn.learner.workspace_id, turn.learner.id, "opted out", turn.learner.id, turn.now)
    back = turn.say_button(setting_texts.back_label(), "start")
    await turn.say(setting_texts.opted_out(back))


async def opt_in(turn: Turn) -> None:
    """Let lessons come again."""
    await roster.change_learner(turn.db, turn.learner.workspace_id, turn.learner.id, consents=True)
    next_at = await plan_anew(turn.db, turn.learner.workspace_id, turn.learner.id, turn.now)
    await audit.note(turn.db, turn.learner.workspace_id, turn.learner.id, "opted in", turn.learner.id, turn.now)
    await turn.say(setting_texts.opted_in(setting_texts.moment(next_at, turn.learner) if next_at else ""))
