"""Rules that act on what happens in a campaign; people who join one by a group; a zone for who never told theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "automations",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("manager_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("check_key", sa.String(200), nullable=False),
        sa.Column("refresher", sa.String(120), nullable=False),
        sa.Column("refresher_campaign", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("shadow_until", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_automations")),
    )
    op.create_table(
        "automation_hits",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("automation_id", sa.String(32), nullable=False),
        sa.Column("slot", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("team", sa.String(200), nullable=False),
        sa.Column("lead_id", sa.String(32), nullable=False),
        sa.Column("check_key", sa.String(200), nullable=False),
        sa.Column("answers_right", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("acted_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("workspace_id", "automation_id", "slot", name=op.f("pk_automation_hits")),
    )
    op.create_table(
        "joining",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("group_name", sa.String(200), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "campaign_id", name=op.f("pk_joining")),
    )
    op.create_table(
        "joining_members",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "campaign_id", "learner_id", name=op.f("pk_joining_members")),
    )
    op.add_column("workspaces", sa.Column("zone", sa.String(64), nullable=False, server_default=""))
