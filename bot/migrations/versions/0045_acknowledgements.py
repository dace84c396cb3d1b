"""Documents that people say they have read."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.add_column("checks", sa.Column("document", sa.Text(), nullable=False, server_default=""))
