"""What happened lately, for other systems, without reading all that ever happened."""

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    op.create_index("ix_deliveries_lately", "deliveries", ["workspace_id", "sent_at"])
    op.create_index("ix_replies_lately", "replies", ["workspace_id", "replied_at"])
    op.create_index("ix_views_lately", "views", ["workspace_id", "last_at"])
    op.create_index("ix_outbox_learner", "outbox", ["workspace_id", "learner_id"])
