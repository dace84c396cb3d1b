"""One measurement of our own renderer in a fresh process; prints one JSON object. Run by bench.render.

python -m bench.render_ours cold 1080 FOLDER      one clip, from the start of Python to the finished file
python -m bench.render_ours warm 1080 FOLDER      the same with workers, fonts and pictures loaded before
python -m bench.render_ours dialogue 1080 FOLDER  two people who speak, with music, warm
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from adapters.espeak import EspeakVoice
from adapters.voices import default_voice, named_voices
from bench.render_dialogue import BRAND as TALKING
from bench.render_dialogue import dialogue as talk
from bench.render_lesson import lesson
from lessons.script import Brand, Headline, Script
from lessons.studio.pipeline.studio import Studio

BRAND = Brand("LeafLab")
SIZES = {"1080": (1080, 1920), "720": (720, 1280)}


def tree_cpu(pid: str = "self") -> float:
    """CPU seconds of a process and its children, also of those that ended."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    own = sum(map(int, stat.rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{stat.split()[0]}/children").read_text().split()
    return own + sum(map(tree_cpu, children))


async def timed(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), tree_cpu()
    await work()
    return time.perf_counter() - wall, tree_cpu() - cpu


async def cold(script: Script, size: tuple[int, int], folder: Path, _: int) -> dict[str, object]:
    studio = Studio(folder, EspeakVoice())
    clip = await studio.render(script, BRAND, size)
    await studio.close()
    return {"seconds": clip.seconds, "folder": str(clip.folder), "megabytes": clip.video.stat().st_size / 1e6}


async def warm(script: Script, size: tuple[int, int], folder: Path, tries: int) -> dict[str, object]:
    studio = Studio(folder, EspeakVoice())
    await studio.render(script, Brand("Warm"), size)
    runs = [await whole(studio, script, size, folder) for _ in range(tries)]
    firsts = [await first_picture(studio, script, size, folder) for _ in range(tries)]
    await studio.render(script, BRAND, size)
    _, unchanged = await timed(lambda: studio.render(script, BRAND, size))
    _, headline = await timed(lambda: studio.render(edited(script, show=Headline("Finger first!")), BRAND, size))
    _, line = await timed(lambda: studio.render(edited(script, say="First, put one finger in the soil."), BRAND, size))
    await studio.close()
    return {
        "cpu_s": min(cpu for _, cpu in runs),
        "whole_clip_s": min(wall for wall, _ in runs),
        "first_picture_s": min(firsts),
        "unchanged_cpu_s": unchanged,
        "headline_cpu_s": headline,
        "line_cpu_s": line,
    }


async def dialogue(script: Script, size: tuple[int, int], folder: Path, tries: int) -> dict[str, object]:
    """Two speakers of the neural voice; first with its speech kept, then with nothing kept."""
    studio = Studio(folder, default_voice(folder), voices=named_voices(folder), reference=EspeakVoice())
    await studio.render(script, replace(TALKING, accent="#88ccee"), size)  # workers, people and speech are there now
    drawn = [await timed(partial(studio.render, script, brand, size)) for brand in _brands(tries)]
    runs = [await whole(studio, script, size, folder, TALKING) for _ in range(tries)]
    first = await first_picture(studio, script, size, folder, TALKING)
    clip = await studio.render(script, TALKING, size)
    await studio.close()
    return {
        "seconds": clip.seconds,
        "folder": str(clip.folder),
        "cpu_s": min(cpu for _, cpu in drawn),
        "kept_speech_clip_s": min(wall for wall, _ in drawn),
        "uncached_cpu_s": min(cpu for _, cpu in runs),
        "whole_clip_s": min(wall for wall, _ in runs),
        "first_picture_s": first,
    }


def _brands(tries: int) -> list[Brand]:
    """As many looks, so that each clip is drawn anew from speech that is kept."""
    return [replace(TALKING, accent=f"#88cc{0xE0 + n:02x}") for n in range(tries)]


async def whole(
    studio: Studio, script: Script, size: tuple[int, int], folder: Path, brand: Brand = BRAND
) -> tuple[float, float]:
    """A clip of which nothing was kept, speech included."""
    forget(folder)
    return await timed(lambda: studio.render(script, brand, size))


async def first_picture(
    studio: Studio, script: Script, size: tuple[int, int], folder: Path, brand: Brand = BRAND
) -> float:
    """From the request until a player has the first scene with its sound; nothing was kept."""
    forget(folder)
    studio._live.clear()
    start = time.perf_counter()
    live = await studio.begin(script, brand, size)
    await asyncio.gather(live.playlist(), live.init(), live.segment(0))
    return time.perf_counter() - start


def forget(folder: Path) -> None:
    for kept in ("pieces", "clips"):
        shutil.rmtree(folder / kept)
        (folder / kept).mkdir()


def edited(script: Script, **change: object) -> Script:
    sixth = replace(script.scenes[5], **change)  # type: ignore[arg-type]
    return replace(script, scenes=(*script.scenes[:5], sixth, *script.scenes[6:]))


def main() -> None:
    how, size, folder = sys.argv[1], SIZES[sys.argv[2]], Path(sys.argv[3])
    script = talk() if how == "dialogue" else lesson(folder.parent)
    work = {"cold": cold, "warm": warm, "dialogue": dialogue}[how]
    print(json.dumps(asyncio.run(work(script, size, folder, int(sys.argv[4])))))


if __name__ == "__main__":
    main()
