"""A poster for frames of 16:9: the clip's own poster at the end of the lines, its title large beside it.

Chat platforms show a video in a frame of 16:9. A portrait poster alone leaves two thirds of it black, and its title is
as small as a stamp.
"""

from __future__ import annotations

import io

from PIL import Image, ImageStat

from lessons.studio.fonts.clusters import clean
from lessons.studio.fonts.faces import Weight
from lessons.studio.type.palette import RGB, mix, text_on
from lessons.studio.type.typography import LONGEST, Setting, TextParagraph, TooLong, draw_block, fit, is_rtl

SIZE = (1280, 720)  # what video sites use for their own thumbnails
QUALITY = 86
EDGE = 72  # pixels that stay free around the title; a rounded corner or a play sign takes less
PLAY = 60  # half of the sign that players draw in the middle; the title ends above it
MOST_LINES = 4
SIZES = (104, 96, 88, 80, 72, 64, 56, 48, 42)
WHITE: RGB = (255, 255, 255)
SAMPLE = 8  # pixels at the upper corners of the poster whose colour is that of its page


def landscape_poster(poster: bytes, title: str, language: str) -> bytes:
    """A JPEG of 1280 x 720.

    Args:
        poster: the clip's portrait poster.
        title: drawn large; "" leaves the poster alone, in the middle.

    Raises:
        OSError: the poster is no picture.
    """
    portrait = Image.open(io.BytesIO(poster)).convert("RGB")
    wide = round(portrait.width * SIZE[1] / portrait.height)
    portrait = portrait.resize((wide, SIZE[1]), Image.Resampling.LANCZOS)
    page = _page_colour(portrait)
    image = Image.new("RGB", SIZE, page)
    block = _title(title, SIZE[0] - wide - 2 * EDGE, language)
    if block is None:
        image.paste(portrait, ((SIZE[0] - wide) // 2, 0))
    else:
        rtl = is_rtl(language)
        image.paste(portrait, (0 if rtl else SIZE[0] - wide, 0))
        box = (wide + EDGE if rtl else EDGE, EDGE, SIZE[0] - wide - 2 * EDGE)
        draw_block(image, box, block, text_on(page, WHITE), "right" if rtl else "left")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _title(title: str, room: float, language: str) -> TextParagraph | None:
    """The title as large as it fits; a very long one ends with dots. None where nothing can be drawn."""
    words = clean(title)[:LONGEST].split()
    how = Setting("title", Weight.DISPLAY, SIZES, room, SIZE[1] / 2 - PLAY - EDGE, MOST_LINES, language)
    while words:
        try:
            return fit(" ".join(words), how)
        except TooLong:
            # A title that long is said in full beside the picture.
            words = [*words[: max(1, len(words) * 3 // 4 - 1)], "…"] if len(words) > 2 else []
        except ValueError:
            return None  # no bundled font has one of its characters
    return None


def _page_colour(portrait: Image.Image) -> RGB:
    """The colour of the poster's page, a little darker, so that the poster stands out from it."""
    corners = [(0, 0), (portrait.width - SAMPLE, 0)]
    patches = [portrait.crop((x, y, x + SAMPLE, y + SAMPLE)) for x, y in corners]
    means = [ImageStat.Stat(patch).mean for patch in patches]
    red, green, blue = (round(sum(mean[channel] for mean in means) / len(means)) for channel in range(3))
    return mix((red, green, blue), (0, 0, 0), 0.18)
