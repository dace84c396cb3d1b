"""The page of a campaign's rules: what each would have done and to whom, on after its week, off at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry, page
from adapters.web.managers.campaign_forms import Posted, posted
from bot.links import Links
from bot.managers.automations.presses import switched_on
from bot.managers.automations.wording import count_words, names_of, question_of, rule_words, team_words
from bot.managers.campaign_actions import may_steer
from bot.messages.managing import automation_page_texts as texts
from lessons import catalog
from lessons.database import Database, new_id
from schedules.people.enrolments import campaign_by_id
from schedules.plans.automations import automations
from schedules.plans.automations.hits import HitState, ListedHit, forget_hits, hits_of
from schedules.rules.acting.automation import (
    SHADOW,
    Automation,
    AutomationKind,
    AutomationState,
    BadAutomation,
    validate,
)
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import Campaign

PATH = "/manage/campaigns/{id}/rules"
MOST = 100  # lines below one rule
DIGITS = 3


@dataclass(frozen=True, slots=True)
class HitView:
    """One line: who, why, since when, and what came of it."""

    who: str
    why: str
    seen: date
    became: str


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule.

    Attributes:
        people: whom it was about so far, in words.
        lines: none where names are hidden.
        moves: what can be pressed.
        until: the day on which its week is over, None once it is.
    """

    rule: Automation
    words: str
    state: str
    people: str
    lines: Sequence[HitView]
    moves: Sequence[str]
    until: date | None


