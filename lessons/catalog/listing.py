"""Which series there are, also those that nobody approved yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.tables import series


async def made_at(db: AsyncConnection, workspace_id: str) -> Mapping[str, datetime]:
    """Slug of every series -> when its newest version came into the catalogue."""
    query = sa.select(series.c.slug, sa.func.max(series.c.made_at).label("at"))
    rows = await db.execute(query.where(series.c.workspace_id == workspace_id).group_by(series.c.slug))
    return {row.slug: row.at for row in rows}
