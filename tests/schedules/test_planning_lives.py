"""Whole lives of a campaign: weeks of ticks with outages, snoozes, moves and edits, and what must hold all along.

The ledger is played by a list: it sends what is due when the learner is welcome, lets expire what is too late, and
gives what expired back to the story.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.rules.availability import APART, Availability, welcome_from
from schedules.rules.calendar import Cadence, Quiet, Window, is_allowed, local_day
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.planning import HORIZON, Enrolment, EnrolmentStatus, Planned, missed, next_slot, plan_enrolment

START = datetime(2026, 3, 9, tzinfo=UTC)  # daylight saving begins in America the day before, in Europe on the 29th
FIRST_DAY = date(2026, 3, 10)
DAYS = 35
EPISODES = 12
TICK = timedelta(minutes=20)


@dataclass
class Life:
    """A learner, their campaigns and what was sent to them."""

    who: Availability
    campaigns: list[Campaign]
    now: datetime = START
    places: dict[str, Enrolment] = field(default_factory=dict)
    owed: list[tuple[str, Planned]] = field(default_factory=list)
    sent: list[tuple[str, Planned, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for one in self.campaigns:
            self.places[one.id] = Enrolment(next_at=next_slot(Enrolment(), self.who, one, self.now))

    def live_until(self, until: datetime, down: tuple[datetime, datetime] = (START, START)) -> None:
        while self.now < until:
            if not down[0] <= self.now < down[1]:
                self._plan()
                self._send()
            self.now += TICK

    def lessons(self) -> list[datetime]:
        return [at for _, _, at in self.sent] + [planned.due_at for _, planned in self.owed]

    def _plan(self) -> None:
        for campaign in self.campaigns:
            unsettled = any(owner == campaign.id for owner, _ in self.owed)
            place = self.places[campaign.id]
            if place.next_at is None or place.next_at > self.now + HORIZON:
                continue
            decided = plan_enrolment(
                place, self.who, campaign, EPISODES, self.now, recent=self.lessons(), unsettled=unsettled
            )
            self.places[campaign.id] = decided.enrolment
            self.owed += [(campaign.id, planned) for planned in decided.deliveries]

    def _send(self) -> None:
        for owner, planned in list(self.owed):
            campaign = next(one for one in self.campaigns if one.id == owner)
            if planned.expires_at <= self.now:
                self.owed.remove((owner, planned))
                self.places[owner] = missed(self.places[owner], planned.position, self.who, campaign, self.now)
            elif planned.due_at <= self.now and welcome_from(self.now, self.who, campaign) == self.now:
                self.owed.remove((owner, planned))
                self.sent.append((owner, planned, self.now))

    def positions(self, owner: str = "c1") -> list[int]:
        return [planned.position for whose, planned, _ in self.sent if whose == owner]


def campaign(weekdays: frozenset[int], opens: int, id: str = "c1") -> Campaign:
    cadence = Cadence(weekdays, Window(time(opens), time(opens + 2)), FIRST_DAY)
    return Campaign(id, "w1", "Any", "any", "m1", cadence, CampaignState.RUNNING)


zones = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Nuuk"]
).map(ZoneInfo)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
hours = st.integers(7, 15)
times = st.integers(0, DAYS * 24).map(lambda hour: START + timedelta(hours=hour))
learners = st.builds(
    Availability,
    st.just("ada"),
    zones,
    st.sampled_from(["", "DE", "US", "NP"]),
    st.sampled_from([Quiet(time(20), time(7)), Quiet(time(18), time(8)), Quiet(time(0), time(0))]),
)


def hold(life: Life) -> None:
    """What must be true of any life."""
    for one in life.campaigns:
        positions = life.positions(one.id)
        assert positions == list(range(1, len(positions) + 1)), "no hole, nothing twice, in order"
        slots = [planned.slot for whose, planned, _ in life.sent if whose == one.id]
        assert len(set(slots)) == len(slots), "one episode a slot"
    for _, planned, at in life.sent:
        assert planned.due_at <= at < planned.expires_at, "in time"


@settings(deadline=None, max_examples=30)
@given(learners, weekdays, hours)
def test_a_quiet_life_brings_an_episode_on_every_allowed_day_until_the_season_ends(
    who: Availability, days: frozenset[int], opens: int
) -> None:
    life = Life(who, [campaign(days, opens)])
    life.live_until(START + timedelta(days=DAYS))
    hold(life)
    last = local_day(life.now, who.zone)
    calendar = [FIRST_DAY + timedelta(days=n) for n in range(DAYS + 2)]
    allowed = [day for day in calendar if day < last and is_allowed(day, life.campaigns[0].cadence, who.country)]
    expected = allowed[:EPISODES]
    got = [local_day(planned.due_at, who.zone) for _, planned, _ in life.sent]
    assert got[: len(expected)] == expected
    assert len(got) <= len(expected) + 1  # the last day itself may already have had its moment
    assert (life.places["c1"].state is EnrolmentStatus.FINISHED) == (len(got) == EPISODES)


@settings(deadline=None, max_examples=60)
@given(learners, weekdays, hours, times, st.integers(1, 10 * 24))
def test_an_outage_floods_nobody_and_leaves_no_hole(
    who: Availability, days: frozenset[int], opens: int, falls: datetime, hours_down: int
) -> None:
    life = Life(who, [campaign(days, opens)])
    back = falls + timedelta(hours=hours_down)
    life.live_until(START + timedelta(days=DAYS), (falls, back))
    hold(life)
    days_sent = [local_day(at, who.zone) for _, _, at in life.sent]
    assert all(earlier < later for earlier, later in pairwise(days_sent)), "one episode a day"


@settings(deadline=None, max_examples=40)
@given(learners, weekdays, hours, times, times, zones, hours)
def test_a_snooze_a_move_and_an_edit_never_bring_two_episodes_on_one_day(
    who: Availability, days: frozenset[int], opens: int, first: datetime, second: datetime, zone: ZoneInfo, later: int
) -> None:
    life = Life(who, [campaign(days, opens)])
    life.live_until(min(first, second))
    life.who = replace(who, zone=zone, snoozed_until=life.now + timedelta(days=2))
    life.live_until(max(first, second))
    life.campaigns = [campaign(days, later)]
    place = life.places["c1"]
    if place.state is EnrolmentStatus.ACTIVE:
        next_at = next_slot(place, life.who, life.campaigns[0], life.now)
        life.places["c1"] = replace(place, next_at=next_at)
    life.live_until(START + timedelta(days=DAYS))
    hold(life)
    after = [planned.due_at for _, planned, at in life.sent if at >= min(first, second) + timedelta(days=2)]
    assert all(local_day(a, zone) < local_day(b, zone) for a, b in pairwise(after))


@settings(deadline=None, max_examples=30)
@given(learners, weekdays, weekdays, hours, st.integers(0, 9))
def test_two_campaigns_keep_apart_and_within_the_budget(
    who: Availability, days: frozenset[int], others: frozenset[int], opens: int, budget: int
) -> None:
    life = Life(replace(who, weekly_budget=budget), [campaign(days, opens), campaign(others, opens, "c2")])
    life.live_until(START + timedelta(days=DAYS))
    hold(life)
    dues = sorted(planned.due_at for _, planned, _ in life.sent)
    assert all(b - a >= APART for a, b in pairwise(dues))
    seen = [local_day(due, who.zone) for due in dues]
    assert not budget or all(sum(0 <= (day - first).days < 7 for day in seen) <= budget for first in seen)
    assert dues
