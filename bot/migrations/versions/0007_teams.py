"""Which teams of a tenant the app was brought into, so that a campaign can be for their members."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    # Teams tells of a team only when the app is added to it, so it is kept.
    op.create_table(
        "teams_known",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("outside_id", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), server_default="", nullable=False),
        sa.Column("service_url", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "outside_id", name=op.f("pk_teams_known")),
    )
