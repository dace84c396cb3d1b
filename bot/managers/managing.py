"""A manager starts a campaign: what is wrong with the form, the dry run, a second manager's yes, the start.

Nothing is sent before somebody saw how many people it reaches; above a limit a second person must agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.managers import wishes
from bot.managers.standing import team_of, who_takes_part
from bot.managers.wishes import Wish
from bot.people.people import say
from bot.words import managerwords, wording
from lessons import catalog
from lessons.episodes import MAIN
from schedules.ledger import inbox
from schedules.people import roster
from schedules.people.roster import Learner, Workspace, learners
from schedules.plans import desk
from schedules.rules import campaigns as rules
from schedules.rules.availability import Availability, cadence_for
from schedules.rules.calendar import NoMoment, Quiet, local_day
from schedules.rules.campaigns import BadCampaign, Campaign, Proposal
from schedules.rules.planning import Enrolment, Standing, next_slot
from schedules.rules.restdays import UnknownCountry

APPROVAL_ABOVE = 50  # people whom one manager alone may start writing to
NOT_YOURS = "not in your team"
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
        left_out: reason -> how many.
        minutes: of clips, over all people and episodes.
        first: when first episodes come, on local clocks: ("Monday 2 March, 09:00–10:00", zone, how many).
        unreachable: people who would never get a first episode.
        approvers: how many others could agree; None when nobody has to.
        without_place: how many of the people have no conversation with the bot yet.
    """

    wish_id: str
    series: str
    people: int
    held_out: int
    left_out: Mapping[str, int]
    minutes: float
    first: tuple[tuple[str, str, int], ...]
    unreachable: int
    approvers: int | None
    without_place: int = 0


class Decision(StrEnum):
    """What became of a wish."""

    STARTED = "started"
    ASKED = "asked"
    GONE = "gone"


def may_manage(learner: Learner | None) -> bool:
    return learner is not None and learner.active and learner.manages


async def look(
    db: AsyncConnection,
    workspace: Workspace,
    manager: Learner,
    proposal: Proposal,
    outside_ids: Sequence[str],
    now: datetime,
    approval_above: int = APPROVAL_ABOVE,
) -> DryRun:
    """What the campaign would do; nothing is sent.

    Args:
        outside_ids: the people asked for, by the platform's ids.

    Raises:
        FormFaults: with everything that is wrong at once.
    """
    series = await catalog.current_series(db, workspace.id, proposal.series_slug)
    named = replace(proposal, name=proposal.name or (series.title if series else proposal.series_slug))
    faults = faults_of(named, workspace, local_day(now, ZoneInfo(manager.zone)))
    if series is None:
        faults["series"] = "This series is not there any more: choose another one."
    team, left_out = await _team(db, workspace, manager, outside_ids)
    if not team:
        faults["audience"] = _nobody(left_out)
    approvers = await _approvers(db, manager) if len(team) > approval_above else None
    if approvers == []:
        faults["audience"] = (
            f"More than {approval_above} people need a second manager's yes, and there is none: an admin can name one "
            "with “manager @…” in our messages."
        )
    if faults or series is None:
        raise FormFaults(faults)
    wish_id = await wishes.keep(db, manager, named, [one.id for one in team], now)
    sample = _sample(named, workspace, manager, wish_id)
    written_to = [one for one in team if not rules.in_holdout(sample, one.id)]
    held_out = len(team) - len(written_to)
    first, unreachable = first_sends(sample, workspace, team, now)
    seconds = [await _clip_seconds(db, workspace.id, one.id, one.language) for one in series.episodes]
    minutes = len(written_to) * sum(seconds) / 60
    count = None if approvers is None else len(approvers)
    told = (wish_id, series.title, len(written_to), held_out, left_out, minutes, tuple(first), unreachable, count)
    return DryRun(*told, without_place=sum(not one.place for one in written_to))


