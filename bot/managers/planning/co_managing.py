"""Several managers on one campaign: whoever began it, or an admin, adds others and takes them away."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.managers.dry_run import may_manage
from bot.managers.roles import is_admin
from bot.messages.catalogue import speaking
from bot.messages.managing import planning_texts
from bot.messages.reply import say
from bot.turn import Turn
from lessons.database import new_id
from schedules.ledger import audit
from schedules.people.co_managers import add_co_manager, co_managers_of, remove_co_manager
from schedules.people.finding import managers_of
from schedules.people.roster import Learner, learner_by_id, learners_of
from schedules.rules.campaigns import Campaign


async def may_share(db: AsyncConnection, manager: Learner, campaign: Campaign) -> bool:
    """Whether somebody may say who else manages a campaign: its first manager, or an admin."""
    return (campaign.manager_id == manager.id and may_manage(manager)) or await is_admin(db, manager)


async def further_managers(db: AsyncConnection, campaign: Campaign) -> list[Learner]:
    """The campaign's further managers who are still here, by name."""
    ids = await co_managers_of(db, campaign.workspace_id, campaign.id)
    return await learners_of(db, campaign.workspace_id, ids) if ids else []


async def possible_managers(db: AsyncConnection, campaign: Campaign) -> list[Learner]:
    """Who could be added: managers of the workspace who do not manage it yet."""
    # Whoever left stays in the table, since they may come back; they are not offered a second time.
    already = {campaign.manager_id, *await co_managers_of(db, campaign.workspace_id, campaign.id)}
    return [each for each in await managers_of(db, campaign.workspace_id) if each.id not in already]


async def share_with(turn: Turn, campaign: Campaign, manager_id: str) -> bool:
    """Let another manager see and steer the campaign, and tell them; False where they cannot."""
    other = await learner_by_id(turn.db, turn.workspace.id, manager_id)
    if not may_manage(other) or other is None or other.id == campaign.manager_id:
        return False
    if not await add_co_manager(turn.db, turn.workspace.id, campaign.id, other.id, turn.now):
        return False
    about = (turn.workspace.id, turn.learner.id, "manager added", campaign.id, turn.now)
    await audit.note(turn.db, *about, manager=other.id)
    with speaking(other.locale, other.platform, turn.workspace.name, turn.workspace.privacy):
        url = turn.links.managing(turn.workspace.id, other.id, new_id(), turn.now)
        message = planning_texts.you_manage_too(turn.learner.name, campaign.name, url)
    # Somebody who is taken away and added again hears of it again.
    await say(turn.db, other, message, f"co-manager:{campaign.id}:{turn.cause}", turn.now)
    return True


async def share_no_more(turn: Turn, campaign: Campaign, manager_id: str) -> bool:
    """Let another manager see and steer the campaign no more; False where they did not."""
    if not await remove_co_manager(turn.db, turn.workspace.id, campaign.id, manager_id):
        return False
    about = (turn.workspace.id, turn.learner.id, "manager taken away", campaign.id, turn.now)
    await audit.note(turn.db, *about, manager=manager_id)
    return True
