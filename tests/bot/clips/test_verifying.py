"""What a clip in somebody's hands is: whole, changed, without its mark, coded anew, or none of ours."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest
import sqlalchemy as sa
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.privacy.verifying import verify_pages
from bot.cli.choosing import BadOrder
from bot.cli.content import verify as command
from bot.clips.verifying import Finding, verify
from bot.settings import read_settings
from lessons.catalog.tables import clips
from lessons.database import Database
from lessons.studio.pipeline.provenance import Making, Provenance
from tests.bot.world import furnished
from tests.lessons.studio.clips import Clip

MEDIA = "a" * 64
SECONDS = 3


@dataclass
class Archive:
    """An installation with one finished clip, which is signed."""

    database: Database
    folder: Path
    clip: Path
    version: str

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.folder / "provenance")

    async def finding(self, file: Path) -> Finding:
        return (await verify(self.database, self.folder / "media", self.provenance, file)).finding


@pytest.fixture
async def archive(database: Database, tmp_path: Path) -> Archive:
    world = await furnished(database)
    file = tmp_path / "media" / MEDIA / "clip.mp4"
    file.parent.mkdir(parents=True)
    Clip(seconds=SECONDS).write(file)
    episode = world.episodes[0]
    version = f"{episode.check_key}/main@{episode.version}"
    made = Archive(database, tmp_path, file, version)
    made.provenance.sign(file, title=episode.title, version=version, sources=["Handbook, 4.2"], making=Making())
    async with database.write() as db:
        ready = sa.update(clips).where(clips.c.episode_id == episode.id).values(media=MEDIA, seconds=SECONDS)
        await db.execute(ready)
    return made


def remuxed(source: Path, to: Path) -> Path:
    """The same coded pictures in another box, which the mark does not survive."""
    with av.open(str(source)) as old, av.open(str(to), "w", format="mp4") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return to


def coded_anew(source: Path, to: Path, width: int = 180, height: int = 320) -> Path:
    """Smaller and coarser, as a messenger sends films on."""
    with av.open(str(source)) as old, av.open(str(to), "w", format="mp4") as new:
        stream: Any = new.add_stream("libx264", rate=15)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = width, height, "yuv420p", 120_000
        stream.codec_context.time_base = Fraction(1, 1000)
        last = -1000
        for picture in old.decode(old.streams.video[0]):
            at = int((picture.time or 0) * 1000)
            if at - last < 60:
                continue
            last = at
            small = picture.reformat(width, height, "yuv420p")
            small.pts, small.time_base = at, Fraction(1, 1000)
            new.mux(stream.encode(small))
        new.mux(stream.encode())
    return to


async def test_a_clip_of_ours_is_whole_and_says_where_it_is_from(archive: Archive) -> None:
    verified = await verify(archive.database, archive.folder / "media", archive.provenance, archive.clip)
    assert (verified.finding, verified.version) == (Finding.OURS, archive.version)
    facts = dict(verified.facts())
    assert facts["Sources"] == "Handbook, 4.2"
    assert "drawn pictures" in facts["Made"]


async def test_a_changed_clip_is_not_relied_on(archive: Archive, tmp_path: Path) -> None:
    content = bytearray(archive.clip.read_bytes())
    content[-99] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(content)
    assert await archive.finding(changed) is Finding.CHANGED


async def test_a_clip_whose_mark_was_taken_out_is_known_by_its_pictures(archive: Archive, tmp_path: Path) -> None:
    assert await archive.finding(remuxed(archive.clip, tmp_path / "bare.mp4")) is Finding.STRIPPED


async def test_a_clip_that_was_coded_anew_is_known_by_its_look(archive: Archive, tmp_path: Path) -> None:
    assert await archive.finding(coded_anew(archive.clip, tmp_path / "small.mp4")) is Finding.COPIED


async def test_another_installations_clip_is_not_taken_for_ours(archive: Archive, tmp_path: Path) -> None:
    theirs = Clip(seconds=SECONDS).write(tmp_path / "theirs.mp4")
    Provenance(tmp_path / "elsewhere").sign(theirs, title="T", version="a/b@1", sources=[], making=Making())
    assert await archive.finding(theirs) is Finding.ANOTHERS


async def test_a_film_that_nobody_knows_is_unknown(archive: Archive, tmp_path: Path) -> None:
    assert await archive.finding(Clip(seconds=1).write(tmp_path / "other.mp4")) is Finding.UNKNOWN


async def test_the_command_prints_it_and_ends_with_nought_for_a_whole_one_alone(
    archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = archive.database.engine.url.render_as_string(hide_password=False).replace("+aiosqlite", "")
    settings = read_settings({"DATABASE_URL": url, "DATA_DIR": str(archive.folder)})
    assert await command.work(settings, SimpleNamespace(file=archive.clip)) == 0  # type: ignore[arg-type]
    assert "nothing of it was changed" in capsys.readouterr().out
    bare = remuxed(archive.clip, tmp_path / "bare.mp4")
    assert await command.work(settings, SimpleNamespace(file=bare)) == 1  # type: ignore[arg-type]
    assert "Its mark was taken out" in capsys.readouterr().out
    (tmp_path / "text.mp4").write_text("no film")
    with pytest.raises(BadOrder, match="cannot be read as a film"):
        await command.work(settings, SimpleNamespace(file=tmp_path / "text.mp4"))  # type: ignore[arg-type]


async def test_anybody_asks_on_a_page(archive: Archive) -> None:
    async def healthy() -> tuple[int, dict[str, Any]]:
        return 200, {}

    media = archive.folder / "media"
    app = bare_app([lambda app: verify_pages(app, archive.database, media, archive.provenance)], healthy)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        assert "What is this clip?" in await (await client.get("/verify")).text()
        german = await (await client.get("/verify", headers={"Accept-Language": "de-DE,de;q=0.9"})).text()
        assert "Was ist das für ein Clip?" in german
        for content, status, words in (
            (archive.clip.read_bytes(), 200, 'data-finding="ours"'),
            (b"no film", 422, "cannot be read as a film"),
            (b"", 422, "Choose a file first"),
        ):
            form = FormData()
            form.add_field("file", content, filename="film.mp4")
            reply = await client.post("/verify", data=form)
            assert (reply.status, words in await reply.text()) == (status, True)
