"""Arrivals before they are handled, what learners keep, who people are, wished-for campaigns, clips as Slack files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # An event is acknowledged once its row is here, and handled from here: a process that dies loses none.
    op.create_table(
        "arrivals",
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("workspace", sa.String(120), nullable=False),
        sa.Column("event_id", sa.String(200), nullable=False),
        sa.Column("event", JSON, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "event_id", name=op.f("pk_arrivals")),
    )
    op.create_index(op.f("ix_arrivals_look_at"), "arrivals", ["look_at"])
    # Clips that learners saved to watch again.
    op.create_table(
        "keeps",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("episode_id", sa.String(32), nullable=False),
        sa.Column("deed", sa.String(10), nullable=False),
        sa.Column("toward_id", sa.String(32), server_default="", nullable=False),
        sa.Column("campaign_id", sa.String(32), server_default="", nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "learner_id", "episode_id", "deed", "toward_id", name=op.f("pk_keeps")),
    )
    op.create_index("ix_keeps_episode", "keeps", ["workspace_id", "episode_id", "deed"])
    op.create_table(
        "standings",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("outside_id", sa.String(200), nullable=False),
        sa.Column("standing", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "outside_id", name=op.f("pk_standings")),
    )
    op.create_table(
        "wishes",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("manager_id", sa.String(32), nullable=False),
        sa.Column("proposal", JSON, nullable=False),
        sa.Column("people", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(32), server_default="", nullable=False),
        sa.Column("campaign_id", sa.String(32), server_default="", nullable=False),
        sa.Column("wished_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_wishes")),
    )
    op.create_table(
        "slack_files",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("media", sa.String(200), nullable=False),
        sa.Column("permalink", sa.String(1000), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "media", name=op.f("pk_slack_files")),
    )
