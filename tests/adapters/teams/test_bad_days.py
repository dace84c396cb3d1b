"""What reaches learners when Teams refuses, is busy, or loses replies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.adapters.teams.offices import Office
from tests.fakes.teams import Failure
from tests.stories.world import MONDAY


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "BotDisabledByAdmin"), (401, "BotNotRegistered"), (403, "NotEnoughPermissions"), (403, "Undocumented")],
)
async def test_a_blocked_app_costs_nobody_a_lesson(office: Office, status: int, code: str) -> None:
    """Case 37: each refused send gave its episode up, and the story went on without it."""
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    office.teams.failures.extend(Failure(status, code) for _ in range(5_000))
    await office.world.until(MONDAY + timedelta(hours=2))
    assert len(office.sees("Ada")) == 1
    office.teams.failures.clear()
    await office.world.until(MONDAY + timedelta(hours=3))
    # Ada also manages the campaign here, and reads that lessons go on.
    assert len([text for text in office.sees("Ada")[1:] if "The Printer" in text]) == 1


@pytest.mark.parametrize("failure", [Failure(412), Failure(502), Failure(503), Failure(504), Failure(0)], ids=str)
async def test_an_answer_that_somebody_waits_for_is_tried_again(office: Office, failure: Failure) -> None:
    """F24: 412, 502, 503, 504 and lost replies are tried again where a second copy harms nobody."""
    await office.install("Ada")
    office.teams.failures.append(failure)
    await office.write("Ada", "progress")
    await office.world.until(office.world.clock.at + timedelta(minutes=10))
    assert sum("progress" in text.lower() or "lesson" in text.lower() for text in office.sees("Ada")[1:]) == 1


async def test_a_conversation_with_a_new_id_gets_the_message_once(office: Office) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    office.teams.forgotten.add("a:Ada")
    office.teams.places["Ada"] = "a:new"
    await office.world.until(MONDAY + timedelta(hours=2))
    assert len([one for one in office.teams.shown["a:new"] if "The Printer" in str(one["card"])]) == 1
