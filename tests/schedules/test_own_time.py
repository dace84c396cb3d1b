"""A learner's own time: when lessons come then, and what becomes of those that were planned already."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from schedules.people import roster
from schedules.people.enrolments import enrolments_of
from schedules.people.roster import Learner, learner_by_id, learners
from schedules.plans.planner import plan_due
from schedules.plans.replanning import plan_anew
from schedules.rules.availability import cadence_for
from schedules.rules.calendar import Quiet, is_quiet_clock, minute_at
from schedules.rules.planning import Enrolment, next_slot, plan_enrolment, reask_at
from tests.schedules.team import DAY, MONDAY, Team, make_team
from tests.schedules.worlds import ADA, EVERY_DAY, MORNINGS, NIGHT, berlin, clock, on

EARLY = MONDAY - timedelta(minutes=30)
AT_NOON = replace(ADA, send_time=time(12, 15))


def test_a_lesson_comes_in_the_minute_that_the_learner_chose() -> None:
    assert clock(next_slot(Enrolment(), AT_NOON, MORNINGS, berlin(4))) == "Mon 04 12:15"


def test_weekdays_and_holidays_stay_those_of_the_campaign() -> None:
    assert clock(next_slot(Enrolment(), AT_NOON, MORNINGS, berlin(8, 13))) == "Mon 11 12:15"  # a Friday
    assert clock(next_slot(Enrolment(), AT_NOON, MORNINGS, berlin(13, 13))) == "Fri 15 12:15"  # Ascension Day


def test_a_time_that_became_quiet_later_leaves_the_campaigns_window() -> None:
    late = replace(ADA, send_time=time(21))
    assert cadence_for(late, MORNINGS) == MORNINGS.cadence
    assert cadence_for(replace(late, quiet=Quiet(time(22), time(7))), MORNINGS).window == minute_at(time(21))


@pytest.mark.parametrize(
    "chosen, quiet", [(time(20), True), (time(6, 59), True), (time(7), False), (time(19, 59), False)]
)
def test_quiet_hours_begin_with_their_first_minute_and_end_before_their_last(chosen: time, quiet: bool) -> None:
    assert is_quiet_clock(chosen, NIGHT) is quiet


def test_the_last_minute_of_a_day_is_a_window_too() -> None:
    awake = replace(ADA, send_time=time(23, 59), quiet=Quiet(time(2), time(6)))
    assert clock(next_slot(Enrolment(), awake, MORNINGS, berlin(4))) == "Mon 04 23:59"


def test_a_time_that_daylight_saving_skips_comes_just_after() -> None:
    awake = replace(ADA, send_time=time(2, 30), quiet=Quiet(time(0), time(0)))
    every_day = on(EVERY_DAY, start=date(2026, 3, 1))
    assert clock(next_slot(Enrolment(), awake, every_day, berlin(29, month=3))) == "Sun 29 03:00"


def test_a_lesson_that_came_today_is_followed_tomorrow_however_early_the_new_time() -> None:
    had = Enrolment(2, last_at=berlin(4, 9, 30))
    assert clock(next_slot(had, AT_NOON, MORNINGS, berlin(4, 10))) == "Tue 05 12:15"


def test_the_budget_holds_at_an_own_time_too() -> None:
    full = replace(AT_NOON, weekly_budget=1)
    held = plan_enrolment(Enrolment(2), full, MORNINGS, 5, berlin(5, 11), recent=[berlin(4, 9)])
    assert (held.deliveries, held.why) == ((), "the learner's weekly budget is used up")


def test_what_is_asked_again_comes_at_that_time_but_apart_from_the_lesson() -> None:
    at = reask_at(berlin(4), AT_NOON, MORNINGS, berlin(4), [berlin(4, 12, 15)])
    assert at is not None
    assert timedelta(minutes=30) <= at - berlin(4, 12, 15) < timedelta(minutes=32)


async def test_what_the_platform_tells_never_overwrites_what_was_chosen(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join(zone="Europe/Berlin", locale="de")
    await _choose(team, ada, own_zone="Asia/Tokyo", own_locale="ja")
    async with either_database.write() as db:
        await roster.change_learner(db, team.workspace.id, ada.id, zone="America/Lima", locale="es")
        chosen = await learner_by_id(db, team.workspace.id, ada.id)
        await roster.change_learner(db, team.workspace.id, ada.id, own_zone="", own_locale="")
        told = await learner_by_id(db, team.workspace.id, ada.id)
    assert chosen is not None
    assert told is not None
    assert (chosen.zone, chosen.locale, chosen.platform_zone) == ("Asia/Tokyo", "ja", "America/Lima")
    assert (told.zone, told.locale) == ("America/Lima", "es")


async def test_what_was_chosen_goes_along_when_a_lesson_leaves(either_database: Database) -> None:
    team = await make_team(either_database)
    ada, bo = await team.join(2, zone="Europe/Berlin", locale="de")
    await _choose(team, ada, own_zone="Asia/Tokyo", own_locale="ja")
    for one in (ada, bo):
        await team.owe(one)
    claimed = {one.learner_id: (one.zone, one.locale) for one in await team.claim()}
    assert claimed == {ada.id: ("Asia/Tokyo", "ja"), bo.id: ("Europe/Berlin", "de")}


async def test_a_lesson_that_was_planned_comes_at_the_new_time_with_the_same_episode(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=EARLY)
    await plan_due(either_database, EARLY)
    at = await _move(team, ada, EARLY, send_time="15:20")
    assert at is not None
    assert f"{at:%d %H:%M}" == "02 15:20"
    await plan_due(either_database, at)
    (again,) = await team.all_deliveries()
    assert (again.state, again.position, again.due_at) == (DeliveryState.PLANNED, 1, at)
    assert (await team.place(ada)).position == 2


async def test_a_lesson_that_was_planned_follows_the_learner_to_another_zone(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=EARLY)
    await plan_due(either_database, EARLY)
    at = await _move(team, ada, EARLY, own_zone="America/New_York")
    assert at is not None
    assert at.hour == 14  # nine o'clock there
    await plan_due(either_database, at)
    assert Counter(one.state for one in await team.all_deliveries())[DeliveryState.PLANNED] == 1


async def test_what_is_due_already_leaves_as_it_was_going_to(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=EARLY)
    await plan_due(either_database, EARLY)
    (planned,) = await team.all_deliveries()
    at = await _move(team, ada, planned.due_at, send_time="15:20")
    assert (await team.delivery(planned.id)).state is DeliveryState.PLANNED
    assert at is not None
    assert f"{at:%d %H:%M}" == "03 15:20"


async def test_a_day_that_had_its_lesson_gets_no_second_one_by_a_change_of_time(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=MONDAY, position=2, last_at=MONDAY)
    await team.owe(
        ada, due_at=MONDAY, campaign_id=team.campaign.id, position=1, state=DeliveryState.SENT, sent_at=MONDAY
    )
    night = MONDAY.replace(hour=23)
    await _choose(team, ada, send_time="00:30")
    await plan_due(either_database, night)
    assert [one.position for one in await team.all_deliveries()] == [1, 2]
    at = await _move(team, ada, night, send_time="23:40")
    assert at is not None
    assert f"{at:%d %H:%M}" == "03 23:40"


async def test_a_question_that_was_to_come_again_moves_and_stays_one(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=MONDAY + DAY, position=2, last_at=MONDAY)
    owed = await team.owe(
        ada, DeliveryKind.REASK, MONDAY, campaign_id=team.campaign.id, check_key="leak/e1", slot="leak/e1#1"
    )
    await _move(team, ada, EARLY, send_time="16:00")
    moved = await team.delivery(owed)
    assert (f"{moved.due_at:%d %H:%M}", moved.state, moved.try_at) == ("02 16:00", DeliveryState.PLANNED, moved.due_at)
    assert len(await team.all_deliveries()) == 1


async def test_nothing_is_sent_twice_or_lost_when_times_change_while_lessons_leave(either_database: Database) -> None:
    team = await make_team(either_database)
    people = await team.join(40)
    await team.enrol(people, next_at=EARLY)
    await plan_due(either_database, EARLY)
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    elsewhere = replace(team, database=other)
    ten, claimed = MONDAY + timedelta(hours=1), []

    async def send() -> None:
        for _ in range(10):
            claimed.extend(await elsewhere.claim(5, ten))  # a worker whose clock is ahead of the one that plans

    await asyncio.gather(send(), *[_move(team, one, EARLY, send_time="15:20") for one in people])
    await plan_due(either_database, MONDAY.replace(hour=15))
    for _ in range(3):
        claimed += await team.claim(64, MONDAY.replace(hour=15, minute=25))
    await other.close()
    assert Counter(one.learner_id for one in claimed) == {one.id: 1 for one in people}
    assert {one.position for one in claimed} == {1}
    assert {(await team.place(one)).position for one in people} == {2}


async def test_a_change_waits_for_a_planner_that_is_at_work(either_database: Database) -> None:
    team = await make_team(either_database)
    people = await team.join(30)
    await team.enrol(people, next_at=EARLY)
    moves = [_move(team, one, EARLY, send_time="15:20") for one in people]
    await asyncio.gather(plan_due(either_database, EARLY), *moves)
    await plan_due(either_database, MONDAY.replace(hour=15))
    due = Counter(f"{one.due_at:%H:%M}" for one in await team.all_deliveries() if one.state is DeliveryState.PLANNED)
    assert due == {"15:20": 30}


async def _choose(team: Team, who: Learner, **values: object) -> None:
    mine = (learners.c.workspace_id == team.workspace.id) & (learners.c.id == who.id)
    async with team.database.write() as db:
        await db.execute(sa.update(learners).where(mine).values(**values))


async def _move(team: Team, who: Learner, now: datetime, **values: object) -> datetime | None:
    async with team.database.write() as db:
        await roster.change_learner(db, team.workspace.id, who.id, **values)
        at = await plan_anew(db, team.workspace.id, who.id, now)
        rows = await enrolments_of(db, team.workspace.id, who.id)
    assert [row.next_at for row in rows] == [at]
    return at
