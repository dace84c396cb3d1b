"""What a company learns about its answers from questions of its own."""

from __future__ import annotations

import pytest

from bot.answers.evaluation import BadQuestions, Grade, evaluate, got_worse, interval, read_questions
from lessons.database import Database
from tests.bot.asking import HOTEL, a_world, teach_handbook

QUESTIONS = f"""question,expected
{HOTEL},Travel expenses
{HOTEL},Company cars
tyres,Winter tyres
Who feeds the tortoise?,none
Who feeds the tortoise?,Visitors
"""


async def test_each_question_gets_the_grade_that_its_asker_would_give(database: Database) -> None:
    async with a_world(database) as world:
        await teach_handbook(world)
        graded = await evaluate(database, world.workspace.id, None, read_questions(QUESTIONS, "en"))
    assert [each.grade for each in graded] == [Grade.RIGHT, Grade.WRONG, Grade.SUGGESTED, Grade.RIGHT, Grade.SILENT]
    assert got_worse({HOTEL: "right answer", "tyres": "silent"}, graded) == [(HOTEL, "right answer", "wrong")]


@pytest.mark.parametrize("text", ["", "question\nWho?\n", "question,expected\n"])
def test_a_file_without_questions_says_what_is_missing(text: str) -> None:
    with pytest.raises(BadQuestions, match="question"):
        read_questions(text, "en")


def test_a_share_of_few_questions_has_a_wide_interval() -> None:
    assert interval(1, 1) == pytest.approx((0.207, 1.0), abs=1e-3)
    assert interval(50, 100) == pytest.approx((0.404, 0.596), abs=1e-3)
