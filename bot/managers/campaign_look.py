"""What a manager sees of a campaign before it starts or is changed: the calendar, names, and who is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.managers.campaign_calendar import ZoneRow, calendar_of, ends_at, hours_of
from bot.managers.campaign_requests import CampaignRequest
from bot.managers.dry_run import DryRun, FormFaults, dry_run, faults_of, sample_of, team_for
from bot.reports.standing import is_large, kept_figure
from bot.turn import Turn
from schedules.people.roster import Learner, Workspace, learner_by_id, learners_of, workspace_by_id
from schedules.plans.campaigns import arrived_before, held_out_of
from schedules.plans.editing import Effect, effect_of, places_in
from schedules.plans.two_weeks import PersonOutlook, look_ahead
from schedules.rules import campaigns as rules
from schedules.rules.calendar import Quiet, local_day
from schedules.rules.campaigns import BadCampaign, Campaign, CampaignState, Proposal, WrongState
from schedules.rules.planning import Enrolment

LOOK = "look"
MOST_NAMES = 200  # lines of people on one page; the others are counted


@dataclass(frozen=True, slots=True)
class PersonLook:
    """Somebody who gets it: the first day on their own clock, None where none comes, and what is in the way."""

    name: str
    zone: str
    first: date | None
    hours: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What would happen.

    Attributes:
        run: figures of the whole season; None where a running campaign is looked at.
        left_out: reason -> how many; left_out_names has the first of them.
        effect: what people notice of an edit; None where nothing is edited.
        added: how many people would join.
        more: people who get it beside those who are listed.
        counting: it is a large campaign, whose calendar a worker still counts.
    """

    campaign: Campaign
    rows: Sequence[ZoneRow]
    people: Sequence[PersonLook]
    run: DryRun | None = None
    request: CampaignRequest | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    left_out_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    effect: Effect | None = None
    added: int = 0
    more: int = 0
    counting: bool = False


@dataclass(frozen=True, slots=True)
class CountedLook:
    """The part of a look that is counted ahead."""

    rows: Sequence[ZoneRow]
    people: Sequence[PersonLook]
    more: int


@dataclass(frozen=True, slots=True)
class LookRequest:
    """Where and when it is asking, and on whose clock a day begins."""

    db: AsyncConnection
    workspace: Workspace
    now: datetime
    zone: ZoneInfo


async def look_at_new(turn: Turn, proposal: Proposal, outside_ids: Sequence[str], approval_above: int) -> Look:
    """What a new campaign would do; nothing is written.

    Raises:
        FormFaults: with everything that is wrong at once.
    """
    run, request = await dry_run(turn, proposal, outside_ids, approval_above)
    look = await look_at_request(turn, request, turn.learner)
    return replace(look, run=run, left_out=run.left_out, left_out_names=run.left_out_names)


async def look_at_request(turn: Turn, request: CampaignRequest, asker: Learner) -> Look:
    """What a campaign that is not started would bring to the people it was looked at with.

    Args:
        asker: whose campaign it would be.
    """
    # Drawn by the request's own seed, so that whoever agrees sees the same people kept back.
    sample = sample_of(request, turn.workspace, asker)
    everybody = await learners_of(turn.db, turn.workspace.id, request.people)
    waiting = held_out_of(sample, everybody)
    team = [learner for learner in everybody if learner.id not in waiting]
    # Whoever got half of the series from a campaign that ended goes on where it stopped, as at the start.
    got = await arrived_before(turn.db, sample)
    places = {learner_id: Enrolment(position + 1) for learner_id, position in got.items()}
    ahead = await look_ahead(turn.db, turn.workspace, sample, team, places, turn.now, ends_at(sample.cadence.start))
    rows = calendar_of(ahead, sample, sample.cadence.start)
    people = [person_of(each, sample) for each in ahead]
    return Look(sample, rows, people, request=request)


async def look_at_running(turn: Turn, campaign: Campaign) -> Look:
    """What a campaign brings from now on, as it is; of a large one as it was counted last."""
    if campaign.state is not CampaignState.RUNNING:
        return Look(campaign, (), ())
    if body := await kept_figure(turn.db, campaign.workspace_id, campaign.id, LOOK):
        counted = msgspec.json.decode(body, type=CountedLook)
        return Look(campaign, counted.rows, counted.people, more=counted.more)
    if await is_large(turn.db, campaign):
        return Look(campaign, (), (), counting=True)
    return await _running(turn, campaign)


