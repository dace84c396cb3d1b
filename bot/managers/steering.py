"""Campaigns by words: which are mine, start a new one, pause this one, remind the silent of that one."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from bot.events import CampaignAction
from bot.learners.own_pace import MOST_REPORTS, running_first
from bot.links import AUDIT
from bot.managers.campaign_actions import ACTIONS, act, results_link
from bot.managers.roles import is_admin
from bot.messages import digest_texts, manager_texts
from bot.messages.trust import audit_texts
from bot.turn import Turn
from lessons.database import new_id
from schedules.people.enrolments import campaigns_of
from schedules.rules.campaigns import Campaign, CampaignState

TYPED_ALIKE = 0.8  # of letters: a name may be mistyped, and a question of several words is not near to any name


async def steer(turn: Turn, words: str) -> bool:
    """Do with a campaign what the words say; False where they name none of the learner's campaigns.

    Args:
        words: the action, and the campaign's name where one is named.
    """
    name, _, wanted = words.partition(" ")
    action = CampaignAction.named(name)
    if action is None or not turn.learner.manages:
        return False
    campaigns = running_first(await campaigns_of(turn.db, turn.workspace.id, turn.learner.id))
    possible = [campaign for campaign in campaigns if action in ACTIONS[campaign.state]]
    meant = _named(possible, wanted) if wanted else possible
    if len(meant) == 1 and (wanted or action is not CampaignAction.END):  # an end is final, so it needs the name
        await act(turn, meant[0].id, action)
        return True
    if wanted and not meant and (named := _named(campaigns, wanted)):
        # It is theirs and rests, runs or is over already: they hear that instead of an answer to a question.
        meant = named[:1]
    if wanted and not meant:
        return False
    if len(meant or campaigns) == 1 and not possible and action is not CampaignAction.NUDGE:
        await act(turn, (meant or campaigns)[0].id, action)
        return True
    if campaigns:
        await turn.say(manager_texts.which_campaign([campaign.name for campaign in meant or campaigns]))
    return bool(campaigns)


def _named(campaigns: Sequence[Campaign], words: str) -> list[Campaign]:
    """Campaigns that the words name: exactly, or mistyped."""
    by_name = {campaign.name.casefold(): campaign for campaign in campaigns}
    alike = difflib.get_close_matches(words.casefold(), by_name, n=2, cutoff=TYPED_ALIKE)
    exact = by_name.get(words.casefold())
    return [exact] if exact else [by_name[name] for name in alike]


async def show_campaigns(turn: Turn) -> None:
    """Owe a manager the list of their campaigns."""
    campaigns = running_first(await campaigns_of(turn.db, turn.workspace.id, turn.learner.id))
    rows = [(campaign.name, campaign.state) for campaign in campaigns]
    await turn.say(manager_texts.campaign_list(rows, page_link(turn)))


async def show_audit(turn: Turn) -> None:
    """Owe an admin a link to who did what."""
    if not await is_admin(turn.db, turn.learner):
        return await turn.say(audit_texts.for_admins())
    url = turn.links.managing(turn.workspace.id, turn.learner.id, new_id(), turn.now, AUDIT)
    await turn.say(audit_texts.link_to_page(url))


async def show_results(turn: Turn) -> None:
    """Owe a manager a link to the results of each of their campaigns, those that run first."""
    campaigns = await campaigns_of(turn.db, turn.workspace.id, turn.learner.id)
    begun = [campaign for campaign in running_first(campaigns) if campaign.state is not CampaignState.DRAFT]
    if not begun:
        return await turn.say(manager_texts.no_campaign_to_report())
    links = [(campaign.name, results_link(turn, campaign)) for campaign in begun[:MOST_REPORTS]]
    await turn.say(digest_texts.results_links(links))


async def new_campaign(turn: Turn) -> None:
    """Tell a manager how a campaign is started where they are."""
    await turn.say(manager_texts.campaign_where(page_link(turn)))


def page_link(turn: Turn) -> str:
    """An address that opens the pages of campaigns one time."""
    return turn.links.managing(turn.workspace.id, turn.learner.id, new_id(), turn.now)
