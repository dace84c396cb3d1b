import asyncio
import resource
from pathlib import Path

import pytest

from adapters.media import FileMedia, MediaFull

KEY = "3f2a3f2a3f2a3f2a/clip.mp4"


async def test_what_was_stored_comes_back(tmp_path: Path) -> None:
    store = FileMedia(tmp_path / "media")
    await store.put(KEY, b"\x00clip")
    assert await store.get(KEY) == b"\x00clip"


async def test_storing_again_replaces_the_whole_file(tmp_path: Path) -> None:
    store = FileMedia(tmp_path)
    await store.put(KEY, b"a long first version")
    await store.put(KEY, b"short")
    assert await store.get(KEY) == b"short"


async def test_a_key_under_which_nothing_is_stored_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"clip\.mp4"):
        await FileMedia(tmp_path).get(KEY)


@pytest.mark.parametrize(
    "key",
    [
        "../clip.mp4",
        "abc/../../clip.mp4",
        "/etc/passwd",
        "abc/..",
        "abc//clip.mp4",
        "abc/clip",
        "abc/.clip.mp4",
        "abc/clip.mp4\n",
        "abc\\clip.mp4",
        "ab/cd/clip.mp4",
        "abc/clip.mp4\x00.jpg",
        "",
    ],
)
async def test_a_key_that_could_leave_the_store_is_refused(tmp_path: Path, key: str) -> None:
    store = FileMedia(tmp_path / "media")
    with pytest.raises(ValueError, match="no media key"):
        await store.put(key, b"x")
    with pytest.raises(ValueError, match="no media key"):
        await store.get(key)
    assert not list(tmp_path.rglob("*"))


async def test_a_reader_sees_one_whole_version_while_another_is_written(tmp_path: Path) -> None:
    store = FileMedia(tmp_path)
    versions = [bytes([letter]) * 300_000 for letter in b"abcd"]
    await store.put(KEY, versions[0])

    async def read() -> None:
        seen.update({await store.get(KEY) for _ in range(40)})

    seen: set[bytes] = set()
    await asyncio.gather(read(), *[store.put(KEY, version) for version in versions])
    assert seen
    assert seen <= set(versions)


async def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    store = FileMedia(tmp_path)
    await store.put(KEY, b"first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))  # the system then refuses to write on, as a full disk does
    try:
        with pytest.raises(MediaFull, match="free some"):
            await store.put(KEY, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert await store.get(KEY) == b"first"
    assert [path.name for path in Path(tmp_path).rglob("*") if path.is_file()] == ["clip.mp4"]
