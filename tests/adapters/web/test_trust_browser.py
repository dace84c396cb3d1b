"""The audit, other systems, and the receipt of an erasure, in a browser: axe finds nothing, and nothing is too wide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.managers.pages import manager_pages
from adapters.web.privacy.receipts import receipt_pages
from adapters.web.sign_in.doors import SignIn
from adapters.web.sign_in.provider import Client, Provider
from adapters.web.sign_in.sessions_page import SessionsPage
from bot.managers.roles import Role, record_roles
from bot.operations.migrate import migrate
from bot.outbox.endpoints import EndpointKind, OutboxEvent, add_endpoint
from bot.outbox.rows import DELAYS, claim_events, note_outcome, owe_events
from bot.privacy.erasure import forget_person
from lessons.database import Database, new_id
from schedules.ledger import audit
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.managing import healthy
from tests.bot.asking import a_world
from tests.stories.world import World

pytestmark = IN_BROWSER


async def lived(world: World) -> str:
    """An admin, entries, a system that something never reached, and somebody who was erased; returns their receipt."""
    for name in ("Uma", "Ada"):
        await world.join(name, manages=name == "Uma")
    here, now = world.workspace.id, world.clock.at
    async with world.database.write() as db:
        await record_roles(db, here, [("Uma", Role.ADMIN)])
        for number in range(8):
            detail = {"name": "A campaign with a rather long name, which has to break", "people": number}
            await audit.note(db, here, world.learners["Uma"].id, "campaign started", new_id(), now, **detail)
        system = await add_endpoint(
            db, here, EndpointKind.WEBHOOK, "https://hr.example.com/hook", list(OutboxEvent), now
        )
        row: dict[str, Any] = {
            "workspace_id": here,
            "id": new_id(),
            "endpoint_id": system,
            "source": "x",
            "learner_id": "",
        }
        row |= {"event": "delivery.sent", "content": "{}", "state": "waiting", "attempt": len(DELAYS), "reason": ""}
        await owe_events(db, [row | {"try_at": now, "made_at": now}])
        (claimed,) = await claim_events(db, 1, now)
        await note_outcome(db, claimed, "it cannot be reached: ClientConnectorDNSError", now)
        return (await forget_person(db, world.workspace, world.learners["Ada"], now)).id


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look[0]))
async def test_axe_finds_nothing_and_nothing_is_too_wide(look: tuple[str, int, int], tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'ninety.db'}")
    await migrate(database)
    async with chromium() as browser, a_world(database) as world:
        receipt = await lived(world)

        def rooms(app: web.Application) -> None:
            manager_pages(app, database, world.bot.links, world.clock, 100, lambda: None)
            receipt_pages(app, database, world.bot.links, world.clock)
            provider = Provider(Client("http://127.0.0.1:9", "ninety"))
            SignIn(database, world.bot.links, world.clock, provider, "").routes(app)
            SessionsPage(database, world.bot.links, world.clock).routes(app)

        async with TestClient(TestServer(bare_app([rooms], healthy), host="127.0.0.1")) as client:
            links, now = world.bot.links, world.clock.at
            opened = links.managing(world.workspace.id, world.learners["Uma"].id, new_id(), now)
            page = await page_with(browser, look)
            await page.goto(str(client.make_url(opened.removeprefix(links.public_url))))
            await page.click("button")
            erased = links.receipt(world.workspace.id, receipt, now).removeprefix(links.public_url)
            for path, words in {
                "/manage/audit": "campaign started",
                "/manage/webhooks": "hr.example.com",
                erased: "Everything is erased.",
                "/sessions": "this one",
                "/sign-in": "Sign in with your company's account",
                "/signed-out": "You are signed out here",
            }.items():
                await page.goto(str(client.make_url(path)))
                assert words in await page.inner_text("main")
                assert await violations(page) == []
                assert await wider(page) <= 0
                if folder := os.environ.get("SHOTS"):
                    await page.screenshot(path=Path(folder) / f"{words[:8]}-{look[0]}.png", full_page=True)
    await database.close()
