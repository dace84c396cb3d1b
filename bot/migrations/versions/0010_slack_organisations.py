"""An organisation's Slack install gets a table of its own; until now it stood in a row that was no workspace."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # An organisation's install belongs to no workspace of its own.
    op.create_table(
        "slack_organisations",
        sa.Column("enterprise_id", sa.String(120), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sealed_tokens", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", name=op.f("pk_slack_organisations")),
    )
    op.execute(
        "INSERT INTO slack_organisations (enterprise_id, name, sealed_tokens) "
        "SELECT outside_id, name, sealed_tokens FROM workspaces "
        "WHERE platform = 'slack-org' AND sealed_tokens IS NOT NULL"
    )
    op.execute("DELETE FROM workspaces WHERE platform = 'slack-org'")
