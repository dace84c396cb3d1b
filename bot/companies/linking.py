"""Two workspaces of one company become one, or two again; meanwhile the second one is not served of itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from schedules.ledger import audit, companies, ledger
from schedules.ledger.companies import LinkResult
from schedules.people.app_tokens import sealed_tokens
from schedules.people.enrolments import campaigns_of
from schedules.people.identities import is_linked, platforms_of
from schedules.people.roster import Workspace, change_workspace
from schedules.rules.campaigns import CampaignState

OPERATOR = "command line"


class CannotLink(ValueError):
    """The two cannot become one; the text says why and what to do."""


async def link(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> LinkResult:
    """Let a second workspace lead to this one. Its own rows stay as they are, unused, until the two are unlinked.

    Raises:
        CannotLink: nothing was changed.
    """
    await _check(db, workspace, other)
    tokens = await sealed_tokens(db, other.id)
    await companies.add_link(db, workspace, other, tokens is not None, now)
    if tokens is not None:
        await change_workspace(db, workspace.id, sealed_tokens=tokens)
    await change_workspace(db, other.id, active=False, sealed_tokens=None)
    await ledger.cancel(db, other.id, "this workspace was linked to another one")
    await companies.share_pace(db, workspace, other)
    await companies.copy_reported(db, workspace, other)
    done = await companies.take_in(db, workspace, other)
    await audit.note(
        db, workspace.id, OPERATOR, "workspace linked", other.id, now, platform=other.platform, same=done.same
    )
    return done


async def _check(db: AsyncConnection, workspace: Workspace, other: Workspace) -> None:
    halves = [await companies.is_inactive_half(db, each.id) for each in (workspace, other)]
    if any(halves) or await is_linked(db, other.id):
        raise CannotLink(f"{other.name} or {workspace.name} is linked to another workspace: unlink them first")
    for half in (workspace, other):
        if not half.active:
            raise CannotLink(f"{half.name} is not served now: install the app there first")
    if other.platform in await platforms_of(db, workspace.id):
        raise CannotLink(f"{workspace.name} is on {other.platform} already, and a company is once on each platform")
    open_ones = [
        campaign.name for campaign in await campaigns_of(db, other.id) if campaign.state is not CampaignState.ENDED
    ]
    if open_ones:
        raise CannotLink(
            f"{other.name} has campaigns of its own ({', '.join(open_ones)}), whose people would get two lessons: end "
            f"them first, or link {workspace.name} to {other.name} the other way around"
        )


async def unlink(db: AsyncConnection, workspace: Workspace, other: Workspace, now: datetime) -> int:
    """Wake the second workspace; returns how many people are its own again.

    What they did meanwhile stays in the first one; a pause that they asked for goes with them.

    Raises:
        CannotLink: the two are not linked.
    """
    link = await companies.remove_link(db, workspace, other)
    if link is None:
        raise CannotLink(f"{other.name} is not linked to {workspace.name}")
    platform, sealed = link
    if sealed:
        tokens = await sealed_tokens(db, workspace.id)
        await change_workspace(db, other.id, sealed_tokens=tokens)
        await change_workspace(db, workspace.id, sealed_tokens=None)
    await change_workspace(db, other.id, active=True)
    count = await companies.send_back(db, workspace, other, now)
    await companies.remove_reported(db, workspace, other)
    await companies.unlink_pace(db, workspace, platform)
    await audit.note(db, workspace.id, OPERATOR, "workspace unlinked", other.id, now, platform=platform)
    return count
