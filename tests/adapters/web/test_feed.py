"""A learner's own page of clips: what waits first, then clips with their reason, and an end of the day."""

# ruff: noqa: F811  # the fixture `player` is an argument everywhere
from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from yarl import URL

from bot.feed.for_you import A_DAY
from bot.links import FEED_LIFE
from lessons.catalog.tables import clips
from schedules.ledger.ledger import PAGE, DeliveryKind, DeliveryState, deliveries
from schedules.people import roster
from schedules.people.enrolments import enrolments
from schedules.people.roster import workspaces
from schedules.replies.replies import replies
from tests.adapters.web.test_lesson_page import post, rows, state_on
from tests.adapters.web.test_player import Player, player, unmade  # noqa: F401  # fixtures
from tests.bot.world import DAY, MONDAY


@pytest.fixture(autouse=True)
async def between_seasons(player: Player) -> None:
    """Nobody is in the middle of a campaign."""
    async with player.world.database.write() as db:
        await db.execute(sa.update(enrolments).values(state="finished", position=3))


def address(player: Player, name: str = "Ben") -> str:
    return player.links.feed(player.world.workspace.id, player.world.team[name].id, MONDAY)


async def page(player: Player, name: str = "Ben") -> str:
    reply = await player.client.get(address(player, name))
    assert reply.status == 200
    return await reply.text()


async def open_first(player: Player, name: str = "Ben") -> Any:
    """Press the first clip that is offered."""
    found = re.search(r'name="episode" value="(\w+)"', (await page(player, name)).split("Worth a minute")[1])
    assert found, "nothing is offered"
    path = f"{address(player, name)}/open"
    return await player.client.post(path, data={"episode": found[1]}, allow_redirects=False)


async def test_clips_come_with_the_reason_why_they_are_there(player: Player) -> None:
    text = await page(player)
    assert "The Mail" in text
    assert "The Call" in text
    assert text.count('class="tile-why"') == 2
    assert "so that new ones get their chance" in text


async def test_what_waits_comes_first_re_asks_before_episodes(player: Player) -> None:
    second = await player.world.deliver("Ann", 2, at=MONDAY - DAY)
    again = await player.world.deliver("Ann", 2, kind=DeliveryKind.REASK)
    async with player.world.database.write() as db:
        await db.execute(sa.update(deliveries).where(deliveries.c.id == second).values(check_key="other/check"))
    text = await page(player, "Ann")
    assert text.index("Do you still know?") < text.index("Its question is still open.") < text.index("Worth a minute")
    link = re.search(r'href="(/watch/[^"]+)"', text)
    assert link
    state = state_on(await (await player.client.get(link[1])).text())
    assert (state["question"], again != "") == ("Who rings?", True)


async def test_a_clip_opens_without_a_message_and_its_answer_counts(player: Player) -> None:
    reply = await open_first(player)
    assert reply.status == 303
    path = reply.headers["Location"]
    state = state_on(await (await player.client.get(path)).text())
    assert state["question"]
    said = await (await player.client.post(f"{path}/answer", json={"choice": "1", "event_id": "event-one"})).json()
    assert said["answered"]["correct"] is True
    assert len(await rows(player, replies)) == 1
    (opened,) = await rows(player, deliveries, deliveries.c.platform == PAGE)
    assert opened.state == DeliveryState.SENT
    assert await rows(player, deliveries, deliveries.c.kind == DeliveryKind.EDIT) == [], "there is no message to change"


async def test_the_same_clip_opened_twice_in_a_day_is_one_delivery_and_not_offered_again_that_week(
    player: Player,
) -> None:
    first = await open_first(player)
    text = (await page(player)).split("Worth a minute")[1].split("Watched")[0]
    assert text.count('class="tile-why"') == 1
    episode = (await rows(player, deliveries, deliveries.c.platform == PAGE))[0].episode_id
    await player.client.post(f"{address(player)}/open", data={"episode": episode}, allow_redirects=False)
    assert len(await rows(player, deliveries, deliveries.c.platform == PAGE)) == 1
    assert first.status == 303


