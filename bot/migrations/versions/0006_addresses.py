"""One person on several platforms: further doors and addresses, and the platform that each message left for."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # A workspace that was linked to another one keeps its row; this says where its platform leads now.
    op.create_table(
        "doors",
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("outside_id", sa.String(120), nullable=False),
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("asleep_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "outside_id", name=op.f("pk_doors")),
        sa.UniqueConstraint("workspace_id", "platform", name=op.f("uq_doors_workspace_id_platform")),
    )
    # Where a learner is reached besides the address that counts now.
    op.create_table(
        "addresses",
        sa.Column("workspace_id", sa.String(32), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("outside_id", sa.String(200), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("place", sa.String(400), server_default="", nullable=False),
        sa.Column("service_url", sa.String(400), server_default="", nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("workspace_id", "platform", "outside_id", name=op.f("pk_addresses")),
        sa.UniqueConstraint(
            "workspace_id", "learner_id", "platform", name=op.f("uq_addresses_workspace_id_learner_id_platform")
        ),
    )
    for table in ("learners", "deliveries"):
        op.add_column(table, sa.Column("platform", sa.String(20), server_default="", nullable=False))
    of_learners = "SELECT platform FROM workspaces WHERE workspaces.id = learners.workspace_id"
    op.execute(f"UPDATE learners SET platform = ({of_learners})")  # noqa: S608  # our own words
    of_deliveries = "SELECT platform FROM workspaces WHERE workspaces.id = deliveries.workspace_id"
    left = "state IN ('sending', 'uncertain', 'sent')"
    op.execute(f"UPDATE deliveries SET platform = ({of_deliveries}) WHERE {left}")  # noqa: S608  # our own words
