"""Which teams of a tenant the app was brought into, as activities tell; their members can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.connector.port import Inbound, Kind
from lessons.database import Database, insert_or_update, metadata

teams_known = sa.Table(
    "teams_known",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("outside_id", sa.String(200), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, server_default=""),
    sa.Column("service_url", sa.String(400), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Group:
    """A team in Teams.

    Attributes:
        outside_id: the connector's id of it.
        name: "" until an activity told it.
    """

    outside_id: str
    name: str
    service_url: str


async def noticed(database: Database, workspace_id: str, inbound: Inbound) -> None:
    """Keep what an activity from a team tells of it; forget a team that the app was taken out of."""
    async with database.read() as db:
        before = await group_of(db, workspace_id, inbound.team_id)
    group = Group(inbound.team_id, inbound.team_name or (before.name if before else ""), inbound.service_url)
    if inbound.kind is Kind.WENT and before:
        async with database.write() as db:
            await db.execute(sa.delete(teams_known).where(_is(workspace_id, inbound.team_id)))
    elif inbound.kind is not Kind.WENT and group != before:
        row = {"workspace_id": workspace_id, "outside_id": group.outside_id, "name": group.name}
        async with database.write() as db:
            keys = ["workspace_id", "outside_id"]
            statement = insert_or_update(db, teams_known, keys, ["name", "service_url"])
            await db.execute(statement, [{**row, "service_url": group.service_url}])


async def group_of(db: AsyncConnection, workspace_id: str, outside_id: str) -> Group | None:
    row = (await db.execute(_groups().where(_is(workspace_id, outside_id)))).one_or_none()
    return None if row is None else Group(*row)


async def groups_of(db: AsyncConnection, workspace_id: str, limit: int) -> list[Group]:
    """The teams that the app is in, by name."""
    own = _groups().where(teams_known.c.workspace_id == workspace_id)
    return [Group(*row) for row in await db.execute(own.order_by(teams_known.c.name).limit(limit))]


def _groups() -> sa.Select[Any]:
    return sa.select(teams_known.c.outside_id, teams_known.c.name, teams_known.c.service_url)


def _is(workspace_id: str, outside_id: str) -> sa.ColumnElement[bool]:
    return (teams_known.c.workspace_id == workspace_id) & (teams_known.c.outside_id == outside_id)