async def test_a_day_ends_and_a_week_has_its_budget(player: Player) -> None:
    world, ben = player.world, player.world.team["Ben"]
    async with world.database.write() as db:
        for number in range(A_DAY):
            await db.execute(sa.insert(deliveries).values(_opened(world.workspace.id, ben.id, number)))
    assert "That is enough for today." in await page(player)
    async with world.database.write() as db:
        await db.execute(sa.update(deliveries).values(sent_at=MONDAY - 2 * DAY))
        await db.execute(sa.update(workspaces).values(weekly_budget=A_DAY))
    assert "You have had your share for this week." in await page(player)
    async with world.database.write() as db:
        await db.execute(sa.update(workspaces).values(weekly_budget=A_DAY + 1))
    assert "You have had your share" not in await page(player)


def _opened(workspace_id: str, learner_id: str, number: int) -> dict[str, object]:
    row = {"workspace_id": workspace_id, "id": f"o{number}", "learner_id": learner_id, "kind": "answer"}
    times = {"due_at": MONDAY, "try_at": MONDAY, "expires_at": MONDAY, "sent_at": MONDAY}
    return {**row, **times, "slot": f"{number}", "episode_id": f"e{number}", "state": "sent", "platform": PAGE}


async def test_what_was_saved_and_liked_stands_below_with_the_progress(player: Player) -> None:
    await post(player, "keep", "event-one", action="save")
    text = await page(player, "Ann")
    assert '<h2 id="saved">Saved</h2>' in text
    assert "1 / 2" in text
    assert '<h2 id="liked">' not in text


async def test_a_draft_or_a_clip_that_is_not_made_is_not_offered(player: Player) -> None:
    async with player.world.database.write() as db:
        await db.execute(
            sa.update(clips).where(clips.c.episode_id == player.world.episodes[0].id).values(state="wanted")
        )
    assert "The Mail" not in await page(player)


async def test_links_that_are_not_good_open_nothing(player: Player) -> None:
    report = player.links.report(player.world.workspace.id, "c", player.world.team["Ben"].id, MONDAY).rpartition("/")[2]
    for path, status in ((f"/feed/{report}", 404), (address(player)[:-1] + "!", 404)):
        assert (await player.client.get(path)).status == status
        assert (await player.client.post(f"{path}/open", data={"episode": "x"})).status == status
    gone = await player.client.post(f"{address(player)}/open", data={"episode": "nope"})
    assert gone.status == 410
    late = address(player)
    player.clock.time += FEED_LIFE + timedelta(minutes=2)
    assert (await player.client.get(late)).status == 410
    async with player.world.database.write() as db:
        await roster.change_learner(db, player.world.workspace.id, player.world.team["Ben"].id, active=False)
    fresh = player.links.feed(player.world.workspace.id, player.world.team["Ben"].id, player.clock.now())
    assert (await player.client.get(fresh)).status == 404


async def test_the_player_leads_to_the_page_and_the_page_names_nobody(player: Player) -> None:
    text = await (await player.client.get(player.path)).text()
    link = re.search(r'href="(/feed/[^"]+)"', text)
    assert link
    shown = await (await player.client.get(URL(link[1]).path)).text()
    # Links are signed with letters by chance, which may spell any short name.
    words = re.sub(r'(?:href|src|action|value)="[^"]*"', "", shown)
    assert "Ben" not in words
    assert "Bea" not in words


async def test_what_a_running_campaign_brings_is_not_offered_ahead_of_it(player: Player) -> None:
    async with player.world.database.write() as db:
        await db.execute(sa.update(enrolments).values(state="active", position=2))
    text = await page(player)
    assert "The Mail" in text
    assert "The Call" not in text
