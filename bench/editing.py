"""How long an edit of one line takes until it is seen, and until the whole clip is there again: what the studio does.

A clip of one minute is made once, of typography or with people who speak; then one line after another is written anew.
Seen is the edit with the picture of its scene; then the scene plays, with its sound; then the whole clip is there.
Measured is the work on the server: a page waits 0.4 s after the last key before it saves, which is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable
from dataclasses import replace
from datetime import time as clock_time
from pathlib import Path

import numpy as np

from bench.render_ours import tree_cpu
from bot.settings import read_settings
from bot.studio.checking import preview_page
from bot.studio.manuscripts import DraftedPage, Manuscript
from bot.voices import voices_of
from bot.wiring import make_studio
from lessons.authoring import read_series
from lessons.authoring.lines import EditedPage, put_together, take_apart
from lessons.studio.pipeline.studio import Studio
from schedules.people.roster import Workspace

EXAMPLE = Path(__file__).parent.parent / "examples" / "the-data-leak"
PLANTS = Path(__file__).parent / "data" / "editing"
NIGHT = clock_time(0)
PAGES = {"dialogue": (EXAMPLE, "01-the-printer-knows.md"), "typographic": (PLANTS, "01-drowning-by-love.md")}
EXTRA = ("Look.", "At once.", "Already?", "Today.", "Really.", "For sure.", "Again.", "Please.", "Now.", "Twice.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="6 edits in place of 20")
    edits = 6 if parser.parse_args().quick else 20
    results = [asyncio.run(measure(name, *PAGES[name], edits)) for name in PAGES]
    print(json.dumps({name: value for result in results for name, value in result.items()}))


async def measure(what: str, folder: Path, page: str, edits: int) -> dict[str, float]:
    """Seconds from an edit to the picture that shows it, to its scene, and to the whole clip."""
    print(f"{what}: seen / plays / whole, seconds", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        settings = read_settings({"DATA_DIR": scratch})
        studio = make_studio(settings)
        try:
            seconds = np.array(await _measured(studio, folder, page, edits, frozenset(voices_of(settings))))
        finally:
            await studio.close()
    start = "" if what == "typographic" else f"{what}_"
    names = ("first_picture_s", "scene_plays_s", "whole_clip_s", "cpu_s")
    return {
        f"{start}{name}_p{share}": round(float(np.percentile(seconds[:, at], share)), 2)
        for at, name in enumerate(names)
        for share in (50, 95)
    }


async def _measured(
    studio: Studio, folder: Path, name: str, edits: int, voices: frozenset[str]
) -> list[tuple[float, ...]]:
    manuscript, paths = opened(folder)
    workspace = Workspace("W", "web", "bench", "Bench", "en", "US", NIGHT, NIGHT, 0, True, {}, True)
    page = take_apart(manuscript.pages[name].words, ("Nia", "Bo", "Mira"))
    lines = [(s, n) for s, part in enumerate(page.sections) for n, line in enumerate(part.lines) if line.words]
    about = (name, paths, workspace, voices)
    await _edited(studio, manuscript, *about, "0.0")
    results = []
    for turn in range(edits):
        s, n = lines[(turn * 3 + 1) % len(lines)]
        written = with_words(page, s, n, f"{page.sections[s].lines[n].words} {EXTRA[turn % len(EXTRA)]}")
        pages = {**manuscript.pages, name: replace(manuscript.pages[name], words=put_together(written).text)}
        results.append(await _edited(studio, replace(manuscript, pages=pages), *about, f"{s}.{n}"))
        print(f"  line {s}.{n}: " + " / ".join(f"{second:.2f}" for second in results[-1]), flush=True)
    return results


async def _edited(
    studio: Studio,
    manuscript: Manuscript,
    page: str,
    paths: dict[str, Path],
    workspace: Workspace,
    voices: frozenset[str],
    place: str,
) -> tuple[float, ...]:
    """Wall seconds until the edit is seen, plays, and all is there, and CPU seconds of all that."""
    cpu, began = tree_cpu(), time.perf_counter()
    preview, faults = await preview_page(manuscript, page, paths.__getitem__, voices, studio, workspace)
    live = studio.live(preview.digest)
    if live is None:
        raise RuntimeError(f"there is no clip to look at: {faults}")
    own = next((at for at, scene in enumerate(preview.scenes) if scene.place == place), 0)

    async def after(work: Awaitable[object]) -> float:
        await work
        return time.perf_counter() - began

    # As the page does: the picture and the scene are asked for at once, and the rest while the scene plays.
    seen, plays = await asyncio.gather(after(live.still(own)), after(live.segment(own)))
    await asyncio.gather(*(live.segment(n) for n in range(len(preview.scenes))))
    return seen, plays, time.perf_counter() - began, tree_cpu() - cpu


def opened(folder: Path) -> tuple[Manuscript, dict[str, Path]]:
    """A series as a manuscript, and where its files lie."""
    series = read_series(folder, prove=False)
    pages = {path.name: DraftedPage(path.name, 1, path.read_text(), False) for path in folder.glob("*.md")}
    files = {str(asset.path.relative_to(folder.resolve())): asset.key for asset in series.assets}
    manuscript = Manuscript("W", series.slug, "", files, (), "", pages)
    return manuscript, {asset.key: asset.path for asset in series.assets}


def with_words(page: EditedPage, section: int, line: int, words: str) -> EditedPage:
    lines = [*page.sections[section].lines]
    lines[line] = replace(lines[line], words=words)
    sections = [*page.sections]
    sections[section] = replace(sections[section], lines=tuple(lines))
    return replace(page, sections=tuple(sections))


if __name__ == "__main__":
    main()
