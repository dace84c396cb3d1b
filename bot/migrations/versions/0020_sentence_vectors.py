"""Vectors of single sentences, beside those of whole passages."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    comment = "int8, a row for each sentence, see packed_rows(); none: one"
    op.add_column("passage_vectors", sa.Column("sentences", sa.LargeBinary(), nullable=True, comment=comment))
