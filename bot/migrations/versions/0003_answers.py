"""What an answer was and whether it helped; clips made now; what was read and what could not be; hints first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for column in (
        sa.Column("language", sa.String(20), server_default="en", nullable=False),
        sa.Column("form", sa.String(10), server_default="", nullable=False),
        sa.Column("by_model", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("delivery_id", sa.String(32), server_default="", nullable=False),
        sa.Column("made_id", sa.String(32), server_default="", nullable=False),
        sa.Column("found", JSON),
        sa.Column("answer", JSON),
        sa.Column("hinted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("handled", sa.String(10), server_default="", nullable=False),
        sa.Column("look_at", sa.BigInteger()),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
    ):
        op.add_column("questions", column)
    looked_for = sa.text("look_at IS NOT NULL")
    op.create_index(
        "ix_questions_look_at", "questions", ["look_at"], sqlite_where=looked_for, postgresql_where=looked_for
    )
    op.create_table(
        "answering",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("hint_first", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_answering")),
    )
    op.create_table(
        "made_clips",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("question_key", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("script", JSON, nullable=False),
        sa.Column("cited", JSON, nullable=False),
        sa.Column("by_model", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("cues", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("media", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.String(400), server_default="", nullable=False),
        sa.Column("reported_at", sa.BigInteger()),
        sa.Column("decided_by", sa.String(200), server_default="", nullable=False),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name=op.f("pk_made_clips")),
        sa.UniqueConstraint("workspace_id", "question_key", name=op.f("uq_made_clips_workspace_id_question_key")),
    )
    op.create_index("ix_made_clips_state", "made_clips", ["workspace_id", "state", "id"])
    op.create_table(
        "readings",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("source_id", sa.String(32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("passages", sa.Integer(), server_default="0", nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "source_id", name=op.f("pk_readings")),
    )
