"""Documents that are only for some groups of people: whoever is in none of them does not learn that they are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.answers.index.tables import passages
from lessons.database import metadata
from schedules.people.person_fields import groups_with
from schedules.people.roster import Learner

limits = sa.Table(
    "limits",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("document_id", sa.String(64), primary_key=True),
    sa.Column("group_name", sa.String(200), primary_key=True),
)


async def limit(db: AsyncConnection, workspace_id: str, document_id: str, groups: Sequence[str]) -> None:
    """From now on a document is for members of these groups alone; for everybody without groups."""
    await forget(db, workspace_id, document_id)
    rows = [{"workspace_id": workspace_id, "document_id": document_id, "group_name": name} for name in {*groups}]
    if rows:
        await db.execute(sa.insert(limits), rows)


async def forget(db: AsyncConnection, workspace_id: str, document_id: str) -> None:
    """A document that is gone has no limit."""
    await db.execute(
        sa.delete(limits).where(limits.c.workspace_id == workspace_id, limits.c.document_id == document_id)
    )


async def limited(db: AsyncConnection, workspace_id: str) -> dict[str, list[str]]:
    """The groups of each document that is limited, by its id."""
    groups = defaultdict[str, list[str]](list)
    query = sa.select(limits.c.document_id, limits.c.group_name).where(limits.c.workspace_id == workspace_id)
    for row in await db.execute(query.order_by(limits.c.document_id, limits.c.group_name)):
        groups[row.document_id].append(row.group_name)
    return dict(groups)


async def hidden_from(db: AsyncConnection, learner: Learner) -> frozenset[str]:
    """Ids of the documents that are not for somebody.

    A group that was removed has no members: a document is rather shown to nobody than to everybody.
    """
    groups = await limited(db, learner.workspace_id)
    if not groups:
        return frozenset()
    theirs = await groups_with(db, learner)
    return frozenset(document_id for document_id, names in groups.items() if theirs.isdisjoint(names))


async def documents_cited(db: AsyncConnection, workspace_id: str, passage_ids: Collection[str]) -> set[str]:
    """Ids of the documents that passages stand in."""
    these = (passages.c.workspace_id == workspace_id) & passages.c.id.in_(passage_ids)
    return set((await db.execute(sa.select(passages.c.document_id).where(these))).scalars())
