"""Clips are made once, whoever makes them; made again when the workspace's look changes; and never half."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia, MediaFull
from bot.clips.clipmaking import ClipMaker
from bot.clips.looks import brand_of, look_of
from lessons import catalog
from lessons.catalog.tables import clips
from lessons.database import Database
from lessons.episodes import Clip as WantedClip
from lessons.episodes import ClipState, MediaBrought
from lessons.ports import VendorBusy, VendorDown
from lessons.script import Brand, Script
from lessons.series import Asset, Series
from lessons.studio.pipeline.pool import WorkerFailed
from lessons.studio.store.clips import RenderedClip as MadeClip
from lessons.studio.timing.subtitles import SubtitleCue
from schedules.people import roster
from schedules.people.roster import Workspace
from tests.lessons.catalog_world import FIRST
from tests.lessons.studio.clips import Clip

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
PLAIN = replace(FIRST, brand=None)
"""Two episodes in the workspace's own look, with six clips."""


@dataclass
class Easel:
    """A studio that writes down what it is asked for, and paints a placeholder.

    Attributes:
        faults: raised one after the other, before anything is made.
        gate: nothing is finished while it is closed.
    """

    folder: Path
    asked: list[str] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def render(self, script: Script, brand: Brand, size: tuple[int, int]) -> MadeClip:
        digest = f"{abs(hash((script.version, script.language, script.scenes, brand))):016x}"
        self.asked.append(digest)
        self.begun.set()
        if self.faults:
            raise self.faults.pop(0)
        await self.gate.wait()
        folder = self.folder / digest
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("clip.mp4", "clip.vtt", "poster.jpg"):
            (folder / name).write_bytes(digest.encode())
        return MadeClip(digest, 3.0, folder, (SubtitleCue(0.0, 3.0, script.scenes[0].shown_words),))

    async def mark_film(self, mp4: Path, film: Path, **about: object) -> None:
        """Nothing is marked here."""


@dataclass
class Studios:
    """A workspace with a series whose clips are wanted, and as many workers as a test asks for."""

    folder: Path
    database: Database
    workspace: Workspace
    opened: list[Database] = field(default_factory=list)

    def worker(self, renew_s: float = 20.0, closed: bool = False) -> tuple[ClipMaker, Easel]:
        """A worker as another process would be: with its own connection."""
        self.opened.append(Database(self.database.engine.url.render_as_string(hide_password=False)))
        easel = Easel(self.folder / f"studio{len(self.opened)}")
        if not closed:
            easel.gate.set()
        media = FileMedia(self.folder / "media")
        return ClipMaker(self.opened[-1], easel, media, EspeakVoice(), renew_s), easel

    async def bring(self, series: Series) -> None:
        async with self.database.write() as db:
            await catalog.import_series(db, self.workspace.id, series, NOON)

    async def clips(self) -> list[WantedClip]:
        async with self.database.read() as db:
            series = await catalog.list_series(db, self.workspace.id)
            return [
                clip
                for episode in series[0].episodes
                for clip in await catalog.clips_of(db, self.workspace.id, episode.id)
            ]

    async def claim(self, at: datetime) -> catalog.Claim | None:
        async with self.database.write() as db:
            return await catalog.claim_clip(db, self.workspace.id, look_of(self.workspace), at)

    async def restyle(self, **brand: str) -> None:
        async with self.database.write() as db:
            await roster.change_workspace(db, self.workspace.id, brand=brand)
            self.workspace = (await roster.all_workspaces(db))[0]

    async def holds(self) -> list[tuple[int, bool]]:
        """Of each clip: how often it was begun, and whether it is held or waits for a later try."""
        async with self.database.read() as db:
            rows = await db.execute(sa.select(clips.c.attempt, clips.c.lease_until).order_by(clips.c.id))
            return [(row.attempt, row.lease_until is not None) for row in rows]

    async def states(self) -> list[ClipState]:
        return [clip.state for clip in await self.clips()]


@asynccontextmanager
async def _opened(database: Database, folder: Path) -> AsyncIterator[Studios]:
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "W1", "Halden", NOON)
    there = Studios(folder, database, workspace)
    yield there
    for opened in there.opened:
        await opened.close()


