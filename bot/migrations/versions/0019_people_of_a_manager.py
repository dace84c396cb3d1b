"""The people of one manager are found without looking at everybody."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index("ix_learners_manager", "learners", ["workspace_id", "manager_id"])
