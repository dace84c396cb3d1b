"""The app as Teams takes it: a zip of the manifest, its German words and two icons, ready for the catalogue.

Sources: learn.microsoft.com, "App manifest" 1.28 and "Design your app icon".
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from PIL import Image, ImageDraw

from adapters.teams.install.manifest import GERMAN, IN_GERMAN, App, manifest

COLOUR = 192  # pixels of the colour icon's side; its mark stays inside of the middle half
OUTLINE = 32
FINER = 8  # drawn so many times larger, then made small, for smooth edges
BLUE, AMBER, WHITE, CLEAR = (43, 80, 216, 255), (255, 194, 75, 255), (255, 255, 255, 255), (0, 0, 0, 0)
PALE = (255, 255, 255, 110)
UNCHANGED = (2020, 1, 1, 0, 0, 0)  # so that the same settings give the same bytes


def package(app: App) -> bytes:
    """The zip file.

    Raises:
        NotPackable: Teams would refuse it.
    """
    files = {
        "manifest.json": json.dumps(manifest(app), indent=2, ensure_ascii=False).encode(),
        GERMAN: json.dumps(IN_GERMAN, indent=2, ensure_ascii=False).encode(),
        "color.png": _png(colour_icon()),
        "outline.png": _png(outline_icon()),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, UNCHANGED), content)
    return packed.getvalue()


def colour_icon() -> Image.Image:
    """Our mark on its blue, 192 pixels; Teams rounds the corners itself."""
    side = COLOUR * FINER
    drawn = Image.new("RGBA", (side, side), BLUE)
    _mark(drawn, side * 0.5, (PALE, AMBER, WHITE), side * 0.055)
    return drawn.resize((COLOUR, COLOUR), Image.Resampling.LANCZOS)


def outline_icon() -> Image.Image:
    """Our mark in white alone on nothing, 32 pixels, as Teams asks for it."""
    side = OUTLINE * FINER
    stencil = Image.new("RGBA", (side, side), CLEAR)
    _mark(stencil, side * 0.86, (WHITE, WHITE, WHITE), side * 0.075)
    alpha = stencil.getchannel("A").resize((OUTLINE, OUTLINE), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", (OUTLINE, OUTLINE), WHITE)
    white.putalpha(alpha)
    return white


def _mark(drawn: Image.Image, size: float, colours: tuple[Any, Any, Any], width: float) -> None:
    """A ring of which a quarter is bright, around a triangle that points on: ninety seconds, played."""
    ring, quarter, triangle = colours
    over = Image.new("RGBA", drawn.size, CLEAR)
    pen, middle, radius = ImageDraw.Draw(over), drawn.width / 2, size / 2
    box = (middle - radius, middle - radius, middle + radius, middle + radius)
    pen.arc(box, 0, 360, fill=ring, width=round(width))
    pen.arc(box, 270, 360, fill=quarter, width=round(width))
    tip, high = radius * 0.46, radius * 0.44
    corners = [(middle - tip * 0.6, middle - high), (middle - tip * 0.6, middle + high), (middle + tip, middle)]
    pen.polygon(corners, fill=triangle)
    drawn.alpha_composite(over)


def _png(picture: Image.Image) -> bytes:
    png = io.BytesIO()
    picture.save(png, "PNG", optimize=True)
    return png.getvalue()
