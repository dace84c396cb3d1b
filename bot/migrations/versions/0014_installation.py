"""Which key the database belongs to, whose time may be moved, and who asked never to be entered again."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    # A process with another key than the database's must not start; the fingerprint gives the key away to nobody.
    op.create_table(
        "installation_facts",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_facts")),
    )
    # Time may be moved only where every workspace is listed here, or is the playground's.
    op.create_table(
        "test_workspaces",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_test_workspaces")),
    )
    # Hashes alone: the row must not say who asked to be forgotten.
    op.create_table(
        "suppressed",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "digest", name=op.f("pk_suppressed")),
    )
