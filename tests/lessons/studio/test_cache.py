"""Pieces on disk: whole or not there, within their limit, and clear words when the disk is full."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.script import Brand, Headline, Statement
from lessons.studio.store.cache import Cache, NoRoom, key_of
from lessons.studio.store.clips import ClipStore

KEYS = [key_of(n) for n in range(20)]


def piece_of(folder: Path, key: str) -> Path:
    return folder / key[:2] / key


@contextmanager
def small_files(size: int) -> Iterator[None]:
    """No file of this process may grow beyond size, which looks like a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_what_was_put_is_there_for_other_processes_too(tmp_path: Path) -> None:
    Cache(tmp_path, 1 << 20).put(KEYS[0], b"a piece")
    assert Cache(tmp_path, 1 << 20).get(KEYS[0]) == b"a piece"
    assert Cache(tmp_path, 1 << 20).get(KEYS[1]) is None


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b[:5], lambda b: b"", lambda b: b[:-1] + b"?"])
def test_a_damaged_piece_is_not_served(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    cache = Cache(tmp_path, 1 << 20)
    cache.put(KEYS[0], b"a piece that was whole")
    path = piece_of(tmp_path, KEYS[0])
    path.write_bytes(damage(path.read_bytes()))
    assert cache.get(KEYS[0]) is None
    assert not path.exists()


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 5000)
    for n in range(4):
        cache.put(KEYS[n], bytes(1000))
        os.utime(piece_of(tmp_path, KEYS[n]), (n, n))
    assert cache.get(KEYS[0]) is not None  # used now
    cache.put(KEYS[4], bytes(1000))
    assert [cache.get(KEYS[n]) is not None for n in range(5)] == [True, False, True, True, True]


def test_the_limit_holds_also_for_what_was_there_before(tmp_path: Path) -> None:
    first = Cache(tmp_path, 1 << 20)
    for n in range(10):
        first.put(KEYS[n], bytes(1000))
    Cache(tmp_path, 3000).put(KEYS[11], bytes(1000))
    assert sum(path.stat().st_size for path in tmp_path.glob("??/*")) <= 3000


def test_a_full_disk_is_named_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1 << 20)
    with small_files(4096), pytest.raises(NoRoom, match="no room for 10016 bytes"):
        cache.put(KEYS[0], bytes(10_000))
    assert cache.get(KEYS[0]) is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_dead_process_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 1 << 20)
    cache.put(KEYS[0], b"whole")
    left = piece_of(tmp_path, KEYS[0]).with_name(".left.123.abc")
    left.write_bytes(b"half")
    os.utime(left, (time.time() - 7200,) * 2)
    Cache(tmp_path, 1 << 20)
    assert not left.exists()
    assert cache.get(KEYS[0]) == b"whole"


def test_keys_tell_values_apart() -> None:
    assert key_of(Headline("a", "b")) == key_of(Headline("a", "b"))
    different = {
        key_of(value)
        for value in (Headline("a", "b"), Headline("ab", ""), Statement("a"), ("a", "b"), ("ab",), Brand(), 1, "1", 1.5)
    }
    assert len(different) == 9
    assert key_of(Brand()) != key_of(replace(Brand(), accent="#ffffff"))


def test_a_clip_that_lost_a_part_is_not_found(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, 1 << 20)
    files = {"clip.mp4": b"video", "transcript.json": b'{"seconds": 2.0, "cues": []}'}
    clip = store.finish(store.begin(files), "abc")
    assert store.find("abc") == clip
    clip.video.write_bytes(b"vid")
    assert store.find("abc") is None
    assert not clip.folder.exists()


def test_old_clips_make_room_but_never_the_newest(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, 3000)
    transcript = b'{"seconds": 2.0, "cues": []}'
    for n in range(4):
        clip = store.finish(store.begin({"clip.mp4": bytes(1000), "transcript.json": transcript}), f"clip{n}")
        os.utime(clip.folder, (n, n))
    assert store.find("clip0") is None
    assert store.find("clip3") is not None
    big = store.finish(store.begin({"clip.mp4": bytes(9000), "transcript.json": transcript}), "big")
    assert store.find("big") == big


def test_two_processes_that_make_the_same_clip_both_get_it(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, 1 << 20)
    files = {"clip.mp4": b"video", "transcript.json": b'{"seconds": 2.0, "cues": []}'}
    first, second = store.begin(files), store.begin(files)
    assert store.finish(first, "same") == store.finish(second, "same")
    assert [path.name for path in tmp_path.iterdir()] == ["same"]


def test_a_full_disk_leaves_no_half_clip(tmp_path: Path) -> None:
    store = ClipStore(tmp_path, 1 << 20)
    with small_files(4096), pytest.raises(NoRoom):
        store.begin({"clip.vtt": b"small", "clip.mp4": bytes(10_000)})
    assert not list(tmp_path.iterdir())
