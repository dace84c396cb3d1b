"""Who is asked where the documents say nothing, and what they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "experts",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("topic", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "learner_id", "topic", name=op.f("pk_experts")),
    )
    # "toward" and "learner" are names that erasing a person looks for: a question goes with either of the two.
    op.create_table(
        "referrals",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("question_id", sa.String(32), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("toward_id", sa.String(32), nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "question_id", name=op.f("pk_referrals")),
    )
