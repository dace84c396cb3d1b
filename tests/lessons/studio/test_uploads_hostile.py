"""Files that are not what they say: cut off, disguised, too large to decode, or made to hang the reader."""

import os
import random
import struct
import threading
from collections.abc import Iterator
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import numpy as np
import pytest

from lessons.studio.sandbox.confined import Bounds
from lessons.studio.sandbox.untrusted import looks_like, video_demuxer
from lessons.studio.uploads import Report, check_upload
from tests.lessons.studio.boxes import find, patched
from tests.lessons.studio.clips import Clip, Picture

BRIEF = Bounds(cpu_s=4, wall_s=60)  # a busy machine may be slow, but the work must be little


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Clip().write(tmp_path_factory.mktemp("good") / "clip.mp4").read_bytes()


async def checked(content: bytes, folder: Path) -> Report:
    file = folder / "clip.mp4"
    file.write_bytes(content)
    return await check_upload(file, None, BRIEF)


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "The file is empty"),
        (b"Dear all, here is my clip.\n" * 9, "The file is a text file"),
    ],
)
async def test_what_is_no_video_is_refused_by_its_content(tmp_path: Path, content: bytes, found: str) -> None:
    report = await checked(content, tmp_path)
    assert [problem.what for problem in report.problems] == [found]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (bytes(5000), "nothing but zeros"),
        ("Привет".encode() * 200, "a text file"),
        (b"#EXTM3U\n#EXTINF:3,\nx.ts\n", "a playlist, not a video"),
        (b"\xff\xd8\xff\xe0" + bytes(90), "a JPEG picture"),
        (b"RIFF\x00\x01\x00\x00AVI LIST" + bytes(90), "an AVI video"),
        (b"\x07\x00\xf7" + bytes(600), "a file of a kind that we do not know"),
    ],
)
def test_a_refused_file_is_named_by_what_it_looks_like(content: bytes, found: str) -> None:
    assert video_demuxer(content) is None
    assert looks_like(content) == found


