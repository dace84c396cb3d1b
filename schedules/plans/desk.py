"""What managers do with campaigns: draft, start, pause, resume, end; each leaves nothing half done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, new_id
from schedules.ledger import inbox, ledger
from schedules.ledger.ledger import Kind
from schedules.people import roster
from schedules.people.enrolments import (
    HOLDOUT,
    availability_from,
    campaign_by_id,
    enrol,
    enrolment_from,
    enrolments,
    give_back,
    save_campaign,
    with_people,
)
from schedules.people.roster import Learner, Workspace
from schedules.rules import campaigns as rules
from schedules.rules.calendar import NoMoment, Quiet, local_day
from schedules.rules.campaigns import Campaign, Proposal
from schedules.rules.planning import Standing, next_slot
from schedules.rules.restdays import UnknownCountry


class NoSuchCampaign(LookupError):
    """There is no campaign of that id in this workspace."""


@dataclass(frozen=True, slots=True)
class Start:
    """What starting a campaign did.

    Attributes:
        unreachable: learners that can never be written to, with the reason.
    """

    campaign: Campaign
    enrolled: int
    held_out: int
    unreachable: tuple[tuple[str, str], ...]


async def draft(
    db: AsyncConnection, workspace: Workspace, manager: Learner, proposal: Proposal, now: datetime
) -> Campaign:
    """Write a new campaign that does not run yet.

    Raises:
        BadCampaign: with everything that is wrong.
    """
    quiet = Quiet(workspace.quiet_starts, workspace.quiet_ends)
    today = local_day(now, ZoneInfo(manager.zone))
    campaign = rules.draft(
        proposal,
        id=new_id(),
        workspace_id=workspace.id,
        manager_id=manager.id,
        seed=new_id(),
        quiet=quiet,
        today=today,
    )
    await save_campaign(db, campaign, now)
    await inbox.note(db, workspace.id, manager.id, "campaign drafted", campaign.id, now, name=campaign.name)
    return campaign


async def start(db: AsyncConnection, campaign: Campaign, audience: Sequence[Learner], by: str, now: datetime) -> Start:
    """Let a draft run for an audience.

    Raises:
        WrongState: it is no draft.
    """
    running = rules.started(campaign)
    await save_campaign(db, running, now)
    held_out = {learner.id for learner in audience if rules.in_holdout(running, learner.id)}
    await enrol(db, [_enrolment(running, learner, learner.id in held_out, now) for learner in audience])
    unreachable = await _find_slots(db, running, now)
    await inbox.note(db, campaign.workspace_id, by, "campaign started", campaign.id, now, people=len(audience))
    return Start(running, len(audience) - len(held_out), len(held_out), tuple(unreachable))


def _enrolment(campaign: Campaign, learner: Learner, held_out: bool, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "learner_id": learner.id,
        "state": HOLDOUT if held_out else Standing.ACTIVE.value,
        "joined_at": now,
    }


async def pause(db: AsyncConnection, campaign: Campaign, by: str, now: datetime) -> Campaign:
    """Rest a campaign: what was planned is taken back and comes first when it goes on.

    Raises:
        WrongState: it does not run.
    """
    resting = rules.paused(campaign)
    await save_campaign(db, resting, now)
    await _take_back(db, campaign, "the campaign is paused", now)
    await _no_slots(db, campaign)
    await inbox.note(db, campaign.workspace_id, by, "campaign paused", campaign.id, now)
    return resting


async def resume(db: AsyncConnection, campaign: Campaign, by: str, now: datetime) -> Campaign:
    """Let a paused campaign go on.

    Raises:
        WrongState: it is not paused.
    """
    running = rules.resumed(campaign)
    await save_campaign(db, running, now)
    await _find_slots(db, running, now)
    await inbox.note(db, campaign.workspace_id, by, "campaign resumed", campaign.id, now)
    return running


async def end(db: AsyncConnection, campaign: Campaign, by: str, now: datetime) -> Campaign:
    """End a campaign for good.

    Raises:
        WrongState: it has ended before.
    """
    over = rules.ended(campaign)
    await save_campaign(db, over, now)
    await _take_back(db, campaign, "the campaign has ended", now)
    await _no_slots(db, campaign)
    await inbox.note(db, campaign.workspace_id, by, "campaign ended", campaign.id, now)
    return over


async def edit(
    db: AsyncConnection, campaign: Campaign, proposal: Proposal, quiet: Quiet, today: Any, by: str, now: datetime
) -> Campaign:
    """Change a campaign; what is planned keeps its instant, what comes after follows the new cadence.

    Raises:
        BadCampaign, WrongState.
    """
    changed = rules.edited(campaign, proposal, quiet, today)
    await save_campaign(db, changed, now)
    if changed.state is rules.State.RUNNING:
        await _let_in_again(db, changed)
        await _find_slots(db, changed, now)
    await inbox.note(db, campaign.workspace_id, by, "campaign edited", campaign.id, now)
    return changed


async def change(
    db: AsyncConnection,
    workspace_id: str,
    campaign_id: str,
    do: Callable[[AsyncConnection, Campaign, str, datetime], Any],
    by: str,
    now: datetime,
) -> Campaign:
    """Pause, resume or end the campaign of that id.

    Raises:
        NoSuchCampaign, WrongState.
    """
    campaign = await campaign_by_id(db, workspace_id, campaign_id, to_change=True)
    if campaign is None:
        raise NoSuchCampaign(f"there is no campaign {campaign_id}: `campaign list` shows those there are")
    done: Campaign = await do(db, campaign, by, now)
    return done


async def _take_back(db: AsyncConnection, campaign: Campaign, reason: str, now: datetime) -> None:
    taken = await ledger.cancel(db, campaign.workspace_id, reason, campaign_id=campaign.id)
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == Kind.EPISODE]
    await give_back(db, episodes, now)


async def _let_in_again(db: AsyncConnection, campaign: Campaign) -> None:
    """Learners whom the old plan could never reach get another chance; the silent stay paused until they answer."""
    unreachable = (enrolments.c.state == Standing.PAUSED.value) & (enrolments.c.silent < campaign.silent_limit)
    await db.execute(sa.update(enrolments).where(_mine(campaign), unreachable).values(state="active", why=""))


def _mine(campaign: Campaign) -> sa.ColumnElement[bool]:
    return (enrolments.c.workspace_id == campaign.workspace_id) & (enrolments.c.campaign_id == campaign.id)


async def _no_slots(db: AsyncConnection, campaign: Campaign) -> None:
    await db.execute(sa.update(enrolments).where(_mine(campaign)).values(next_at=None))


async def _find_slots(db: AsyncConnection, campaign: Campaign, now: datetime) -> list[tuple[str, str]]:
    """Give every active learner of a campaign their next slot; returns who has none, and why."""
    rows = (await db.execute(with_people().where(_mine(campaign), enrolments.c.state == "active"))).all()
    found: list[dict[str, object]] = []
    without: list[tuple[str, str]] = []
    for row in rows:
        try:
            at: datetime | None = next_slot(enrolment_from(row), availability_from(row), campaign, now)
        except (NoMoment, UnknownCountry) as fault:
            at, why = None, str(fault)
            without.append((row.learner_id, why))
        found.append({"_learner": row.learner_id, "_next_at": at})
    if found:
        statement = (
            sa.update(enrolments)
            .where(_mine(campaign), enrolments.c.learner_id == sa.bindparam("_learner"))
            .values(next_at=sa.bindparam("_next_at", type_=Instant))
        )
        await db.execute(statement, found)
    return without


async def audience(db: AsyncConnection, workspace_id: str, learner_ids: Sequence[str] | None = None) -> list[Learner]:
    """Who takes part: everybody active who has not opted out, or those of the given ids."""
    everybody = await roster.learners_of(db, workspace_id, learner_ids)
    return [learner for learner in everybody if learner.consents]
