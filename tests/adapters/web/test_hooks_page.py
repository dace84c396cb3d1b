"""The page of two hooks: nothing of few people, "not enough yet", and one press for the one that wins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from lessons import catalog
from lessons.database import Database
from lessons.episodes import MAIN, SECOND_HOOK
from schedules.ledger.ledger import DeliveryKind, deliveries, owed
from schedules.people import roster
from schedules.plans.hooks.choices import choices_of, drawn_hook
from schedules.replies import watching
from schedules.rules.campaigns import Campaign
from tests.adapters.web.managing import Office, office
from tests.adapters.web.reading import english_in
from tests.adapters.web.test_results_page import figures
from tests.stories.test_two_hooks import LENGTHS, put_two_hooks


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def a_comparison(desk: Office, people: int, ended: dict[str, float]) -> Campaign:
    """A campaign that sent its first episode to so many people four days ago.

    Args:
        ended: the share of them that watched all of it, by hook; the others watched the hook alone.
    """
    world = desk.world
    async with world.database.write() as db:
        await put_two_hooks(db, world)
    campaign = await world.start("Ada", reminders=())
    sent_at = world.clock.at - timedelta(days=4)
    async with world.database.write() as db:
        episode = (await catalog.episodes_of(db, world.workspace.id, "leak"))[0]
        about = {"campaign_id": campaign.id, "position": 1, "episode_id": episode.id, "check_key": episode.check_key}
        numbers = {MAIN: 0, SECOND_HOOK: 0}
        for number in range(people):
            name = f"C{number}"
            who = await roster.enter_learner(db, world.workspace.id, name, name, sent_at)
            row = owed(world.workspace.id, who.id, DeliveryKind.EPISODE, sent_at, world.clock.at, **about)
            row |= {"state": "sent", "sent_at": sent_at, "slot": "2026-02-26"}
            await db.execute(sa.insert(deliveries).values(row))
            key = drawn_hook(campaign.seed, episode.check_key, who.id)
            numbers[key] += 1
            to_the_end = numbers[key] * ended[key] % 1 < ended[key]
            seconds = range(int(LENGTHS[key]) if to_the_end else 3)
            seen = {"campaign_id": campaign.id, "episode_id": episode.id, "clip_key": key, "now": sent_at}
            seen |= {"watched": watching.bits(seconds), "played": True, "captions_on": False, "last_s": 3.0}
            await watching.record(db, world.workspace.id, str(row["id"]), who.id, **seen)  # type: ignore[arg-type]
    await desk.sign_in()
    return campaign


async def test_too_little_is_said_to_be_too_little(desk: Office) -> None:
    campaign = await a_comparison(desk, 24, {MAIN: 0.5, SECOND_HOOK: 0.5})
    status, page = await desk.page(f"/manage/campaigns/{campaign.id}/hooks")
    assert status == 200
    assert "Not enough yet: no difference can be told from chance." in page
    assert "Stop the" not in page
    _, page = await desk.post(f"/manage/campaigns/{campaign.id}/hooks", episode="leak/e1")
    assert "Nothing was changed: it is not clear which hook is better." in page


async def test_nothing_is_shown_of_fewer_than_five(desk: Office) -> None:
    campaign = await a_comparison(desk, 6, {MAIN: 1.0, SECOND_HOOK: 0.0})
    _, page = await desk.page(f"/manage/campaigns/{campaign.id}/hooks")
    assert "Fewer than five people per hook so far: nothing is shown yet." in page
    assert "<td" not in page


async def test_the_hook_that_loses_stops_at_the_managers_press_and_once(desk: Office) -> None:
    campaign = await a_comparison(desk, 120, {MAIN: 0.2, SECOND_HOOK: 0.8})
    path = f"/manage/campaigns/{campaign.id}/hooks"
    _, page = await desk.page(path)
    words = figures(page)
    assert "The second hook is better: more people watch to the end, by more than chance explains." in words
    assert "Stop the first hook" in words
    _, page = await desk.post(path, episode="leak/e1")
    assert "Done: from now on everybody gets the better hook." in page
    assert "Since Monday 2 March everybody gets the second hook." in page
    assert "Stop the first hook" not in page
    _, page = await desk.post(path, episode="leak/e1")
    assert "This was decided before. Nothing was changed." in page
    async with desk.world.database.read() as db:
        assert {key: each.chosen for key, each in (await choices_of(db, campaign)).items()} == {"leak/e1": SECOND_HOOK}


async def test_the_page_says_how_a_second_hook_comes_about(desk: Office) -> None:
    campaign = await desk.world.start("Ada")
    await desk.sign_in()
    _, page = await desk.page(f"/manage/campaigns/{campaign.id}/hooks")
    assert "No episode of this series has a second hook." in page


async def test_a_german_manager_reads_no_english(desk: Office) -> None:
    campaign = await a_comparison(desk, 120, {MAIN: 0.2, SECOND_HOOK: 0.8})
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, own_locale="de")
    _, page = await desk.page(f"/manage/campaigns/{campaign.id}/hooks")
    assert english_in(page) == []
