"""The catalogue: series, episodes, checks and clips of every workspace, in every version.

Everything happens on a connection that the caller opened; the transaction is the caller's.
"""

from lessons.catalog.clips import (
    clip_by_id,
    clip_of,
    clip_ready,
    clips_of,
    clips_wanted,
    troubled_clips,
    want_failed_again,
)
from lessons.catalog.importing import Import, approve, import_series
from lessons.catalog.listing import made_at
from lessons.catalog.making import (
    LEASE,
    MOST_TRIES,
    Claim,
    claim_clip,
    count_outdated,
    count_wanted,
    finish_clip,
    give_up_clip,
    put_back,
    renew_claim,
    workspaces_waiting,
)
from lessons.catalog.reading import (
    LineupPlace,
    SeriesOutline,
    current_lineup,
    current_series,
    episode_by_id,
    episode_of_check,
    episodes_of,
    latest_outline,
    latest_series,
    list_series,
)
from lessons.catalog.records import brand_hash

__all__ = [
    "LEASE",
    "MOST_TRIES",
    "Claim",
    "Import",
    "LineupPlace",
    "SeriesOutline",
    "approve",
    "brand_hash",
    "claim_clip",
    "clip_by_id",
    "clip_of",
    "clip_ready",
    "clips_of",
    "clips_wanted",
    "count_outdated",
    "count_wanted",
    "current_lineup",
    "current_series",
    "episode_by_id",
    "episode_of_check",
    "episodes_of",
    "finish_clip",
    "give_up_clip",
    "import_series",
    "latest_outline",
    "latest_series",
    "list_series",
    "made_at",
    "put_back",
    "renew_claim",
    "troubled_clips",
    "want_failed_again",
    "workspaces_waiting",
]
