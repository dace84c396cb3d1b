from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.http.gone import Readers
from adapters.web.learners.lesson_text import text_pages
from adapters.web.pages.feed import feed_pages
from adapters.web.pages.player import FRAMES, player_pages
from adapters.web.pages.transcripts import Line, transcript
from bot.clock import Clock
from bot.links import Links, Purpose, Ticket
from lessons import catalog
from lessons.catalog.tables import episodes
from lessons.database import Database
from lessons.episodes import Cue
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.replies.watching import View, bits, view_of, views
from tests.bot.world import CLIP_S, CUES, MEDIA, MONDAY, World, furnished, small_world

SECRET = "a secret of more than thirty-two characters"


class SetClock(Clock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.time = MONDAY

    def now(self) -> Any:
        return self.time

    def go(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class Growing:
    """A clip in the making."""

    digest: str = "feed" * 8
    seconds: float = 12.0
    cues: tuple[Cue, ...] = (Cue(0.0, 2.0, "Said before it is seen."),)


@dataclass
class Studio:
    """Makes the clips that it is given."""

    clips: dict[str, Growing] = field(default_factory=dict)

    async def get(self, workspace_id: str, clip_id: str) -> Any:
        return self.clips.get(clip_id)

    async def find(self, digest: str) -> Any:
        return next((clip for clip in self.clips.values() if clip.digest == digest), None)


@dataclass
class Player:
    """A world with Ann in it, who got the first episode, and the site that plays it."""

    world: World
    client: TestClient[web.Request, web.Application]
    clock: SetClock
    links: Links
    studio: Studio
    delivery_id: str
    viewer: str = "Ann"

    @property
    def path(self) -> str:
        viewer = self.world.team[self.viewer]
        return self.links.player(self.world.workspace.id, self.delivery_id, viewer.id, MONDAY)

    async def tell(self, seconds: list[int] | range, **more: object) -> int:
        said = {"seconds": list(seconds), "played": False, "captions": False, "at": 0.0, **more}
        return (await self.client.post(f"{self.path}/seen", json=said)).status

    async def view(self) -> View | None:
        viewer = self.world.team[self.viewer]
        async with self.world.database.read() as db:
            return await view_of(db, self.world.workspace.id, self.delivery_id, viewer.id)

    async def watched(self) -> int:
        view = await self.view()
        return view.watched if view else 0


async def healthy() -> tuple[int, dict[str, object]]:
    return 200, {}


@asynccontextmanager
async def _player(world: World) -> AsyncIterator[Player]:
    clock, links, studio = SetClock(), Links(SECRET, ""), Studio()
    await world.join("Ann", "Ben")
    delivery_id = await world.deliver("Ann")

    def pages(app: web.Application) -> None:
        text_pages(app, *player_pages(app, world.database, links, clock, studio), Readers(world.database, links))
        feed_pages(app, world.database, links, clock)

    app = bare_app([pages], healthy)
    async with TestClient(TestServer(app)) as client:
        yield Player(world, client, clock, links, studio, delivery_id)


@pytest.fixture
async def player(tmp_path: Path) -> AsyncIterator[Player]:
    async with small_world(tmp_path) as world, _player(world) as player:
        yield player


@pytest.fixture
async def unmade(tmp_path: Path) -> AsyncIterator[Player]:
    """As player, with clips that nobody has made yet."""
    async with small_world(tmp_path, ready=False) as world, _player(world) as player:
        yield player


async def test_the_link_opens_the_clip_with_captions_poster_and_transcript(player: Player) -> None:
    reply = await player.client.get(player.path)
    page = await reply.text()
    assert reply.status == 200
    below = f"/media/{player.links.files(player.world.workspace.id, MEDIA[0], MONDAY)}"
    assert f'src="{below}/clip.mp4"' in page
    assert f'poster="{below}/poster.jpg"' in page
    track = re.search(r"<track [^>]*>", page)
    assert track
    assert 'kind="captions"' in track[0]
    assert " default" not in track[0]  # they are burned in already
    assert f"{below}/clip.vtt" in track[0]
    assert "It looks like any other mail, only it is not." in page
    assert "The Leak · Episode 1" in page


async def test_the_words_of_a_film_show_by_themselves_unless_they_are_in_its_picture(player: Player) -> None:
    for burned in (False, True):
        media = {"clip": "assets/a.mp4", "captions": "assets/a.vtt", "burned": burned}
        async with player.world.database.write() as db:
            (content,) = (await db.execute(sa.select(episodes.c.content).limit(1))).one()
            await db.execute(sa.update(episodes).values(content={**content, "media": media}))
        page = await (await player.client.get(player.path)).text()
        track = re.search(r"<track [^>]*>", page)
        assert track
        assert (" default" in track[0]) is not burned


async def test_the_page_may_stand_in_the_frames_of_the_chats_and_nowhere_else(player: Player) -> None:
    reply = await player.client.get(player.path)
    (directive,) = [
        part.split() for part in reply.headers["Content-Security-Policy"].split(";") if "frame-ancestors" in part
    ]
    assert directive[1:] == list(FRAMES)
    assert {"'self'", "https://*.slack.com", "https://teams.microsoft.com", "https://*.cloud.microsoft"} <= set(
        directive
    )
    assert "*" not in directive
    assert "X-Frame-Options" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


async def test_opening_the_page_is_no_view(player: Player) -> None:
    for method in ("GET", "HEAD"):
        assert (await player.client.request(method, player.path)).status == 200
    assert await player.view() is None


async def test_watched_seconds_land_in_the_ledger(player: Player) -> None:
    assert await player.tell([], played=True) == 204
    player.clock.go(5)
    assert await player.tell(range(5), captions=True, at=5.0) == 204
    player.clock.go(5)
    assert await player.tell(range(5, 10), at=10.0) == 204
    view = await player.view()
    assert view is not None
    assert (view.watched, view.plays, view.captions_on, view.last_s) == (bits(range(10)), 1, True, 10.0)


async def test_the_same_beacon_again_adds_nothing(player: Player) -> None:
    for _ in range(3):
        assert await player.tell([], played=True) == 204
    player.clock.go(5)
    for _ in range(3):
        assert await player.tell(range(5), at=5.0) == 204
    view = await player.view()
    assert view is not None
    assert (view.watched, view.plays) == (bits(range(5)), 1)


async def test_a_whole_clip_at_once_is_refused_and_changes_nothing(player: Player) -> None:
    await player.tell([], played=True)
    said = {"seconds": list(range(20)), "played": False, "captions": False, "at": 20.0}
    reply = await player.client.post(f"{player.path}/seen", json=said)
    assert reply.status == 429
    assert int(reply.headers["Retry-After"]) == 7
    assert await player.watched() == 0
    player.clock.go(7)
    assert await player.tell(range(20)) == 204


async def test_forged_beacons_at_once_cannot_use_the_same_time_twice(either_database: Database) -> None:
    async with _player(await furnished(either_database)) as player:
        for number in range(8):
            name = f"Viewer {number}"
            await player.world.join(name)
            viewer = replace(player, viewer=name, delivery_id=await player.world.deliver(name))
            await viewer.tell([], played=True)
            claims = [range(6), range(6, 12), range(12, 18), range(14, 20)]
            statuses = await asyncio.gather(*[viewer.tell(claim) for claim in claims])
            assert sorted(statuses) == [204, 429, 429, 429]
            assert (await viewer.watched()).bit_count() == 6


@pytest.mark.parametrize(
    "said",
    [
        {"seconds": [0]},
        {"seconds": [20], "played": False, "captions": False, "at": 0},
        {"seconds": [0, "1"], "played": False, "captions": False, "at": 0},
        [1, 2, 3],
    ],
)
async def test_a_malformed_beacon_is_refused_in_words_and_changes_nothing(player: Player, said: object) -> None:
    reply = await player.client.post(f"{player.path}/seen", json=said)
    assert reply.status == 422
    assert len((await reply.json())["error"]) > 15
    assert await player.view() is None


async def test_an_oversized_beacon_is_refused_before_it_is_read(player: Player) -> None:
    reply = await player.client.post(f"{player.path}/seen", data=b"x" * 900_000)
    assert reply.status == 422
    assert "2048 bytes" in (await reply.json())["error"]


async def test_a_beacon_takes_no_other_method(player: Player) -> None:
    for method in ("GET", "PUT", "DELETE"):
        assert (await player.client.request(method, f"{player.path}/seen")).status == 405


async def test_a_beacon_may_come_from_inside_a_chats_frame(player: Player) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://app.slack.com"}
    said = {"seconds": [], "played": True, "captions": False, "at": 0}
    assert (await player.client.post(f"{player.path}/seen", json=said, headers=headers)).status == 204


def _ways_in(path: str) -> list[tuple[str, str]]:
    return [("GET", path), ("GET", f"{path}/state"), ("POST", f"{path}/seen")]


async def _gone(player: Player, path: str, status: int) -> str:
    """Every way in is closed with this status; returns what the page says."""
    for method, way in _ways_in(path):
        reply = await player.client.request(method, way, json={} if method == "POST" else None)
        assert reply.status == status, way
        assert "Traceback" not in await reply.text()
    assert await player.view() is None
    reply = await player.client.get(path)
    assert "frame-ancestors 'self' https" in reply.headers["Content-Security-Policy"]  # shown inside the chat, too
    return await reply.text()


async def test_an_expired_link_says_so_and_what_to_do(player: Player) -> None:
    player.clock.go(31 * 86_400)
    assert "“learn”" in await _gone(player, player.path, 410)


async def test_a_tampered_link_says_so_and_what_to_do(player: Player) -> None:
    for path in (player.path[:-1], f"{player.path}A", "/watch/" + "A" * 3000, "/watch/%00", "/watch/ä.ö.ü"):
        assert "Open the lesson from its message" in await _gone(player, path, 404)


async def test_a_link_for_another_purpose_opens_nothing(player: Player) -> None:
    ticket = Ticket(Purpose.REPORT, player.world.workspace.id, player.delivery_id, player.world.team["Ann"].id)
    token = player.links.token(ticket, MONDAY + timedelta(days=1))
    await _gone(player, f"/watch/{token}", 404)


async def test_a_link_with_somebody_elses_name_on_it_opens_nothing(player: Player) -> None:
    ben = player.world.team["Ben"]
    await _gone(player, player.links.player(player.world.workspace.id, player.delivery_id, ben.id, MONDAY), 410)


async def test_a_link_of_somebody_who_left_opens_nothing(player: Player) -> None:
    async with player.world.database.write() as db:
        await roster.change_learner(db, player.world.workspace.id, player.world.team["Ann"].id, active=False)
    await _gone(player, player.path, 410)


async def test_a_link_to_a_delivery_that_was_erased_says_that_the_lesson_is_gone(player: Player) -> None:
    async with player.world.database.write() as db:
        await db.execute(sa.delete(deliveries))
    assert "no longer there" in await _gone(player, player.path, 410)


async def test_a_link_to_a_branch_that_does_not_exist_says_that_the_lesson_is_gone(player: Player) -> None:
    world = player.world
    path = player.links.player(world.workspace.id, player.delivery_id, world.team["Ann"].id, MONDAY, clip_key="nope")
    await _gone(player, path, 410)


async def test_a_clip_that_nobody_has_made_yet_is_waited_for(unmade: Player) -> None:
    page = await (await unmade.client.get(unmade.path)).text()
    assert "being made" in page
    assert "<video" not in page
    state = await unmade.client.get(f"{unmade.path}/state")
    assert await state.json() == {"state": "wanted"}


async def test_a_clip_in_the_making_is_played_from_its_playlist_and_counted(unmade: Player) -> None:
    growing = Growing()
    unmade.studio.clips[unmade.world.clips[0].id] = growing
    page = await (await unmade.client.get(unmade.path)).text()
    below = f"/live/{unmade.links.files(unmade.world.workspace.id, growing.digest, MONDAY)}"
    assert f'src="{below}/clip.m3u8"' in page
    assert f'data-live="{below}/clip.m3u8"' in page
    assert "Said before it is seen." in page
    assert await (await unmade.client.get(f"{unmade.path}/state")).json() == {"state": "live"}
    assert await unmade.tell([], played=True) == 204
    assert await unmade.tell([3]) == 204
    assert await unmade.tell([12]) == 422  # it will have twelve seconds
    assert await unmade.watched() == 1 << 3


async def test_a_clip_that_could_not_be_made_is_not_waited_for(unmade: Player) -> None:
    async with unmade.world.database.write() as db:
        claim = await catalog.claim_clip(db, unmade.world.workspace.id, "", MONDAY)
        assert claim is not None
        assert claim.clip.id == unmade.world.clips[0].id
        await catalog.give_up_clip(db, claim, "no voice", None, MONDAY)
    page = await (await unmade.client.get(unmade.path)).text()
    assert "could not be made" in page
    assert await (await unmade.client.get(f"{unmade.path}/state")).json() == {"state": "failed"}


async def test_titles_are_shown_as_words_never_as_markup(player: Player) -> None:
    async with player.world.database.write() as db:
        await db.execute(sa.update(episodes).values(title='<script>alert("x")</script>'))
    page = await (await player.client.get(player.path)).text()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


async def test_nothing_but_the_viewers_row_is_written(player: Player) -> None:
    await player.tell([], played=True)
    async with player.world.database.read() as db:
        rows = (await db.execute(sa.select(views))).all()
    assert [(row.viewer_id, row.campaign_id, row.clip_key) for row in rows] == [
        (player.world.team["Ann"].id, "c1", "main")
    ]


def test_captions_become_lines_that_end_where_sentences_do() -> None:
    assert transcript(CUES) == (
        Line(0.0, "Nina opens the mail."),
        Line(1.5, "It looks like any other mail, only it is not."),
        Line(12.0, "Report it first"),
    )
    assert transcript(()) == ()
    assert transcript((Cue(0, CLIP_S, "Wer? Ich."),)) == (Line(0, "Wer? Ich."),)


def test_a_long_sentence_is_parted_at_a_pause() -> None:
    cues = [Cue(at, at + 1, f"word{at} and more words,") for at in range(8)]
    assert [line.start_s for line in transcript(cues)] == [0, 4]
