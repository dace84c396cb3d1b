from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL as Address

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.media import media_pages

DIGEST = "0123456789abcdef" * 2
CLIP = bytes(number * 7 % 256 for number in range(700_001))  # more than two chunks, and no round number
SIZE = len(CLIP)
Client = TestClient[web.Request, web.Application]
URL = f"/media/{DIGEST}/clip.mp4"


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
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    store = FileMedia(tmp_path)
    await store.put(f"{DIGEST}/clip.mp4", CLIP)
    await store.put(f"{DIGEST}/clip.vtt", b"WEBVTT\n")
    await store.put(f"{DIGEST}/poster.jpg", b"\xff\xd8jpeg")
    await store.put("assets/secret.mp4", b"not for the web")
    app = bare_app([lambda app: media_pages(app, store, Studio())], healthy)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_whole_clip_is_its_own_bytes(client: Client) -> None:
    reply = await client.get(URL)
    assert reply.status == 200
    assert await reply.read() == CLIP
    assert reply.headers["Content-Type"] == "video/mp4"
    assert reply.headers["Accept-Ranges"] == "bytes"
    assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"


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
        ("BYTES=5-6", 5, 6),
        ("bytes= 5-6 ", 5, 6),
    ],
)
async def test_a_range_is_answered_byte_for_byte(client: Client, asked: str, first: int, last: int) -> None:
    reply = await client.get(URL, headers={"Range": asked})
    assert reply.status == 206
    assert await reply.read() == CLIP[first : last + 1]
    assert reply.headers["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert reply.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=700001-", "bytes=9999999-99999999", "bytes=-0"])
async def test_a_range_behind_the_end_is_refused_with_the_size(client: Client, asked: str) -> None:
    reply = await client.get(URL, headers={"Range": asked})
    assert reply.status == 416
    assert reply.headers["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-6",
        "bytes=0-0,-1",
        "bytes=" + ",".join("0-" for _ in range(500)),
        "bytes=5-4",
        "bytes=-",
        "bytes=a-b",
        "bytes=٣-٤",
        "bytes=0x10-",
        "bytes=--1",
        "bytes=" + "9" * 200 + "-",
        "items=0-1",
        "0-1",
    ],
)
async def test_a_range_that_is_no_single_range_of_bytes_gets_the_whole_clip(client: Client, asked: str) -> None:
    reply = await client.get(URL, headers={"Range": asked})
    assert reply.status == 200
    assert await reply.read() == CLIP


async def test_a_range_of_the_same_version_goes_on_and_of_another_starts_over(client: Client) -> None:
    etag = (await client.head(URL)).headers["ETag"]
    same = await client.get(URL, headers={"Range": "bytes=10-19", "If-Range": etag})
    assert (same.status, await same.read()) == (206, CLIP[10:20])
    for other in ('"another"', f"W/{etag}", "Wed, 21 Oct 2026 07:28:00 GMT"):
        reply = await client.get(URL, headers={"Range": "bytes=10-19", "If-Range": other})
        assert (reply.status, await reply.read()) == (200, CLIP)


async def test_a_head_tells_everything_but_the_bytes(client: Client) -> None:
    reply = await client.head(URL, headers={"Range": "bytes=0-9"})
    assert (reply.status, await reply.read()) == (200, b"")
    assert reply.headers["Content-Length"] == str(SIZE)
    assert reply.headers["ETag"] == (await client.get(URL)).headers["ETag"]


async def test_the_tag_names_the_content(client: Client, tmp_path: Path) -> None:
    first = (await client.head(URL)).headers["ETag"]
    await FileMedia(tmp_path).put("00ff00ff00ff00ff/clip.mp4", CLIP)
    copy = (await client.head("/media/00ff00ff00ff00ff/clip.mp4")).headers["ETag"]
    poster = (await client.head(f"/media/{DIGEST}/poster.jpg")).headers["ETag"]
    assert first == copy != poster
    assert not first.startswith("W/")


async def test_who_has_the_clip_already_is_told_so(client: Client) -> None:
    etag = (await client.head(URL)).headers["ETag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        reply = await client.get(URL, headers={"If-None-Match": known})
        assert (reply.status, await reply.read()) == (304, b"")
    assert (await client.get(URL, headers={"If-None-Match": '"other"'})).status == 200


@pytest.mark.parametrize("name, kind", [("clip.vtt", "text/vtt; charset=utf-8"), ("poster.jpg", "image/jpeg")])
async def test_captions_and_posters_are_served_as_what_they_are(client: Client, name: str, kind: str) -> None:
    reply = await client.get(f"/media/{DIGEST}/{name}")
    assert (reply.status, reply.headers["Content-Type"]) == (200, kind)
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        f"/media/{DIGEST}/script.json",
        f"/media/{DIGEST}/../{DIGEST}/secret.mp4",
        f"/media/{DIGEST}/%2e%2e/clip.mp4",
        "/media/assets/secret.mp4",
        "/media/..%2f..%2fetc/clip.mp4",
        "/media/%2e%2e/clip.mp4",
        f"/media/{DIGEST}%00/clip.mp4",
        f"/media/{DIGEST.upper()}/clip.mp4",
        f"/media/{'0' * 32}/clip.mp4",
        "/media/abc/clip.mp4",
    ],
)
async def test_nothing_else_can_be_had_from_the_store(client: Client, path: str) -> None:
    reply = await client.get(Address(path, encoded=True))
    assert reply.status == 404
    assert b"secret" not in await reply.read()


async def test_a_clip_takes_no_other_method(client: Client) -> None:
    assert (await client.post(URL)).status == 405
    assert (await client.delete(URL)).status == 405


async def test_a_player_that_goes_away_is_no_fault(
    client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await FileMedia(tmp_path).put("00ff00ff00ff00ff/clip.mp4", CLIP * 30)  # more than a socket takes at once
    async with client.get("/media/00ff00ff00ff00ff/clip.mp4") as reply:
        await reply.content.read(10)
        reply.close()
    assert (await client.get(URL)).status == 200
    assert not [entry for entry in caplog.records if entry.levelname in ("WARNING", "ERROR")]


async def test_a_growing_clip_is_served_piece_by_piece(client: Client) -> None:
    below = f"/live/{Twelve.digest}"
    playlist = await client.get(f"{below}/clip.m3u8")
    assert playlist.headers["Content-Type"].startswith("application/vnd.apple.mpegurl")
    assert "#EXT-X-ENDLIST" in await playlist.text()
    assert await (await client.get(f"{below}/init.mp4")).read() == b"init"
    assert await (await client.get(f"{below}/1.m4s")).read() == b"second piece"
    part = await client.get(f"{below}/0.m4s", headers={"Range": "bytes=0-4"})
    assert (part.status, await part.read()) == (206, b"first")
    assert await (await client.get(f"{below}/clip.vtt")).text() == "WEBVTT\n"


async def test_pieces_that_do_not_exist_are_not_found(client: Client) -> None:
    assert (await client.get(f"/live/{Twelve.digest}/2.m4s")).status == 404
    assert (await client.get(f"/live/{'dead' * 8}/clip.m3u8")).status == 404
    assert (await client.get(f"/live/{Twelve.digest}/99999.m4s")).status == 404
