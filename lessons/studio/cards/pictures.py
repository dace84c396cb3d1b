"""Pictures from outside: limited before they are unpacked, upright, cut to fit, and kept."""

from __future__ import annotations

import warnings
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
MOST_BYTES = 40 << 20
FORMATS = ("JPEG", "PNG", "WEBP")


def stamp(file: str) -> float:
    """When the file was last changed.

    Raises:
        ValueError: there is no such file, or it is too large.
    """
    try:
        found = Path(file).stat()
    except OSError as error:
        raise ValueError(f'the picture "{file}" cannot be read: {error.strerror}') from error
    if found.st_size > MOST_BYTES:
        raise ValueError(
            f'the picture "{file}" has {found.st_size >> 20} MB; at most {MOST_BYTES >> 20} MB are allowed'
        )
    return found.st_mtime


def opened(file: str) -> Image.Image:
    """The picture, not yet unpacked.

    Raises:
        ValueError: not a JPEG, PNG or WebP picture, or more than MOST_PIXELS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ValueError(
            f'the picture "{file}" is far too large; at most {MOST_PIXELS:,} pixels are allowed'
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise ValueError(f'"{file}" is not a picture that can be used; save it as JPEG, PNG or WebP') from error
    if picture.width * picture.height > MOST_PIXELS:
        size = f"{picture.width} x {picture.height} pixels"
        raise ValueError(f'the picture "{file}" has {size}; at most {MOST_PIXELS:,} are allowed, make it smaller')
    return picture


def cover(file: str, width: int, height: int) -> Image.Image:
    """The picture upright and filling width x height pixels, its middle kept, as RGB.

    Raises:
        ValueError: no such file, not a usable picture, or too large.
    """
    return covering(file, stamp(file), width, height)


@lru_cache(maxsize=12)
def covering(file: str, changed: float, width: int, height: int) -> Image.Image:
    picture = opened(file)
    try:
        picture.draft("RGB", (2 * max(width, height), 2 * max(width, height)))
        upright = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f'the picture "{file}" is damaged; save it again as JPEG or PNG') from error
    return ImageOps.fit(flat(upright), (width, height), Image.Resampling.LANCZOS)


def flat(picture: Image.Image) -> Image.Image:
    """RGB, with white behind what is transparent."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    white = Image.new("RGBA", layers.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, layers).convert("RGB")
