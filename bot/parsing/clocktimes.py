"""Times of day as people write them: "8:30", "8.30am", "8 pm", "08h30", "noon". Pure."""

from __future__ import annotations

import re
from datetime import time

_CLOCK = re.compile(r"(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?\s?(?:([ap])\.?m\.?)?(?:\s?(?:h|o'clock|uhr))?", re.IGNORECASE)
_WORDS = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def clock_named(words: str) -> time | None:
    """The wall time that words name, or None."""
    name = words.strip(" .!").lower()
    if name in _WORDS:
        return _WORDS[name]
    match = _CLOCK.fullmatch(words.strip(" !")) or _CLOCK.fullmatch(name)
    if not match:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None
