"""A company's own directory: its keys, what it tells of users and groups, and who left."""

import sqlalchemy as sa
from alembic import op

from lessons.database import Json

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "directory_tokens",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_directory_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_directory_tokens_digest")),
    )
    op.create_table(
        "directory_records",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("unique_name", sa.String(320), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_directory_records")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "unique_name", name=op.f("uq_directory_records_workspace_id_kind_unique_name")
        ),
    )
    op.create_table(
        "leavers",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "email", name=op.f("pk_leavers")),
    )
