"""Small scripts, and what comes out of the files that are made from them."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from adapters.espeak import EspeakVoice
from lessons.ports import Speech
from lessons.script import Brand, Bullets, EndCard, Headline, Role, Scene, Script, Statement
from lessons.studio.pipeline.studio import Studio

SIZE = (720, 1280)
BRAND = Brand("Acme")
SCRIPT = Script(
    "The mail",
    (
        Scene(Role.HOOK, "Who wrote this mail?", Headline("Who wrote this?")),
        Scene(Role.SCENE, "The {CEO|see ee oh} never asks for {1,000|one thousand} dollars.", Statement("Not the CEO")),
        Scene(Role.ACTION, "What would you do?", EndCard("What would you do?", "Reply now")),
    ),
    "en",
    version="the-mail/1@1",
    sources=("A source",),
    music="off",  # what is heard is then speech alone
)


def with_scene(script: Script, index: int, scene: Scene) -> Script:
    return replace(script, scenes=tuple(scene if i == index else old for i, old in enumerate(script.scenes)))


def long_list() -> Scene:
    return Scene(Role.SCENE, "First stop. Then call. Then ask.", Bullets("Three steps", ("Stop", "Call", "Ask")))


def studio(folder: Path, voice: object = None, **options: object) -> Studio:
    return Studio(folder, voice or EspeakVoice(), **{"workers": 1, **options})  # type: ignore[arg-type]


class Wordless:
    """A voice that gives no word times, and counts how often it was asked."""

    name, synthetic = "wordless", True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._voice = EspeakVoice(150)

    def speak(self, text: str, language: str) -> Speech:
        self.asked.append(text)
        return replace(self._voice.speak(text, language), words=None)


@dataclass(frozen=True)
class Film:
    """What a decoder finds in a file.

    Attributes:
        codec: name, profile and pixel format.
        colours: matrix, primaries, transfer and range, in FFmpeg's numbers.
        pictures: how many there are; keys: numbers of the key pictures; ticks: distinct distances between pictures.
        pcm: sound in -1..1, from the first moment of the picture on.
    """

    codec: tuple[str, str | None, str | None]
    size: tuple[int, int]
    fps: float
    colours: tuple[int, ...]
    pictures: int
    keys: list[int]
    ticks: set[float]
    pcm: NDArray[np.float32]
    rate: int


def opened(content: bytes) -> InputContainer:
    return av.open(io.BytesIO(content), "r", format="mp4")


def film(content: bytes) -> Film:
    with opened(content) as file:
        video = file.streams.video[0]
        packets = [packet for packet in file.demux(video) if packet.dts is not None]
        assert video.time_base is not None
        times = [float((packet.pts or 0) * video.time_base) for packet in packets]
        context = video.codec_context
        codec, size = (context.name, context.profile, context.pix_fmt), (context.width, context.height)
        colours = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
        fps = float(video.average_rate or 0)
        keys = [i for i, packet in enumerate(packets) if packet.is_keyframe]
    with opened(content) as file:
        video = file.streams.video[0]
        video.codec_context.options = {"err_detect": "explode"}
        pictures = len([frame.pts for frame in file.decode(video)])
    with opened(content) as file:
        heard = list(file.decode(file.streams.audio[0]))
        pcm = np.concatenate([np.asarray(frame.to_ndarray()[0], np.float32) for frame in heard])
        rate = file.streams.audio[0].rate
    steps = {round(b - a, 6) for a, b in pairwise(times)}
    return Film(codec, size, fps, tuple(map(int, colours)), pictures, keys, steps, pcm, rate)
