"""One campaign's part of the ledger. Every query of a report goes through it, and so names the workspace."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.replies.replies import replies

REPLIED = (
    (replies.c.workspace_id == deliveries.c.workspace_id)
    & (replies.c.delivery_id == deliveries.c.id)
    & (replies.c.learner_id == deliveries.c.learner_id)
)
"""How a delivery finds the reply to it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A connection, narrowed to one campaign of one workspace."""

    db: AsyncConnection
    workspace_id: str
    campaign_id: str

    def of(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """The table's rows of this campaign."""
        return (table.c.workspace_id == self.workspace_id) & (table.c.campaign_id == self.campaign_id)

    def sent_episodes(self) -> sa.ColumnElement[bool]:
        """Deliveries that brought somebody an episode."""
        return (
            self.of(deliveries)
            & (deliveries.c.kind == DeliveryKind.EPISODE)
            & (deliveries.c.state == DeliveryState.SENT)
        )

    def sent_questions(self) -> sa.ColumnElement[bool]:
        """Those of them that asked something."""
        return self.sent_episodes() & (deliveries.c.check_key != "")
