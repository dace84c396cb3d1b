"""Whether a company wants streaks and a team's goal."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("streaks", sa.Boolean(), nullable=False, server_default=sa.true()))
