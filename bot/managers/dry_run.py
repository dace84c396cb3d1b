"""What a campaign would do, and what is wrong with it: nothing is written and nothing is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.managers.campaign_requests import CampaignRequest, new_request
from bot.managers.roles import recipients, team_of
from bot.messages import common_texts, manager_texts
from bot.messages.lower import plan_texts
from bot.turn import Turn
from lessons import catalog
from lessons.episodes import MAIN, Episode
from lessons.series import Series
from schedules.people import roster
from schedules.people.finding import managers_of
from schedules.people.roster import Learner, Workspace
from schedules.plans.campaigns import already_taking, held_out_of
from schedules.plans.two_weeks import availability_of
from schedules.rules import campaigns as rules
from schedules.rules.availability import Availability, cadence_for
from schedules.rules.calendar import NoMoment, Quiet, local_day
from schedules.rules.campaigns import BadCampaign, Campaign, Proposal
from schedules.rules.holidays import UnknownCountry
from schedules.rules.planning import Enrolment, EnrolmentStatus, next_slot

NAMED = 5  # names that a line has room for
NOT_YOURS = "not in your team"
TAKES_IT = "already takes it"
_FIELDS = {
    "name": ("name",),
    "series": ("series_slug",),
    "weekdays": ("weekdays",),
    "window": ("opens", "closes"),
    "start": ("start",),
    "reminders": ("reminders",),
    "holdout": ("holdout_share",),
}
"""Field of the form -> what of a proposal it fills."""


class FormFaults(ValueError):
    """A form that cannot become a campaign.

    Attributes:
        faults: field -> a sentence that says what is wrong and what to do.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a campaign would do.

    Attributes:
        people: who would be written to, without the hold-out.
        left_out: reason, in the manager's language -> how many.
        minutes: of clips, over all people and episodes.
        first: when first episodes come, on local clocks: ("Monday 2 March, 09:00–10:00", zone, how many).
        unreachable: people who would never get a first episode.
        approvers: how many others could agree; None when nobody has to.
        without_place: how many of the people have no conversation with the bot yet.
        left_out_names: reason -> the first names of those who are known here.
        approver_names: the first of those who could agree.
    """

    request_id: str
    series: str
    people: int
    held_out: int
    left_out: Mapping[str, int]
    minutes: float
    first: tuple[tuple[str, str, int], ...]
    unreachable: int
    approvers: int | None
    without_place: int = 0
    left_out_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    approver_names: tuple[str, ...] = ()


def may_manage(learner: Learner | None) -> bool:
    return learner is not None and learner.active and learner.manages


async def dry_run(
    turn: Turn, proposal: Proposal, outside_ids: Sequence[str], approval_above: int
) -> tuple[DryRun, CampaignRequest]:
    """What the campaign would do, and the request that starts it once approval.request_approval() keeps it.

    Args:
        outside_ids: the people who are meant, by the platform's ids.

    Raises:
        FormFaults: with everything that is wrong at once.
    """
    db, workspace, manager = turn.db, turn.workspace, turn.learner
    series = await catalog.current_series(db, workspace.id, proposal.series_slug)
    named = replace(proposal, name=proposal.name or (series.title if series else proposal.series_slug))
    faults = faults_of(named, workspace, local_day(turn.now, ZoneInfo(manager.zone)))
    if series is None:
        faults["series"] = manager_texts.series_gone()
    team, left_out = await team_for(turn, outside_ids, proposal.series_slug, again=proposal.again)
    if not team:
        counts = {plan_texts.left_out(reason): len(names) for reason, names in left_out.items()}
        faults["audience"] = manager_texts.nobody_left(counts)
    approvers = await other_managers(db, manager) if len(team) > approval_above else None
    if approvers == []:
        faults["audience"] = manager_texts.no_second_manager(approval_above)
    if faults or series is None:
        raise FormFaults(faults)
    request = new_request(manager, named, [learner.id for learner in team], turn.now)
    return await _outlook(turn, series, request, team, left_out, approvers), request


async def _outlook(
    turn: Turn,
    series: Series,
    request: CampaignRequest,
    team: Sequence[Learner],
    left_out: Mapping[str, Sequence[str]],
    approvers: Sequence[Learner] | None,
) -> DryRun:
    """Figures of what the request would do; the people whom the comparison keeps back get nothing and count as that."""
    sample = sample_of(request, turn.workspace, turn.learner)
    waiting = held_out_of(sample, team)
    reached = [learner for learner in team if learner.id not in waiting]
    first, unreachable = first_sends(sample, turn.workspace, reached, turn.now)
    seconds = [await clip_seconds(turn, episode) for episode in series.episodes]
    left_out = {plan_texts.left_out(reason): names for reason, names in left_out.items()}
    return DryRun(
        request_id=request.id,
        series=series.title,
        people=len(reached),
        held_out=len(team) - len(reached),
        left_out={reason: len(names) for reason, names in left_out.items()},
        left_out_names={reason: tuple(filter(None, names))[:NAMED] for reason, names in left_out.items()},
        approver_names=tuple(manager.name for manager in approvers or ())[:NAMED],
        minutes=len(reached) * sum(seconds) / 60,
        first=tuple(first),
        unreachable=unreachable,
        approvers=None if approvers is None else len(approvers),
        without_place=sum(not learner.place for learner in reached),
    )


def faults_of(proposal: Proposal, workspace: Workspace, today: date) -> dict[str, str]:
    """Field -> what is wrong: a field is at fault when a plan that is right in everything else is refused with it."""
    quiet = Quiet(workspace.quiet_starts, workspace.quiet_ends)
    right = Proposal("a name", "a-series", frozenset(range(5)), time(9), time(10), today)
    accepted = set(_refusals(right, quiet, today))
    faults = {}
    for name_of_field, names in _FIELDS.items():
        tried = replace(right, **{name: getattr(proposal, name) for name in names})
        if fresh := [fault for fault in _refusals(tried, quiet, today) if fault not in accepted]:
            sentences = [plan_texts.plan_fault(fault) for fault in fresh]
            faults[name_of_field] = ". ".join(f"{sentence[0].upper()}{sentence[1:]}" for sentence in sentences)
    return faults


def _refusals(proposal: Proposal, quiet: Quiet, today: date) -> tuple[str, ...]:
    try:
        rules.validate(proposal, quiet, today)
    except BadCampaign as refused:
        return refused.faults
    return ()


async def team_for(
    turn: Turn, outside_ids: Sequence[str], series_slug: str, *, again: bool = False
) -> tuple[list[Learner], dict[str, list[str]]]:
    """Who would take part, and why the others are left out: reason -> their names.

    Args:
        again: whoever finished the series takes it once more.
    """
    taking, left_out = await recipients(turn.db, turn.workspace.id, outside_ids)
    reach = await team_of(turn.db, turn.learner)
    if reach is not None:
        left_out[NOT_YOURS] = await _names(turn, [learner_id for learner_id in taking if learner_id not in reach])
        taking = [learner_id for learner_id in taking if learner_id in reach]
    have_it = await already_taking(turn.db, turn.workspace.id, series_slug, again=again)
    left_out[TAKES_IT] = await _names(turn, [learner_id for learner_id in taking if learner_id in have_it])
    taking = [learner_id for learner_id in taking if learner_id not in have_it]
    team = await roster.learners_of(turn.db, turn.workspace.id, taking)
    return team, {reason: names for reason, names in left_out.items() if names}


async def _names(turn: Turn, learner_ids: Sequence[str]) -> list[str]:
    return [learner.name for learner in await roster.learners_of(turn.db, turn.workspace.id, learner_ids)]


async def other_managers(db: AsyncConnection, manager: Learner) -> list[Learner]:
    """The managers who can agree to what this one asks for."""
    managers = await managers_of(db, manager.workspace_id)
    return [other for other in managers if other.active and other.id != manager.id]


def sample_of(request: CampaignRequest, workspace: Workspace, manager: Learner) -> Campaign:
    """The campaign as it would be. The request's id is its seed, so that the dry run keeps back whom the start does."""
    return rules.draft(
        request.proposal,
        id="",
        workspace_id=workspace.id,
        manager_id=manager.id,
        seed=request.id,
        quiet=Quiet(workspace.quiet_starts, workspace.quiet_ends),
        today=request.proposal.start,
    )