class AutomationPage:
    """Shows the rules and takes presses.

    Args:
        approval_above: what concerns more people at once is switched on by another manager.
        wake: called when something may leave at once.
    """

    def __init__(
        self, database: Database, links: Links, access: Access, approval_above: int, wake: Callable[[], None]
    ) -> None:
        self._database, self._links, self._access = database, links, access
        self._approval_above, self._wake = approval_above, wake

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._access.for_managers(self.rules))
        app.router.add_post(PATH, self._access.for_managers(self.change))

    async def rules(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            campaign = await _campaign(db, request, caller)
            notice = texts.notices().get(request.query.get("said", ""), "")
            return await _page(request, caller, db, campaign, notice=notice)

    async def change(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        """Write a rule, or switch one."""
        values = await posted(request)
        async with self._database.write() as db:
            campaign = await _campaign(db, request, caller)
            if values.get("do") != "add":
                notice = await self._switch(db, caller, campaign, values)
            else:
                try:
                    await automations.save_automation(db, await self._rule(db, caller, campaign, values))
                except BadAutomation as refused:
                    form = {name: values.get(name)[:200] for name in ("kind", "question", "refresher")}
                    return await _page(request, caller, db, campaign, 422, fault=refused, form=form)
                notice = "written"
        self._wake()
        return web.Response(status=303, headers={"Location": f"/manage/campaigns/{campaign.id}/rules?said={notice}"})

    async def _switch(self, db: AsyncConnection, caller: Caller, campaign: Campaign, values: Posted) -> str:
        """Do what was pressed; returns the name of what came of it."""
        rule = await automations.automation_by_id(db, caller.workspace.id, values.get("rule")[:32], to_change=True)
        if rule is None or rule.campaign_id != campaign.id:
            return "gone"
        by, now = caller.manager.id, caller.now
        match values.get("do"):
            case "on":
                return "on" if await switched_on(caller.turn(db, self._links), rule) else "not_yet"
            case "off":
                return "off" if await automations.switch_off(db, rule, by, now) else "gone"
            case "again":
                return "again" if await automations.watch_again(db, rule, by, now) else "gone"
            case "remove" if await automations.remove(db, rule, by, now):
                await forget_hits(db, rule)
                return "removed"
        return "gone"

    async def _rule(self, db: AsyncConnection, caller: Caller, campaign: Campaign, values: Posted) -> Automation:
        """The rule that the form asks for.

        Raises:
            BadAutomation: a field is none that a rule can have.
        """
        try:
            kind = AutomationKind(values.get("kind"))
        except ValueError as error:
            raise BadAutomation("kind") from error
        wanted, check = values.get("refresher"), values.get("question")
        series = {slug for slug, _ in await _refreshers(db, campaign)}
        asks = {key for key, _ in await _questions(db, campaign)}
        rule = Automation(
            workspace_id=campaign.workspace_id,
            id=new_id(),
            campaign_id=campaign.id,
            manager_id=caller.manager.id,
            kind=kind,
            days=_number(values.get("days")) if kind is AutomationKind.SILENT else 0,
            percent=_number(values.get("percent")) if kind is AutomationKind.TEAM else 0,
            check_key=check if check in asks and kind is not AutomationKind.SILENT else "",
            refresher=wanted if wanted in series and kind is not AutomationKind.SILENT else "",
            refresher_campaign="",
            state=AutomationState.SHADOW,
            created_at=caller.now,
            shadow_until=caller.now + SHADOW,
            since=caller.now,
            most=self._approval_above,
            told_on="",
        )
        validate(rule)
        return rule


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0


async def _refreshers(db: AsyncConnection, campaign: Campaign) -> list[tuple[str, str]]:
    """Slug and title of what can be a refresher: any other series, since nobody gets the same one twice."""
    every = await catalog.list_series(db, campaign.workspace_id)
    return [(each.slug, each.title) for each in every if each.slug != campaign.series_slug]


async def _questions(db: AsyncConnection, campaign: Campaign) -> list[tuple[str, str]]:
    """Key and words of the questions that the campaign asks."""
    episodes = await catalog.episodes_of(db, campaign.workspace_id, campaign.series_slug)
    return [(each.check_key, each.check.question) for each in episodes if each.check]


async def _page(
    request: web.Request,
    caller: Caller,
    db: AsyncConnection,
    campaign: Campaign,
    status: int = 200,
    *,
    notice: str = "",
    fault: BadAutomation | None = None,
    form: Mapping[str, str] | None = None,
) -> web.Response:
    rules = await automations.automations_of(db, caller.workspace.id, campaign.id)
    values = {
        "campaign": campaign,
        "m": texts.labels(),
        "rule_texts": texts,
        "views": [await _view(db, caller, rule) for rule in rules],
        "refreshers": await _refreshers(db, campaign),
        "questions": await _questions(db, campaign),
        "notice": notice,
        "fault": texts.fault(fault) if fault else "",
        "fault_at": fault.field if fault else "",
        "form": {"kind": "failed", "question": "", "refresher": "", **(form or {})},
    }
    return page(request, "manage_rules.html", status, caller, **values)


async def _view(db: AsyncConnection, caller: Caller, rule: Automation) -> RuleView:
    number, listed = await hits_of(db, rule, MOST)
    zone = ZoneInfo(caller.manager.zone)
    # A team's figure has no names in it and rests on five answers or more; a person's line is a name.
    hidden = caller.workspace.privacy and rule.kind is not AutomationKind.TEAM
    ids = [each.hit.learner_id or each.hit.lead_id for each in listed]
    names = await names_of(db, rule.workspace_id, [each for each in ids if each])
    lines = [] if hidden else [await _line(db, rule, each, names, zone) for each in listed]
    early = caller.now < rule.shadow_until and rule.state is AutomationState.SHADOW
    return RuleView(
        rule,
        await rule_words(db, rule),
        texts.state(rule.state),
        count_words(number, privacy=hidden),
        lines,
        _moves(rule, caller),
        local_day(rule.shadow_until, zone) if early else None,
    )


def _moves(rule: Automation, caller: Caller) -> list[str]:
    """What can be pressed about a rule as it is."""
    if rule.state is AutomationState.ON:
        return ["off"]
    over = caller.now >= rule.shadow_until
    if rule.state is AutomationState.SHADOW:
        return ["on", "off"] if over else ["off"]
    return ["on", "remove"] if over else ["again", "remove"]


async def _line(
    db: AsyncConnection, rule: Automation, listed: ListedHit, names: Mapping[str, str], zone: ZoneInfo
) -> HitView:
    hit, became = listed.hit, texts.outcomes()[HitState(listed.state)]
    seen = local_day(listed.seen_at, zone)
    if rule.kind is AutomationKind.TEAM:
        return HitView(hit.team or names.get(hit.lead_id, "–"), await team_words(db, rule, hit, names), seen, became)
    question = await question_of(db, rule.workspace_id, hit.check_key)
    # Whoever has no name here left or was erased since.
    why = texts.silent_why(rule.days) if rule.kind is AutomationKind.SILENT else question
    return HitView(names.get(hit.learner_id, "–"), why, seen, became)


async def _campaign(db: AsyncConnection, request: web.Request, caller: Caller) -> Campaign:
    """Raises NoEntry where it is not the caller's."""
    campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
    if campaign is None or not await may_steer(db, caller.manager, campaign):
        raise NoEntry(NOT_YOURS)
    return campaign
