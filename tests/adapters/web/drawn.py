"""The gallery's files, drawn once for all tests that look at them: it takes seconds."""

from __future__ import annotations

from functools import cache

from bot.platforms import gallery_files


@cache
def files() -> dict[str, bytes]:
    """Name -> content."""
    return dict(gallery_files())
