"""Clips are made by one worker at a time, and again when the workspace's look changes; media that nothing uses."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for column in (
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("look", sa.String(64)),
    ):
        op.add_column("clips", column)
    # A file is deleted some days after it was first seen without a pointer; this is since when.
    op.create_table(
        "unused_media",
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unused_media")),
    )
