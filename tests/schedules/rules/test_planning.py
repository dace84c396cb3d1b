"""What is planned for one learner of one campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules.rules.availability import Availability
from schedules.rules.calendar import NoMoment, Quiet
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.planning import (
    Enrolment,
    EnrolmentStatus,
    Plan,
    Planned,
    missed,
    next_slot,
    plan_enrolment,
    reask_at,
    reminders_for,
    resumed,
)
from tests.schedules.worlds import ADA, BERLIN, EVERY_DAY, MONDAYS_AND_THURSDAYS, MORNINGS, berlin, clock, on

EPISODES = 5
SOON = timedelta(minutes=1)


def slot(now: datetime, campaign: Campaign = MORNINGS, who: Availability = ADA) -> datetime:
    return next_slot(Enrolment(), who, campaign, now)


def plan(
    enrolment: Enrolment, now: datetime, campaign: Campaign = MORNINGS, who: Availability = ADA, **more: object
) -> Plan:
    return plan_enrolment(enrolment, who, campaign, EPISODES, now, **more)  # type: ignore[arg-type]


def only(planned: Plan) -> Planned:
    (delivery,) = planned.deliveries
    return delivery


def test_a_slot_that_is_near_gets_the_next_episode() -> None:
    monday = slot(berlin(4))
    planned = plan(Enrolment(position=2, next_at=monday), monday - timedelta(hours=1))
    episode = only(planned)
    assert (episode.kind, episode.position, episode.slot) == ("episode", 2, "2026-05-04")
    assert episode.due_at == monday
    assert planned.enrolment == Enrolment(position=3, next_at=slot(monday), last_at=monday)
    assert planned.why == ""


def test_a_slot_is_useful_until_the_day_of_the_next_one_begins_or_for_a_day() -> None:
    daily = only(plan(Enrolment(next_at=slot(berlin(4))), berlin(4, 9)))
    assert daily.expires_at == berlin(5)
    seldom = on(MONDAYS_AND_THURSDAYS)
    assert only(plan(Enrolment(next_at=slot(berlin(4), seldom)), berlin(4, 9), seldom)).expires_at == slot(
        berlin(4), seldom
    ) + timedelta(days=1)


def test_a_slot_just_before_midnight_is_useful_for_two_hours() -> None:
    night_shift = replace(ADA, quiet=Quiet(time(9), time(17)))
    late = on(EVERY_DAY, time(23, 50), time(23, 59))
    at = slot(berlin(4), late, night_shift)
    assert only(plan(Enrolment(next_at=at), at, late, night_shift)).expires_at == at + timedelta(hours=2)


def test_slots_of_an_all_day_window_still_end_before_the_next_one_begins() -> None:
    sleepless = replace(ADA, quiet=Quiet(time(0), time(0)))
    whole_day = on(EVERY_DAY, time(0), time(23, 59))
    place = Enrolment(next_at=slot(berlin(4), whole_day, sleepless))
    for _ in range(EPISODES):
        at = place.next_at or berlin(4)
        planned = plan(place, at, whole_day, sleepless)
        assert planned.enrolment.next_at is None or only(planned).expires_at <= planned.enrolment.next_at
        place = planned.enrolment


def test_a_slot_that_is_far_is_left_for_later() -> None:
    monday = slot(berlin(4))
    enrolment = Enrolment(next_at=monday)
    assert plan(enrolment, monday - timedelta(hours=2, minutes=1)) == Plan((), enrolment)
    assert only(plan(enrolment, monday - timedelta(hours=2))).due_at == monday


def test_planning_again_at_the_same_place_gives_the_same_row() -> None:
    enrolment = Enrolment(next_at=slot(berlin(4)))
    first, again = (plan(enrolment, berlin(4, 8) + n * SOON) for n in range(2))
    assert first == again


def test_a_new_enrolment_without_a_slot_finds_one() -> None:
    assert plan(Enrolment(), berlin(4, 1)).enrolment.next_at == slot(berlin(4))


def test_the_last_episode_finishes_the_enrolment() -> None:
    monday = slot(berlin(4))
    planned = plan(Enrolment(position=EPISODES, next_at=monday), monday)
    assert only(planned).position == EPISODES
    assert planned.enrolment == Enrolment(EPISODES + 1, EnrolmentStatus.FINISHED, 0, None, monday)


def test_a_series_that_became_shorter_finishes_without_an_episode() -> None:
    planned = plan(Enrolment(position=EPISODES + 1, next_at=berlin(4)), berlin(4, 8))
    assert planned.deliveries == ()
    assert planned.enrolment.state is EnrolmentStatus.FINISHED


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.PAUSED, CampaignState.ENDED])
def test_a_campaign_that_does_not_run_plans_nothing_and_keeps_every_place(state: CampaignState) -> None:
    enrolment = Enrolment(position=3, next_at=slot(berlin(4)))
    assert plan(enrolment, berlin(4, 9), replace(MORNINGS, state=state)) == Plan((), enrolment)


@pytest.mark.parametrize("state", [EnrolmentStatus.PAUSED, EnrolmentStatus.FINISHED])
def test_an_enrolment_that_is_not_active_plans_nothing(state: EnrolmentStatus) -> None:
    enrolment = Enrolment(state=state, next_at=slot(berlin(4)))
    assert plan(enrolment, berlin(4, 9)) == Plan((), enrolment)


def test_an_outage_of_weeks_is_followed_by_one_episode_and_no_hole_in_the_story() -> None:
    enrolment = Enrolment(position=2, next_at=slot(berlin(4)))
    planned = plan(enrolment, berlin(20, 12))
    assert (only(planned).position, only(planned).slot, only(planned).due_at) == (2, "2026-05-20", berlin(20, 12))
    assert planned.enrolment.position == 3
    assert planned.enrolment.next_at == slot(berlin(20, 12))
    again = plan(planned.enrolment, berlin(20, 12) + SOON)
    assert again.deliveries == ()


def test_a_slot_that_was_missed_at_night_waits_for_the_next_one() -> None:
    planned = plan(Enrolment(next_at=slot(berlin(4))), berlin(4, 23))
    assert planned.deliveries == ()
    assert planned.enrolment.next_at == slot(berlin(5))
    assert planned.enrolment.position == 1


def test_a_slot_that_was_missed_on_a_friday_does_not_come_on_saturday() -> None:
    planned = plan(Enrolment(next_at=slot(berlin(8))), berlin(9, 8))
    assert planned.deliveries == ()
    assert clock(planned.enrolment.next_at or berlin(1))[:6] == "Mon 11"


def test_a_missed_slot_is_still_useful_the_next_morning_when_the_next_slot_is_days_away() -> None:
    campaign = on(MONDAYS_AND_THURSDAYS)
    monday = slot(berlin(4), campaign)
    planned = plan(Enrolment(next_at=monday), berlin(4, 22), campaign)
    assert clock(only(planned).due_at) == "Tue 05 07:00"
    assert only(planned).slot == "2026-05-04"
    assert only(planned).expires_at == monday + timedelta(days=1)
    assert clock(planned.enrolment.next_at or berlin(1))[:6] == "Thu 07"


def test_a_missed_slot_is_not_useful_after_a_day() -> None:
    campaign = on(MONDAYS_AND_THURSDAYS)
    planned = plan(Enrolment(next_at=slot(berlin(4), campaign)), berlin(5, 10, 1), campaign)
    assert planned.deliveries == ()
    assert clock(planned.enrolment.next_at or berlin(1))[:6] == "Thu 07"


def test_a_missed_slot_gives_way_when_the_next_one_is_the_same_day() -> None:
    campaign = on(EVERY_DAY, time(18), time(19))
    planned = plan(Enrolment(next_at=slot(berlin(4), campaign)), berlin(5, 9), campaign)
    assert planned.deliveries == ()
    assert planned.enrolment.next_at == slot(berlin(5), campaign)


def test_three_silent_episodes_pause_the_campaign_for_the_learner_with_a_notice() -> None:
    thursday = slot(berlin(7))
    planned = plan(Enrolment(position=4, silent=3, next_at=thursday), thursday - SOON)
    notice = only(planned)
    assert (notice.kind, notice.position, notice.due_at) == ("notice", 4, thursday)
    assert planned.enrolment == Enrolment(4, EnrolmentStatus.PAUSED, 3, None)
    assert planned.why == "3 episodes in a row without a reply"


def test_two_silent_episodes_do_not_pause() -> None:
    assert only(plan(Enrolment(silent=2, next_at=slot(berlin(4))), berlin(4, 8))).kind == "episode"


def test_a_pause_after_silence_keeps_the_next_episode_for_when_the_learner_comes_back() -> None:
    resting = Enrolment(4, EnrolmentStatus.PAUSED, 3, None, berlin(6, 9))
    back = resumed(resting, ADA, MORNINGS, berlin(6, 15))
    assert (back.position, back.state, back.silent) == (4, EnrolmentStatus.ACTIVE, 0)
    assert back.next_at == slot(berlin(6, 15))


def test_who_opted_out_gets_nothing_and_keeps_their_place() -> None:
    monday = slot(berlin(4))
    planned = plan(Enrolment(position=2, next_at=monday), monday, who=replace(ADA, consents=False))
    assert planned.deliveries == ()
    assert planned.enrolment == Enrolment(position=2, next_at=slot(monday))
    assert planned.why == "the learner opted out"


def test_a_snooze_moves_the_same_episode_to_its_first_slot_after() -> None:
    snoozing = replace(ADA, snoozed_until=berlin(18))
    planned = plan(Enrolment(position=2, next_at=slot(berlin(4))), berlin(4, 8), who=snoozing)
    assert planned.deliveries == ()
    assert planned.enrolment == Enrolment(position=2, next_at=slot(berlin(18)))


def test_a_learner_who_moved_gets_the_episode_at_their_new_morning() -> None:
    in_tokyo = replace(ADA, zone=ZoneInfo("Asia/Tokyo"), country="JP")
    enrolment = Enrolment(position=2, next_at=slot(berlin(11)), last_at=berlin(8, 9))
    at = next_slot(enrolment, in_tokyo, MORNINGS, berlin(10))
    assert at.astimezone(in_tokyo.zone).hour == 9
    assert at.astimezone(in_tokyo.zone).day == 11


def test_a_full_week_keeps_the_same_episode_for_a_later_slot() -> None:
    friday = slot(berlin(8))
    busy = [berlin(day, 14) for day in (4, 5, 6)]
    full = plan(Enrolment(position=2, next_at=friday), friday, who=replace(ADA, weekly_budget=3), recent=busy)
    assert full.deliveries == ()
    assert full.enrolment == Enrolment(position=2, next_at=slot(friday))
    assert full.why == "the learner's weekly budget is used up"
    room = plan(Enrolment(position=2, next_at=friday), friday, who=replace(ADA, weekly_budget=4), recent=busy)
    assert only(room).position == 2


def test_episodes_of_two_campaigns_come_half_an_hour_apart() -> None:
    monday = slot(berlin(4))
    planned = plan(Enrolment(next_at=monday), berlin(4, 8), recent=[monday - 5 * SOON])
    assert only(planned).due_at == monday + 25 * SOON
    assert planned.enrolment.last_at == only(planned).due_at


def test_a_day_full_of_other_lessons_keeps_the_episode_for_the_next() -> None:
    monday = slot(berlin(4))
    crowded = [berlin(4) + n * timedelta(minutes=30) for n in range(48)]
    planned = plan(Enrolment(next_at=monday), berlin(4, 8), recent=crowded)
    assert planned.deliveries == ()
    assert planned.enrolment == Enrolment(next_at=slot(monday))
    assert planned.why == "the learner's day is full of other lessons"


def test_nothing_is_planned_past_an_episode_that_may_still_be_sent() -> None:
    tuesday = slot(berlin(5))
    enrolment = Enrolment(position=2, next_at=tuesday, last_at=slot(berlin(4)))
    assert plan(enrolment, tuesday - SOON, unsettled=True) == Plan((), enrolment)
    assert only(plan(enrolment, tuesday - SOON)).position == 2


def test_an_episode_that_expired_comes_next_and_once() -> None:
    tuesday = slot(berlin(5))
    enrolment = Enrolment(position=3, next_at=tuesday, last_at=slot(berlin(4)))
    back = missed(enrolment, 2, ADA, MORNINGS, tuesday - SOON)
    planned = plan(back, tuesday - SOON)
    assert (only(planned).position, only(planned).slot) == (2, "2026-05-05")
    assert planned.enrolment.position == 3


def test_a_last_episode_that_expired_brings_a_finished_learner_back() -> None:
    over = Enrolment(EPISODES + 1, EnrolmentStatus.FINISHED, 0, None, slot(berlin(4)))
    back = missed(over, EPISODES, ADA, MORNINGS, berlin(5, 8))
    assert back == replace(over, position=EPISODES, state=EnrolmentStatus.ACTIVE, next_at=slot(berlin(5)))


def test_an_edit_never_brings_two_episodes_on_one_day() -> None:
    monday = slot(berlin(4))
    after = plan(Enrolment(next_at=monday), monday - SOON).enrolment
    afternoons = on(EVERY_DAY, time(15), time(16))
    at = next_slot(after, ADA, afternoons, berlin(4, 11))
    assert clock(at)[:9] == "Tue 05 15"
    assert plan(replace(after, next_at=berlin(4, 11)), berlin(4, 14), afternoons).deliveries == ()


def test_an_edit_before_the_days_episode_moves_it_within_the_day() -> None:
    at = next_slot(
        Enrolment(next_at=slot(berlin(5)), last_at=berlin(4, 9)), ADA, on(EVERY_DAY, time(15), time(16)), berlin(5)
    )
    assert clock(at)[:9] == "Tue 05 15"


def test_a_window_that_new_quiet_hours_swallowed_pauses_with_the_reason() -> None:
    monday = slot(berlin(4))
    planned = plan(Enrolment(next_at=monday), monday, who=replace(ADA, quiet=Quiet(time(18), time(11))))
    assert planned.deliveries == ()
    assert planned.enrolment == Enrolment(state=EnrolmentStatus.PAUSED)
    assert "lies wholly inside the quiet hours 18:00 to 11:00" in planned.why
    with pytest.raises(NoMoment):
        next_slot(Enrolment(), replace(ADA, quiet=Quiet(time(18), time(11))), MORNINGS, monday)


def test_a_country_without_known_holidays_pauses_with_the_reason() -> None:
    planned = plan(Enrolment(next_at=slot(berlin(4))), berlin(4, 8), who=replace(ADA, country="Atlantis"))
    assert planned.enrolment.state is EnrolmentStatus.PAUSED
    assert "no public holidays are known for 'Atlantis'" in planned.why


def test_two_campaigns_of_one_learner_have_different_moments() -> None:
    assert slot(berlin(4)) != slot(berlin(4), replace(MORNINGS, id="c2"))


def reminders(sent_at: datetime, campaign: Campaign = MORNINGS, who: Availability = ADA, **more: object) -> list[str]:
    next_at = more.pop("next_at", None)
    return [clock(at) for at in reminders_for(sent_at, who, campaign, next_at, **more)]  # type: ignore[arg-type]


def test_the_silent_are_reminded_after_two_hours_and_the_next_day_and_then_left_in_peace() -> None:
    assert reminders(berlin(4, 9, 15), next_at=berlin(7, 9)) == ["Mon 04 11:15", "Tue 05 09:15"]
    assert reminders(berlin(4, 9, 15)) == ["Mon 04 11:15", "Tue 05 09:15"]


def test_who_answered_or_opted_out_is_not_reminded() -> None:
    assert reminders(berlin(4, 9, 15), answered=True) == []
    assert reminders(berlin(4, 9, 15), who=replace(ADA, consents=False)) == []


def test_no_reminder_comes_after_the_next_episode_or_shortly_before_it() -> None:
    assert reminders(berlin(4, 9, 15), next_at=berlin(5, 9)) == ["Mon 04 11:15"]
    assert reminders(berlin(4, 9, 15), next_at=berlin(5, 9, 44)) == ["Mon 04 11:15"]
    assert reminders(berlin(4, 9, 15), next_at=berlin(5, 9, 45)) == ["Mon 04 11:15", "Tue 05 09:15"]


def test_a_reminder_in_quiet_hours_waits_for_their_end() -> None:
    assert reminders(berlin(4, 18, 30)) == ["Tue 05 07:00", "Tue 05 18:30"]
    assert reminders(berlin(4, 18, 30), next_at=berlin(5, 18)) == ["Tue 05 07:00"]


def test_a_reminder_on_a_weekend_or_holiday_waits_for_the_next_working_day() -> None:
    assert reminders(berlin(8, 9, 15), next_at=berlin(12, 9)) == ["Fri 08 11:15", "Mon 11 09:15"]
    assert reminders(berlin(8, 9, 15), next_at=berlin(11, 9, 20)) == ["Fri 08 11:15"]
    assert reminders(berlin(13, 9, 15), next_at=berlin(18, 9)) == ["Wed 13 11:15", "Fri 15 09:15"]


def test_reminders_that_rest_pushed_together_become_one() -> None:
    campaign = replace(MORNINGS, reminders=(timedelta(hours=2), timedelta(hours=6)))
    assert reminders(berlin(4, 20, 30), campaign) == ["Tue 05 07:00"]


def test_a_campaign_without_reminders_reminds_nobody() -> None:
    assert reminders(berlin(4, 9, 15), replace(MORNINGS, reminders=())) == []


def test_a_reminder_that_a_long_snooze_held_back_is_let_go() -> None:
    assert reminders(berlin(4, 9, 15), who=replace(ADA, snoozed_until=berlin(20))) == []


def test_a_check_is_asked_again_in_the_window_of_the_first_allowed_day() -> None:
    assert reask_at(berlin(6, 3), ADA, MORNINGS, berlin(5, 3)) == slot(berlin(6, 3))
    assert reask_at(berlin(9, 3), ADA, MORNINGS, berlin(5, 3)) == slot(berlin(11))
    assert reask_at(berlin(1, 3), ADA, MORNINGS, berlin(5, 3)) == slot(berlin(5, 3))


def test_a_check_is_asked_half_an_hour_from_the_days_episode() -> None:
    episode = slot(berlin(6))
    at = reask_at(berlin(6), ADA, MORNINGS, berlin(5, 12), [episode])
    assert at == episode + timedelta(minutes=30)


def test_a_check_waits_for_room_in_the_weekly_budget() -> None:
    frugal = replace(ADA, weekly_budget=2)
    sent = [berlin(4, 9), berlin(5, 9)]
    at = reask_at(berlin(6), frugal, MORNINGS, berlin(6), sent)
    assert at is not None
    assert clock(at)[:6] == "Mon 11"


def test_a_check_that_finds_no_room_in_seven_slots_is_looked_at_again_later() -> None:
    frugal = replace(ADA, weekly_budget=1)
    assert reask_at(berlin(6), frugal, on(EVERY_DAY), berlin(6), [berlin(6, 12), berlin(12, 12)]) is None


def test_slots_of_the_planner_are_those_of_the_calendar_in_the_learners_zone() -> None:
    at = slot(berlin(4)).astimezone(BERLIN)
    assert time(9) <= at.time() < time(10)
