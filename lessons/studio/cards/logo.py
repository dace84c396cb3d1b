"""A workspace's logo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from lessons.studio.cards.pictures import stamp, unpacked
from lessons.studio.type.palette import MARK, RGB, luminance

ENOUGH = 0.4
"""Share of a logo's pixels that must stand out for it to be seen without a plate."""

# Of 255: softer edges of a picture are left out when it is trimmed and judged.
OPAQUE = 16


@dataclass(frozen=True, slots=True)
class Logo:
    """RGBA picture, trimmed and scaled; `luminances` are those of its opaque pixels."""

    image: Image.Image
    luminances: NDArray[np.float32]

    @property
    def names_itself(self) -> bool:
        """A wide logo is a wordmark: the name is not written beside it."""
        return self.image.width > 2.2 * self.image.height

    def seen_on(self, page: RGB) -> bool:
        """Whether enough of it stands out from a page of this colour."""
        light = luminance(page)
        low, high = np.minimum(self.luminances, light), np.maximum(self.luminances, light)
        return float(np.mean((high + 0.05) / (low + 0.05) >= MARK)) >= ENOUGH


def logo(file: str, tall: int, wide: int) -> Logo:
    """The logo within a box of pixels.

    Raises:
        ValueError: no such file, or not a usable picture.
    """
    return prepared(file, stamp(file), tall, wide)


@lru_cache(maxsize=8)
def prepared(file: str, changed: float, tall: int, wide: int) -> Logo:
    full = unpacked(file, wide, tall).convert("RGBA")
    box = full.getchannel("A").point(lambda value: 255 if value > OPAQUE else 0).getbbox()
    if box is None:
        raise ValueError(f'the logo "{file}" is empty: every pixel is transparent')
    full = full.crop(box)
    share = min(tall / full.height, wide / full.width)
    size = max(1, round(full.width * share)), max(1, round(full.height * share))
    small = full.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    pixels = np.asarray(small, np.float32)
    return Logo(small, luminances(pixels[pixels[..., 3] > OPAQUE, :3] / np.float32(255)))


def luminances(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Relative luminance of each pixel (rows of red, green, blue, 0 to 1), as palette.luminance has it."""
    # The sRGB curve and the weights of the three colours as WCAG 2 defines relative luminance.
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722], np.float32), np.float32)
