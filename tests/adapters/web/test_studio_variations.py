"""Other beginnings of an episode: beside each other, taken by a press, or handed to a two-hooks test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.web.studio.visiting import HOME
from lessons import catalog
from lessons.database import Database
from tests.adapters.web.studio_desk import StudioDesk, studio_desk

PAGE = "/the-mail/page/01-look-first.md"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


async def faults(desk: StudioDesk) -> list[object]:
    reply = await desk.client.get(f"{HOME}{PAGE}/check", headers=await desk.signed_in())
    return list((await reply.json())["faults"])


async def test_three_beginnings_stand_beside_each_other_in_the_episodes_own_words(desk: StudioDesk) -> None:
    _, page = await desk.get(f"{PAGE}/variations")
    for words in ("What do you read first?", "“The words” Would you say so too?", "Read the name before the words."):
        assert words in page
    assert "Somebody wrote to me." in page, "what it begins with now"


async def test_one_press_begins_with_another_and_undo_brings_the_old_one_back(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    status, page = await desk.post(f"{PAGE}/variations", hook="question", version="1", do="take")
    assert (status, page.count("What do you read first?") >= 2) == (200, True)
    assert await faults(desk) == []
    await desk.send(f"{PAGE}/step", {"version": 2, "back": True})
    _, page = await desk.get(f"{PAGE}/variations")
    assert "Somebody wrote to me." in page


async def test_a_beginning_is_handed_to_a_two_hooks_test(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    await desk.post(f"{PAGE}/variations", hook="mistake", version="1", do="test")
    assert await faults(desk) == []
    await desk.post("/the-mail/publish")
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "the-mail")
    assert series
    assert series.episodes[0].script.scenes[0].say == "Somebody wrote to me."
    assert "Would you say so too?" in str(series.episodes[0].scripts())


async def test_of_two_who_choose_at_once_the_second_is_told(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    await desk.post(f"{PAGE}/variations", hook="question", version="1", do="take")
    status, page = await desk.post(f"{PAGE}/variations", "Noor", hook="ending", version="1", do="take")
    assert (status, "Somebody changed this page meanwhile" in page) == (422, True)
