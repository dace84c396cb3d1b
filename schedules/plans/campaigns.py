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
from schedules.ledger import audit, ledger
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.enrolments import (
    HOLDOUT,
    availability_from,
    campaign_by_id,
    campaigns,
    enrol,
    enrolment_from,
    enrolments,
    save_campaign,
    with_people,
)
from schedules.people.places import give_back
from schedules.people.roster import Learner, Workspace
from schedules.rules import campaigns as rules
from schedules.rules.calendar import NoMoment, Quiet, local_day
from schedules.rules.campaigns import Campaign, CampaignState, Proposal
from schedules.rules.chance.holdout import kept_back
from schedules.rules.holidays import UnknownCountry
from schedules.rules.kinds import DeliveryKind, DeliveryState
from schedules.rules.planning import EnrolmentStatus, next_slot


class NoSuchCampaign(LookupError):
    """There is no campaign of that id in this workspace."""


@dataclass(frozen=True, slots=True)
class Start:
    """What starting a campaign did.

    Attributes:
        unreachable: learners that can never be written to, with the reason.
        taking: people of the audience who were left out, since they take or finished this series already.
    """

    campaign: Campaign
    enrolled: int
    held_out: int
    unreachable: tuple[tuple[str, str], ...]
    taking: int = 0


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
    await audit.note(db, workspace.id, manager.id, "campaign drafted", campaign.id, now, name=campaign.name)
    return campaign


async def start(db: AsyncConnection, campaign: Campaign, audience: Sequence[Learner], by: str, now: datetime) -> Start:
    """Let a draft run for an audience. Whoever takes the series already does not get it a second time.

    Raises:
        WrongState: it is no draft.
    """
    running = rules.started(campaign)
    await save_campaign(db, running, now)
    taking = await already_taking(db, campaign.workspace_id, campaign.series_slug, again=campaign.again)
    fresh = [learner for learner in audience if learner.id not in taking]
    held_out = held_out_of(running, fresh)
    got = await arrived_before(db, running)
    await enrol(
        db, [enrolment_row(running, learner, learner.id in held_out, got.get(learner.id, 0), now) for learner in fresh]
    )
    unreachable = await find_slots(db, running, now)
    await audit.note(db, campaign.workspace_id, by, "campaign started", campaign.id, now, people=len(fresh))
    left_out = len(audience) - len(fresh)
    return Start(running, len(fresh) - len(held_out), len(held_out), tuple(unreachable), left_out)


def held_out_of(campaign: Campaign, people: Sequence[Learner]) -> frozenset[str]:
    """Who of the people with whom a campaign begins gets the series later; a team is whoever has the same manager."""
    return kept_back(campaign.seed, campaign.holdout_share, {each.id: each.manager_id for each in people})


async def already_taking(db: AsyncConnection, workspace_id: str, series_slug: str, *, again: bool = False) -> set[str]:
    """The ids of those who finished a series, or are to get it from a campaign that is not over.

    Args:
        again: those who finished it are to get it once more, but for whoever a campaign still brings it to.
    """
    same = (campaigns.c.workspace_id == enrolments.c.workspace_id) & (campaigns.c.id == enrolments.c.campaign_id)
    # Who stopped in the middle of an ended campaign may take the series again, from the episode after the last one.
    going_on = campaigns.c.state.in_([CampaignState.RUNNING.value, CampaignState.PAUSED.value])
    finished = enrolments.c.state == EnrolmentStatus.FINISHED.value
    query = (
        sa.select(enrolments.c.learner_id)
        .join(campaigns, same)
        .where(enrolments.c.workspace_id == workspace_id, campaigns.c.series_slug == series_slug)
        .where(going_on & ~finished if again else going_on | finished)
    )
    return set((await db.execute(query)).scalars())


async def arrived_before(db: AsyncConnection, campaign: Campaign) -> dict[str, int]:
    """The newest episode of the series that each learner got from campaigns that have ended since.

    None of them where the series is to begin anew for everybody.
    """
    if campaign.again:
        return {}
    same = (campaigns.c.workspace_id == deliveries.c.workspace_id) & (campaigns.c.id == deliveries.c.campaign_id)
    series = (campaigns.c.workspace_id == campaign.workspace_id) & (campaigns.c.series_slug == campaign.series_slug)
    arrived = (deliveries.c.kind == DeliveryKind.EPISODE) & (deliveries.c.state == DeliveryState.SENT)
    newest = sa.select(deliveries.c.learner_id, sa.func.max(deliveries.c.position)).join(campaigns, same)
    rows = await db.execute(newest.where(series, arrived).group_by(deliveries.c.learner_id))
    return dict(rows.all())