@pytest.fixture
async def studios(database: Database, tmp_path: Path) -> AsyncIterator[Studios]:
    async with _opened(database, tmp_path) as there:
        yield there


@pytest.fixture
async def racing(either_database: Database, tmp_path: Path) -> AsyncIterator[Studios]:
    """The same on SQLite and on PostgreSQL."""
    async with _opened(either_database, tmp_path) as there:
        yield there


WANTED, READY, FAILED = ClipState.WANTED, ClipState.READY, ClipState.FAILED


async def test_two_workers_make_every_clip_once(racing: Studios) -> None:
    await racing.bring(PLAIN)
    (one, first), (other, second) = racing.worker(), racing.worker()
    made = await asyncio.gather(one.make_wanted(NOON), other.make_wanted(NOON))
    assert sum(made) == len(first.asked) + len(second.asked) == 6
    assert set(first.asked) & set(second.asked) == set()
    assert await racing.states() == [READY] * 6


async def test_a_worker_passes_over_what_another_makes(racing: Studios) -> None:
    await racing.bring(PLAIN)
    (slow, held), (quick, easel) = racing.worker(closed=True), racing.worker()
    making = asyncio.create_task(slow.make_next(NOON))
    await held.begun.wait()
    assert await quick.make_wanted(NOON) == 5
    assert (await racing.states()).count(WANTED) == 1
    making.cancel()
    await asyncio.wait([making])
    assert await quick.make_wanted(NOON) == 1
    assert len(easel.asked) == len(set(easel.asked)) == 6


async def test_what_a_dead_worker_held_is_taken_up_when_its_lease_is_over(racing: Studios) -> None:
    await racing.bring(PLAIN)
    maker, _ = racing.worker()
    await racing.claim(datetime.now(UTC) - catalog.LEASE + timedelta(seconds=30))
    await racing.claim(datetime.now(UTC) - catalog.LEASE - timedelta(seconds=1))
    assert await maker.make_wanted(NOON) == 5
    assert (await racing.states()).count(WANTED) == 1


async def test_what_comes_from_a_worker_given_up_for_dead_is_not_taken(racing: Studios) -> None:
    await racing.bring(PLAIN)
    late = await racing.claim(NOON)
    newer = await racing.claim(NOON + catalog.LEASE)
    assert late is not None
    assert newer is not None
    assert (late.clip.id, late.attempt, newer.clip.id, newer.attempt) == (newer.clip.id, 1, newer.clip.id, 2)
    async with racing.database.write() as db:
        assert not await catalog.renew_claim(db, late, NOON)
        assert not await catalog.finish_clip(db, late, 3.0, "late", (), None, NOON)
        assert not await catalog.give_up_clip(db, late, "late", None, NOON)
        assert await catalog.finish_clip(db, newer, 3.0, "newer", (), None, NOON)
        assert not await catalog.finish_clip(db, newer, 3.0, "twice", (), None, NOON)
    assert (await racing.clips())[0].media == "newer"


async def test_a_worker_holds_a_clip_for_as_long_as_it_makes_it(studios: Studios) -> None:
    await studios.bring(PLAIN)
    slow, easel = studios.worker(renew_s=0.05, closed=True)
    making = asyncio.create_task(slow.make_next(NOON))
    await easel.begun.wait()
    async with studios.database.write() as db:  # as if the lease had been running for long
        await db.execute(sa.update(clips).where(clips.c.attempt == 1).values(lease_until=datetime.now(UTC)))
    async with asyncio.timeout(10):
        while not await held_beyond(studios, timedelta(minutes=1)):  # noqa: ASYNC110 - another process would do it
            await asyncio.sleep(0.02)
    easel.gate.set()
    assert await making == 1


async def held_beyond(studios: Studios, span: timedelta) -> bool:
    async with studios.database.read() as db:
        held = await db.scalar(sa.select(clips.c.lease_until).where(clips.c.attempt == 1))
    return held is not None and held > datetime.now(UTC) + span


