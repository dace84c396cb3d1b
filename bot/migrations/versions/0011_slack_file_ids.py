"""The id of an uploaded clip: a message that is changed must name the files in it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("slack_files", sa.Column("file_id", sa.String(40), server_default="", nullable=False))
