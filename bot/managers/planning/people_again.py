"""People of a campaign as a group of a new one: everybody who took part, or those whose certificate ends."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.managers.campaign_actions import may_steer
from bot.managers.planning.once_more import ENDING, TOOK_PART
from bot.messages.trust import certificate_texts as texts
from bot.turn import Turn
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import learners_of
from schedules.plans.afterwards.afterwards import people_in
from schedules.replies.certificates import people_to_train_again


async def people_of_campaign(turn: Turn, group: str) -> list[str] | None:
    """The platform's ids of the people whom a group of the form names by a campaign; None where it names none so."""
    mark = next((each for each in (TOOK_PART, ENDING) if group.startswith(each)), "")
    if not mark:
        return None
    campaign = await campaign_by_id(turn.db, turn.workspace.id, group.removeprefix(mark))
    if campaign is None or not await may_steer(turn.db, turn.learner, campaign):
        return []
    read = people_in if mark == TOOK_PART else people_to_train_again
    ids = await read(turn.db, turn.workspace.id, campaign.id)
    return [learner.outside_id for learner in await learners_of(turn.db, turn.workspace.id, sorted(ids))]


async def group_label(db: AsyncConnection, workspace_id: str, group: str) -> str:
    """What such a group is called in the form, "" where it is none."""
    for mark, label in ((TOOK_PART, texts.everybody_from), (ENDING, texts.ending_from)):
        if group.startswith(mark):
            campaign = await campaign_by_id(db, workspace_id, group.removeprefix(mark))
            return label(campaign.name) if campaign else ""
    return ""
