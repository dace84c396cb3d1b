"""The catalogue: series, episodes, checks and clips of every workspace, in every version.

Everything happens on a connection that the caller opened; the transaction is the caller's.
"""

from lessons.catalog.clips import (
    clip_by_id,
    clip_failed,
    clip_of,
    clip_ready,
    clips_of,
    clips_wanted,
    want_failed_again,
)
from lessons.catalog.importing import Import, approve, import_series
from lessons.catalog.reading import (
    Place,
    current_lineup,
    current_series,
    episode_by_id,
    episode_of_check,
    episodes_of,
    latest_series,
    list_series,
)

__all__ = [
    "Import",
    "Place",
    "approve",
    "clip_by_id",
    "clip_failed",
    "clip_of",
    "clip_ready",
    "clips_of",
    "clips_wanted",
    "current_lineup",
    "current_series",
    "episode_by_id",
    "episode_of_check",
    "episodes_of",
    "import_series",
    "latest_series",
    "list_series",
    "want_failed_again",
]
