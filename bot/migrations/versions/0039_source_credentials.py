"""What lets us into a place that documents come from, and where people find its files."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("sources", sa.Column("sealed_credentials", sa.LargeBinary()))
    op.add_column("source_files", sa.Column("path", sa.Text(), nullable=False, server_default=""))
