"""The place in which people spoke, dim and out of focus behind a card: whoever looks stays in the room."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageFilter

from lessons.script import Brand
from lessons.studio.cards.canvas import WIDTH, Frame
from lessons.studio.cast.places import draw_place, margin, place_colours
from lessons.studio.type.palette import TEXT, Scheme, contrast, mix

SHARES = (0.85, 0.7, 0.55, 0.4, 0.3, 0.2, 0.1)
"""How much of the place shows, tried from the most on: until words read on its lightest and darkest parts."""

INK = 7.0  # contrast of large words, as on a plain page
BLUR, COARSER = 14.0, 4  # units; a picture four times smaller looks the same when it is blurred


def before(place: str, page: Image.Image, frame: Frame, scheme: Scheme) -> Image.Image:
    """The page with the place behind it."""
    return Image.blend(page, blurred(place, frame.brand, frame.size), share(frame.brand, scheme))


@lru_cache(6)
def blurred(place: str, brand: Brand, size: tuple[int, int]) -> Image.Image:
    """The middle of the place, as wide as the picture. Shared: copy before drawing on it."""
    side = margin(size)
    seen = draw_place(place, brand, size).crop((side, 0, side + size[0], size[1]))
    small = seen.resize((size[0] // COARSER, size[1] // COARSER), Image.Resampling.BOX)
    soft = small.filter(ImageFilter.GaussianBlur(BLUR * size[0] / WIDTH / COARSER))
    return soft.resize(size, Image.Resampling.BILINEAR)


@lru_cache(32)
def share(brand: Brand, scheme: Scheme) -> float:
    """How much of the place may show behind words, 0 where none may."""
    colours = place_colours(brand)
    seen = (colours.wall, colours.low, colours.far, colours.near, colours.light, colours.accent, colours.floor)
    words = ((scheme.ink, INK), (scheme.soft, TEXT), (scheme.accent_ink, TEXT))

    def legible(share: float) -> bool:
        grounds = [mix(page, colour, share) for page in (scheme.top, scheme.bottom) for colour in seen]
        return all(contrast(ink, ground) >= least for ink, least in words for ground in grounds)

    return next((share for share in SHARES if legible(share)), 0.0)