async def test_a_clip_that_ends_its_worker_each_time_is_given_up_with_a_reason(studios: Studios) -> None:
    await studios.bring(PLAIN)
    for number in range(catalog.MOST_TRIES):
        await studios.claim(datetime.now(UTC) - (catalog.MOST_TRIES + 1 - number) * catalog.LEASE)
    maker, _ = studios.worker()
    assert await maker.make_wanted(NOON) == 5
    poison = (await studios.clips())[0]
    assert poison.state is FAILED
    assert "ended 3 times" in poison.reason
    async with studios.database.write() as db:
        assert await catalog.troubled_clips(db, studios.workspace.id) == ((poison, "Mail"),)
        assert await catalog.want_failed_again(db, studios.workspace.id) == 1
    assert await maker.make_wanted(NOON) == 1


@pytest.mark.parametrize("fault", [VendorDown("no voice"), WorkerFailed("it hung"), OSError("no room")])
async def test_what_may_pass_is_tried_again_later_and_given_up_in_the_end(studios: Studios, fault: Exception) -> None:
    await studios.bring(PLAIN)
    maker, easel = studios.worker()
    for tries in range(1, catalog.MOST_TRIES):
        easel.faults = [fault]
        await maker.make_next(NOON)
        assert (await studios.holds())[0] == (tries, True)
        assert (await studios.states())[0] is WANTED
        async with studios.database.write() as db:
            await db.execute(sa.update(clips).values(lease_until=None))
    easel.faults = [fault]
    await maker.make_next(NOON)
    given_up = (await studios.clips())[0]
    assert (given_up.state, given_up.reason) == (FAILED, str(fault))


async def test_a_disk_that_is_full_for_long_costs_no_clip(studios: Studios) -> None:
    await studios.bring(PLAIN)
    maker, easel = studios.worker()
    for _ in range(catalog.MOST_TRIES + 2):
        easel.faults = [MediaFull(errno.ENOSPC, "no room is left")] * 6
        assert await maker.make_wanted(NOON) == 0
        assert await studios.holds() == [(0, True)] * 6
        async with studios.database.write() as db:
            await db.execute(sa.update(clips).values(lease_until=None))
    assert await maker.make_wanted(NOON) == 6


async def test_a_vendor_that_asks_to_wait_costs_no_try(studios: Studios) -> None:
    await studios.bring(PLAIN)
    maker, easel = studios.worker()
    easel.faults = [VendorBusy("too much at once", 600)]
    assert await maker.make_wanted(NOON) == 5
    assert (await studios.holds())[0] == (0, True)
    assert await maker.make_next(NOON) == 0


async def test_a_worker_that_stops_leaves_nothing_half_made_and_the_next_goes_on_at_once(racing: Studios) -> None:
    await racing.bring(PLAIN)
    maker, easel = racing.worker(closed=True)
    making = asyncio.create_task(maker.make_wanted(NOON))
    await easel.begun.wait()
    await maker.close()
    assert making.cancelled()
    assert await racing.holds() == [(0, False)] * 6
    assert await racing.states() == [WANTED] * 6
    next_, _ = racing.worker()
    assert await next_.make_wanted(NOON) == 6


async def test_a_new_look_makes_clips_anew_while_the_old_ones_play(racing: Studios) -> None:
    await racing.bring(PLAIN)
    maker, easel = racing.worker()
    assert await maker.make_wanted(NOON) == 6
    before = {clip.id: clip.media for clip in await racing.clips()}
    assert await maker.make_next(NOON) == 0
    await racing.restyle(name="Halden", accent="#ff00ff")
    easel.gate.clear()
    easel.begun.clear()
    making = asyncio.create_task(maker.make_wanted(NOON))
    await easel.begun.wait()
    assert [(clip.state, clip.media) for clip in await racing.clips()] == [(READY, media) for media in before.values()]
    easel.gate.set()
    assert await making == 6
    after = await racing.clips()
    assert {clip.state for clip in after} == {READY}
    assert not {clip.media for clip in after} & set(before.values())
    assert await maker.make_wanted(NOON) == 0


