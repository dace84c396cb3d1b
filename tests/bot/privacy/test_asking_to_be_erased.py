"""“Erase my data”: nobody is erased by their own press alone, and whoever agreed leaves a receipt that names nobody."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.privacy.receipts import receipt_pages
from bot.managers.roles import Role, record_roles
from bot.operations.erasing import erase_approved
from lessons.database import Database
from schedules.ledger.audit import audit_entries
from schedules.people import roster
from tests.bot.asking import a_world
from tests.stories.world import MONDAY, World


class NoPieces:
    """Nothing is kept to be faster."""

    async def forget(self) -> None: ...


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Mira", manages=True)
        await made.join("Ada Lovelace")
        await made.join("Bo")
        await made.sender.deliver_due()
        yield made


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@pytest.fixture
async def browser(world: World) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = bare_app([lambda app: receipt_pages(app, world.database, world.bot.links, world.clock)], healthy)
    async with TestClient(TestServer(app)) as client:
        yield client


async def ask(world: World, name: str = "Ada Lovelace", words: str = "erase my data") -> str:
    """They ask for it and press yes; returns the path of the link that they keep."""
    await world.write(name, words)
    await world.press(name, "Yes, erase it all")
    return "/erased/" + (await world.last(name)).words.partition("/erased/")[2].split()[0]


async def round_of_work(world: World, folder: Path) -> int:
    return await erase_approved(world.database, FileMedia(folder), NoPieces(), MONDAY)


async def is_there(world: World, name: str = "Ada Lovelace") -> bool:
    async with world.database.read() as db:
        return await roster.learner_by_id(db, world.workspace.id, world.learners[name].id) is not None


async def test_somebody_asks_a_manager_agrees_and_everything_goes(
    world: World, browser: TestClient[web.Request, web.Application], tmp_path: Path
) -> None:
    link = await ask(world)
    assert "waits for a second person" in await (await browser.get(link)).text()
    assert await round_of_work(world, tmp_path) == 0
    assert await is_there(world), "nobody agreed yet"
    await world.press("Mira", "Erase everything")
    assert "You agreed." in (await world.last("Mira")).words
    assert await round_of_work(world, tmp_path) == 1
    assert not await is_there(world)
    page = await (await browser.get(link)).text()
    assert "Everything is erased." in page
    assert "Ada" not in page
    receipt = json.loads(await (await browser.get(f"{link}/receipt.json")).text())
    assert receipt["counts"]["learners"] == 1
    assert receipt["sha256"] in page
    async with world.database.read() as db:
        entry = (await audit_entries(db, world.workspace.id, MONDAY, 10, action="person erased"))[0]
    assert (entry.actor, entry.detail["digest"]) == (world.learners["Mira"].id, receipt["sha256"])
    assert not any("Lovelace" in words for words in await world.sees("Mira")), "not even in the question to her"


async def test_a_manager_refuses_and_the_asker_hears_who(
    world: World, browser: TestClient[web.Request, web.Application], tmp_path: Path
) -> None:
    link = await ask(world)
    await world.press("Mira", "Refuse")
    assert "Mira refused" in (await world.last("Ada Lovelace")).words
    assert "It was refused." in await (await browser.get(link)).text()
    assert await round_of_work(world, tmp_path) == 0
    assert await is_there(world)
    assert await ask(world) != link, "they may ask again"


async def test_every_manager_and_admin_is_asked_and_the_first_decides(world: World) -> None:
    await world.join("Uma")
    async with world.database.write() as db:
        await record_roles(db, world.workspace.id, [("Uma", Role.ADMIN)])
    await ask(world)
    card = await world.last("Mira")
    await world.press("Uma", "Erase everything")
    assert "Uma agreed" in (await world.last("Mira")).words
    await world.press_token("Mira", card.buttons["Refuse"])
    assert "Somebody decided that before." in (await world.last("Mira")).words


async def test_a_manager_cannot_agree_to_their_own(world: World) -> None:
    await world.write("Mira", "forget me")
    await world.press("Mira", "Yes, erase it all")
    assert "Nobody here can agree to it but you." in (await world.last("Mira")).words
    await world.join("Max", manages=True)
    await ask(world, "Mira", "delete my data!")
    assert "Erase everything" not in (await world.last("Mira")).buttons
    assert "Erase everything" in (await world.last("Max")).buttons


async def test_asking_twice_asks_nobody_twice(world: World) -> None:
    await ask(world)
    seen = len(await world.sees("Mira"))
    await world.write("Ada Lovelace", "erase my data")
    assert "You asked for it before." in (await world.last("Ada Lovelace")).words
    assert len(await world.sees("Mira")) == seen


@pytest.mark.parametrize("words", ["Erase my data", "forget me", "Lösche meine Daten", "vergiss mich!"])
async def test_it_is_understood_in_peoples_own_words(world: World, words: str) -> None:
    await world.write("Bo", words)
    assert "Yes, erase it all" in (await world.last("Bo")).buttons


async def test_a_typo_erases_nobody(world: World) -> None:
    await world.write("Bo", "erase my date")
    assert "Yes, erase it all" not in (await world.last("Bo")).buttons


async def test_a_changed_link_opens_nothing(world: World, browser: TestClient[web.Request, web.Application]) -> None:
    link = await ask(world)
    assert (await browser.get(link[:-3])).status == 404
    assert (await browser.get(f"{link}/receipt.json")).status == 404, "there is none yet"
