"""Meaning vectors of passages, where a vendor makes them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    # The model is part of the key: vectors of two models cannot be compared, and both are kept while one replaces
    # the other.
    op.create_table(
        "passage_vectors",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False, comment="float16, little-endian, of length 1"),
        sa.PrimaryKeyConstraint("workspace_id", "model", "number", name=op.f("pk_passage_vectors")),
    )
