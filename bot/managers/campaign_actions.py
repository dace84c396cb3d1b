"""What a manager does with a campaign that is there: report, pause, resume, end, nudge the silent."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.events import CampaignAction
from bot.links import RESULTS
from bot.managers.dry_run import may_manage
from bot.managers.roles import is_admin
from bot.messages import manager_texts
from bot.messages.lower import plan_texts
from bot.turn import Turn
from lessons.database import new_id
from schedules.ledger import audit
from schedules.people.co_managers import is_co_manager
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner
from schedules.plans import campaigns, nudging
from schedules.rules.campaigns import Campaign, CampaignState, WrongState

MOVES = {
    CampaignAction.PAUSE: campaigns.pause,
    CampaignAction.RESUME: campaigns.resume,
    CampaignAction.END: campaigns.end,
}
ACTIONS = {
    CampaignState.RUNNING: (CampaignAction.REPORT, CampaignAction.NUDGE, CampaignAction.PAUSE, CampaignAction.END),
    CampaignState.PAUSED: (CampaignAction.REPORT, CampaignAction.RESUME, CampaignAction.END),
    CampaignState.DRAFT: (CampaignAction.END,),
    CampaignState.ENDED: (CampaignAction.REPORT,),
}


def actions(campaign: Campaign) -> tuple[tuple[str, CampaignAction], ...]:
    """What can be done with a campaign as it is: label and action."""
    return tuple((manager_texts.action_label(action), action) for action in ACTIONS[campaign.state])


async def act(turn: Turn, campaign_id: str, action: CampaignAction) -> None:
    """Do what was asked for, and say what came of it. Only its own learner or an admin may."""
    campaign = await campaign_by_id(turn.db, turn.learner.workspace_id, campaign_id)
    if campaign is None or not await may_steer(turn.db, turn.learner, campaign):
        return await turn.say(manager_texts.not_your_campaign())
    match action:
        case CampaignAction.REPORT:
            url = turn.links.report(turn.learner.workspace_id, campaign.id, turn.learner.id, turn.now)
            await turn.say(manager_texts.report_link(campaign.name, url, results_link(turn, campaign)))
        case CampaignAction.NUDGE:
            await turn.say(manager_texts.nudged(campaign.name, await nudge_silent(turn, campaign)))
        case CampaignAction.PAUSE | CampaignAction.RESUME | CampaignAction.END:
            try:
                done = await MOVES[action](turn.db, campaign, turn.learner.id, turn.now)
            except WrongState as refused:
                return await turn.say(manager_texts.campaign_refused(plan_texts.plan_fault(str(refused))))
            await turn.say(manager_texts.campaign_moved(done.name, done.state))


async def nudge_silent(turn: Turn, campaign: Campaign) -> int:
    """Remind everybody whose newest question is open, once on each of their days; returns how many are reminded."""
    people = await nudging.nudge(turn.db, campaign, turn.now)
    about = (turn.learner.workspace_id, turn.learner.id, "silent nudged", campaign.id, turn.now)
    await audit.note(turn.db, *about, people=people)
    return people


def results_link(turn: Turn, campaign: Campaign) -> str:
    """An address that opens the results of a campaign one time."""
    return turn.links.managing(turn.workspace.id, turn.learner.id, new_id(), turn.now, RESULTS + campaign.id)


async def may_steer(db: AsyncConnection, manager: Learner, campaign: Campaign) -> bool:
    """Whether a campaign is theirs to steer: their own, one that they were added to, or any for an admin."""
    return await manages(db, manager, campaign) or await is_admin(db, manager)


async def manages(db: AsyncConnection, manager: Learner, campaign: Campaign) -> bool:
    """Whether somebody is a manager of a campaign: the one who began it, or one who was added."""
    if not may_manage(manager):
        return False
    own = campaign.manager_id == manager.id
    return own or await is_co_manager(db, campaign.workspace_id, campaign.id, manager.id)
