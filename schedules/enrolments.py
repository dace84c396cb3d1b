"""Campaigns and who takes part: the tables behind campaigns.py, and each learner's place in the story."""

from __future__ import annotations

import sqlalchemy as sa

from lessons.database import Instant, Json, metadata

campaigns = sa.Table(
    "campaigns",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("series_slug", sa.String(120), nullable=False),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("plan", Json, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("ended_at", Instant),
)

enrolments = sa.Table(
    "enrolments",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="1"),
    sa.Column("silent", sa.Integer, nullable=False, server_default="0"),
    sa.Column("next_at", Instant),
    sa.Column("joined_at", Instant, nullable=False),
)
_ACTIVE = sa.text("state = 'active'")
sa.Index("ix_enrolments_next", enrolments.c.next_at, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE)
sa.Index("ix_enrolments_learner", enrolments.c.workspace_id, enrolments.c.learner_id)
