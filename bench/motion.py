"""How much moves in the clips of a series, second by second: what holds people who scroll.

    python -m bench.motion                             every clip of examples/, at 720x1280
    python -m bench.motion examples/passwoerter --sheets out   one series, with a picture a second of each clip as JPEG

Captions count for nothing here: they change on every word. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import math
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bot.settings import read_settings
from bot.wiring import make_studio
from lessons.authoring import read_scripts
from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Brand,
    Bullets,
    Card,
    EndCard,
    Headline,
    Quote,
    Script,
    Statement,
)
from lessons.studio.cards.frames import caption_box
from lessons.studio.encoding.yuv import Planes, brightness
from lessons.studio.pipeline.card_stage import CardStage
from lessons.studio.pipeline.live import LiveClip
from lessons.studio.pipeline.scene_job import SceneJob
from lessons.studio.pipeline.studio import Studio

SIZE = (720, 1280)
FPS = 30
LONGEST_STILL_S, LEAST_MOVING, LONGEST_TEXT_S = 4.0, 0.4, 6.0
LEVELS, PIXELS = 6, 40  # a picture moves where so many pixels of 921,600 change by more than so many of 219 steps
BESIDE = 16  # rows beside the captions, over which their blocks are smoothed
TEXT = (Headline, Statement, Bullets, Ask, BeforeAfter, Quote, BigNumber, EndCard)
COLUMNS, THUMB = 10, (180, 320)


@dataclass(frozen=True, slots=True)
class Motion:
    """What was seen in one clip.

    Attributes:
        still_s: the longest time in which nothing but captions changes.
        moving: share of the pictures that differ from the one before.
        text_s: the longest time in which nothing but letters is shown: no person, place, picture, film or screen.
    """

    name: str
    seconds: float
    still_s: float
    moving: float
    text_s: float

    @property
    def holds(self) -> bool:
        quiet = self.still_s <= LONGEST_STILL_S and self.text_s <= LONGEST_TEXT_S
        return quiet and self.moving > LEAST_MOVING


async def motion_of(name: str, script: Script, brand: Brand, studio: Studio, sheet: Path | None = None) -> Motion:
    """Makes the clip and looks at every picture.

    Args:
        sheet: where a picture a second goes as one JPEG.
    """
    clip = await studio.render(script, brand, SIZE)
    live = await studio.begin(script, brand, SIZE)
    pictures = _pictures(clip.video.read_bytes(), sheet)
    moves = await asyncio.to_thread(lambda: np.array(list(_moves(pictures))))
    changes = [0, *(np.flatnonzero(moves) + 1), len(moves) + 1]
    still_s = max(np.diff(changes), default=0) / FPS
    return Motion(name, clip.seconds, float(still_s), float(moves.mean()), await asyncio.to_thread(_text_s, live))


def _pictures(clip: bytes, sheet: Path | None) -> Iterator[Planes]:
    seconds: list[Image.Image] = []
    with av.open(io.BytesIO(clip), "r") as file:
        file.streams.video[0].thread_type = "AUTO"
        for number, frame in enumerate(file.decode(video=0)):
            if sheet and number % FPS == FPS // 2:
                seconds.append(Image.fromarray(frame.to_ndarray(format="rgb24", width=THUMB[0], height=THUMB[1])))
            yield cast("Planes", np.asarray(frame.to_ndarray(), np.uint8))
    if sheet:
        _keep_sheet(seconds, sheet)


def _keep_sheet(pictures: Sequence[Image.Image], path: Path) -> None:
    rows = math.ceil(len(pictures) / COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * THUMB[0], rows * THUMB[1]), "white")
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number % COLUMNS * THUMB[0], number // COLUMNS * THUMB[1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path, quality=85)


def _moves(pictures: Iterator[Planes]) -> Iterator[bool]:
    """For each picture but the first whether it differs from the one before, captions aside."""
    top, tall = caption_box(SIZE)[1], caption_box(SIZE)[3]
    rows = np.r_[0 : top - BESIDE, top + tall + BESIDE : SIZE[1]]
    before: NDArray[np.int16] | None = None
    for picture in pictures:
        now = brightness(picture)[rows].astype(np.int16)
        if before is not None:
            yield bool(np.count_nonzero(np.abs(now - before) > LEVELS) > PIXELS)
        before = now


def _text_s(live: LiveClip) -> float:
    """The longest run of scenes that show letters alone."""
    longest = run = 0.0
    for n, (start, end) in enumerate(live.scenes):
        job = live._plan.job(n)
        run = run + end - start if letters_alone(job) else 0.0
        longest = max(longest, run)
    return longest


def letters_alone(job: SceneJob) -> bool:
    """Whether a scene shows nothing but letters: no place behind them, and nobody who speaks beside them."""
    if not is_text(job.card) or job.frame.place:
        return False
    return job.speaker is None or CardStage(job)._bubble is None


def is_text(card: Card) -> bool:
    return isinstance(card, TEXT)


async def measure(files: Sequence[Path], sheets: Path | None) -> list[Motion]:
    with tempfile.TemporaryDirectory() as scratch:
        studio = make_studio(read_settings({"DATA_DIR": scratch}))
        try:
            return [motion async for motion in _measured(files, studio, sheets)]
        finally:
            await studio.close()


async def _measured(files: Sequence[Path], studio: Studio, sheets: Path | None):  # type: ignore[no-untyped-def]
    for file in files:
        scripts = await asyncio.to_thread(read_scripts, file)
        for key, script in scripts.clips.items():
            name = f"{file.parent.name}/{file.stem}" + ("" if key == "main" else f" {key}")
            sheet = sheets / f"{name.replace('/', '-').replace(' ', '-')}.jpg" if sheets else None
            motion = await motion_of(name, script, scripts.brand, studio, sheet)
            row = f"{motion.seconds:6.1f} s {motion.still_s:8.1f} {motion.moving:10.2f} {motion.text_s:8.1f}"
            print(f"  {name:<52} {row}  {'' if motion.holds else 'NOT HELD'}", flush=True)
            yield motion


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("folder", nargs="?", type=Path, default=Path("examples"))
    about.add_argument("--sheets", type=Path, help="folder for a picture a second of each clip")
    about.add_argument("--quick", action="store_true", help="the first episode of each series")
    chosen = about.parse_args()
    files = sorted(chosen.folder.rglob("01-*.md" if chosen.quick else "[0-9]*.md"))
    print(f"  {'':52} {'length':>8} {'still s':>8} {'moving':>10} {'text s':>8}")
    seen = asyncio.run(measure(files, chosen.sheets))
    worst = {
        "longest_still_s": max(motion.still_s for motion in seen),
        "least_moving": min(motion.moving for motion in seen),
        "longest_text_s": max(motion.text_s for motion in seen),
    }
    print(json.dumps({name: round(value, 3) for name, value in worst.items()}))


if __name__ == "__main__":
    main()