def faults_of(proposal: Proposal, workspace: Workspace, today: date) -> dict[str, str]:
    """Field -> what is wrong: a field is at fault when a plan that is right in everything else is refused with it."""
    quiet = Quiet(workspace.quiet_starts, workspace.quiet_ends)
    right = Proposal("a name", "a-series", frozenset(range(5)), time(9), time(10), today)
    accepted = set(_refusals(right, quiet, today))
    faults = {}
    for field, names in _FIELDS.items():
        tried = replace(right, **{name: getattr(proposal, name) for name in names})
        if fresh := [fault for fault in _refusals(tried, quiet, today) if fault not in accepted]:
            faults[field] = ". ".join(f"{fault[0].upper()}{fault[1:]}" for fault in fresh)
    return faults


def _refusals(proposal: Proposal, quiet: Quiet, today: date) -> tuple[str, ...]:
    try:
        rules.validate(proposal, quiet, today)
    except BadCampaign as refused:
        return refused.faults
    return ()


def _nobody(left_out: Mapping[str, int]) -> str:
    why = "; ".join(f"{count}: {reason}" for reason, count in left_out.items())
    return f"Nobody is left to write to ({why})." if why else "Choose people, a channel or a user group."


async def _team(
    db: AsyncConnection, workspace: Workspace, manager: Learner, outside_ids: Sequence[str]
) -> tuple[list[Learner], Counter[str]]:
    """Who would take part, and why the others are left out."""
    taking, left_out = await who_takes_part(db, workspace.id, outside_ids)
    reach = await team_of(db, manager)
    if reach is not None:
        left_out[NOT_YOURS] += sum(one not in reach for one in taking)
        taking = [one for one in taking if one in reach]
    return await roster.learners_of(db, workspace.id, taking), +left_out


async def _approvers(db: AsyncConnection, manager: Learner) -> list[Learner]:
    where = (learners.c.workspace_id == manager.workspace_id) & learners.c.manages & (learners.c.id != manager.id)
    ids = (await db.execute(sa.select(learners.c.id).where(where, learners.c.active))).scalars().all()
    return await roster.learners_of(db, manager.workspace_id, ids)


def _sample(proposal: Proposal, workspace: Workspace, manager: Learner, seed: str) -> Campaign:
    """The campaign as it would be. The wish's id is its seed, so that the dry run holds out whom the start does."""
    return rules.draft(
        proposal,
        id="",
        workspace_id=workspace.id,
        manager_id=manager.id,
        seed=seed,
        quiet=Quiet(workspace.quiet_starts, workspace.quiet_ends),
        today=proposal.start,
    )


def first_sends(
    campaign: Campaign, workspace: Workspace, team: Sequence[Learner], now: datetime
) -> tuple[list[tuple[str, str, int]], int]:
    """When first episodes come, by local day and zone, the most people first; and how many never get one."""
    days: Counter[tuple[str, str]] = Counter()
    never = 0
    for one in team:
        who = _available(one, workspace)
        try:
            at = next_slot(Enrolment(1, Standing.ACTIVE, 0, None, None), who, campaign, now)
        except (NoMoment, UnknownCountry):
            never += 1
            continue
        days[f"{wording.long_date(at.astimezone(who.zone).date())}, {_when(who, campaign)}", one.zone] += 1
    return [(day, zone, count) for (day, zone), count in days.most_common()], never


def _when(who: Availability, campaign: Campaign) -> str:
    """The hours in which episodes come: a learner's own time, or the window."""
    own = cadence_for(who, campaign) != campaign.cadence
    window = campaign.cadence.window
    return f"{who.send_time:%H:%M}" if own else f"{window.opens:%H:%M}–{window.closes:%H:%M}"


def _available(one: Learner, workspace: Workspace) -> Availability:
    return Availability(
        one.id,
        ZoneInfo(one.zone),
        one.country or workspace.country,
        Quiet(workspace.quiet_starts, workspace.quiet_ends),
        one.snoozed_until,
        one.consents,
        workspace.weekly_budget,
        roster.clock_time(one.send_time) if one.send_time else None,
    )


async def _clip_seconds(db: AsyncConnection, workspace_id: str, episode_id: str, language: str) -> float:
    clip = await catalog.clip_of(db, workspace_id, episode_id, MAIN, language)
    return (clip.seconds or 0.0) if clip else 0.0


