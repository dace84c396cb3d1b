from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL as Address

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.http.media import media_pages
from bot.answers.generated_clips import ReviewState, made_clips
from bot.clock import Clock
from bot.links import BUTTON_LIFE, Links, MediaUse, Purpose, Ticket
from lessons.database import Database

HOUR = timedelta(hours=1)

DIGEST = "0123456789abcdef" * 2
CLIP = bytes(number * 7 % 256 for number in range(700_001))  # more than two chunks, and no round number
SIZE = len(CLIP)
Client = TestClient[web.Request, web.Application]
SECRET = "a secret of more than thirty-two characters"
LINKS, NOW = Links(SECRET, ""), datetime.now(UTC)


def signed(media: str = DIGEST, name: str = "clip.mp4", use: MediaUse = MediaUse.CLIP) -> str:
    """An address with a good link."""
    return f"/media/{LINKS.files('w', media, NOW, use)}/{name}"


def live(digest: str) -> str:
    return f"/live/{LINKS.files('w', digest, NOW)}"


URL = signed()
OTHER = "00ff00ff00ff00ff"


class SetClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Cinema:
    """A server of clips, and what it stands on."""

    client: Client
    database: Database
    clock: SetClock
    store: FileMedia


class Twelve:
    """A clip that grows piece by piece."""

    digest = "feed" * 8
    seconds = 4.0
    cues = ()

    async def playlist(self) -> str:
        return '#EXTM3U\n#EXT-X-MAP:URI="init.mp4"\n#EXTINF:2,\n0.m4s\n#EXTINF:2,\n1.m4s\n#EXT-X-ENDLIST\n'

    async def init(self) -> bytes:
        return b"init"

    async def segment(self, n: int) -> bytes:
        return [b"first piece", b"second piece"][n]

    async def still(self, n: int) -> bytes:
        return [b"first still", b"second still"][n]

    async def captions(self) -> str:
        return "WEBVTT\n"


class Studio:
    """Makes one clip."""

    async def get(self, workspace_id: str, clip_id: str) -> Twelve | None:
        return Twelve() if clip_id == "wanted" else None

    async def find(self, digest: str) -> Twelve | None:
        return Twelve() if digest == Twelve.digest else None


async def healthy() -> tuple[int, dict[str, object]]:
    return 200, {}


@pytest.fixture
async def cinema(tmp_path: Path) -> AsyncIterator[Cinema]:
    store, database, clock = FileMedia(tmp_path), Database(f"sqlite:///{tmp_path}/media.db"), SetClock(NOW)
    async with database.write() as db:
        await db.run_sync(made_clips.create)
    await store.put(f"{DIGEST}/clip.mp4", CLIP)
    await store.put(f"{DIGEST}/clip.vtt", b"WEBVTT\n")
    await store.put(f"{DIGEST}/poster.jpg", b"\xff\xd8jpeg")
    await store.put("assets/secret.mp4", b"not for the web")
    app = bare_app([lambda app: media_pages(app, store, database, LINKS, clock, Studio())], healthy)
    async with TestClient(TestServer(app)) as client:
        yield Cinema(client, database, clock, store)
    await database.close()


@pytest.fixture
def client(cinema: Cinema) -> Client:
    return cinema.client


async def test_a_whole_clip_is_its_own_bytes(client: Client) -> None:
    reply = await client.get(URL)
    assert reply.status == 200
    assert await reply.read() == CLIP
    assert reply.headers["Content-Type"] == "video/mp4"
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Cache-Control"] == "private, max-age=21600, immutable"


@pytest.mark.parametrize(
    "asked, first, last",
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=1000-262143", 1000, 262143),
        ("bytes=262143-262145", 262143, 262145),
        ("bytes=700000-", 700_000, 700_000),
        ("bytes=699999-9999999", 699_999, 700_000),
        ("bytes=-1", SIZE - 1, SIZE - 1),
        ("bytes=-500", SIZE - 500, SIZE - 1),
        ("bytes=-9999999", 0, SIZE - 1),
    ],
)
async def test_a_range_is_answered_byte_for_byte(client: Client, asked: str, first: int, last: int) -> None:
    reply = await client.get(URL, headers={"Range": asked})
    assert reply.status == 206
    assert await reply.read() == CLIP[first : last + 1]
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert reply.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=700001-", "bytes=9999999-99999999"])
async def test_a_range_behind_the_end_is_refused_with_the_size(client: Client, asked: str) -> None:
    reply = await client.get(URL, headers={"Range": asked})
    assert reply.status == 416
    assert reply.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize("header", ["bytes=0-1,5-6", "bytes=5-4", "bytes=-", "bytes=a-b", "items=0-1", "0-1"])
async def test_what_is_no_single_range_of_bytes_is_refused_or_gets_the_whole_clip(client: Client, header: str) -> None:
    reply = await client.get(URL, headers={"Range": header})
    assert reply.status in (200, 416)
    assert reply.status == 416 or await reply.read() == CLIP


async def test_a_head_tells_everything_but_the_bytes(client: Client) -> None:
    reply = await client.head(URL)
    assert (reply.status, await reply.read()) == (200, b"")
    assert reply.headers["Content-Length"] == str(SIZE)
    assert reply.headers["ETag"] == (await client.get(URL)).headers["ETag"]


