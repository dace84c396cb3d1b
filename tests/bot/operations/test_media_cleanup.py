"""Media are deleted when nothing points at them for long enough, and never before."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.media import FileMedia
from bot.answers.generated_clips import ReviewState, made_clips
from bot.operations.media_cleanup import GRACE, POSTER_GRACE, count_unused, sweep
from lessons import catalog
from lessons.catalog.records import script_record
from lessons.database import Database, metadata
from lessons.episodes import MediaBrought, with_files
from lessons.script import Brand, Photo, Scene
from tests.bot.test_schema import test_every_table_is_known_to_this_test as every_table_is_known
from tests.lessons.catalog_world import FIRST, NOON, Library, script

WS = "w1"
OLD, NEW = "0123456789abcdef", "fedcba9876543210"
FILES = ("clip.mp4", "clip.vtt", "poster.jpg")
HOUR = timedelta(hours=1)


@dataclass
class Store:
    """A media store with a catalogue beside it; time starts when the files are stored."""

    answer_worker: Library
    media: FileMedia
    now: datetime

    async def put(self, *keys: str) -> None:
        for key in keys:
            await self.media.put(key, b"content")

    async def sweep_after(self, span: timedelta) -> int:
        return await sweep(self.answer_worker.database, self.media, self.now + span)

    async def held(self) -> list[str]:
        return await self.media.keys()


@pytest.fixture
async def store(database: Database, tmp_path: Path) -> Store:
    return Store(Library(database), FileMedia(tmp_path / "media"), datetime.now(UTC) + HOUR)


def files(folder: str) -> list[str]:
    return [f"{folder}/{name}" for name in FILES]


async def test_what_nothing_points_at_goes_after_its_grace_and_posters_after_theirs(store: Store) -> None:
    await store.put(*files(OLD))
    assert await store.sweep_after(timedelta(0)) == 0
    assert await store.sweep_after(GRACE - HOUR) == 0
    assert await store.held() == files(OLD)
    assert await store.sweep_after(GRACE) == 2
    assert await store.held() == [f"{OLD}/poster.jpg"]
    assert await store.sweep_after(POSTER_GRACE) == 1
    assert await store.held() == []
    assert not (store.media.path(f"{OLD}/poster.jpg")).parent.exists()
    async with store.answer_worker.database.read() as db:
        assert await count_unused(db) == 0


async def test_old_files_of_a_database_that_was_just_connected_have_their_grace(store: Store) -> None:
    await store.put(*files(OLD))
    assert await store.sweep_after(timedelta(days=400)) == 0
    assert await store.held() == files(OLD)


async def test_clips_of_every_version_keep_their_files(store: Store) -> None:
    mail = (await store.answer_worker.bring(FIRST)).series.episodes[0]
    await store.answer_worker.finish(await store.answer_worker.clip(mail.id), OLD)
    edited = replace(FIRST.episodes[0], script=script("Told anew."))
    await store.answer_worker.bring(replace(FIRST, episodes=(edited, FIRST.episodes[1])))
    await store.put(*files(OLD))
    for span in (timedelta(0), POSTER_GRACE, 2 * POSTER_GRACE):
        assert await store.sweep_after(span) == 0
    assert await store.held() == files(OLD)


async def test_what_a_clip_had_before_it_was_made_anew_goes(store: Store) -> None:
    mail = (await store.answer_worker.bring(replace(FIRST, brand=None))).series.episodes[0]
    clip = await store.answer_worker.clip(mail.id)
    for media, look, later in ((OLD, "old", 0), (NEW, "new", 1)):
        async with store.answer_worker.database.write() as db:
            claims = [await catalog.claim_clip(db, WS, look, NOON + later * HOUR) for _ in range(7)]
            claim = next(one for one in claims if one and one.clip.id == clip.id)
            assert await catalog.finish_clip(db, claim, 3.0, media, (), look, NOON)
        await store.put(*files(media))
    await store.sweep_after(timedelta(0))
    assert await store.sweep_after(POSTER_GRACE) == 3
    assert await store.held() == files(NEW)


async def test_what_authors_brought_stays_with_every_version_that_shows_it(store: Store) -> None:
    names = {name: f"assets/{name}.png" for name in ("logo", "photo", "voice", "film", "captions", "nobody")}
    shown = Scene(FIRST.episodes[0].script.scenes[0].role, "Look.", Photo("photo.png", "Look", "A photo"), "voice.png")
    pictured = with_files(replace(FIRST.episodes[0].script, scenes=(shown,)), lambda file: f"assets/{file}")
    german = FIRST.episodes[0].translations["de"]
    told = replace(german, media=MediaBrought(names["film"], names["captions"]))
    episode = replace(FIRST.episodes[0], script=pictured, check=None, branches={}, translations={"de": told})
    await store.answer_worker.bring(replace(FIRST, brand=Brand("Leak", logo=names["logo"]), episodes=(episode,)))
    await store.answer_worker.bring(FIRST)
    await store.put(*names.values())
    await store.sweep_after(timedelta(0))
    assert await store.sweep_after(GRACE) == 1
    assert set(await store.held()) == set(names.values()) - {names["nobody"]}


@pytest.mark.parametrize("state", ReviewState)
async def test_clips_of_answers_keep_their_files_unless_they_were_refused(store: Store, state: ReviewState) -> None:
    row = {"workspace_id": WS, "id": "m1", "question_key": "k", "learner_id": "l", "words": "w", "language": "en"}
    made = {"script": script_record(script("Hello.")), "cited": [], "by_model": False, "seconds": 3.0, "cues": []}
    async with store.answer_worker.database.write() as db:
        values = {**row, **made, "digest": OLD, "media": NEW, "state": state.value, "made_at": NOON}
        await db.execute(sa.insert(made_clips).values(values))
    await store.put(f"{OLD}/poster.jpg", *files(NEW))
    await store.sweep_after(timedelta(0))
    assert await store.sweep_after(POSTER_GRACE) == (4 if state is ReviewState.REFUSED else 0)


async def test_a_file_that_is_pointed_at_again_is_new_to_the_next_sweep(store: Store) -> None:
    await store.put(*files(OLD))
    await store.sweep_after(timedelta(0))
    mail = (await store.answer_worker.bring(FIRST)).series.episodes[0]
    await store.answer_worker.finish(await store.answer_worker.clip(mail.id), OLD)
    assert await store.sweep_after(GRACE) == 0
    async with store.answer_worker.database.write() as db:
        await db.execute(sa.text("UPDATE clips SET media = ''"))
    assert await store.sweep_after(GRACE + HOUR) == 0
    assert await store.sweep_after(2 * GRACE) == 0
    assert await store.sweep_after(2 * GRACE + HOUR) == 2


async def test_a_file_that_is_stored_again_meanwhile_is_not_deleted(store: Store) -> None:
    await store.put(f"{OLD}/clip.mp4")
    await store.media.delete(f"{OLD}/clip.mp4", put_before=store.now - 2 * HOUR)
    assert await store.held() == [f"{OLD}/clip.mp4"]
    await store.media.delete(f"{OLD}/clip.mp4", put_before=store.now)
    await store.media.delete(f"{OLD}/clip.mp4", put_before=store.now)
    assert await store.held() == []


async def test_what_a_dead_process_was_writing_goes_after_a_day(store: Store) -> None:
    await store.put(f"{OLD}/clip.mp4")
    left = store.media.path(f"{OLD}/clip.mp4").with_name(".abc~")
    left.write_bytes(b"half")
    await store.sweep_after(timedelta(hours=20))
    assert left.exists()
    await store.sweep_after(timedelta(hours=30))
    assert not left.exists()


async def test_a_sweep_of_no_folder_finds_nothing(store: Store) -> None:
    assert await store.sweep_after(timedelta(0)) == 0


def test_every_column_that_may_name_media_is_asked_or_known_not_to_count() -> None:
    every_table_is_known()
    named = re.compile("media|digest|poster|file|asset|logo|picture|film")
    columns = {f"{table.name}.{c.name}" for table in metadata.tables.values() for c in table.c if named.search(c.name)}
    # slack_files tells where Slack keeps its own copy; the digests are of addresses, keys, receipts and texts.
    elsewhere = {"slack_files.media", "slack_files.file_id", "suppressed.digest", "erasure_receipts.digest"}
    elsewhere |= {"api_tokens.digest", "directory_tokens.digest", "source_files.digest"}
    elsewhere |= {"sent_films.media"}
    assert columns == {"clips.media", "made_clips.media", "made_clips.digest", "manuscripts.files", *elsewhere}
