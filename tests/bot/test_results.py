"""What a campaign came to, counted from what people did: forgetting, losses with their reasons, where they leave."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.reports.results import ResultFacts, campaign_results
from lessons.database import Database
from schedules.ledger.figures.gaps import QuestionCount
from schedules.ledger.figures.people_states import PersonState
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people import roster
from schedules.people.enrolments import enrolments
from tests.bot.world import DAY, MONDAY, World, furnished

NOW = MONDAY + 30 * DAY
RIGHT, WRONG = 1, 0


async def results_of(world: World) -> ResultFacts:
    async with world.database.read() as db:
        return await campaign_results(db, world.workspace.id, world.campaign.id, NOW)


async def ask_again(world: World, name: str, choice: int, days: float, after: int) -> None:
    """A re-ask that is answered so many days after the answer before."""
    delivery = await world.deliver(name, kind=DeliveryKind.REASK, at=MONDAY + after * DAY)
    await world.answer(name, delivery, choice, days_since=days)


async def test_forgetting_counts_people_who_knew_it_and_their_last_late_answer_alone(either_database: Database) -> None:
    world = await furnished(either_database)
    people = {"Ann": RIGHT, "Ben": RIGHT, "Cem": WRONG, "Dot": RIGHT}
    await world.join(*people)
    for name, choice in people.items():
        await world.answer(name, await world.deliver(name), choice)
    await ask_again(world, "Ann", RIGHT, 9, 9)
    await ask_again(world, "Ben", WRONG, 9, 9)
    await ask_again(world, "Cem", RIGHT, 9, 9)
    await ask_again(world, "Dot", WRONG, 3, 3)  # too soon to tell
    (question,) = (await results_of(world)).questions
    assert question.counts == QuestionCount(question.counts.check_key, 3, 4, 2, 3, 1, 2)


async def test_an_episode_that_came_in_a_second_slot_counts_once_and_a_lost_one_has_its_reason(
    either_database: Database,
) -> None:
    world = await furnished(either_database)
    await world.join("Ann", "Ben", "Cem", "Dot", "Eve")
    await world.deliver("Ann", state=DeliveryState.EXPIRED, reason="quiet hours")
    await world.watch("Ann", await world.deliver("Ann", at=MONDAY + DAY), range(6))
    await world.deliver("Ben", state=DeliveryState.REFUSED, reason="blocked")
    await world.deliver("Cem", state=DeliveryState.CANCELLED, reason="the learner opted out")
    await world.deliver("Dot", state=DeliveryState.UNCERTAIN)
    await world.deliver("Eve", state=DeliveryState.PLANNED, at=NOW + DAY)  # not due yet
    funnel = (await results_of(world)).funnel
    assert (funnel.owed, funnel.delivered, funnel.played, funnel.answered) == (4, 1, 1, 0)
    assert funnel.undelivered == {"refused": 1, "opted_out": 1, "uncertain": 1}
    assert funnel.unanswered == {"left_early": 1}
    assert funnel.people == 4


async def test_who_answered_without_playing_and_who_played_to_the_end_in_silence_are_told_apart(
    either_database: Database,
) -> None:
    world = await furnished(either_database)
    await world.join("Ann", "Ben", "Cem")
    await world.answer("Ann", await world.deliver("Ann"), RIGHT)
    await world.watch("Ben", await world.deliver("Ben"), range(20))
    await world.deliver("Cem", at=NOW - timedelta(hours=2))
    funnel = (await results_of(world)).funnel
    assert funnel.unplayed == {"answered": 1, "ignored": 1}
    assert funnel.unanswered == {"completed": 1, "fresh": 1}


async def test_where_most_leave_is_where_they_played_last(either_database: Database) -> None:
    world = await furnished(either_database)
    for name, last in (("Ann", 5), ("Ben", 6), ("Cem", 7), ("Dot", 20), ("Eve", 15)):
        await world.join(name)
        await world.watch(name, await world.deliver(name), range(last))
    (clip,) = (await results_of(world)).watching
    assert (clip.seen, clip.completed, clip.most_left()) == (5, 1, (2, 3))
    assert sum(clip.left) == clip.seen - clip.completed


async def test_the_four_states_are_told_apart(either_database: Database) -> None:
    world = await furnished(either_database)
    await world.join("Ann", "Ben", "Cem", "Dot", "Eve", "Fay")
    await world.join("Gus", holdout=True)
    await world.deliver("Ann")
    await world.answer("Ben", await world.deliver("Ben"), WRONG)
    await world.deliver("Cem", at=NOW - timedelta(hours=2))
    async with world.database.write() as db:
        done = (enrolments.c.learner_id == world.team["Ben"].id) | (enrolments.c.learner_id == world.team["Cem"].id)
        await db.execute(sa.update(enrolments).where(done).values(state="finished"))
        resting = enrolments.c.learner_id == world.team["Dot"].id
        await db.execute(sa.update(enrolments).where(resting).values(state="paused"))
        await roster.change_learner(db, world.workspace.id, world.team["Eve"].id, unreachable_why="blocked the app")
        await roster.change_learner(db, world.workspace.id, world.team["Fay"].id, active=False)
        assert await db.scalar(sa.select(sa.func.count()).select_from(deliveries)) == 3
    states = (await results_of(world)).states
    assert states.counts == {
        PersonState.ATTENTION: 2,
        PersonState.BEHIND: 1,
        PersonState.ON_TRACK: 1,
        PersonState.DONE: 1,
    }
    assert [each.why for each in states.first] in (["resting", "unreached", ""], ["unreached", "resting", ""])
    assert states.silent == 2


async def test_another_workspaces_campaign_of_the_same_id_is_not_counted(either_database: Database) -> None:
    world = await furnished(either_database)
    other = await furnished(either_database, outside_id="W2")
    await other.join("Ann")
    delivery = await other.deliver("Ann")
    await other.watch("Ann", delivery, range(20))
    await other.answer("Ann", delivery, RIGHT)
    facts = await results_of(world)
    assert (facts.people, facts.funnel.owed, facts.questions, facts.watching, facts.by_team) == (0, 0, [], [], [])
