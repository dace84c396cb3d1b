"""The links of a company and the further addresses of a person: empty where everybody is on one platform.

A workspace's own platform and id need no link, and a learner's row holds the address where they are reached now.
"""

from __future__ import annotations

import sqlalchemy as sa

from lessons.database import Instant, metadata

workspace_links = sa.Table(
    "doors",
    metadata,
    sa.Column("platform", sa.String(20), primary_key=True),
    sa.Column("outside_id", sa.String(120), primary_key=True),
    sa.Column("workspace_id", sa.String(32), nullable=False),
    sa.Column("asleep_id", sa.String(32), nullable=False, key="replaced_id"),  # the workspace that it led to before
    sa.Column("sealed", sa.Boolean, nullable=False),  # whether the workspace's sealed tokens came with this link
    sa.Column("joined_at", Instant, nullable=False),
    sa.UniqueConstraint("workspace_id", "platform"),
)

addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("platform", sa.String(20), primary_key=True),
    sa.Column("outside_id", sa.String(200), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("place", sa.String(400), nullable=False, server_default=""),
    sa.Column("service_url", sa.String(400), nullable=False, server_default=""),
    sa.Column("answered_at", Instant),
    sa.UniqueConstraint("workspace_id", "learner_id", "platform"),
)
