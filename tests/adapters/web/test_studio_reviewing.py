"""Another person reviews a version: approves it or sends it back with a reason, and the page keeps who did what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lessons.database import Database
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_studio import PAGE, fields, said


@pytest.fixture
async def strict(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    """Where another person approves."""
    async with studio_desk(database, tmp_path, another_approves=True) as made:
        yield made


async def published(desk: StudioDesk, words: str = "Somebody wrote to us.", version: int = 1) -> None:
    await desk.get(PAGE)
    await desk.send(f"{PAGE}/save", fields(words, version))
    await desk.post("/the-mail/publish")


async def test_a_version_that_is_sent_back_tells_its_writer_why(strict: StudioDesk) -> None:
    await published(strict)
    status, page = await strict.post("/the-mail/back", "Noor", reason="Who is “somebody”? Say it.")
    assert (status, "Sent back" in page) == (200, True)
    assert "Who is “somebody”? Say it." in page
    await strict.world.sender.deliver_due()
    heard = (await strict.world.last("Mira")).words
    assert "came back from its review" in heard
    assert "Who is “somebody”? Say it." in heard
    assert await said(strict) == "Somebody wrote to me.", "learners get what was approved before"


async def test_the_page_keeps_who_published_and_who_approved_which_version(strict: StudioDesk) -> None:
    await published(strict)
    await strict.post("/the-mail/approve", "Noor")
    _, page = await strict.get("/the-mail/")
    kept = page.partition('id="decisions"')[2]
    assert "<b>Version 2</b> approved · Noor" in kept
    assert "<b>Version 2</b> published · Mira" in kept
    assert await said(strict) == "Somebody wrote to us."


async def test_nothing_is_sent_back_without_a_reason_or_when_nothing_waits(strict: StudioDesk) -> None:
    await strict.post("/the-mail/back", "Noor", reason="Too early.")
    await published(strict)
    await strict.post("/the-mail/back", "Noor", reason="   ")
    _, page = await strict.get("/the-mail/")
    assert "sent back" not in page.partition('id="decisions"')[2]
