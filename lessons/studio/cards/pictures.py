"""Pictures from outside: limited before they are unpacked, upright, cut to fit, and kept."""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

# Checked by the file's size alone, before anything of it is read.
MOST_BYTES = 40 << 20
LEAST_PIXELS = 48  # of the shorter side: less is a counting pixel or a browser's icon, not a picture
MOST_PIXELS = {"JPEG": 50_000_000, "MPO": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
"""By format: JPEG can be unpacked at an eighth of its size, the others only whole."""


def stamp(file: str) -> float:
    """When the file was last changed.

    Raises:
        ValueError: there is no such file, or it is too large.
    """
    try:
        about = Path(file).stat()
    except (OSError, ValueError) as error:
        raise ValueError(f'the picture "{file}" cannot be found; name a JPEG, PNG or WebP file') from error
    if about.st_size > MOST_BYTES:
        raise ValueError(f'the picture "{file}" has {about.st_size >> 20} MB; at most {MOST_BYTES >> 20} are allowed')
    return about.st_mtime


def unpacked(file: str, width: int, height: int) -> Image.Image:
    """The picture upright, unpacked no larger than is needed to fill width x height where its format allows that.

    Raises:
        ValueError: not a JPEG, PNG or WebP picture, damaged, or of too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError as error:
        raise ValueError(f'the picture "{file}" has far too many pixels; make it smaller') from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValueError(f'"{file}" is not a picture that can be used; save it as JPEG, PNG or WebP') from error
    with opened as picture:
        check_size(file, picture)
        return upright(file, picture, (2 * max(width, height), 2 * max(width, height)))


def check_size(file: str, picture: Image.Image) -> None:
    most = MOST_PIXELS[picture.format or "PNG"]
    if picture.width * picture.height > most:
        size = f"{picture.width} x {picture.height} pixels"
        raise ValueError(f'the picture "{file}" has {size}; at most {most:,} in all are allowed, make it smaller')


def upright(file: str, picture: Image.Image, enough: tuple[int, int]) -> Image.Image:
    try:
        # Only JPEG knows this: it is then unpacked at a half, a quarter or an eighth, which saves most of the work.
        picture.draft("RGB", enough)
        turned = ImageOps.exif_transpose(picture)
        turned.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f'the picture "{file}" is damaged; save it again as JPEG or PNG') from error
    return turned


def cover(file: str, width: int, height: int) -> Image.Image:
    """The picture upright and filling width x height pixels, its middle kept, as RGB. Shared: do not draw on it.

    Raises:
        ValueError: no such file, not a usable picture, or too large.
    """
    return covering(file, stamp(file), width, height)


@lru_cache(maxsize=12)
def covering(file: str, changed: float, width: int, height: int) -> Image.Image:
    """As cover; `changed` keeps an old picture from being shown after its file was replaced."""
    picture = unpacked(file, width, height)
    if min(picture.size) < LEAST_PIXELS:
        size = f"{picture.width} x {picture.height} pixels"
        raise ValueError(f'the picture "{file}" has {size}, too few to be seen; bring it larger')
    return ImageOps.fit(flat(picture), (width, height), Image.Resampling.LANCZOS)


def flat(picture: Image.Image) -> Image.Image:
    """RGB, with white behind what is transparent."""
    if picture.mode.startswith("I"):  # 16 bits of grey, as scanners write: a plain conversion would make it white
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    white = Image.new("RGBA", layers.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, layers).convert("RGB")
