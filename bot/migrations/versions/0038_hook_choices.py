"""Which of an episode's two beginnings a manager chose for everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    json = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
    op.create_table(
        "hook_choices",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.String(32), nullable=False),
        sa.Column("check_key", sa.String(200), nullable=False),
        sa.Column("chosen", sa.String(20), nullable=False),
        sa.Column("figures", json, nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "campaign_id", "check_key", name=op.f("pk_hook_choices")),
    )