async def counted_look(db: AsyncConnection, campaign: Campaign, now: datetime) -> CountedLook:
    """What a running campaign brings, for count_ahead: with thousands of people it takes seconds."""
    workspace = await workspace_by_id(db, campaign.workspace_id)
    manager = await learner_by_id(db, campaign.workspace_id, campaign.manager_id)
    if workspace is None or campaign.state is not CampaignState.RUNNING:
        return CountedLook((), (), 0)
    asking = LookRequest(db, workspace, now, ZoneInfo(manager.zone if manager else "UTC"))
    look = await _ahead(asking, campaign, await places_in(db, campaign), [])
    return CountedLook(look.rows, look.people[:MOST_NAMES], max(0, len(look.people) - MOST_NAMES))


async def _running(turn: Turn, campaign: Campaign) -> Look:
    return await _ahead(_asking(turn), campaign, await places_in(turn.db, campaign), [])


def _asking(turn: Turn) -> LookRequest:
    return LookRequest(turn.db, turn.workspace, turn.now, ZoneInfo(turn.learner.zone))


async def look_at_edit(turn: Turn, campaign: Campaign, proposal: Proposal, outside_ids: Sequence[str]) -> Look:
    """What a change would do to the people of a campaign, and to those who would join; nothing is written.

    Raises:
        FormFaults: with everything that is wrong at once.
    """
    changed = edited(turn, campaign, proposal)
    again = campaign.again
    team, left_out = await team_for(turn, outside_ids, campaign.series_slug, again=again) if outside_ids else ([], {})
    effect = await effect_of(turn.db, campaign, changed, turn.now)
    fresh = [learner for learner in team if not rules.in_holdout(changed, learner.id)]
    look = await _ahead(_asking(turn), changed, await places_in(turn.db, campaign, anew=changed != campaign), fresh)
    counts = {reason: len(names) for reason, names in left_out.items()}
    names = {reason: [name for name in names if name][:5] for reason, names in left_out.items()}
    return replace(look, effect=effect, added=len(team), left_out=counts, left_out_names=names)


def edited(turn: Turn, campaign: Campaign, proposal: Proposal) -> Campaign:
    """The campaign as it would be.

    Raises:
        FormFaults: it cannot be like that.
    """
    today = local_day(turn.now, ZoneInfo(turn.learner.zone))
    quiet = Quiet(turn.workspace.quiet_starts, turn.workspace.quiet_ends)
    try:
        return rules.edited(campaign, proposal, quiet, today)
    except BadCampaign as refused:
        start = max(today, proposal.start)
        at_fields = faults_of(replace(proposal, start=start), turn.workspace, today)
        raise FormFaults(at_fields or {"name": ". ".join(refused.faults)}) from refused
    except WrongState as refused:
        raise FormFaults({"name": str(refused)}) from refused


async def _ahead(
    asking: LookRequest, campaign: Campaign, places: Mapping[str, Enrolment], joining: Sequence[Learner]
) -> Look:
    today = max(local_day(asking.now, asking.zone), campaign.cadence.start)
    team = [*await learners_of(asking.db, asking.workspace.id, list(places)), *joining]
    got = await arrived_before(asking.db, campaign) if joining else {}
    joined = {learner.id: Enrolment(got.get(learner.id, 0) + 1) for learner in joining}
    about = (asking.db, asking.workspace, campaign, team, {**joined, **places}, asking.now, ends_at(today))
    ahead = await look_ahead(*about)
    return Look(campaign, calendar_of(ahead, campaign, today), [person_of(each, campaign) for each in ahead])


def person_of(ahead: PersonOutlook, campaign: Campaign) -> PersonLook:
    first = ahead.lessons[0] if ahead.lessons else None
    day = local_day(first.at, ahead.who.zone) if first else None
    number = first.position if first else 0
    return PersonLook(ahead.learner.name, ahead.learner.zone, day, hours_of(ahead, campaign), number, ahead.why)


def same_as_looked_at(look: Look, request: CampaignRequest) -> bool:
    """Whether the form still says what the dry run of the request showed."""
    fresh = look.request
    return fresh is not None and fresh.proposal == request.proposal and set(fresh.people) == set(request.people)
