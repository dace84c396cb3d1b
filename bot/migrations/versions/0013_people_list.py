"""The company's own list of people, and groups by rule."""

import sqlalchemy as sa
from alembic import op

from lessons.database import Instant, Json

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "person_fields",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("name", sa.String(200), server_default="", nullable=False),
        sa.Column("manager_email", sa.String(320), server_default="", nullable=False),
        sa.Column("fields", Json, server_default="{}", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "email"),
    )
    op.create_table(
        "groups",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "name"),
    )
