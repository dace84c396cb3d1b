"""Who was kept back for comparison; those of before are known by their campaign's seed alone."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("held_out", sa.Boolean()))
