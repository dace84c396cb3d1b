"""The catalogue's tables. Rows of a version are never changed by an edit: an edit adds a version."""

from __future__ import annotations

import sqlalchemy as sa

from lessons.database import Instant, Json, metadata

_ID = sa.String(64)
_SLUG = sa.String(100)
_LANGUAGE = sa.String(35)
_HASH = sa.String(64)


def _of_episode() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["workspace_id", "episode_id"], ["episodes.workspace_id", "episodes.id"])


series = sa.Table(
    "series",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("slug", _SLUG, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("language", _LANGUAGE, nullable=False),
    sa.Column("look", Json, nullable=False),  # characters and brand
    sa.Column("content_hash", _HASH, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.UniqueConstraint("workspace_id", "slug", "version"),
)

episodes = sa.Table(
    "episodes",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("series_slug", _SLUG, nullable=False),
    sa.Column("slug", _SLUG, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", _LANGUAGE, nullable=False),
    sa.Column("content", Json, nullable=False),  # everything else but the check: see records.py
    sa.Column("content_hash", _HASH, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("approved_by", sa.Text),
    sa.Column("approved_at", Instant),  # null: a draft, which no learner sees
    sa.UniqueConstraint("workspace_id", "series_slug", "slug", "version"),
)

# Which episode stands at which number in a version of a series: moving an episode makes no new version of it.
lineups = sa.Table(
    "lineups",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("series_id", _ID, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("episode_id", _ID, nullable=False),
    sa.ForeignKeyConstraint(["workspace_id", "series_id"], ["series.workspace_id", "series.id"]),
    _of_episode(),
    sa.Index(None, "workspace_id", "episode_id"),
)

checks = sa.Table(
    "checks",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("episode_id", _ID, primary_key=True),
    sa.Column("check_key", sa.String(201), nullable=False),  # "series/episode": the same in every version
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("options", Json, nullable=False),  # [{"text", "feedback", "leads_to"}, ...] in the order shown
    sa.Column("correct", sa.Integer, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False, server_default=""),  # with its version, where that was to be read
    sa.Column("scene", sa.Integer),
    sa.Column("at_s", sa.Float),  # estimated until the clip is made, then measured
    _of_episode(),
    sa.Index(None, "workspace_id", "check_key"),
)

clips = sa.Table(
    "clips",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("episode_id", _ID, nullable=False),
    sa.Column("key", _SLUG, nullable=False),
    sa.Column("language", _LANGUAGE, nullable=False),
    sa.Column("content_hash", _HASH, nullable=False),  # of what it is made from: an equal one need not be made again
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("seconds", sa.Float),
    sa.Column("media", sa.Text, nullable=False, server_default=""),
    sa.Column("cues", Json, nullable=False),  # [[start_s, end_s, text], ...]
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("made_at", Instant),
    sa.Column("attempt", sa.Integer, nullable=False, server_default="0"),  # how often somebody began to make it
    sa.Column("lease_until", Instant),  # until then nobody else may make it
    sa.Column("look", _HASH),  # the workspace's, in which it was made; null: it bears none, or its series' own
    sa.UniqueConstraint("workspace_id", "episode_id", "key", "language"),
    _of_episode(),
    sa.Index(None, "workspace_id", "state", "id"),
)
