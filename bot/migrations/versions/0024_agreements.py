"""Who looks after a document and until when it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(100), server_default="", nullable=False),
        sa.Column("valid_until", sa.String(10), server_default="", nullable=False),
        sa.Column("stated_owner", sa.String(100), server_default="", nullable=False),
        sa.Column("stated_until", sa.String(10), server_default="", nullable=False),
        sa.Column("told_until", sa.String(10), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "document_id", name=op.f("pk_agreements")),
    )
