"""Series that a program or a model drafted."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("manuscripts", sa.Column("drafted_by", sa.String(16), nullable=False, server_default=""))
