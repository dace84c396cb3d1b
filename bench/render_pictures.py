"""What single pictures cost: the figures of decision 22, in milliseconds of processor time.

    python -m bench.render_pictures

Each is the median of several tries in one process. The last line is one JSON object.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from bench.render_dialogue import BRAND, INES, OTTO
from bench.render_lesson import lesson
from bench.render_ours import BRAND as PLANTS
from lessons.script import BigNumber, Role, Talk, Word
from lessons.studio.cards.frames import Frame, caption_box, draw_caption, draw_card, phrases
from lessons.studio.cards.talk import actors, draw_stage
from lessons.studio.cast import people
from lessons.studio.encoding.encoder import OPTIONS, _context
from lessons.studio.encoding.yuv import Planes, planes, put_nearer, put_rows
from lessons.studio.pipeline.scenes import SceneJob, render_scene

SIZE = (1080, 1920)
FRAME = Frame(0, 8, Role.SCENE, BRAND, "en", SIZE, "AI voice")
TALK = Talk(INES, "worried", "home", "Sunday, 18:41", OTTO, "neutral")
SPOKEN = ("Otto,", "my", "ivy", "has", "nine", "leaves", "left.")
WORDS = tuple(Word(text, at * 0.4, at * 0.4 + 0.4) for at, text in enumerate(SPOKEN))
TRIES = 15
REPEAT_BYTES = 60  # a hand-made repeat is smaller, any coded picture larger


def milliseconds(work: Callable[[], object], tries: int = TRIES) -> float:
    """Processor time of one go; the first is not counted."""
    work()
    spent = []
    for _ in range(tries):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def coding(pictures: list[Planes], size: tuple[int, int] = SIZE) -> float:
    """x264 on the pictures, one after the other and again from the front; the first, a key picture, is not counted."""
    context, number, spent = _context(size, OPTIONS), 0, []
    for _ in range(TRIES):
        for picture in pictures:
            frame = av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            start = time.process_time()
            context.encode(frame)
            spent.append((time.process_time() - start) * 1000)
            number += 1
    return statistics.median(spent[1:])


def pictures_of_a_talk() -> dict[str, list[Planes]]:
    """Pairs of pictures, of which the second differs from the first as its name says."""
    stage = draw_stage(TALK, FRAME)
    margin = (stage.width - SIZE[0]) // 2
    at_rest = planes(stage.crop((margin, 0, margin + SIZE[0], SIZE[1])))
    spoken = at_rest.copy()
    box = caption_box(SIZE)
    strip = draw_card(TALK, FRAME).crop((0, box[1], SIZE[0], box[1] + box[3]))
    put_rows(spoken, planes(draw_caption(strip, phrases(WORDS, "en", SIZE)[0], 1, FRAME)), box[1])
    panned = planes(stage.crop((margin + 2, 0, margin + 2 + SIZE[0], SIZE[1])))
    nearer = at_rest.copy()
    put_nearer(nearer, at_rest, (0, 200, SIZE[0], 1280), (4.0, 204.0, SIZE[0] - 4.0, 1276.0))
    return {
        "repeat": [at_rest, at_rest],
        "caption": [at_rest, spoken],
        "pan": [at_rest, panned],
        "push_in": [at_rest, nearer],
    }


def mouths() -> tuple[list[Planes], float, tuple[int, int]]:
    """Two whole pictures that differ in a mouth; what drawing and converting it costs; the size of its box."""
    stage = draw_stage(TALK, FRAME)
    speaker = actors(TALK, FRAME)[-1]
    margin = (stage.width - SIZE[0]) // 2
    window = (margin, 0, margin + SIZE[0], SIZE[1])
    before = planes(stage.crop(window))
    patch = people.mouth(INES.look, "worried", "open", speaker.size)
    at = speaker.at[0] + patch.at[0], speaker.at[1] + patch.at[1]
    box = (*at, at[0] + patch.image.width, at[1] + patch.image.height)

    def draw() -> Planes:
        stage.paste(patch.image, at, patch.image)
        return planes(stage.crop(box))

    cost = milliseconds(draw)
    return [before, planes(stage.crop(window))], cost, patch.image.size


def coded_share(folder: Path) -> tuple[float, float]:
    """The share of pictures that x264 sees, of a typographic and of a spoken scene."""
    script = lesson(folder)
    scenes = script.scenes[:6]
    frames = [Frame(at, len(script.scenes), scene.role, PLANTS, "en", SIZE) for at, scene in enumerate(scenes)]
    cards = [SceneJob(scene.show, frame, 90, WORDS) for scene, frame in zip(scenes, frames, strict=True)]
    talk = SceneJob(TALK, FRAME, 120, WORDS, (0, 1, 3, 2, 0, 2, 1, 0, 3, 2) * 4, lively=True)
    card = SceneJob(BigNumber("30 days", "between two drinks"), FRAME, 120, WORDS, (0, 1, 3, 2) * 10, OTTO, "sly", True)
    return _share(cards), _share([talk, card])


def _share(jobs: list[SceneJob]) -> float:
    sizes = [size for job in jobs for size in render_scene(job).sizes]
    return sum(size > REPEAT_BYTES for size in sizes) / len(sizes)


def main() -> None:
    pair, mouth_drawn, box = mouths()
    small = [np.ascontiguousarray(np.full((box[1] * 3 // 2, box[0]), level, np.uint8)) for level in (90, 110)]
    with tempfile.TemporaryDirectory() as folder:
        cards, talk = coded_share(Path(folder))
    found = {f"code_{name}_ms": coding(pictures) for name, pictures in pictures_of_a_talk().items()}
    found |= {
        "code_mouth_ms": coding(pair),
        "code_mouth_box_alone_ms": coding(small, box),
        "draw_mouth_ms": mouth_drawn,
        "draw_whole_picture_ms": milliseconds(lambda: planes(draw_card(TALK, FRAME))),
        "coded_share_of_cards": cards,
        "coded_share_of_talk": talk,
    }
    for name, value in found.items():
        print(f"  {name:<28} {value:8.2f}")
    print(json.dumps({name: round(value, 3) for name, value in found.items()}))


if __name__ == "__main__":
    main()
