"""A company's own words, which its curators write on their page."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("answering", sa.Column("synonyms", sa.Text(), server_default="", nullable=False))