async def decide(
    db: AsyncConnection,
    workspace: Workspace,
    manager: Learner,
    wish_id: str,
    links: Links,
    now: datetime,
    approval_above: int = APPROVAL_ABOVE,
) -> Decision:
    """The manager saw the dry run and wants it: start, or ask the other managers."""
    wish = await wishes.wish_by_id(db, workspace.id, wish_id, now)
    if wish is None or wish.manager_id != manager.id or wish.state is not wishes.State.SHOWN:
        return Decision.GONE
    if len(wish.people) > approval_above:
        if not await wishes.move(db, wish, wishes.State.ASKED):
            return Decision.GONE
        await _ask_others(db, manager, wish, links, now)
        return Decision.ASKED
    return Decision.STARTED if await _start(db, workspace, manager, wish, manager.id, links, now) else Decision.GONE


async def _ask_others(db: AsyncConnection, manager: Learner, wish: Wish, links: Links, now: datetime) -> None:
    for one in await _approvers(db, manager):
        buttons = [
            Button(
                label, links.token(Ticket(Purpose.ACTION, one.workspace_id, wish.id, one.id, deed), now + BUTTON_LIFE)
            )
            for label, deed in (("Let it start", "approve"), ("Not like this", "decline"))
        ]
        plan = wish.proposal
        message = managerwords.approval_wanted(manager.name, plan.name, len(wish.people), plan.start, buttons)
        await say(db, one, message, f"approve:{wish.id}", now)


async def judge(
    db: AsyncConnection, workspace: Workspace, judge: Learner, ticket: Ticket, links: Links, cause: str, now: datetime
) -> None:
    """A second manager's yes or no; the first one counts."""
    wish = await wishes.wish_by_id(db, workspace.id, ticket.subject, now)
    asker = await roster.learner_by_id(db, workspace.id, wish.manager_id) if wish else None
    if wish is None or asker is None or wish.state is not wishes.State.ASKED:
        return await say(db, judge, managerwords.already_judged(), cause, now)
    if not may_manage(judge) or judge.id == asker.id:
        return await say(db, judge, managerwords.not_a_manager(), cause, now)
    if ticket.detail == "decline":
        await wishes.move(db, wish, wishes.State.DECLINED, by=judge.id)
        await inbox.note(db, workspace.id, judge.id, "campaign declined", wish.id, now, name=wish.proposal.name)
        await say(db, asker, managerwords.declined(judge.name, wish.proposal.name), f"judged:{wish.id}", now)
        return await say(db, judge, managerwords.you_declined(wish.proposal.name), cause, now)
    if await _start(db, workspace, asker, wish, judge.id, links, now):
        await say(db, judge, managerwords.you_approved(wish.proposal.name), cause, now)
    else:
        await say(db, judge, managerwords.already_judged(), cause, now)


async def _start(
    db: AsyncConnection, workspace: Workspace, manager: Learner, wish: Wish, by: str, links: Links, now: datetime
) -> bool:
    """Start what was wished for; False when somebody was faster."""
    today = local_day(now, ZoneInfo(manager.zone))
    proposal = replace(wish.proposal, start=max(wish.proposal.start, today))
    drafted = await desk.draft(db, workspace, manager, proposal, now)
    if not await wishes.move(db, wish, wishes.State.STARTED, by=by, campaign_id=drafted.id):
        await desk.end(db, drafted, by, now)
        return False
    team = await desk.audience(db, workspace.id, wish.people)
    done = await desk.start(db, replace(drafted, seed=wish.id), team, by, now)
    url = links.report(workspace.id, drafted.id, manager.id, now)
    told = managerwords.started(drafted.name, done.enrolled, done.held_out, len(done.unreachable), url)
    await say(db, manager, told, f"started:{drafted.id}", now)
    return True


def reminders_from(hours: Sequence[str]) -> tuple[timedelta, ...]:
    """Delays after an episode, rising, from hours as words."""
    return tuple(timedelta(hours=number) for number in sorted({float(one) for one in hours}))
