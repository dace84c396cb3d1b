"""In which look clips are made: their series' own, or their workspace's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from lessons import catalog
from lessons.series import Series
from lessons.studio.script import Brand
from schedules.people.roster import Workspace


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
