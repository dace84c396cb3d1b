"""A rule in a reader's words: what it says, and whom it is about as far as they may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.managing import automation_texts as texts
from bot.reports.figures import SMALLEST_GROUP
from lessons import catalog
from schedules.people.roster import learners_of
from schedules.plans.automations.hits import Hit
from schedules.rules.acting.automation import Automation, AutomationKind

NAMED = 20  # names in one message; the page has them all


@dataclass(frozen=True, slots=True)
class About:
    """Whom a rule is about.

    Attributes:
        people: how many, in words; without a number where privacy asks for it.
        names: of the first of them; none where managers see no names.
    """

    people: str
    names: tuple[str, ...]


async def rule_words(db: AsyncConnection, automation: Automation) -> str:
    """What the rule says."""
    question = await question_of(db, automation.workspace_id, automation.check_key)
    match automation.kind:
        case AutomationKind.FAILED:
            return texts.failed(question, await title_of(db, automation))
        case AutomationKind.SILENT:
            return texts.silent(automation.days)
        case AutomationKind.TEAM:
            return texts.team(question, automation.percent, await title_of(db, automation))


async def title_of(db: AsyncConnection, automation: Automation) -> str:
    """The title of the refresher."""
    series = await catalog.latest_outline(db, automation.workspace_id, automation.refresher)
    return series.title if series else automation.refresher


async def question_of(db: AsyncConnection, workspace_id: str, check_key: str) -> str:
    """A question in its newest words; "" for none."""
    episode = await catalog.episode_of_check(db, workspace_id, check_key) if check_key else None
    return episode.check.question if episode and episode.check else ""


async def about(db: AsyncConnection, automation: Automation, found: Sequence[Hit], *, privacy: bool) -> About:
    """Whom the hits are about."""
    if automation.kind is AutomationKind.TEAM:
        leads = await names_of(db, automation.workspace_id, [hit.lead_id for hit in found])
        shares = [await team_words(db, automation, hit, leads) for hit in found[:NAMED]]
        return About(texts.cases(len(found)) if found else texts.nobody(), tuple(shares))
    # Who was wrong, or silent, is what privacy mode keeps from managers, and of few people the number says it too.
    if privacy:
        return About(count_words(len(found), privacy=True), ())
    names = await names_of(db, automation.workspace_id, [hit.learner_id for hit in found[:NAMED]])
    return About(count_words(len(found), privacy=False), tuple(names.values()))


def count_words(count: int, *, privacy: bool) -> str:
    if not count:
        return texts.nobody()
    return texts.too_few() if privacy and count < SMALLEST_GROUP else texts.people(count)


async def names_of(db: AsyncConnection, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """The names of those who are still here, by id."""
    return {each.id: each.name for each in await learners_of(db, workspace_id, ids)} if ids else {}


async def team_words(db: AsyncConnection, automation: Automation, hit: Hit, leads: Mapping[str, str]) -> str:
    """A team and how much of a question it knew; a team that has no name is its manager's."""
    name = hit.team or leads.get(hit.lead_id, "")
    question = await question_of(db, automation.workspace_id, hit.check_key)
    share = round(100 * hit.answers_right / hit.tries) if hit.tries else 0
    return texts.team_share(name, question, share, hit.answers_right, hit.tries)
