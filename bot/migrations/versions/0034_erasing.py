"""Requests to be erased, and the receipts that stay when it is done."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.create_table(
        "erasure_requests",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_erasure_requests")),
        sa.UniqueConstraint("workspace_id", "learner_id", name=op.f("uq_erasure_requests_workspace_id_learner_id")),
    )
    op.create_table(
        "erasure_receipts",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("compacted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_erasure_receipts")),
    )
