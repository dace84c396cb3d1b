"""Certificates of finished seasons, and what comes after a campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    op.create_table(
        "certificates",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("offered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_certificates")),
        sa.UniqueConstraint(
            "workspace_id",
            "campaign_id",
            "learner_id",
            name=op.f("uq_certificates_workspace_id_campaign_id_learner_id"),
        ),
    )
    op.create_index("ix_certificates_learner", "certificates", ["workspace_id", "learner_id"])
    op.create_table(
        "campaign_afterwards",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("certificate_months", sa.Integer(), nullable=False),
        sa.Column("again_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "campaign_id", name=op.f("pk_campaign_afterwards")),
    )
