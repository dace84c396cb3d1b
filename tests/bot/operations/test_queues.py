"""What waits, and for how long: as monitoring sees it."""

from datetime import timedelta

from bot.answers.questions import ask, question_by_id, settle
from bot.operations.queues import look_at_queues
from lessons.database import Database
from tests.schedules.team import MONDAY, make_team


async def test_an_installation_at_rest_has_nothing_waiting(either_database: Database) -> None:
    await make_team(either_database)
    queues = await look_at_queues(either_database, MONDAY)
    assert (queues.overdue_s, queues.questions, queues.question_s, queues.clips) == (0, 0, 0, 0)


async def test_the_oldest_message_that_is_due_says_how_late_sending_is(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(3)
    queues = await look_at_queues(either_database, MONDAY + timedelta(minutes=12))
    assert queues.overdue_s >= 600


async def test_a_question_waits_until_it_is_answered(either_database: Database) -> None:
    team = await make_team(either_database)
    (learner,) = await team.join()
    async with either_database.write() as db:
        await ask(db, learner, "q1", "May I?", "d1", MONDAY, "")
    queues = await look_at_queues(either_database, MONDAY + timedelta(seconds=40))
    assert (queues.questions, queues.question_s) == (1, 40)
    async with either_database.write() as db:
        question = await question_by_id(db, learner.workspace_id, "q1")
        assert question
        assert await settle(db, question, outcome="nothing")
    queues = await look_at_queues(either_database, MONDAY + timedelta(seconds=40))
    assert (queues.questions, queues.question_s) == (0, 0)
