"""The fonts that a text on paper needs; a PDF carries those alone."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent
TEXT, BOLD = "Inter-Medium.otf", "Inter-Bold.otf"
# Scripts that the main font has no letters of; each is loaded only where a text needs it, as some are large.
OTHER_SCRIPTS = {
    "NotoSansHebrew-Regular.ttf": (0x0590, 0x05FF),
    "NotoSansArabic-Regular.ttf": (0x0600, 0x06FF),
    "NotoSansDevanagari-Regular.ttf": (0x0900, 0x097F),
    "NotoSansThai-Regular.ttf": (0x0E00, 0x0E7F),
    "NotoSansJP-Bold.otf": (0x3040, 0x30FF),
    "NotoSansSC-Bold.otf": (0x4E00, 0x9FFF),
    "NotoSansKR-Bold.otf": (0xAC00, 0xD7AF),
}


def fonts_for(text: str) -> list[str]:
    """The fonts beside the main one that a text needs."""
    letters = {ord(letter) for letter in text}
    return [font for font, (first, last) in OTHER_SCRIPTS.items() if any(first <= letter <= last for letter in letters)]
