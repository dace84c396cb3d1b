"""A campaign: a team's plan to get one series, and the rules of its life.

draft -> running <-> paused -> ended. Ending is final; a draft may be ended too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise

from schedules.rules.calendar import Cadence as Cadence
from schedules.rules.calendar import Quiet, Window, quiet_fault, spread, weekdays_fault, window_fault

REMINDERS = (timedelta(hours=2), timedelta(days=1))  # after the episode was sent
SILENT_LIMIT = 3
LARGEST_HOLDOUT = 0.5  # more people waiting than learning is no campaign
FURTHEST_START = timedelta(days=365)
LONGEST_NAME = 80


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class BadCampaign(ValueError):
    """A campaign cannot be like this; `faults` is everything that is wrong, each a sentence for the manager."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class WrongState(ValueError):
    """The campaign's state does not allow this; the message says what would."""


class NotStarted(WrongState):
    """The campaign is still a draft."""


class AlreadyRunning(WrongState):
    """The campaign runs."""


class AlreadyPaused(WrongState):
    """The campaign is paused."""


class AlreadyEnded(WrongState):
    """The campaign has ended, for good."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a manager asks for, not yet checked.

    Attributes:
        weekdays: 0 for Monday to 6 for Sunday.
        opens, closes: the window on each learner's own clock.
        reminders: how long after an episode the silent are reminded, rising; empty for never.
        holdout_share: 0 to 0.5, the share of the audience that gets the series later.
        silent_limit: unanswered episodes in a row after which the campaign pauses for a learner.
        again: whoever finished the series before gets it once more, from the first episode.
    """

    name: str
    series_slug: str
    weekdays: frozenset[int]
    opens: time
    closes: time
    start: date
    reminders: tuple[timedelta, ...] = REMINDERS
    spacing: bool = True
    holdout_share: float = 0.0
    skip_holidays: bool = True
    silent_limit: int = SILENT_LIMIT
    again: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A team's plan to get one series.

    Attributes:
        spacing: whether missed and fading checks are asked again.
        seed: decides, with the learner's id, who is held out; it never changes.
        The rest as in Proposal.
    """

    id: str
    workspace_id: str
    name: str
    series_slug: str
    manager_id: str
    cadence: Cadence
    state: CampaignState = CampaignState.DRAFT
    reminders: tuple[timedelta, ...] = REMINDERS
    spacing: bool = True
    holdout_share: float = 0.0
    seed: str = ""
    skip_holidays: bool = True
    silent_limit: int = SILENT_LIMIT
    again: bool = False


def validate(proposal: Proposal, quiet: Quiet, today: date) -> None:
    """Refuse a proposal that cannot work.

    Args:
        quiet: the workspace's quiet hours.
        today: the manager's local date.

    Raises:
        BadCampaign: with everything that is wrong at once.
    """
    if faults := tuple(_faults(proposal, quiet, today)):
        raise BadCampaign(faults)


def draft(
    proposal: Proposal, *, id: str, workspace_id: str, manager_id: str, seed: str, quiet: Quiet, today: date
) -> Campaign:
    """The campaign that was proposed, not yet running.

    Raises:
        BadCampaign: with everything that is wrong at once.
    """
    validate(proposal, quiet, today)
    blank = Campaign(id, workspace_id, "", "", manager_id, _cadence(proposal), seed=seed)
    return _filled(blank, proposal)


def edited(campaign: Campaign, proposal: Proposal, quiet: Quiet, today: date) -> Campaign:
    """The campaign after an edit.

    Episodes not yet planned follow the new cadence; those already planned keep their instant. The caller then asks
    planning.next_slot for each active enrolment: it never gives a learner two episodes on one local day. A started
    campaign keeps its series, start and hold-out: they are the story people are in, and the experiment.

    Raises:
        BadCampaign: the result cannot work, or would change what a started campaign must keep.
        AlreadyEnded: there is nothing left to change.
    """
    if campaign.state is CampaignState.ENDED:
        raise AlreadyEnded(f"{campaign.name} has ended: start a new campaign instead")
    faults = tuple(_faults(proposal, quiet, min(today, campaign.cadence.start))) + tuple(_kept(campaign, proposal))
    if faults:
        raise BadCampaign(faults)
    return _filled(campaign, proposal)


def proposal_of(campaign: Campaign) -> Proposal:
    """The campaign as a proposal, to fill a form with and to edit."""
    return Proposal(
        campaign.name,
        campaign.series_slug,
        campaign.cadence.weekdays,
        campaign.cadence.window.opens,
        campaign.cadence.window.closes,
        campaign.cadence.start,
        campaign.reminders,
        campaign.spacing,
        campaign.holdout_share,
        campaign.skip_holidays,
        campaign.silent_limit,
        campaign.again,
    )


def started(campaign: Campaign) -> Campaign:
    """The draft, running.

    Raises:
        AlreadyRunning, AlreadyPaused, AlreadyEnded: it is no draft.
    """
    return _moved(campaign, CampaignState.RUNNING, CampaignState.DRAFT)


def paused(campaign: Campaign) -> Campaign:
    """The campaign at rest: nothing is planned, and the ledger takes back what was planned.

    Raises:
        NotStarted, AlreadyPaused, AlreadyEnded: it does not run.
    """
    return _moved(campaign, CampaignState.PAUSED, CampaignState.RUNNING)


def resumed(campaign: Campaign) -> Campaign:
    """The paused campaign, running again. Each learner goes on with the next episode at planning.next_slot.

    Raises:
        NotStarted, AlreadyRunning, AlreadyEnded: it is not paused.
    """
    return _moved(campaign, CampaignState.RUNNING, CampaignState.PAUSED)


def ended(campaign: Campaign) -> Campaign:
    """The campaign, over for good; what people answered stays.

    Raises:
        AlreadyEnded: it was over before.
    """
    return _moved(campaign, CampaignState.ENDED, CampaignState.DRAFT, CampaignState.RUNNING, CampaignState.PAUSED)


def in_holdout(campaign: Campaign, learner_id: str) -> bool:
    """Whether this learner gets the series later. The same for good, whoever else joins or leaves."""
    return spread(f"{campaign.seed}:{learner_id}") < campaign.holdout_share


def _moved(campaign: Campaign, to: CampaignState, *allowed: CampaignState) -> Campaign:
    if campaign.state in allowed:
        return replace(campaign, state=to)
    match campaign.state:
        case CampaignState.DRAFT:
            raise NotStarted(f"{campaign.name} has not started: start it first")
        case CampaignState.RUNNING:
            raise AlreadyRunning(f"{campaign.name} is running already")
        case CampaignState.PAUSED:
            raise AlreadyPaused(f"{campaign.name} is paused: resume it instead")
        case CampaignState.ENDED:
            raise AlreadyEnded(f"{campaign.name} has ended: start a new campaign instead")


def _filled(campaign: Campaign, proposal: Proposal) -> Campaign:
    return replace(
        campaign,
        name=proposal.name.strip(),
        series_slug=proposal.series_slug,
        cadence=_cadence(proposal),
        reminders=proposal.reminders,
        spacing=proposal.spacing,
        holdout_share=proposal.holdout_share,
        again=proposal.again,
        skip_holidays=proposal.skip_holidays,
        silent_limit=proposal.silent_limit,
    )


def _cadence(proposal: Proposal) -> Cadence:
    return Cadence(proposal.weekdays, Window(proposal.opens, proposal.closes), proposal.start)


def _faults(proposal: Proposal, quiet: Quiet, today: date) -> Iterator[str]:
    yield from _wording_faults(proposal)
    yield from _clock_faults(proposal, quiet)
    if proposal.start < today:
        yield f"the start {proposal.start} is past: choose {today} or later"
    if proposal.start > today + FURTHEST_START:
        yield f"the start {proposal.start} is more than a year away: choose an earlier day"
    yield from _reminder_faults(proposal.reminders)
    if not 0 <= proposal.holdout_share <= LARGEST_HOLDOUT:
        yield f"the hold-out is a share from 0 to {LARGEST_HOLDOUT:.0%} of the team, not {proposal.holdout_share:.0%}"
    if proposal.silent_limit < 1:
        yield "a campaign pauses after at least 1 unanswered episode: choose 1 or more"


def _wording_faults(proposal: Proposal) -> Iterator[str]:
    if not proposal.name.strip():
        yield "the campaign has no name: give it one that your team understands"
    if len(proposal.name.strip()) > LONGEST_NAME:
        yield f"the name has {len(proposal.name.strip())} characters: use at most {LONGEST_NAME}"
    if not proposal.series_slug:
        yield "no series is chosen: choose one"


def _clock_faults(proposal: Proposal, quiet: Quiet) -> Iterator[str]:
    if fault := weekdays_fault(proposal.weekdays):
        yield fault
    fault = window_fault(proposal.opens, proposal.closes)
    if fault := fault or quiet_fault(Window(proposal.opens, proposal.closes), quiet):
        yield fault


def _reminder_faults(reminders: tuple[timedelta, ...]) -> Iterator[str]:
    if any(delay <= timedelta(0) for delay in reminders):
        yield "a reminder comes some time after the episode: choose delays longer than nothing"
    if any(later <= earlier for earlier, later in pairwise(reminders)):
        yield "reminders follow each other: sort their delays, each longer than the one before"


def _kept(campaign: Campaign, proposal: Proposal) -> Iterator[str]:
    if campaign.state is CampaignState.DRAFT:
        return
    if proposal.series_slug != campaign.series_slug:
        yield f"a started campaign keeps its series {campaign.series_slug}: end it and start another"
    if proposal.start != campaign.cadence.start:
        yield f"a started campaign keeps its start {campaign.cadence.start}"
    if proposal.holdout_share != campaign.holdout_share:
        yield "a started campaign keeps its hold-out, or the comparison would not be honest"
