"""Draws what a film that somebody brought is framed with: name and bar above it, captions on it, a card behind it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops

from lessons.script import Brand, EndCard, Role, Word
from lessons.studio.cards.canvas import WIDE, WIDTH, Canvas
from lessons.studio.cards.chrome import BAR_TALL, BAR_TOP, EDGE, draw_brand
from lessons.studio.cards.frames import Frame, caption_box, draw_caption, draw_card, phrases
from lessons.studio.encoding.yuv import planes
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.timeline import FPS
from lessons.studio.timing.wordtimes import evenly
from lessons.studio.type.palette import BLACK, RGB, WHITE, dark_card
from lessons.studio.uploads.layers import Bar, FilmLayers, Layer

HEAD = 260  # units: how far down the page's colour reaches, thinner and thinner, so that the name can be read
SCRIM = 0.82  # of that colour at the top: white letters keep 4.5 to 1 over a white wall


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """Attributes:
    ask: what the card behind the film says.
    burned: the captions are in the picture.
    """

    brand: Brand
    ask: str
    language: str
    burned: bool = False


def drawn_layers(frame: FilmFrame, size: tuple[int, int], cues: Sequence[SubtitleCue]) -> FilmLayers:
    """Args:
    cues: what is to be burned in, with times in seconds of the film.

    Raises:
        ValueError: something cannot be drawn; says why.
    """
    at = Frame(0, 1, Role.ACTION, frame.brand, frame.language, size)
    return FilmLayers(_header(at), _bar(at), tuple(_captions(at, cues)), _png(draw_card(EndCard(frame.ask), at)))


def _header(at: Frame) -> Layer:
    tall = _even(HEAD, at) // 4 * 4
    black, white = (_named(at, ground, tall) for ground in (BLACK, WHITE))
    free = np.asarray(ImageChops.difference(white, black).convert("L")) / 255
    shade = (SCRIM * (1 - (np.arange(tall) / tall) ** 2))[:, None]
    colour = np.array(dark_card(at.brand).top)
    drawn = np.asarray(black) + (free * shade)[:, :, None] * colour
    through = free * (1 - shade) * 255
    return Layer(_png(Image.fromarray(drawn.clip(0, 255).astype(np.uint8))), _png(_grey(through)), (0, 0))


def _named(at: Frame, ground: RGB, tall: int) -> Image.Image:
    canvas = Canvas(Image.new("RGB", at.size, ground), at, dark_card(at.brand))
    draw_brand(canvas, WIDE)
    return canvas.image.crop((0, 0, at.size[0], tall))


def _bar(at: Frame) -> Bar:
    scheme = dark_card(at.brand)
    box = (_even(EDGE, at), _even(BAR_TOP, at), _even(WIDTH - EDGE, at), _even(BAR_TOP + BAR_TALL, at))
    return Bar(box, _coded(scheme.accent), _coded(scheme.rail))


def _coded(colour: RGB) -> tuple[int, int, int]:
    spot = planes(Image.new("RGB", (16, 16), colour))
    return int(spot[0, 0]), int(spot[16, 0]), int(spot[20, 0])


def _captions(at: Frame, cues: Sequence[SubtitleCue]) -> Iterator[tuple[int, Layer | None]]:
    """A plate for each phrase, and nothing between captions; the spoken word is marked where its time is known."""
    for cue in cues:
        groups = phrases(cue.words or _shared_out(cue), at.language, at.size)
        for phrase in groups:
            for current, word in enumerate(phrase if cue.words else phrase[:1]):
                yield round(word.start_s * FPS), _plate(at, phrase, current if cue.words else -1)
        yield round(cue.end_s * FPS), None


def _shared_out(cue: SubtitleCue) -> list[Word]:
    """The words of a caption without word times, as long as they are."""
    text = " ".join(cue.text.split())
    spans = evenly(text, cue.end_s - cue.start_s)
    return [Word(text[word.at : word.to], cue.start_s + word.start_s, cue.start_s + word.end_s) for word in spans]


def _plate(at: Frame, phrase: tuple[Word, ...], current: int) -> Layer:
    _, top, width, tall = caption_box(at.size)
    black, white = (
        draw_caption(Image.new("RGB", (width, tall), ground), phrase, current, at) for ground in (BLACK, WHITE)
    )
    through = ImageChops.difference(white, black).convert("L")
    left, upper, right, lower = through.point(lambda value: 255 - value).getbbox() or (0, 0, 4, 4)
    box = (left // 4 * 4, upper // 4 * 4, -(-right // 4) * 4, -(-lower // 4) * 4)
    return Layer(_png(black.crop(box)), _png(through.crop(box)), (box[0], top + box[1]))


def _even(units: float, at: Frame) -> int:
    return round(units * at.size[0] / WIDTH / 2) * 2


def _grey(values: np.typing.NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
