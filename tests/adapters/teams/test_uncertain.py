"""A lesson whose reply was lost: it comes again with the next slot, unless its reader shows that it came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schedules.ledger.ledger import DeliveryState
from tests.adapters.teams.cards_seen import actions
from tests.adapters.teams.offices import Json, Office
from tests.adapters.teams.test_journey import states
from tests.fakes.teams import Failure
from tests.stories.world import MONDAY

DAY = timedelta(days=1)
SENT_BY = timedelta(hours=2)  # from MONDAY on: the campaign's window is over


async def lost(office: Office, delivered: bool) -> None:
    """Ada's first episode left, and no answer came."""
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    office.teams.failures.append(Failure(0, delivered=delivered))
    await office.world.until(MONDAY + SENT_BY)
    assert await states(office) == [DeliveryState.UNCERTAIN]


def titles(office: Office) -> list[str]:
    """The heading of each episode that Ada sees, in order."""
    seen = [words.split("\n")[0] for words in office.sees("Ada")]
    return [title for title in seen if title.startswith("The Leak")]


async def test_an_episode_that_never_arrived_comes_with_the_next_slot_and_the_story_has_no_hole(office: Office) -> None:
    await lost(office, delivered=False)
    assert titles(office) == []
    await office.world.until(MONDAY + DAY + SENT_BY)
    await office.world.until(MONDAY + 2 * DAY + SENT_BY)
    assert [title.split(":")[0] for title in titles(office)] == [f"The Leak, episode {n} of 5" for n in (1, 2)]
    assert await states(office) == [DeliveryState.EXPIRED, DeliveryState.SENT, DeliveryState.SENT]


async def test_an_episode_whose_reader_showed_a_sign_does_not_come_again(office: Office) -> None:
    await lost(office, delivered=True)
    await office.press("Ada", "Report it")
    await office.world.until(MONDAY + DAY + SENT_BY)
    assert [title.split(":")[0] for title in titles(office)] == [f"The Leak, episode {n} of 5" for n in (1, 2)]


@pytest.mark.parametrize("weekdays", [frozenset({0}), frozenset({0, 2})])
async def test_a_late_sign_takes_the_copy_back(office: Office, weekdays: frozenset[int]) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada", weekdays=weekdays)
    office.teams.failures.append(Failure(0, delivered=True))
    await office.world.until(MONDAY + SENT_BY)
    await office.world.until(MONDAY + DAY + SENT_BY)
    assert DeliveryState.UNCERTAIN not in await states(office)
    await press_late(office)
    await office.world.until(MONDAY + 7 * DAY + SENT_BY)
    assert [title.split(":")[0] for title in titles(office)][:2] == [f"The Leak, episode {n} of 5" for n in (1, 2)]


async def press_late(office: Office) -> None:
    shown: Json = office.messages("Ada")[-1]
    option = next(one for one in actions(shown["card"]) if one["title"] == "Report it")
    await office.tell(office.execute("Ada", option, shown["id"]))
    assert "✓ Right: you said “Report it”." in office.sees("Ada")[-1]
