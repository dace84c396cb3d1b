"""Links that were taken back, and whether a workspace's links ask who opens them."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.create_table(
        "revocations",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "learner_id", "kind", name=op.f("pk_revocations")),
    )
    op.add_column("workspaces", sa.Column("links_ask", sa.Boolean(), nullable=False, server_default=sa.false()))
