"""Episodes moved, taken out and brought back; captions of a film corrected; an episode as each platform shows it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.web.studio.visiting import HOME
from lessons import catalog
from lessons.database import Database
from tests.adapters.web.studio_desk import EPISODE, SERIES, StudioDesk, studio_desk, zipped
from tests.lessons.studio.clips import Clip

VTT = "WEBVTT\n\n00:00:00.200 --> 00:00:01.000\nStop <00:00:00.500>and <00:00:00.800>think\n"
FILM = "---\ntitle: Look first\nclip: mail.mp4\ncaptions: mail.vtt\n---\n\n" + EPISODE[EPISODE.index("## Check") :]
TWO, THREE = (EPISODE.replace("Look first", title) for title in ("Ask back", "Report it"))
GERMAN = EPISODE.replace("Look first", "Erst schauen").partition("## Sources")[0]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as made:
        yield made


async def season(desk: StudioDesk) -> None:
    pages = {
        "01-look-first.md": EPISODE,
        "01-look-first.de.md": GERMAN,
        "02-ask-back.md": TWO,
        "03-report-it.md": THREE,
    }
    await desk.bring(
        zipped({"the-mail/series.md": SERIES, **{f"the-mail/{name}": text for name, text in pages.items()}})
    )


async def pages(desk: StudioDesk) -> list[str]:
    _, page = await desk.get("/the-mail/")
    return re.findall(r'class="shelf-name" href="[^"]*/page/(\d[^"]*)"', page)


async def titles(desk: StudioDesk) -> list[str]:
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "the-mail")
    assert series
    return [episode.title for episode in series.episodes]


async def test_an_episode_moves_with_its_translations_versions_and_comments(desk: StudioDesk) -> None:
    await season(desk)
    await desk.send("/the-mail/page/01-look-first.md/comments", {"at_s": 1, "message": "Who?"})
    await desk.post("/the-mail/order", page="01-look-first.md", do="down")
    names = ["01-ask-back.md", "02-look-first.de.md", "02-look-first.md", "03-report-it.md"]
    assert await pages(desk) == names
    _, page = await desk.get("/the-mail/")
    assert f"{HOME}/the-mail/page/02-look-first.md#comments" in page
    await desk.post("/the-mail/publish")
    assert await titles(desk) == ["Ask back", "Look first", "Report it"]


async def test_the_first_does_not_move_up_nor_the_last_down(desk: StudioDesk) -> None:
    await season(desk)
    before = await pages(desk)
    await desk.post("/the-mail/order", page="01-look-first.md", do="up")
    await desk.post("/the-mail/order", page="03-report-it.md", do="down")
    assert await pages(desk) == before


async def test_an_episode_that_is_taken_out_can_be_brought_back(desk: StudioDesk) -> None:
    await season(desk)
    _, page = await desk.post("/the-mail/order", page="02-ask-back.md", do="out")
    assert "Bring it back" in page
    assert await pages(desk) == ["01-look-first.de.md", "01-look-first.md", "02-report-it.md"]
    await desk.post("/the-mail/publish")
    assert await titles(desk) == ["Look first", "Report it"]
    await desk.post("/the-mail/order", page="02-ask-back.md", do="back")
    await desk.post("/the-mail/publish")
    assert await titles(desk) == ["Look first", "Report it", "Ask back"]


async def test_the_only_episode_stays(desk: StudioDesk) -> None:
    await desk.post("/the-mail/order", page="01-look-first.md", do="out")
    assert await pages(desk) == ["01-look-first.md"]


async def film(desk: StudioDesk, folder: Path) -> str:
    content = Clip(seconds=2.5).write(folder / "mail.mp4").read_bytes()
    files: dict[str, str | bytes] = {
        "series.md": SERIES,
        "01-look-first.md": FILM,
        "mail.mp4": content,
        "mail.vtt": VTT,
    }
    await desk.bring(zipped({f"the-mail/{name}": each for name, each in files.items()}))
    return "/the-mail/page/01-look-first.md"


async def test_a_films_captions_are_corrected_and_undone(desk: StudioDesk, tmp_path: Path) -> None:
    path = await film(desk, tmp_path)
    _, page = await desk.get(f"{path}/captions")
    assert "Stop and think" in page, "without the times of words, which nobody corrects by hand"
    version = page.partition('name="version" value="')[2].partition('"')[0]
    corrected = "WEBVTT\n\n00:00:00.200 --> 00:00:01.000\nStop, and think\n"
    status, page = await desk.post(f"{path}/captions", version=version, text=corrected)
    assert status == 200
    _, page = await desk.get(f"{path}/captions")
    assert "Stop, and think" in page
    checked = await desk.client.get(f"{HOME}{path}/check", headers=await desk.signed_in())
    assert (await checked.json())["faults"] == []
    await desk.send(f"{path}/step", {"version": int(version) + 1, "back": True})
    _, page = await desk.get(f"{path}/captions")
    assert "Stop and think" in page


async def test_words_that_stayed_keep_their_times(desk: StudioDesk, tmp_path: Path) -> None:
    path = await film(desk, tmp_path)
    _, page = await desk.get(f"{path}/captions")
    version = page.partition('name="version" value="')[2].partition('"')[0]
    longer = "WEBVTT\n\n00:00:00.200 --> 00:00:01.000\nStop and think\n\n00:00:01.200 --> 00:00:02.000\nThen look\n"
    await desk.post(f"{path}/captions", version=version, text=longer)
    texts = [(await desk.media.get(key)).decode() for key in await desk.media.keys() if key.endswith(".vtt")]
    assert [text for text in texts if "Stop <00:00:00.500>and" in text and "Then look" in text]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "empty"), ("WEBVTT\n\n00:00:09.000 --> 00:00:01.000\nx\n", "fault in line"), ("plain words", "another kind")],
)
async def test_captions_that_cannot_be_read_are_refused_and_shown_again(
    desk: StudioDesk, tmp_path: Path, text: str, words: str
) -> None:
    path = await film(desk, tmp_path)
    status, page = await desk.post(f"{path}/captions", version="1", text=text)
    assert (status, words in page) == (422, True)


async def test_an_episode_is_drawn_as_slack_teams_and_the_page_show_it(desk: StudioDesk) -> None:
    _, page = await desk.get("/the-mail/page/01-look-first.md/looks")
    for mark in ('class="slack slack-message"', '"type": "AdaptiveCard"', 'class="webchat"'):
        assert mark in page
    assert page.count("What do you read first?") >= 3
    for sheet in ("slack-look.css", "teams-look.js"):
        reply = await desk.client.get(f"{HOME}/looks/{sheet}")
        assert reply.status == 200
