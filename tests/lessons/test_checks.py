from dataclasses import replace

import pytest

from lessons.checks import Check, Option, Verdict, grade

CHECK = Check(
    "Who hears of it first?", (Option("Nobody", "The clock runs."), Option("Security")), 1, "Fast beats sure."
)


def test_the_right_option_is_right_and_says_why() -> None:
    assert grade(CHECK, 1) == Verdict(True, "Fast beats sure.")


def test_a_wrong_option_gives_its_own_feedback_before_the_reason() -> None:
    assert grade(CHECK, 0) == Verdict(False, "The clock runs. Fast beats sure.")


def test_feedback_alone_is_a_reason() -> None:
    assert grade(replace(CHECK, why=""), 0).why == "The clock runs."


@pytest.mark.parametrize("choice", [-1, 2, 99])
def test_a_choice_that_is_no_option_is_refused(choice: int) -> None:
    with pytest.raises(ValueError, match=f"choice {choice} is not one of 2 options"):
        grade(CHECK, choice)