async def test_a_new_name_is_a_new_look_only_where_no_look_was_chosen(studios: Studios) -> None:
    await studios.bring(PLAIN)
    maker, _ = studios.worker()
    await maker.make_wanted(NOON)
    async with studios.database.write() as db:
        await roster.change_workspace(db, studios.workspace.id, name="Halden & Sons")
    assert await maker.make_wanted(NOON) == 6
    await studios.restyle(name="Halden")
    await maker.make_wanted(NOON)
    async with studios.database.write() as db:
        await roster.change_workspace(db, studios.workspace.id, name="Something else")
    assert await maker.make_wanted(NOON) == 0


async def test_clips_in_their_series_own_look_are_left_alone(studios: Studios) -> None:
    await studios.bring(FIRST)
    maker, easel = studios.worker()
    await maker.make_wanted(NOON)
    await studios.restyle(name="Halden", accent="#ff00ff")
    assert await maker.make_wanted(NOON) == 0
    assert len(easel.asked) == 6


async def test_a_clip_that_cannot_be_made_in_the_new_look_keeps_the_old_and_says_why(studios: Studios) -> None:
    await studios.bring(PLAIN)
    maker, easel = studios.worker()
    await maker.make_wanted(NOON)
    await studios.restyle(name="Halden", accent="#ff00ff")
    easel.faults = [ValueError("the colours do not go together")]
    assert await maker.make_wanted(NOON) == 5
    kept = (await studios.clips())[0]
    assert (kept.state, kept.reason, kept.media != "") == (READY, "the colours do not go together", True)
    async with studios.database.write() as db:
        assert [clip.id for clip, _ in await catalog.troubled_clips(db, studios.workspace.id)] == [kept.id]
        await catalog.want_failed_again(db, studios.workspace.id)
    assert await maker.make_wanted(NOON) == 1


async def test_clips_of_versions_that_nobody_gets_any_more_keep_their_look(studios: Studios) -> None:
    await studios.bring(PLAIN)
    maker, _ = studios.worker()
    await maker.make_wanted(NOON)
    edited = replace(PLAIN.episodes[0], summary="Told anew.", check=None, branches={})
    await studios.bring(replace(PLAIN, episodes=(edited, PLAIN.episodes[1])))
    await studios.restyle(name="Halden", accent="#ff00ff")
    assert await maker.make_wanted(NOON) == len(await studios.clips()) == 5


def test_a_series_own_logo_is_found_in_the_media_store(tmp_path: Path) -> None:
    workspace = Workspace(
        **dict.fromkeys(Workspace.__slots__) | {"name": "Halden", "brand": {}}  # type: ignore[arg-type]
    )
    media = FileMedia(tmp_path)
    asset = Asset("assets/ab12.png", tmp_path / "logo.png")
    own = replace(FIRST, brand=Brand("Leak", logo=asset.key), assets=(asset,))
    assert brand_of(workspace, own, media.path).logo == str(tmp_path / asset.key)
    assert brand_of(workspace, PLAIN, media.path) == Brand("Halden")


async def test_an_authors_own_film_bears_the_workspaces_name(studios: Studios) -> None:
    film, captions = (
        MediaBrought("assets/a.mp4", "assets/a.vtt"),
        b"WEBVTT\n\n00:00.100 --> 00:00.900\nStop and think\n",
    )
    own = replace(FIRST.episodes[0], slug="own", script=Script("Own", ()), media=film, branches={}, translations={})
    media = FileMedia(studios.folder / "media")
    await media.put(film.clip, Clip(seconds=1.2).write(studios.folder / "a.mp4").read_bytes())
    await media.put(film.captions, captions)
    await studios.bring(replace(PLAIN, episodes=(own,)))
    maker, _ = studios.worker()
    assert await maker.make_wanted(NOON) == 1
    (clip,) = await studios.clips()
    assert clip.state is READY
    assert clip.seconds == pytest.approx(4.2, abs=0.05)  # with the card behind it
    await studios.restyle(name="Halden", background="#400000", accent="#ffffff")
    assert await maker.make_wanted(NOON) == 1
    (again,) = await studios.clips()
    assert again.media != clip.media
