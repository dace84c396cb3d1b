"""Workspaces that the app cannot write to are held, people who cannot be reached keep their place, privacy is on."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("over_at", sa.BigInteger()),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("workspace_id", "platform", name=op.f("pk_holds")),
    )
    op.add_column("learners", sa.Column("unreachable_since", sa.BigInteger()))
    op.add_column("learners", sa.Column("unreachable_why", sa.String(200), server_default="", nullable=False))
    # Nobody can tell a workspace that chose to show small groups from one that never knew it could.
    op.execute(sa.text("UPDATE workspaces SET privacy = true"))
