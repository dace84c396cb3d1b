"""How sure learners were of a choice: until when it may be said, and whether a workspace asks at all."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("replies", sa.Column("confidence_until", sa.BigInteger()))
    op.add_column("workspaces", sa.Column("asks_how_sure", sa.Boolean(), nullable=False, server_default=sa.true()))
