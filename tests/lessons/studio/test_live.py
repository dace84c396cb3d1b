"""A clip that plays while it is being made."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from lessons.studio.encoding.mux import fragment
from lessons.studio.pipeline.live import IN_PICTURES, LiveClip
from lessons.studio.pipeline.studio import Studio
from tests.lessons.studio.making import BRAND, SCRIPT, SIZE, film, opened, studio

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pieces made by one test spare the next one's time."""
    return tmp_path_factory.mktemp("studio")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(shared: Path) -> AsyncIterator[Studio]:
    made = studio(shared)
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def live(here: Studio) -> LiveClip:
    return await here.begin(SCRIPT, BRAND, SIZE)


async def whole(live: LiveClip) -> bytes:
    return b"".join([await live.init(), *[await live.segment(n) for n in range(3)]])


async def test_the_playlist_is_complete_before_anything_is_drawn(tmp_path: Path) -> None:
    fresh = studio(tmp_path)
    live = await fresh.begin(SCRIPT, BRAND, SIZE)
    lines = (await live.playlist()).splitlines()
    lengths = [float(length) for length in re.findall(r"#EXTINF:([\d.]+),", "\n".join(lines))]
    assert sum(lengths) == pytest.approx(live.seconds, abs=1e-4)
    assert (lines[0], lines[-1]) == ("#EXTM3U", "#EXT-X-ENDLIST")
    assert [line for line in lines if not line.startswith("#")] == ["0.m4s", "1.m4s", "2.m4s"]
    assert max(lengths) <= int(re.findall(r"TARGETDURATION:(\d+)", "\n".join(lines))[0])
    assert not fresh._pool.pids
    await fresh.close()


async def test_segments_joined_are_the_same_film_as_the_file(live: LiveClip) -> None:
    joined, file = film(await whole(live)), film((await live.finished()).video.read_bytes())
    assert (joined.pictures, joined.keys, joined.ticks) == (file.pictures, file.keys, file.ticks)
    length = min(len(joined.pcm), len(file.pcm))
    assert np.array_equal(joined.pcm[:length], file.pcm[:length])


async def test_any_segment_may_be_asked_for_first_and_always_gives_the_same_bytes(
    live: LiveClip, tmp_path: Path
) -> None:
    last = await live.segment(2)
    first, again = await asyncio.gather(live.segment(0), live.segment(0))
    assert first == again
    assert await live.segment(2) == last
    elsewhere = studio(tmp_path / "other")
    other = await elsewhere.begin(SCRIPT, BRAND, SIZE)
    assert (await other.segment(2), await other.init()) == (last, await live.init())
    await elsewhere.close()


async def test_the_first_segment_has_the_sound_that_it_has_when_all_is_made(live: LiveClip) -> None:
    first = await live.segment(0)
    whole = await live._maker.sound(live._plan)
    scene = await live._maker.scene(live._plan, 0)
    assert first == fragment(0, 0, scene, whole)


async def test_whichever_segment_is_looked_at_first_has_the_sound_of_the_whole(tmp_path: Path) -> None:
    fresh = studio(tmp_path)
    live = await fresh.begin(SCRIPT, BRAND, SIZE)
    middle = await live.segment(1)
    whole, scene = await live._maker.sound(live._plan), await live._maker.scene(live._plan, 1)
    assert middle == fragment(1, live._plan.timeline.stretches[1].first, scene, whole)
    await fresh.close()


async def test_a_segment_begins_where_the_playlist_says(live: LiveClip) -> None:
    second = film(await live.init() + await live.segment(1))
    assert second.keys == [0]
    assert second.pictures == round(live._plan.timeline.stretches[1].pictures)


async def test_a_still_is_the_picture_that_the_segment_shows_then(live: LiveClip) -> None:
    still = Image.open(io.BytesIO(await live.still(1))).convert("RGB")
    with opened(await live.init() + await live.segment(1)) as file:
        frame = next(islice(file.decode(video=0), IN_PICTURES, None)).to_ndarray(format="rgb24")
    assert still.size == SIZE
    assert np.abs(np.asarray(still, np.int16) - frame).mean() < 3


@pytest.mark.parametrize("number", [-1, 3, 99])
async def test_there_is_no_other_segment(live: LiveClip, number: int) -> None:
    with pytest.raises(IndexError, match="the clip has 3 segments"):
        await live.segment(number)
    with pytest.raises(IndexError, match="the clip has 3 segments"):
        await live.still(number)


async def test_a_clip_that_was_begun_is_found_again_and_one_that_was_not_is_not(here: Studio, live: LiveClip) -> None:
    assert here.live(live.digest) is live
    assert await here.begin(SCRIPT, BRAND, SIZE) is live
    assert await here.find(live.digest) is live
    assert here.live("0" * 64) is None
    assert await here.find("0" * 64) is None


async def test_another_process_with_the_same_folder_goes_on_where_this_one_stopped(
    live: LiveClip, shared: Path
) -> None:
    last = await live.segment(2)
    other = studio(shared)
    found = await other.find(live.digest)
    assert found is not None
    assert (await found.segment(2), await found.playlist()) == (last, await live.playlist())
    assert not other._pool.pids  # the piece was there
    await other.close()


async def test_the_finished_clip_has_the_digest_the_captions_and_the_length_that_were_promised(live: LiveClip) -> None:
    clip = await live.finished()
    assert (clip.digest, clip.cues) == (live.digest, live.cues)
    assert clip.seconds == pytest.approx(live.seconds, abs=0.001)
    assert (clip.folder / "clip.vtt").read_text() == await live.captions()


async def test_players_are_told_the_codecs(live: LiveClip) -> None:
    assert re.fullmatch(r"avc1\.42c0[0-9a-f]{2},mp4a\.40\.2", await live.codecs())
