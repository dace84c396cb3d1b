"""A campaign's life, and what a manager may ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from schedules.rules.calendar import Cadence, Quiet, Window
from schedules.rules.campaigns import (
    AlreadyEnded,
    AlreadyPaused,
    AlreadyRunning,
    BadCampaign,
    Campaign,
    CampaignState,
    NotStarted,
    Proposal,
    WrongState,
    draft,
    edited,
    ended,
    in_holdout,
    paused,
    proposal_of,
    resumed,
    started,
    validate,
)

TODAY = date(2026, 5, 4)
NIGHT = Quiet(time(20), time(7))
GOOD = Proposal("The data leak", "the-data-leak", frozenset(range(5)), time(9), time(10), TODAY)


def drafted(proposal: Proposal = GOOD, seed: str = "a seed") -> Campaign:
    return draft(proposal, id="c1", workspace_id="w1", manager_id="m1", seed=seed, quiet=NIGHT, today=TODAY)


def faults(proposal: Proposal) -> tuple[str, ...]:
    """What a manager hears about a proposal; empty where it is taken."""
    try:
        validate(proposal, NIGHT, TODAY)
    except BadCampaign as refusal:
        return refusal.faults
    return ()


def test_a_draft_is_what_was_proposed() -> None:
    campaign = drafted(replace(GOOD, name="  The data leak "))
    assert campaign.name == "The data leak"
    assert campaign.cadence == Cadence(frozenset(range(5)), Window(time(9), time(10)), TODAY)
    assert (campaign.state, campaign.reminders) == (CampaignState.DRAFT, (timedelta(hours=2), timedelta(days=1)))
    assert proposal_of(campaign) == GOOD


@pytest.mark.parametrize(
    "change, words",
    [
        ({"name": " \n"}, "no name"),
        ({"name": "x" * 81}, "81 characters: use at most 80"),
        ({"series_slug": ""}, "no series is chosen"),
        ({"weekdays": frozenset()}, "no weekday is chosen"),
        ({"weekdays": frozenset({1, 9})}, r"[9] are no weekdays: write 0 for Monday to 6 for Sunday"),
        ({"opens": time(10), "closes": time(10)}, "the window 10:00 to 10:00 is empty"),
        ({"opens": time(21), "closes": time(22)}, "inside the quiet hours 20:00 to 07:00: choose another window"),
        ({"start": TODAY - timedelta(days=1)}, "the start 2026-05-03 is past: choose 2026-05-04 or later"),
        ({"start": TODAY + timedelta(days=366)}, "more than a year away"),
        ({"reminders": (timedelta(0),)}, "longer than nothing"),
        ({"reminders": (timedelta(days=1), timedelta(hours=2))}, "sort their delays"),
        ({"holdout_share": 0.6}, "a share from 0 to 50% of the team, not 60%"),
        ({"holdout_share": -0.1}, "a share from 0 to 50%"),
        ({"holdout_share": float("nan")}, "a share from 0 to 50%"),
        ({"silent_limit": 0}, "at least 1 unanswered episode"),
    ],
)
def test_what_cannot_work_is_refused_in_a_managers_words(change: dict[str, object], words: str) -> None:
    (only,) = faults(replace(GOOD, **change))  # type: ignore[arg-type]
    assert words in only


def test_everything_that_is_wrong_is_said_at_once() -> None:
    bad = Proposal("", "", frozenset(), time(10), time(9), date(2020, 1, 1), (timedelta(0),), True, 2.0, True, 0)
    assert len(faults(bad)) == 8


@pytest.mark.parametrize(
    "change",
    [
        {"start": TODAY + timedelta(days=365)},
        {"holdout_share": 0.5},
        {"reminders": ()},
        {"name": "x" * 80},
        {"opens": time(6), "closes": time(7, 1)},
        {"weekdays": frozenset({6})},
    ],
)
def test_what_is_just_within_the_limits_is_taken(change: dict[str, object]) -> None:
    assert faults(replace(GOOD, **change)) == ()  # type: ignore[arg-type]


def test_a_campaign_starts_rests_goes_on_and_ends() -> None:
    running = started(drafted())
    assert running.state is CampaignState.RUNNING
    resting = paused(running)
    assert resting.state is CampaignState.PAUSED
    assert resumed(resting) == running
    assert ended(running).state is ended(resting).state is ended(drafted()).state is CampaignState.ENDED


@pytest.mark.parametrize(
    "act, state, error",
    [
        (started, CampaignState.RUNNING, AlreadyRunning),
        (started, CampaignState.PAUSED, AlreadyPaused),
        (started, CampaignState.ENDED, AlreadyEnded),
        (paused, CampaignState.DRAFT, NotStarted),
        (paused, CampaignState.PAUSED, AlreadyPaused),
        (paused, CampaignState.ENDED, AlreadyEnded),
        (resumed, CampaignState.DRAFT, NotStarted),
        (resumed, CampaignState.RUNNING, AlreadyRunning),
        (resumed, CampaignState.ENDED, AlreadyEnded),
        (ended, CampaignState.ENDED, AlreadyEnded),
    ],
)
def test_what_the_state_does_not_allow_is_refused_by_name(
    act: Callable[[Campaign], Campaign], state: CampaignState, error: type[WrongState]
) -> None:
    with pytest.raises(error, match="The data leak"):
        act(replace(drafted(), state=state))


def test_an_edit_changes_what_is_to_come() -> None:
    running = started(drafted())
    later = edited(running, replace(GOOD, opens=time(14), closes=time(15), name="Afternoons"), NIGHT, TODAY)
    assert later.cadence.window == Window(time(14), time(15))
    assert (later.name, later.state, later.seed, later.id) == (
        "Afternoons",
        CampaignState.RUNNING,
        running.seed,
        running.id,
    )


def test_a_campaign_that_started_last_week_can_still_be_edited() -> None:
    later = edited(started(drafted()), replace(GOOD, name="Renamed"), NIGHT, TODAY + timedelta(days=7))
    assert later.name == "Renamed"


def test_a_started_campaign_keeps_its_series_its_start_and_its_hold_out() -> None:
    other = replace(GOOD, series_slug="other", start=TODAY + timedelta(days=3), holdout_share=0.2)
    with pytest.raises(BadCampaign) as refusal:
        edited(started(drafted()), other, NIGHT, TODAY)
    assert len(refusal.value.faults) == 3
    assert edited(drafted(), other, NIGHT, TODAY).series_slug == "other"


def test_an_edit_that_cannot_work_is_refused_and_an_ended_campaign_is_not_edited() -> None:
    with pytest.raises(BadCampaign, match="is empty"):
        edited(started(drafted()), replace(GOOD, closes=time(8)), NIGHT, TODAY)
    with pytest.raises(AlreadyEnded):
        edited(ended(drafted()), GOOD, NIGHT, TODAY)


def test_the_hold_out_is_the_share_that_was_asked_for() -> None:
    campaign = drafted(replace(GOOD, holdout_share=0.2))
    held = sum(in_holdout(campaign, f"learner {n}") for n in range(10_000))
    assert 1840 <= held <= 2160  # four standard deviations of a fifth of ten thousand


def test_without_a_share_nobody_is_held_out() -> None:
    assert not any(in_holdout(drafted(), f"learner {n}") for n in range(1000))


def test_the_hold_out_stays_when_the_campaign_changes_and_differs_between_campaigns() -> None:
    campaign = drafted(replace(GOOD, holdout_share=0.5))
    people = [f"learner {n}" for n in range(200)]
    held = {who for who in people if in_holdout(campaign, who)}
    renamed = edited(started(campaign), replace(proposal_of(campaign), name="Renamed"), NIGHT, TODAY)
    assert {who for who in people if in_holdout(renamed, who)} == held
    assert {who for who in people if in_holdout(replace(campaign, seed="another"), who)} != held


def test_whoever_is_held_out_stays_so_when_the_share_grows() -> None:
    small, large = (replace(drafted(), holdout_share=share) for share in (0.1, 0.4))
    people = [f"learner {n}" for n in range(500)]
    assert {who for who in people if in_holdout(small, who)} < {who for who in people if in_holdout(large, who)}
