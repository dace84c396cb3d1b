"""Clips as Slack files, for installations that Slack cannot reach: uploaded once, shown by their permalink."""

from __future__ import annotations

import sqlalchemy as sa

from lessons.database import Instant, metadata

clip_files = sa.Table(
    "slack_files",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("media", sa.String(200), primary_key=True),
    sa.Column("permalink", sa.String(1000), nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False),
)
