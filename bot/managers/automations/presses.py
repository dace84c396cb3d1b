"""What a manager presses about a rule: on, off, take the offer; and where the rules are."""

from __future__ import annotations

from bot.learners.own_pace import MOST_REPORTS, running_first
from bot.managers.automations.acting import rules_link
from bot.managers.automations.wording import rule_words, title_of
from bot.managers.campaign_actions import may_steer
from bot.messages import manager_texts
from bot.messages.buttons import ButtonAction
from bot.messages.managing import automation_texts as texts
from bot.turn import Turn
from schedules.people.enrolments import campaign_by_id, campaigns_of
from schedules.plans.automations import automations, hits
from schedules.plans.automations.matching import hits_now, people_of
from schedules.plans.automations.refreshing import give_refresher, refresher_ended
from schedules.rules.acting.automation import Automation, may_switch_on
from schedules.rules.campaigns import Campaign, CampaignState

BUTTONS = (ButtonAction.RULE_ON, ButtonAction.RULE_OFF, ButtonAction.REFRESH)


async def press(turn: Turn, subject: str, action: ButtonAction) -> None:
    """Do what the button says, and say what came of it.

    Args:
        subject: the rule's id; behind it a dot and the offer's slot where one is taken.
    """
    automation_id, _, slot = subject.partition(".")
    automation = await automations.automation_by_id(turn.db, turn.workspace.id, automation_id, to_change=True)
    campaign = await campaign_by_id(turn.db, turn.workspace.id, automation.campaign_id) if automation else None
    if automation is None or campaign is None or not await may_steer(turn.db, turn.learner, campaign):
        return await turn.say(texts.gone())
    match action:
        case ButtonAction.RULE_ON:
            on = await switched_on(turn, automation)
            await turn.say(texts.is_on(await rule_words(turn.db, automation)) if on else texts.not_yet())
        case ButtonAction.RULE_OFF:
            await automations.switch_off(turn.db, automation, turn.learner.id, turn.now)
            await turn.say(texts.is_off(await rule_words(turn.db, automation)))
        case _:
            await _take(turn, automation, campaign, slot)


async def switched_on(turn: Turn, automation: Automation) -> bool:
    """Let the rule act, where its week is over and whoever presses may; whether it is on now."""
    # Counted at the press, not when the button was sent: more people may have come since.
    fresh = await hits_now(turn.db, automation, turn.now)
    waiting = await hits.unclaimed(turn.db, automation, fresh)
    if not may_switch_on(automation, len(waiting), turn.learner.id, turn.now):
        return False
    await automations.switch_on(turn.db, automation, turn.learner.id, turn.now)
    return True


async def _take(turn: Turn, automation: Automation, campaign: Campaign, slot: str) -> None:
    """Give the refresher to the team that it was offered for."""
    if campaign.state is not CampaignState.RUNNING or await refresher_ended(turn.db, automation):
        return await turn.say(texts.gone())
    team = await hits.take_offer(turn.db, turn.workspace.id, automation.id, slot)
    if team is None:
        return await turn.say(texts.gone())
    people = await people_of(turn.db, automation, team)
    series = await title_of(turn.db, automation)
    name = texts.refresher_name(series, campaign.name)
    count = await give_refresher(turn.db, automation, people, name, turn.learner.id, turn.now)
    await turn.say(texts.offer_taken(series, count))


async def show_rules(turn: Turn) -> None:
    """Owe a manager a link to the rules of each of their campaigns, those that run first."""
    every = running_first(await campaigns_of(turn.db, turn.workspace.id, turn.learner.id))
    going_on = [each for each in every if each.state in (CampaignState.RUNNING, CampaignState.PAUSED)]
    if not going_on:
        return await turn.say(manager_texts.no_campaign_to_report())
    links = [(each.name, rules_link(turn.links, turn.learner, each.id, turn.now)) for each in going_on[:MOST_REPORTS]]
    await turn.say(texts.rules_links(links))
