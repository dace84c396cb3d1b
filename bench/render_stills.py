"""The clip as ready pictures, for renderers that are given them: what each shows, and from when until when.

Drawing them costs those renderers nothing here. They are given no slide-in and no cut inside a scene.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from lessons.script import Brand, Script, Word
from lessons.studio.cards.frames import Frame, caption_box, draw_caption, draw_card, phrases
from lessons.studio.encoding.yuv import Planes, planes
from lessons.studio.store.clips import RenderedClip


@dataclass(frozen=True, slots=True)
class Still:
    """Attributes:
    card, strip: the card without captions, and the captions' rows as they are now (None: as on the card).
    start, end: pictures, at 30 a second.
    """

    scene: int
    card: Image.Image
    strip: Image.Image | None
    start: int
    end: int


def stills(script: Script, brand: Brand, size: tuple[int, int], clip: RenderedClip) -> Iterator[Still]:
    """Args:
    clip: the same script, made by us: says when each word is heard.
    """
    about = json.loads((clip.folder / "transcript.json").read_text())
    starts = [round(start * 30) for start in about["scenes"]] + [round(clip.seconds * 30)]
    words = [word for cue in clip.cues for word in cue.words]
    for n, scene in enumerate(script.scenes):
        frame = Frame(n, len(script.scenes), scene.role, brand, script.language, size, "AI voice")
        heard = [word for word in words if starts[n] <= word.start_s * 30 < starts[n + 1]]
        yield from _of_scene(n, draw_card(scene.show, frame), frame, heard, (starts[n], starts[n + 1]))


def _of_scene(n: int, card: Image.Image, frame: Frame, words: list[Word], span: tuple[int, int]) -> Iterator[Still]:
    left, top, width, height = caption_box(frame.size)
    strip = card.crop((left, top, left + width, top + height))
    states: list[tuple[int, Image.Image | None]] = [(span[0], None)]
    for phrase in phrases(words, frame.language, frame.size):
        states += [(round(w.start_s * 30), draw_caption(strip, phrase, i, frame)) for i, w in enumerate(phrase)]
    for (start, shown), (end, _) in zip(states, [*states[1:], (span[1], None)], strict=True):
        if end > start:
            yield Still(n, card, shown, start, end)


def keep(found: Iterator[Still], folder: Path, size: tuple[int, int], seconds: float) -> Path:
    """Writes cards, caption strips and finished pictures up to some second, and a list of them as JSON."""
    scenes: list[dict[str, Any]] = []
    captions: list[dict[str, Any]] = []
    pictures: list[dict[str, Any]] = []
    top = caption_box(size)[1]
    for i, still in enumerate(found):
        start, end = still.start / 30, min(still.end / 30, seconds)
        if start >= seconds:
            break
        if not scenes or scenes[-1]["scene"] != still.scene:
            scenes.append({"scene": still.scene, "file": _save(folder, f"card{i}", still.card), "start": start})
        scenes[-1]["end"] = end
        if still.strip:
            captions.append({"file": _save(folder, f"strip{i}", still.strip), "start": start, "end": end, "top": top})
        pictures.append({"file": _save(folder, f"picture{i}", finished(still, top)), "start": start, "end": end})
    listed = folder / "stills.json"
    listed.write_text(json.dumps({"scenes": scenes, "captions": captions, "pictures": pictures, "seconds": seconds}))
    return listed


def finished(still: Still, top: int) -> Image.Image:
    whole = still.card.copy()
    if still.strip:
        whole.paste(still.strip, (0, top))
    return whole


def coded_planes(found: Iterator[Still], top: int) -> Iterator[tuple[Planes, int]]:
    """Each finished picture as an encoder takes it, and how long it stays."""
    for still in found:
        yield planes(finished(still, top)), still.end - still.start


def _save(folder: Path, name: str, image: Image.Image) -> str:
    path = folder / f"{name}.npy"
    np.save(path, np.asarray(image))
    return str(path)
