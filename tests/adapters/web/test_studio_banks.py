"""Question banks in the studio: checks that came in, those that did not, and what a page makes of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from lessons.database import Database
from tests.adapters.web.studio_desk import StudioDesk, studio_desk

BANK = """::Strange mail::A strange mail comes. What first? {
~Delete it#Then nobody is warned. =Report it ~Odd -> text ####Reporting helps everybody.}

Which? {~a =b}

Write an essay {}
"""


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as opened:
        yield opened


async def brought(desk: StudioDesk, content: str, file: str = "bank.gift", name: str = "Mira") -> tuple[int, str]:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", io.BytesIO(content.encode()), filename=file)
    headers = await desk.signed_in(name)
    reply = await desk.client.post("/studio/the-mail/questions", data=form, headers=headers)
    return reply.status, await reply.text()


async def test_each_question_becomes_an_episode_whose_story_is_still_to_write(desk: StudioDesk) -> None:
    status, page = await brought(desk, BANK)
    assert status == 200
    assert "2 questions became episodes. 1 was left out:" in page
    assert ("bank.gift" in page, "this question is no single choice" in page) == (True, True)
    packed = await desk.client.get("/studio/the-mail/series.zip", headers=await desk.signed_in())
    archive = zipfile.ZipFile(io.BytesIO(await packed.read()))
    (name,) = [each for each in archive.namelist() if each.endswith("02-strange-mail.md")]
    written = archive.read(name).decode()
    for words in ("## Check", "A strange mail comes. What first?", "- [x] Report it", "Reporting helps everybody."):
        assert words in written
    assert (await desk.get("/the-mail/page/03-which.md"))[0] == 200
    status, page = await desk.post("/the-mail/publish")
    assert status == 422, "nothing of it reaches anybody before its story is written"


async def test_the_check_is_what_the_bank_said(desk: StudioDesk) -> None:
    await brought(desk, BANK)
    reply = await desk.client.get("/studio/the-mail/page/02-strange-mail.md/check", headers=await desk.signed_in())
    faults = (await reply.json())["faults"]
    assert not [each for each in faults if "option" in str(each) or "branch" in str(each)]


async def test_a_bank_that_cannot_be_read_changes_nothing(desk: StudioDesk) -> None:
    before = (await desk.get("/the-mail/"))[1].count("/page/")
    status, page = await brought(desk, "<questestinterop>\n<item>", "bank.xml")
    assert (status, "Line 2: this is no XML that can be read" in page) == (422, True)
    assert page.count("/page/") == before
    assert (await brought(desk, BANK, name="Ada"))[0] == 403
