"""What learners chose for themselves: their time, zone and language, beside what the platform tells."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # Empty means that the person chose nothing and what the platform tells holds.
    for name, length in (("own_zone", 64), ("own_locale", 20), ("send_time", 5)):
        op.add_column("learners", sa.Column(name, sa.String(length), server_default="", nullable=False))