def enrolment_row(campaign: Campaign, learner: Learner, held_out: bool, got: int, now: datetime) -> dict[str, object]:
    return {
        "position": got + 1,
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "learner_id": learner.id,
        "state": HOLDOUT if held_out else EnrolmentStatus.ACTIVE.value,
        "held_out": held_out,
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
    await audit.note(db, campaign.workspace_id, by, "campaign paused", campaign.id, now)
    return resting


async def resume(db: AsyncConnection, campaign: Campaign, by: str, now: datetime) -> Campaign:
    """Let a paused campaign go on.

    Raises:
        WrongState: it is not paused.
    """
    running = rules.resumed(campaign)
    await save_campaign(db, running, now)
    await find_slots(db, running, now)
    await audit.note(db, campaign.workspace_id, by, "campaign resumed", campaign.id, now)
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
    await audit.note(db, campaign.workspace_id, by, "campaign ended", campaign.id, now)
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
    if changed.state is CampaignState.RUNNING:
        await _let_in_again(db, changed)
        await find_slots(db, changed, now)
    await audit.note(db, campaign.workspace_id, by, "campaign edited", campaign.id, now)
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
    # Locked: of two managers who press at once the second sees the new state and is told so.
    campaign = await campaign_by_id(db, workspace_id, campaign_id, to_change=True)
    if campaign is None:
        raise NoSuchCampaign(f"there is no campaign {campaign_id}: `campaign list` shows those there are")
    done: Campaign = await do(db, campaign, by, now)
    return done


async def _take_back(db: AsyncConnection, campaign: Campaign, reason: str, now: datetime) -> None:
    taken = await ledger.cancel(db, campaign.workspace_id, reason, campaign_id=campaign.id)
    names = ("workspace_id", "campaign_id", "learner_id", "position")
    episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == DeliveryKind.EPISODE]
    await give_back(db, episodes, now)


async def _let_in_again(db: AsyncConnection, campaign: Campaign) -> None:
    """Learners whom the old plan could never reach get another chance; the silent stay paused until they answer."""
    unreachable = (enrolments.c.state == EnrolmentStatus.PAUSED.value) & (enrolments.c.silent < campaign.silent_limit)
    await db.execute(sa.update(enrolments).where(_mine(campaign), unreachable).values(state="active", why=""))


def _mine(campaign: Campaign) -> sa.ColumnElement[bool]:
    return (enrolments.c.workspace_id == campaign.workspace_id) & (enrolments.c.campaign_id == campaign.id)


async def _no_slots(db: AsyncConnection, campaign: Campaign) -> None:
    await db.execute(sa.update(enrolments).where(_mine(campaign)).values(next_at=None))


async def find_slots(db: AsyncConnection, campaign: Campaign, now: datetime) -> list[tuple[str, str]]:
    """Give every active learner of a campaign their next slot; returns who has none, and why."""
    rows = (await db.execute(with_people().where(_mine(campaign), enrolments.c.state == "active"))).all()
    slots: list[dict[str, object]] = []
    without: list[tuple[str, str]] = []
    for row in rows:
        try:
            at: datetime | None = next_slot(enrolment_from(row), availability_from(row), campaign, now)
        except (NoMoment, UnknownCountry) as fault:
            at, why = None, str(fault)
            without.append((row.learner_id, why))
        slots.append({"_learner": row.learner_id, "_next_at": at})
    if slots:
        statement = (
            sa.update(enrolments)
            .where(_mine(campaign), enrolments.c.learner_id == sa.bindparam("_learner"))
            .values(next_at=sa.bindparam("_next_at", type_=Instant))
        )
        await db.execute(statement, slots)
    return without


async def audience(db: AsyncConnection, workspace_id: str, learner_ids: Sequence[str] | None = None) -> list[Learner]:
    """Who takes part: everybody active who has not opted out, or those of the given ids."""
    everybody = await roster.learners_of(db, workspace_id, learner_ids)
    return [learner for learner in everybody if learner.consents]
