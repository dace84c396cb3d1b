"""The page on which the two beginnings of an episode are compared, and the one that loses is stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import NOT_YOURS, Access, Caller, NoEntry, page
from adapters.web.managers.campaign_forms import posted
from adapters.web.managers.page_parts import back
from bot.managers.campaign_actions import may_steer
from bot.messages.common_texts import long_date
from bot.messages.managing import hook_texts as texts
from bot.messages.pages import results_texts
from bot.reports.figures import SMALLEST_GROUP
from bot.reports.shares import CountedShare, counted
from bot.reports.standing import standing_hooks
from lessons.database import Database
from lessons.episodes import LESSON_CLIPS, MAIN
from schedules.people.enrolments import campaign_by_id
from schedules.plans.hooks.choices import choose_hook
from schedules.plans.hooks.comparing import HookComparison, compare_hooks, figures_of
from schedules.rules.calendar import local_day
from schedules.rules.campaigns import Campaign

PATH = "/manage/campaigns/{id}/hooks"


@dataclass(frozen=True, slots=True)
class HookRow:
    """One beginning: its name, to how many it was sent, and the shares of them."""

    name: str
    sent: int
    shares: Sequence[CountedShare]


@dataclass(frozen=True, slots=True)
class HookView:
    """One episode.

    Attributes:
        rows: none where so few people got it that nothing is shown.
        stop: the label of the button that stops the one that loses, "" where there is none to press.
    """

    title: str
    check_key: str
    verdict: str
    rows: Sequence[HookRow]
    waiting: str
    stop: str


class HooksPage:
    """Shows how the two compare, and takes the press."""

    def __init__(self, database: Database, access: Access) -> None:
        self._database, self._access = database, access

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._access.for_managers(self.hooks))
        app.router.add_post(PATH, self._access.for_managers(self.stop))

    async def hooks(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            campaign = await _campaign(db, request, caller)
            compared = await standing_hooks(db, campaign, caller.now)
        values = {
            "campaign": campaign,
            "m": texts.labels(),
            "results": results_texts,
            "views": [_view(each, caller) for each in compared],
            "notice": texts.notices().get(request.query.get("said", ""), ""),
        }
        return page(request, "manage_hooks.html", 200, caller, **values)

    async def stop(self, request: web.Request, caller: Caller) -> web.Response:
        """Stop the beginning that loses. Which one that is, is read anew and not taken from the form."""
        values = await posted(request)
        # Counted before anything is locked: with twenty thousand people it takes seconds.
        async with self._database.read() as db:
            campaign = await _campaign(db, request, caller)
            compared = {each.episode.check_key: each for each in await compare_hooks(db, campaign, caller.now)}
        async with self._database.write() as db:
            notice = await _stop(db, caller, campaign, compared.get(values.get("episode")))
        return back(f"/manage/campaigns/{campaign.id}/hooks", notice)


async def _stop(db: AsyncConnection, caller: Caller, campaign: Campaign, compared: HookComparison | None) -> str:
    """Returns the name of what came of it."""
    if compared is None or compared.choice:
        return "gone"
    if not _can_stop(compared, caller):
        return "not_yet"
    about = (campaign, compared.episode.check_key, compared.better, figures_of(compared))
    return "stopped" if await choose_hook(db, *about, caller.manager.id, caller.now) else "gone"


def _can_stop(compared: HookComparison, caller: Caller) -> bool:
    return bool(compared.better) and compared.playable and not _too_few(compared, caller)


def _too_few(compared: HookComparison, caller: Caller) -> bool:
    """Whether a hook was sent to so few people that nothing of either is shown."""
    return caller.workspace.privacy and any(0 < each.sent < SMALLEST_GROUP for each in compared.counts.values())


def _view(compared: HookComparison, caller: Caller) -> HookView:
    words, privacy = texts.labels(), caller.workspace.privacy
    zone = ZoneInfo(caller.manager.zone)
    if compared.choice:
        verdict = texts.chosen(compared.choice.chosen, long_date(local_day(compared.choice.decided_at, zone)))
    elif not compared.playable:
        verdict = words["unmade"]
    else:
        verdict = words["too_few"] if _too_few(compared, caller) else texts.verdict(compared.better)
    rows = []
    for key in () if _too_few(compared, caller) else LESSON_CLIPS:
        counts = compared.counts[key]
        shares = [counted(each, counts.sent, privacy=privacy) for each in (counts.began, counts.past, counts.ended)]
        rows.append(HookRow(words["first" if key == MAIN else "second"], counts.sent, shares))
    return HookView(
        results_texts.episode_title(compared.episode.number, compared.episode.title),
        compared.episode.check_key,
        verdict,
        rows,
        texts.waiting(compared.waiting) if compared.waiting else "",
        texts.stop(compared.better) if _can_stop(compared, caller) and not compared.choice else "",
    )


async def _campaign(db: AsyncConnection, request: web.Request, caller: Caller) -> Campaign:
    """Raises NoEntry where it is not the caller's."""
    campaign = await campaign_by_id(db, caller.workspace.id, request.match_info["id"])
    if campaign is None or not await may_steer(db, caller.manager, campaign):
        raise NoEntry(NOT_YOURS)
    return campaign
