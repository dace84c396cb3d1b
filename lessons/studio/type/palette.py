"""Colours of the cards, derived from two brand colours so that every text keeps WCAG AA contrast.

Text is 4.5:1 or more against every surface it may stand on, marks and bars 3:1 (WCAG 2.2, 1.4.3 and 1.4.11). It holds
by construction: black or white is at least 4.58:1 against any colour, surfaces only move away from that pole, and every
other colour moves towards it until its ratio holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lessons.script import Brand

RGB = tuple[int, int, int]

BLACK: RGB = (0, 0, 0)
WHITE: RGB = (255, 255, 255)
TEXT = 4.5
MARK = 3.0
STEPS = 64


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of one card.

    Attributes:
        top, bottom: ends of the page's gradient.
        panel, raised: surfaces on the page; raised is the lighter of the two kinds of panel.
        decor: quiet shapes behind text.
        rail: empty part of bars and of the progress line (decoration, no ratio).
        ink, soft: text and secondary text on page, panel, raised and decor.
        accent: bars, discs and lines on the same surfaces.
        accent_quiet: the accent held back, for bars beside the one that matters.
        accent_ink: text in the accent's hue on the same surfaces.
        on_accent: text and marks on `accent`.
        shade: colour of shadows.
    """

    top: RGB
    bottom: RGB
    panel: RGB
    raised: RGB
    decor: RGB
    rail: RGB
    ink: RGB
    soft: RGB
    accent: RGB
    accent_quiet: RGB
    accent_ink: RGB
    on_accent: RGB
    shade: RGB

    @property
    def surfaces(self) -> tuple[RGB, ...]:
        return self.top, self.bottom, self.panel, self.raised, self.decor


@dataclass(frozen=True, slots=True)
class CaptionColours:
    """`word` stands on `plate`, the spoken word as `on_mark` on `mark`."""

    plate: RGB
    word: RGB
    mark: RGB
    on_mark: RGB


def parse(colour: str) -> RGB:
    """The colour's three parts, 0 to 255.

    Raises:
        ValueError: not written as #rrggbb.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ValueError(f'"{colour}" is not a colour; write it as "#rrggbb", such as "#0f2a26"')
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: RGB) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: RGB, b: RGB) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """a with `share` (0 to 1) of b in it."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def legible(colour: RGB, surfaces: Iterable[RGB], ratio: float) -> bool:
    return all(contrast(colour, surface) >= ratio for surface in surfaces)


def pole(colour: RGB) -> RGB:
    """Black or white, whichever reads better on the colour: 4.58:1 or more."""
    return max(WHITE, BLACK, key=lambda end: contrast(end, colour))


def towards(start: RGB, end: RGB, holds: Callable[[RGB], bool]) -> RGB:
    """The first colour from start to end of which `holds` is true, or end."""
    path = (mix(start, end, step / STEPS) for step in range(STEPS))
    return next((colour for colour in path if holds(colour)), end)


def readable(start: RGB, end: RGB, surfaces: Sequence[RGB], ratio: float) -> RGB:
    return towards(start, end, lambda colour: legible(colour, surfaces, ratio))


def text_on(colour: RGB, preferred: RGB) -> RGB:
    """`preferred` where it reads on the colour, else as near to it as black or white allows."""
    return readable(preferred, pole(colour), (colour,), TEXT)


@lru_cache(maxsize=32)
def dark_card(brand: Brand) -> Scheme:
    """The brand's background with its accent: most cards."""
    page, accent = parse(brand.background), parse(brand.accent)
    return scheme(page, accent, lift=0.07, tint=0.1)


@lru_cache(maxsize=32)
def accent_card(brand: Brand) -> Scheme:
    """The accent as background: statements."""
    page, own = parse(brand.accent), parse(brand.background)
    return scheme(page, text_on(page, own), lift=0.08, tint=0.08, ink=text_on(page, own))


def scheme(page: RGB, accent: RGB, lift: float, tint: float, ink: RGB | None = None) -> Scheme:
    best = pole(page)
    away = BLACK if best == WHITE else WHITE
    far = mix(page, away, 0.42 if best == WHITE else 0.1)

    def surface(colour: RGB) -> RGB:
        """The colour, moved back to the page until text reads on it nearly as well as on the page."""
        need = min(contrast(best, page), 7.0)
        return towards(colour, page, lambda one: contrast(best, one) >= need)

    panel, raised = surface(mix(page, best, lift)), surface(raised_page(page, best, lift))
    decor = surface(mix(page, accent, tint))
    surfaces = (page, far, panel, raised, decor)
    mark = readable(accent, best, surfaces, MARK)
    return Scheme(
        top=page,
        bottom=far,
        panel=panel,
        raised=raised,
        decor=decor,
        rail=mix(page, best, 0.2),
        ink=readable(ink or mix(best, page, 0.03), best, surfaces, 7.0),
        soft=readable(mix(best, page, 0.32), best, surfaces, TEXT + 0.8),
        accent=mark,
        accent_quiet=readable(mix(mark, page, 0.55), mark, surfaces, MARK),
        accent_ink=readable(mark, best, surfaces, TEXT),
        on_accent=text_on(mark, page),
        shade=mix(page, BLACK, 0.75),
    )


def raised_page(page: RGB, best: RGB, lift: float) -> RGB:
    """A panel nearer to the light than the page: white on tinted paper, a little grey on white."""
    if best == WHITE:
        return mix(page, WHITE, lift * 1.7)
    return mix(page, WHITE, 0.75) if luminance(page) < 0.9 else mix(page, BLACK, lift / 2)


@lru_cache(maxsize=32)
def caption_colours(brand: Brand) -> CaptionColours:
    """Captions stand on a plate that is nearly black on every card."""
    plate = towards(parse(brand.background), BLACK, lambda one: luminance(one) <= 0.006)
    mark = readable(parse(brand.accent), WHITE, (plate,), TEXT)
    return CaptionColours(plate, WHITE, mark, text_on(mark, plate))