@pytest.mark.parametrize("percent", [1, 10, 50])
async def test_an_upload_that_was_cut_off_is_refused(tmp_path: Path, good: bytes, percent: int) -> None:
    report = await checked(good[: len(good) * percent // 100], tmp_path)
    assert "truncated" in codes(report)


async def test_an_upload_that_lost_its_index_is_refused(tmp_path: Path) -> None:
    content = Clip(movflags="").write(tmp_path / "late.mp4").read_bytes()
    assert codes(await checked(content[: len(content) * 9 // 10], tmp_path)) == ["broken"]


async def test_an_upload_that_lost_its_last_moment_is_taken(tmp_path: Path, good: bytes) -> None:
    assert (await checked(good[: len(good) * 99 // 100], tmp_path)).ok


class Listener(BaseHTTPRequestHandler):
    """Counts who asks."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """(address, paths that were asked for) of a server that nobody should visit."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Counting", (Listener,), {"asked": asked}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


DISGUISES = [
    "ffconcat version 1.0\nfile {file}\n",
    "ffconcat version 1.0\nfile {url}/secret.mp4\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{url}/secret.ts\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:3,\nfile://{file}\n#EXT-X-ENDLIST\n",
    '<?xml version="1.0"?><MPD><Period><BaseURL>{url}/</BaseURL></Period></MPD>',
    "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2#EXTM3U\n#EXTINF:3,\n{url}/secret.ts\n",
]


@pytest.mark.parametrize("disguise", DISGUISES)
async def test_a_playlist_in_disguise_reaches_no_other_file_and_no_server(
    tmp_path: Path, good: bytes, listener: tuple[str, list[str]], disguise: str
) -> None:
    url, asked = listener
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(good)
    os.utime(secret, (1_000_000_000, secret.stat().st_mtime))
    report = await checked(disguise.format(file=secret, url=url).encode("latin-1"), tmp_path)
    assert not report.ok
    assert "duration_s" not in report.facts
    assert asked == []
    assert secret.stat().st_atime == 1_000_000_000


def test_the_traps_above_would_notice_a_visit(tmp_path: Path, good: bytes, listener: tuple[str, list[str]]) -> None:
    """What the unguarded library does with the second and the first disguise."""
    url, asked = listener
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(good)
    os.utime(secret, (1_000_000_000, secret.stat().st_mtime))
    (tmp_path / "a.mp4").write_text(DISGUISES[0].format(file="secret.mp4", url=url))
    with av.open(str(tmp_path / "a.mp4")) as media:
        assert media.streams.video
    assert secret.stat().st_atime > 1_000_000_000
    playlist = tmp_path / "a.m3u8"
    playlist.write_text(DISGUISES[2].format(file="", url=url))
    with playlist.open("rb") as file, pytest.raises(av.FFmpegError):
        av.open(file)
    assert asked == ["/secret.ts"]


async def test_a_file_over_the_size_limit_is_refused_unread(tmp_path: Path, good: bytes) -> None:
    with (tmp_path / "clip.mp4").open("wb") as file:
        file.write(good)
        file.truncate(201 << 20)  # a hole that takes no space
    report = await check_upload(tmp_path / "clip.mp4", None, BRIEF)
    assert [problem.what for problem in report.problems] == ["The file has 201 MB"]


def grey(width: int, height: int, _: int) -> Picture:
    return np.full((height, width, 3), 90, np.uint8)


async def test_a_huge_picture_is_refused_even_where_the_container_says_that_it_is_small(tmp_path: Path) -> None:
    content = Clip(width=4112, height=4112, seconds=1, fps=1, picture=grey).write(tmp_path / "b.mp4").read_bytes()
    liar = patched(content, find(content, b"tkhd") + 84, "II", 360 << 16, 640 << 16)
    liar = patched(liar, find(content, b"stsd") + 48, "HH", 360, 640)
    for bomb in (content, liar):
        report = await checked(bomb, tmp_path)
        assert [problem.what for problem in report.problems] == ["The picture has 4112 x 4112 pixels"]


def repeated(path: Path, width: int, height: int, times: int, every_s: float) -> bytes:
    """A clip that is one small key picture over and over, with a packet of sound each time."""
    source = Clip(width=width, height=height, seconds=1, fps=1, picture=grey).write(path.with_name("one.mp4"))
    with av.open(str(source)) as one, av.open(str(path), "w") as media:
        beat = Fraction(1, 12_800)
        packets = {p.stream.type: bytes(p) for p in one.demux() if p.size}
        tracks = [
            media.add_stream_from_template(one.streams.video[0]),
            media.add_stream_from_template(one.streams.audio[0]),
        ]
        for number in range(times):
            for track in tracks:
                packet = av.Packet(packets[track.type])
                packet.stream, packet.time_base, packet.is_keyframe = track, beat, True
                packet.pts = packet.dts = round(number * every_s / beat)
                media.mux(packet)
    return path.read_bytes()


async def test_pixels_beyond_the_budget_are_not_decoded(tmp_path: Path) -> None:
    content = repeated(tmp_path / "bomb.mp4", 2304, 4096, 600, 0.1)  # 5.7 thousand million pixels
    before = os.times().children_user
    assert not (await checked(content, tmp_path)).ok
    assert os.times().children_user - before < 4


async def test_more_packets_than_a_clip_can_need_are_not_read(tmp_path: Path) -> None:
    assert "too dense" in codes(await checked(repeated(tmp_path / "b.mp4", 360, 640, 8200, 0.005), tmp_path))


@pytest.mark.parametrize(("track", "value"), [(0, 2**31 - 1), (1, 2**31)])
@pytest.mark.parametrize("box", [b"stsc", b"stts"])
async def test_absurd_counts_in_the_index_do_not_hang_the_check(
    tmp_path: Path, good: bytes, track: int, box: bytes, value: int
) -> None:
    at = find(good, box, track)
    entries = struct.unpack_from(">I", good, at + 12)[0]
    counts = patched(good, at + 12, "I", value)
    samples = good
    for entry in range(entries if box == b"stsc" else 1):
        samples = patched(samples, at + 20 + 12 * entry, "I", value)
    before = os.times().children_user
    for content in (counts, samples):
        await checked(content, tmp_path)
    assert os.times().children_user - before < 4


async def test_random_damage_never_escapes_the_report(
    tmp_path: Path, good: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(90)
    for _ in range(10):
        damaged = bytearray(good)
        for _ in range(chance.choice((1, 4, 40))):
            damaged[chance.randrange(len(good) if chance.random() < 0.5 else 2500)] = chance.randrange(256)
        report = await checked(bytes(damaged), tmp_path)
        assert report.ok or all(problem.what and problem.allowed and problem.fix for problem in report.problems)
    assert "Traceback" not in caplog.text
