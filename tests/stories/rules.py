"""A company whose manager writes rules that act: a campaign, a refresher and what a worker does beside lessons."""

from __future__ import annotations

from datetime import timedelta

from bot.managers.automations.acting import act_by_rules
from lessons import catalog
from lessons.checks import Check, Option
from lessons.database import Database, new_id
from lessons.episodes import Cue, Episode
from lessons.script import Headline, Role, Scene, Script
from lessons.series import Series
from schedules.plans.automations import automations, hits
from schedules.plans.automations.hits import ListedHit
from schedules.rules.acting.automation import SHADOW, Automation, AutomationKind, AutomationState
from schedules.rules.campaigns import Campaign
from tests.stories.world import World

REFRESHER = "The Refresher"


async def put_refresher(world: World) -> None:
    """A second series of one episode, approved and with its clip."""
    scene = Scene(Role.HOOK, "Once more, slowly.", Headline("Once more"))
    check = Check("What was it again?", (Option("Hide it", "No."), Option("Report it")), 1, "It is so.", at_s=5.0)
    episode = Episode("again", "e1", 1, "Once More", "en", Script("Once More", (scene,)), check=check)
    async with world.database.write() as db:
        series = Series("again", REFRESHER, "en", (episode,))
        await catalog.import_series(db, world.workspace.id, series, world.clock.at)
        for clip in await catalog.clips_wanted(db, world.workspace.id, 100):
            await catalog.clip_ready(
                db, world.workspace.id, clip.id, 30.0, "c0ffee", [Cue(0.0, 3.0, "Once more.")], world.clock.at
            )


def rule(world: World, campaign: Campaign, kind: AutomationKind, **values: object) -> Automation:
    """A rule as the page writes it."""
    about: dict[str, object] = {"days": 0, "percent": 0, "check_key": "", "refresher": "again", "most": 100}
    return Automation(
        workspace_id=campaign.workspace_id,
        id=new_id(),
        campaign_id=campaign.id,
        manager_id=campaign.manager_id,
        kind=kind,
        refresher_campaign="",
        state=AutomationState.SHADOW,
        created_at=world.clock.at,
        shadow_until=world.clock.at + SHADOW,
        since=world.clock.at,
        told_on="",
        **{**about, **values},  # type: ignore[arg-type]
    )


async def write_rule(world: World, campaign: Campaign, kind: AutomationKind, **values: object) -> Automation:
    written = rule(world, campaign, kind, **values)
    async with world.database.write() as db:
        await automations.save_automation(db, written)
    return written


async def later(world: World, days: int) -> None:
    """Days later, without the lessons between, the rules' round comes."""
    world.clock.at += timedelta(days=days)
    await act_by_rules(world.database, world.bot.links, world.clock.at)
    await world.sender.deliver_due()


async def next_lessons(world: World) -> None:
    """The rules' round, and then the lessons of the next day."""
    await later(world, 0)
    await world.pass_days(1.2)


async def listed(database: Database, automation: Automation) -> list[ListedHit]:
    async with database.read() as db:
        return (await hits.hits_of(db, automation, 100))[1]


async def read(database: Database, automation: Automation) -> Automation:
    async with database.read() as db:
        now = await automations.automation_by_id(db, automation.workspace_id, automation.id)
    assert now is not None
    return now
