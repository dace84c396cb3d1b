"""A workspace's logo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageStat

from lessons.studio.cards.pictures import opened, stamp
from lessons.studio.palette import MARK, RGB, contrast


@dataclass(frozen=True, slots=True)
class Logo:
    """RGBA picture, trimmed and scaled; `colour` is the mean of what is opaque in it."""

    image: Image.Image
    colour: RGB

    @property
    def names_itself(self) -> bool:
        """A wide logo is a wordmark: the name is not written beside it."""
        return self.image.width > 2.2 * self.image.height

    def seen_on(self, page: RGB) -> bool:
        return contrast(self.colour, page) >= MARK


def logo(file: str, tall: int, wide: int) -> Logo:
    """The logo within a box of pixels.

    Raises:
        ValueError: no such file, or not a usable picture.
    """
    return prepared(file, stamp(file), tall, wide)


@lru_cache(maxsize=8)
def prepared(file: str, changed: float, tall: int, wide: int) -> Logo:
    with opened(file) as picture:
        full = picture.convert("RGBA")
    box = full.getchannel("A").point(lambda value: 255 if value > 16 else 0).getbbox()
    if box is None:
        raise ValueError(f'the logo "{file}" is empty: every pixel is transparent')
    full = full.crop(box)
    share = min(tall / full.height, wide / full.width)
    size = max(1, round(full.width * share)), max(1, round(full.height * share))
    small = full.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    red, green, blue, _ = ImageStat.Stat(small, small.getchannel("A")).mean
    return Logo(small, (round(red), round(green), round(blue)))
