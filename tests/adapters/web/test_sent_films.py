"""A film from a phone: uploaded in pieces that go on after a break, looked at, described, and queued for a curator."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import FormData

from bot.messages.studio import sent_film_texts
from bot.operations.erasing import erase
from bot.operations.media_cleanup import sweep
from bot.sent_films.films import MOST_OPEN, FilmState, films_in
from lessons.database import Database
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.lessons.studio.clips import Clip
from tests.lessons.studio.test_uploads import black, quiet

PIECE = 10_000
ABOUT = {
    "title": "Lock the screen",
    "captions": "Lock the screen before you get up.",
    "question": "What do you do before you get up?",
    "right": "Lock the screen",
    "wrong": "Turn it off",
    "other": "",
    "why": "Whoever passes by could write in your name.",
    "audience": "everybody",
    "some": "",
    "consent": "yes",
}


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Clip(seconds=2.5).write(tmp_path_factory.mktemp("phone") / "screen.mp4").read_bytes()


async def page_of(desk: StudioDesk, name: str = "Ada") -> str:
    """The address that somebody gets who wants to send a film."""
    await desk.world.write(name, "send a film")
    await desk.world.sender.deliver_due()
    assert "Choose the film" in (await desk.world.last(name)).words
    world = desk.world
    async with world.database.read() as db:
        film = (await films_in(db, world.workspace.id, FilmState.COMING))[-1]
    return urlsplit(world.bot.links.film(film.workspace_id, film.id, film.learner_id, world.clock.at)).path


async def sent(desk: StudioDesk, path: str, content: bytes, start: int = 0) -> None:
    """All pieces from one on, and that it is whole."""
    await desk.client.post(f"{path}/begin", data={"name": "screen.mp4", "size": str(len(content))})
    for at in range(start, len(content), PIECE):
        reply = await desk.client.post(f"{path}/piece?from={at}", data=content[at : at + PIECE])
        assert reply.status == 200
    await desk.client.post(f"{path}/whole")


async def shown(desk: StudioDesk, path: str) -> str:
    reply = await desk.client.get(path)
    assert reply.status == 200
    return await reply.text()


async def test_an_upload_goes_on_where_it_broke_off(desk: StudioDesk, phone: bytes) -> None:
    path = await page_of(desk)
    about = {"name": "screen.mp4", "size": str(len(phone))}
    await desk.client.post(f"{path}/begin", data=about)
    await desk.client.post(f"{path}/piece?from=0", data=phone[:PIECE])
    again = await desk.client.post(f"{path}/piece?from=0", data=phone[:PIECE])
    assert (again.status, await again.json()) == (409, {"received": PIECE}), "a piece that came is not written twice"
    assert "goes on where it broke off" in await shown(desk, path)
    assert await (await desk.client.post(f"{path}/begin", data=about)).json() == {"received": PIECE}
    await sent(desk, path, phone, PIECE)
    assert "What is it?" in await shown(desk, path)


async def test_another_file_begins_anew(desk: StudioDesk, phone: bytes) -> None:
    path = await page_of(desk)
    await desk.client.post(f"{path}/begin", data={"name": "a.mp4", "size": "20000"})
    await desk.client.post(f"{path}/piece?from=0", data=b"x" * PIECE)
    await sent(desk, path, phone)
    assert "Nothing is wrong with it." in await shown(desk, path)


@pytest.mark.parametrize(
    ("clip", "said"),
    [
        (Clip(seconds=2, sound=quiet), "The sound is silent"),
        (Clip(seconds=2, picture=black), "100 % of the clip is black"),
        (Clip(seconds=2, width=640, height=360), "The picture is wide"),
        (Clip(seconds=95, fps=2, width=360, height=640), "The clip lasts 95"),
    ],
)
async def test_it_is_said_at_once_what_is_wrong(desk: StudioDesk, tmp_path: Path, clip: Clip, said: str) -> None:
    path = await page_of(desk)
    await sent(desk, path, clip.write(tmp_path / "wrong.mp4").read_bytes())
    assert said in await shown(desk, path)


async def test_a_form_without_the_pages_script_does_as_well(desk: StudioDesk, phone: bytes) -> None:
    path = await page_of(desk)
    form = FormData()
    form.add_field("film", phone, filename="screen.mp4", content_type="video/mp4")
    reply = await desk.client.post(f"{path}/file", data=form)
    assert "What is it?" in await reply.text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "Write a title"),
        ({"captions": ""}, "Write down what is said"),
        ({"wrong": "Lock the screen"}, "Two options say the same."),
        ({"audience": "some"}, "Say who may see it."),
        ({"consent": ""}, "Without your yes"),
    ],
)
async def test_what_is_missing_is_asked_for_and_nothing_written_is_lost(
    desk: StudioDesk, phone: bytes, change: dict[str, str], said: str
) -> None:
    path = await page_of(desk)
    await sent(desk, path, phone)
    reply = await desk.client.post(f"{path}/about", data=ABOUT | change)
    page = await reply.text()
    assert (reply.status, said in page, ABOUT["question"] in page) == (422, True, True)


async def handed_in(desk: StudioDesk, phone: bytes) -> str:
    path = await page_of(desk)
    await sent(desk, path, phone)
    reply = await desk.client.post(f"{path}/about", data=ABOUT)
    assert "handed in" in await reply.text()
    return path


async def test_a_curator_makes_an_episode_of_it_and_its_sender_hears_so(desk: StudioDesk, phone: bytes) -> None:
    await handed_in(desk, phone)
    _, shelf = await desk.get("")
    assert "Films that people sent (1)" in shelf
    _, queue = await desk.get("/films")
    assert "from Ada" in queue
    assert sent_film_texts.consent() in queue
    here = re.search(r"/studio(/films/[0-9a-f]+)/take", queue)
    assert here
    film = await desk.client.get(f"/studio{here[1]}/film", headers=await desk.signed_in())
    assert (film.status, await film.read()) == (200, phone)
    status, page = await desk.post(f"{here[1]}/take")
    assert (status, "Lock the screen" in page) == (200, True)
    checked = await desk.client.get(
        "/studio/lock-the-screen/page/01-lock-the-screen.md/check", headers=await desk.signed_in()
    )
    assert (await checked.json())["faults"] == []
    await desk.world.sender.deliver_due()
    assert "becomes an episode" in (await desk.world.last("Ada")).words


async def test_a_declined_film_tells_its_sender_why(desk: StudioDesk, phone: bytes) -> None:
    await handed_in(desk, phone)
    _, queue = await desk.get("/films")
    here = re.search(r"/studio(/films/[0-9a-f]+)/take", queue)
    assert here
    await desk.post(f"{here[1]}/decline", reason="A customer's name is on the screen.")
    await desk.world.sender.deliver_due()
    assert "A customer's name is on the screen." in (await desk.world.last("Ada")).words
    _, queue = await desk.get("/films")
    assert "Nobody sent a film" in queue


async def test_nobody_else_sees_a_film_before_it_is_handed_in(desk: StudioDesk, phone: bytes) -> None:
    path = await page_of(desk)
    await sent(desk, path, phone)
    async with desk.world.database.read() as db:
        (film,) = await films_in(db, desk.world.workspace.id, FilmState.ASKING)
    reply = await desk.client.get(f"/studio/films/{film.id}/film", headers=await desk.signed_in())
    assert reply.status == 404
    assert (await desk.client.get(f"{path[:-3]}abc")).status == 404


async def test_one_person_has_some_films_under_way_and_no_more(desk: StudioDesk, phone: bytes) -> None:
    for _ in range(MOST_OPEN):
        await sent(desk, await page_of(desk), phone)
    await desk.world.write("Ada", "send a film")
    await desk.world.sender.deliver_due()
    assert f"You have {MOST_OPEN} films under way" in (await desk.world.last("Ada")).words


async def test_the_film_goes_with_its_sender(desk: StudioDesk, phone: bytes, tmp_path: Path) -> None:
    class Nothing:
        async def forget(self) -> None: ...

    await handed_in(desk, phone)
    assert [key for key in await desk.media.keys() if key.endswith(".mp4")]
    world = desk.world
    await sweep(world.database, desk.media, world.clock.at)
    assert [key for key in await desk.media.keys() if key.endswith(".mp4")], "what waits for a curator is used"
    await erase(world.database, desk.media, Nothing(), world.workspace, world.learners["Ada"], world.clock.at)
    assert not [key for key in await desk.media.keys() if key.endswith(".mp4")]
