"""What rules do when their round comes: list in shadow, act when they are on, and never the same twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Message
from bot.events import CampaignAction
from bot.links import RULES, Links
from bot.managers.automations.wording import about, names_of, rule_words, team_words, title_of
from bot.messages import manager_texts
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.managing import automation_texts as texts
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, Workspace, learner_by_id, learners_of, workspace_by_id
from schedules.plans.automations import hits
from schedules.plans.automations.automations import automation_by_id, speak_today, switch_off, watching_rules
from schedules.plans.automations.hits import Hit
from schedules.plans.automations.matching import hits_now, people_of
from schedules.plans.automations.refreshing import give_refresher, refresher_ended
from schedules.rules.acting.automation import Automation, AutomationKind, AutomationState, may_switch_on
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import BadCampaign, Campaign, CampaignState
from schedules.rules.kinds import DeliveryKind

log = logging.getLogger(__name__)

USEFUL = timedelta(days=3)  # a manager who was away over a weekend still wants to know
SPEAKS_FROM, SPEAKS_UNTIL = time(9), time(17)  # the manager's own clock: one message a day, when it can be acted on
PLANNER = "planner"
"""Who acts in the audit where nobody pressed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One rule with all that acting by it needs, in the transaction that does so."""

    db: AsyncConnection
    workspace: Workspace
    automation: Automation
    campaign: Campaign
    manager: Learner
    links: Links
    now: datetime

    def button(self, label: str, action: ButtonAction, subject: str) -> Button:
        return action_button(self.manager, label, action, subject, self.links, self.now)


async def act_by_rules(database: Database, links: Links, now: datetime) -> int:
    """Let every rule list or do what it is for; returns for how many of its hits something was done."""
    done = 0
    async with database.read() as db:
        watching = await watching_rules(db)
    # Each in a transaction of its own: what one of them cannot do holds up no other.
    for workspace_id, automation_id in watching:
        try:
            async with database.write() as db:
                case = await _case(db, workspace_id, automation_id, links, now)
                done += await _act(case) if case else 0
        except BadCampaign as refused:
            log.warning("a rule cannot give its refresher: %s", refused, extra={"rule": automation_id})
    return done


async def _case(db: AsyncConnection, workspace_id: str, automation_id: str, links: Links, now: datetime) -> Case | None:
    """The rule, held by this transaction alone; None where there is nothing to do or nobody to do it for."""
    automation = await automation_by_id(db, workspace_id, automation_id, to_change=True)
    workspace = await workspace_by_id(db, workspace_id)
    if automation is None or automation.state is AutomationState.OFF or workspace is None or not workspace.active:
        return None
    campaign = await campaign_by_id(db, workspace_id, automation.campaign_id)
    manager = await learner_by_id(db, workspace_id, campaign.manager_id) if campaign else None
    if campaign is None or manager is None or not (manager.active and manager.manages):
        return None
    return Case(db, workspace, automation, campaign, manager, links, now)


async def _act(case: Case) -> int:
    db, automation = case.db, case.automation
    # Listed first, whatever comes of it: the list is what a manager reads, and what makes each act happen once.
    fresh = await hits_now(db, automation, case.now)
    await hits.list_hits(db, automation, fresh, case.now)
    with speaking(case.manager.locale, case.manager.platform, case.workspace.name, case.workspace.privacy):
        if automation.state is AutomationState.SHADOW:
            return await _watched(case, fresh)
        # A campaign that rests sends nothing, and so does what belongs to it; what was listed waits for it.
        if case.campaign.state is not CampaignState.RUNNING:
            return 0
        match automation.kind:
            case AutomationKind.FAILED:
                return await _refresh(case, fresh)
            case AutomationKind.SILENT:
                return await _name_silent(case, fresh)
            case AutomationKind.TEAM:
                return await _offer(case, fresh)


async def _watched(case: Case, fresh: Sequence[Hit]) -> int:
    """Once the week in shadow is over, ask the manager whether the rule is to act."""
    automation = case.automation
    if case.now < automation.shadow_until:
        return 0
    reached = await hits.unclaimed(case.db, automation, fresh)
    seen = await about(case.db, automation, reached, privacy=case.workspace.privacy)
    buttons = [
        case.button(label, action, automation.id)
        for label, action in ((texts.label_on(), ButtonAction.RULE_ON), (texts.label_off(), ButtonAction.RULE_OFF))
    ]
    if not may_switch_on(automation, len(reached), case.manager.id, case.now):
        buttons = []
    url = rules_link(case.links, case.manager, case.campaign.id, case.now)
    words = await rule_words(case.db, automation)
    message = texts.week_over(case.campaign.name, words, seen.people, seen.names, buttons, url)
    # A week that begins anew, since the rule was switched off meanwhile, is a question of its own.
    await _tell(case, message, f"rule:{automation.id}:{automation.shadow_until:%Y%m%d%H%M}")
    return 0


async def _refresh(case: Case, fresh: Sequence[Hit]) -> int:
    """Give the refresher to who was wrong."""
    if await refresher_ended(case.db, case.automation):
        # Whoever ended it wanted that nobody gets it any more: the rule has nothing left to do.
        await switch_off(case.db, case.automation, PLANNER, case.now)
        return 0
    claimed = await hits.claim(case.db, case.automation, fresh, case.now)
    people = await learners_of(case.db, case.workspace.id, [hit.learner_id for hit in claimed])
    name = texts.refresher_name(await title_of(case.db, case.automation), case.campaign.name)
    return await give_refresher(case.db, case.automation, people, name, PLANNER, case.now)


async def _name_silent(case: Case, fresh: Sequence[Hit]) -> int:
    """Name to the manager who is silent, once a day."""
    local = case.now.astimezone(ZoneInfo(case.manager.zone))
    if not SPEAKS_FROM <= local.time() < SPEAKS_UNTIL or not await hits.unclaimed(case.db, case.automation, fresh):
        return 0
    day = local_day(case.now, ZoneInfo(case.manager.zone)).isoformat()
    if not await speak_today(case.db, case.automation, day):
        return 0
    claimed = await hits.claim(case.db, case.automation, fresh, case.now)
    seen = await about(case.db, case.automation, claimed, privacy=case.workspace.privacy)
    buttons = [
        case.button(manager_texts.action_label(CampaignAction.NUDGE), ButtonAction.NUDGE, case.campaign.id),
        case.button(texts.label_rest(), ButtonAction.RULE_OFF, case.automation.id),
    ]
    message = texts.silent_people(case.campaign.name, case.automation.days, seen.people, seen.names, buttons)
    await _tell(case, message, f"rule:{case.automation.id}:{day}")
    return len(claimed)


async def _offer(case: Case, fresh: Sequence[Hit]) -> int:
    """Offer the manager to give the refresher to a team; each team and question once."""
    claimed = await hits.claim(case.db, case.automation, fresh, case.now)
    leads = await names_of(case.db, case.workspace.id, [hit.lead_id for hit in claimed if hit.lead_id])
    offered = 0
    for hit in claimed:
        people = await people_of(case.db, case.automation, hit)
        # Everybody of the team takes the refresher already: there is nothing to offer.
        if not people:
            continue
        buttons = [
            case.button(texts.label_offer(len(people)), ButtonAction.REFRESH, f"{case.automation.id}.{hit.slot}"),
            case.button(texts.label_rest(), ButtonAction.RULE_OFF, case.automation.id),
        ]
        share = await team_words(case.db, case.automation, hit, leads)
        message = texts.offer(case.campaign.name, share, await title_of(case.db, case.automation), buttons)
        await _tell(case, message, f"rule:{case.automation.id}:{hit.slot}")
        offered += 1
    return offered


async def _tell(case: Case, message: Message, slot: str) -> None:
    row = ledger.owed(
        case.workspace.id,
        case.manager.id,
        DeliveryKind.NOTICE,
        case.now,
        case.now + USEFUL,
        campaign_id=case.campaign.id,
        slot=slot,
        body=to_json(message),
    )
    await ledger.plan(case.db, [row])


def rules_link(links: Links, manager: Learner, campaign_id: str, now: datetime) -> str:
    """An address that opens the rules of a campaign one time."""
    return links.managing(manager.workspace_id, manager.id, new_id(), now, RULES + campaign_id)
