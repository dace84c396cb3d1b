"""In which thread a question was asked, so that others go on from it there."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("questions", sa.Column("thread", sa.String(200), nullable=False, server_default=""))