async def test_who_has_the_clip_already_is_not_sent_it_again(client: Client) -> None:
    etag = (await client.head(URL)).headers["ETag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        reply = await client.get(URL, headers={"If-None-Match": known})
        assert (reply.status, await reply.read()) == (304, b"")
    assert (await client.get(URL, headers={"If-None-Match": '"other"'})).status == 200


@pytest.mark.parametrize("name, kind", [("clip.vtt", "text/vtt; charset=utf-8"), ("poster.jpg", "image/jpeg")])
async def test_captions_and_posters_are_served_as_what_they_are(client: Client, name: str, kind: str) -> None:
    reply = await client.get(signed(name=name))
    assert (reply.status, reply.headers["Content-Type"]) == (200, kind)
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{DIGEST}/clip.mp4",
        signed(name="script.json"),
        signed(name="../assets/secret.mp4"),
        signed("assets", "secret.mp4"),
        f"/media/{DIGEST}/%2e%2e/clip.mp4",
        "/media/assets/secret.mp4",
        "/media/..%2f..%2fetc/clip.mp4",
        f"{URL[:-9]}%00/clip.mp4",
        f"{URL[:-10]}x/clip.mp4",
        signed("0" * 32),
        f"/media/{LINKS.token(Ticket(Purpose.PLAYER, 'w', DIGEST, 'ada', 'clip'), NOW + HOUR)}/clip.mp4",
    ],
)
async def test_nothing_else_can_be_had_from_the_store(client: Client, path: str) -> None:
    reply = await client.get(Address(path, encoded=True))
    assert reply.status == 404
    assert b"secret" not in await reply.read()


async def test_the_link_of_a_poster_opens_no_clip(client: Client) -> None:
    """G12: a poster's address opened the clip beside it."""
    poster = LINKS.poster("w", DIGEST, NOW)
    assert (await client.get(poster)).status == 200
    for name in ("clip.mp4", "clip.vtt"):
        assert (await client.get(poster.replace("poster.jpg", name))).status == 404


async def test_a_link_to_a_clip_ends_within_a_day_and_one_to_a_poster_after_its_messages(cinema: Cinema) -> None:
    """G12: a clip's address was good for a year."""
    poster = LINKS.poster("w", DIGEST, NOW)
    cinema.clock.at += timedelta(days=1)
    assert [(await cinema.client.get(path)).status for path in (URL, poster)] == [404, 200]
    cinema.clock.at += BUTTON_LIFE
    assert (await cinema.client.get(poster)).status == 404


async def test_a_refused_clip_is_gone_at_once_for_everybody(cinema: Cinema) -> None:
    """G12: the links of a clip went on working after a curator refused it."""
    paths = [signed(), signed(use=MediaUse.REVIEW), LINKS.poster("w", DIGEST, NOW)]
    seen = {}
    for state in (ReviewState.READY, ReviewState.REPORTED, ReviewState.REFUSED):
        await keep_clip(cinema.database, state)
        seen[state] = [(await cinema.client.get(path)).status for path in paths]
    assert seen[ReviewState.READY] == [200, 200, 200]
    assert seen[ReviewState.REPORTED] == [404, 200, 404], "a curator looks at what is in question, learners do not"
    assert seen[ReviewState.REFUSED] == [404, 404, 404]


async def keep_clip(database: Database, state: ReviewState) -> None:
    """The clip as one that was made for a question, in this state."""
    made: dict[str, object] = {"id": "1", "question_key": "q", "learner_id": "ada", "words": "How?", "language": "en"}
    more = {"script": {}, "cited": [], "by_model": False, "digest": DIGEST, "seconds": 3.0, "cues": [], "made_at": NOW}
    async with database.write() as db:
        await db.execute(made_clips.delete())
        row = {"workspace_id": "w", **made, **more, "state": state.value, "media": DIGEST}
        await db.execute(made_clips.insert().values(row))


async def test_a_clip_takes_no_other_method(client: Client) -> None:
    assert (await client.post(URL)).status == 405
    assert (await client.delete(URL)).status == 405


async def test_a_player_that_goes_away_is_no_fault(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await FileMedia(tmp_path).put(f"{OTHER}/clip.mp4", CLIP * 30)  # more than a socket takes at once
    async with client.get(signed(OTHER)) as reply:
        await reply.content.read(10)
        reply.close()
    assert (await client.get(URL)).status == 200
    assert not [entry for entry in caplog.records if entry.levelname in ("WARNING", "ERROR")]


async def test_a_growing_clip_is_served_piece_by_piece(client: Client) -> None:
    below = live(Twelve.digest)
    playlist = await client.get(f"{below}/clip.m3u8")
    assert playlist.headers["Content-Type"].startswith("application/vnd.apple.mpegurl")
    assert "#EXT-X-ENDLIST" in await playlist.text()
    assert await (await client.get(f"{below}/init.mp4")).read() == b"init"
    assert await (await client.get(f"{below}/1.m4s")).read() == b"second piece"
    assert await (await client.get(f"{below}/clip.vtt")).text() == "WEBVTT\n"


async def test_pieces_that_do_not_exist_are_not_found(client: Client) -> None:
    assert (await client.get(f"{live(Twelve.digest)}/2.m4s")).status == 404
    assert (await client.get(f"{live('dead' * 8)}/clip.m3u8")).status == 404
    assert (await client.get(f"{live(Twelve.digest)}/99999.m4s")).status == 404
    assert (await client.get(f"/live/{Twelve.digest}/clip.m3u8")).status == 404