def first_sends(
    campaign: Campaign, workspace: Workspace, team: Sequence[Learner], now: datetime
) -> tuple[list[tuple[str, str, int]], int]:
    """When first episodes come, by local day and zone, the most people first; and how many never get one."""
    days: Counter[tuple[str, str]] = Counter()
    never = 0
    for learner in team:
        who = availability_of(learner, workspace)
        try:
            at = next_slot(Enrolment(1, EnrolmentStatus.ACTIVE, 0, None, None), who, campaign, now)
        except (NoMoment, UnknownCountry):
            never += 1
            continue
        days[f"{common_texts.long_date(at.astimezone(who.zone).date())}, {_when(who, campaign)}", learner.zone] += 1
    return [(day, zone, count) for (day, zone), count in days.most_common()], never


def _when(who: Availability, campaign: Campaign) -> str:
    """The hours in which episodes come: a learner's own time, or the window."""
    own = cadence_for(who, campaign) != campaign.cadence
    window = campaign.cadence.window
    return f"{who.send_time:%H:%M}" if own else f"{window.opens:%H:%M}–{window.closes:%H:%M}"


async def clip_seconds(turn: Turn, episode: Episode) -> float:
    clip = await catalog.clip_of(turn.db, turn.workspace.id, episode.id, MAIN, episode.language)
    return (clip.seconds or 0.0) if clip else 0.0


def reminders_from(hours: Sequence[str]) -> tuple[timedelta, ...]:
    """Delays after an episode, rising, from hours as words."""
    return tuple(timedelta(hours=delay) for delay in sorted({float(number) for number in hours}))
