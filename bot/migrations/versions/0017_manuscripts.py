"""Series while people write them, page by page and version by version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "manuscripts",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("series_id", sa.String(64), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("material", JSON, nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "slug", name=op.f("pk_manuscripts")),
    )
    op.create_table(
        "manuscript_pages",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("name", sa.String(140), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "slug", "name", name=op.f("pk_manuscript_pages")),
    )
    op.create_table(
        "manuscript_versions",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("name", sa.String(140), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("like_version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "slug", "name", "version", name=op.f("pk_manuscript_versions")),
    )
