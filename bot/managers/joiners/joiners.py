"""The round that lets campaigns follow their groups, and the choice of a group."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import Links
from bot.managers.dry_run import may_manage, team_for
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.managing import joiner_texts
from bot.turn import Turn
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.people.enrolments import campaign_by_id
from schedules.people.person_fields import members, rules_of_groups
from schedules.people.roster import Learner, learner_by_id, workspace_by_id
from schedules.plans.editing import add_people
from schedules.plans.joining import groups
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.group_rules import BadRule
from schedules.rules.kinds import DeliveryKind

log = logging.getLogger(__name__)

USEFUL = timedelta(days=3)


async def follow_groups(database: Database, links: Links, approval_above: int, now: datetime) -> int:
    """Let every campaign that follows a group take in who came and let go who left; returns for how many that was.

    Args:
        approval_above: more people than that at once are not taken in before a manager adds them.
    """
    changed = 0
    async with database.read() as db:
        following = await groups.following(db)
    for workspace_id, campaign_id in following:
        async with database.write() as db:
            campaign = await campaign_by_id(db, workspace_id, campaign_id, to_change=True)
            if campaign is not None and campaign.state is CampaignState.RUNNING:
                changed += await _follow(db, campaign, links, approval_above, now)
    return changed


async def choose_group(turn: Turn, campaign: Campaign, group: str) -> bool:
    """Let a campaign follow a group, or none with ""; False where there is no such group, or its rule is broken."""
    present = await _present(turn.db, turn.workspace.id, group) if group else []
    if present is None:
        return False
    ids = [learner.id for learner in present]
    await groups.follow(turn.db, campaign, group, ids, turn.learner.id, turn.now)
    return True


async def _follow(db: AsyncConnection, campaign: Campaign, links: Links, most: int, now: datetime) -> int:
    group = await groups.followed_group(db, campaign)
    present = await _present(db, campaign.workspace_id, group)
    # A group that was removed, or whose rule broke, is no reason to stop everybody in it.
    if present is None:
        log.warning("a campaign follows a group that cannot be read", extra={"campaign": campaign.id})
        return 0
    before = await groups.present_before(db, campaign)
    ids = {learner.id for learner in present}
    stopped = await groups.stop_leavers(db, campaign, before - ids, now)
    fresh = [learner for learner in present if learner.id not in before]
    back = await groups.let_back_in(db, campaign, [learner.id for learner in fresh], now)
    return stopped + back + await _take_in(db, campaign, fresh, links, most, now)


async def _present(db: AsyncConnection, workspace_id: str, group: str) -> list[Learner] | None:
    """Who is in the group now; None where that cannot be known."""
    rule = (await rules_of_groups(db, workspace_id)).get(group)
    if rule is None:
        return None
    try:
        return [member.learner for member in await members(db, workspace_id, rule)]
    except BadRule:
        return None


async def _take_in(
    db: AsyncConnection, campaign: Campaign, fresh: list[Learner], links: Links, most: int, now: datetime
) -> int:
    """Let people begin who came into the group; returns how many do."""
    workspace = await workspace_by_id(db, campaign.workspace_id)
    manager = await learner_by_id(db, campaign.workspace_id, campaign.manager_id)
    if not fresh or workspace is None or manager is None or not may_manage(manager):
        return 0
    await groups.note_members(db, campaign, {learner.id for learner in fresh})
    # The same people are left out as where a manager adds them: guests, people of other managers, who has the series.
    turn = Turn(db, workspace, manager, links, f"joiners:{campaign.id}", now)
    ids = [learner.outside_id for learner in fresh]
    team, _ = await team_for(turn, ids, campaign.series_slug, again=campaign.again)
    if len(team) > most:
        await _tell(turn, campaign, len(team))
        return 0
    return await add_people(db, campaign, team, "planner", now)


async def _tell(turn: Turn, campaign: Campaign, people: int) -> None:
    """A rule that was widened is no reason to write to a whole company: the manager adds them, or does not."""
    url = turn.links.managing(turn.workspace.id, turn.learner.id, new_id(), turn.now)
    about = (turn.learner.locale, turn.learner.platform, turn.workspace.name, turn.workspace.privacy)
    with speaking(*about):
        body = to_json(joiner_texts.too_many(campaign.name, people, url))
    row = ledger.owed(
        turn.workspace.id,
        turn.learner.id,
        DeliveryKind.NOTICE,
        turn.now,
        turn.now + USEFUL,
        campaign_id=campaign.id,
        slot=f"joiners {turn.now:%Y-%m-%d %H:%M}",
        body=body,
    )
    await ledger.plan(turn.db, [row])
