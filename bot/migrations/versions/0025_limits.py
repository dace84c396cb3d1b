"""Documents that are only for some groups of people."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "limits",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("group_name", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "document_id", "group_name", name=op.f("pk_limits")),
    )
