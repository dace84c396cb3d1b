"""Questions that a lesson is made for: whoever asked is told once it is there."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.create_table(
        "promised_lessons",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("lesson", sa.String(140), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "question_id", name=op.f("pk_promised_lessons")),
        sa.Index(op.f("ix_promised_lessons_workspace_id_lesson"), "workspace_id", "lesson"),
    )
