"""In which look clips are made: their series' own, or their workspace's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lessons import catalog
from lessons.episodes import MAIN, Clip, Episode
from lessons.script import Brand
from lessons.series import Series
from schedules.people.roster import Workspace

SIZE = (1080, 1920)


def brand_of(workspace: Workspace, series: Series | None, path: Callable[[str], Path]) -> Brand:
    """The series' own look with its logo in place, else the workspace's."""
    if series and series.brand:
        logo = series.brand.logo
        return replace(series.brand, logo=str(path(logo)) if logo else "")
    return _own_brand(workspace)


def look_of(workspace: Workspace) -> str:
    """Names the look that a workspace has now."""
    return catalog.brand_hash(_own_brand(workspace))


def _own_brand(workspace: Workspace) -> Brand:
    return Brand(**workspace.brand) if workspace.brand else Brand(name=workspace.name)


def is_bare_film(episode: Episode, clip: Clip) -> bool:
    """Whether the clip is its author's own file without a frame, which bears nobody's look."""
    media = episode.in_language(clip.language).media
    return clip.key == MAIN and media is not None and not media.framed
