"""The sealed tokens of the app in each workspace. What is sealed, and how, only the platform's adapter knows."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.people.addresses import workspace_links
from schedules.people.roster import behind, change_workspace, workspaces


@dataclass(frozen=True, slots=True)
class SealedTokens:
    """What one workspace keeps, under the id by which a platform knows the workspace."""

    workspace_id: str
    outside_id: str
    sealed: bytes


async def seal_into(db: AsyncConnection, workspace_id: str, sealed: bytes) -> None:
    """Keep tokens in the workspace's row and let the workspace be served."""
    await change_workspace(db, workspace_id, sealed_tokens=sealed, active=True)


async def replace_sealed(db: AsyncConnection, workspace_id: str, sealed: bytes) -> None:
    """Keep renewed tokens in place of older ones; whether the workspace is served stays as it is."""
    await change_workspace(db, workspace_id, sealed_tokens=sealed)


async def drop_sealed(db: AsyncConnection, workspace_id: str, *, serve: bool) -> None:
    """Forget the tokens.

    Args:
        serve: the workspace is on another platform too, and is served there.
    """
    await change_workspace(db, workspace_id, sealed_tokens=None, active=serve)


async def sealed_of(db: AsyncConnection, workspace_id: str) -> bytes | None:
    """The tokens of a workspace that is served, None where there are none."""
    return await _sealed(db, workspaces.c.id == workspace_id)


async def sealed_outside(db: AsyncConnection, platform: str, outside_id: str) -> bytes | None:
    """The tokens of the served workspace that a platform knows under this id, None where there are none."""
    return await _sealed(db, workspaces.c.id == behind(platform, outside_id))


async def _sealed(db: AsyncConnection, where: sa.ColumnElement[bool]) -> bytes | None:
    sealed: bytes | None = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(where, workspaces.c.active))
    return sealed


async def all_sealed(db: AsyncConnection, platform: str) -> list[SealedTokens]:
    """The tokens of every workspace that is on a platform, linked ones among them."""
    own = sa.select(workspaces.c.id, workspaces.c.outside_id).where(workspaces.c.platform == platform)
    linked = sa.select(workspace_links.c.workspace_id, workspace_links.c.outside_id).where(
        workspace_links.c.platform == platform
    )
    on_platform = sa.union(own, linked).subquery()
    query = (
        sa.select(workspaces.c.id, on_platform.c.outside_id, workspaces.c.sealed_tokens)
        .join(on_platform, workspaces.c.id == on_platform.c.id)
        .where(workspaces.c.sealed_tokens.is_not(None))
    )
    return [SealedTokens(row.id, row.outside_id, row.sealed_tokens) for row in await db.execute(query)]


async def sealed_tokens(db: AsyncConnection, workspace_id: str) -> bytes | None:
    """A workspace's tokens as they are stored, served or not; None where it has none."""
    sealed: bytes | None = await db.scalar(sa.select(workspaces.c.sealed_tokens).where(workspaces.c.id == workspace_id))
    return sealed
