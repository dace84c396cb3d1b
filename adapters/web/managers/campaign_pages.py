"""The pages of campaigns: a new one with its dry run beside the form, and one that runs with its changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import HOME, NOT_YOURS, Access, Caller, NoEntry, page
from adapters.web.managers.campaign_forms import (
    HOLDOUTS,
    CampaignForm,
    change_from,
    form_from,
    form_of,
    people_meant,
    posted,
    proposal_from,
)
from adapters.web.managers.page_parts import back, fingerprint, form_again, kept_form
from adapters.web.managers.planning.afterwards_page import afterwards_values
from adapters.web.managers.presets import PRESETS, cloned, preset
from bot.delivery import trial
from bot.events import CampaignAction
from bot.links import Links
from bot.managers.approval import Decision, decide, request_approval
from bot.managers.campaign_actions import ACTIONS, MOVES, manages, may_steer
from bot.managers.campaign_look import (
    LOOK,
    MOST_NAMES,
    Look,
    edited,
    look_at_edit,
    look_at_new,
    look_at_running,
    same_as_looked_at,
)
from bot.managers.campaign_requests import request_by_id
from bot.managers.dry_run import FormFaults, team_for
from bot.managers.planning.co_managing import further_managers, may_share, possible_managers
from bot.managers.planning.drafts import draft_by_id, remove_draft, save_draft
from bot.managers.planning.people_again import group_label
from bot.messages import manager_texts
from bot.messages.managing import joiner_texts, planning_texts
from bot.messages.pages import manage_texts
from bot.reports.standing import forget_figure
from bot.turn import Turn
from lessons import catalog
from lessons.database import Database
from schedules.people.enrolments import campaign_by_id
from schedules.people.person_fields import rules_of_groups
from schedules.people.roster import learner_by_id
from schedules.plans import campaigns as plans
from schedules.plans.editing import add_people
from schedules.plans.joining.groups import followed_group
from schedules.rules.calendar import Quiet, local_day
from schedules.rules.campaigns import Campaign, WrongState

NOTICES = {Decision.STARTED: "started", Decision.ASKED: "asked", Decision.GONE: "gone"}
MOVED = {CampaignAction.PAUSE: "paused", CampaignAction.RESUME: "resumed", CampaignAction.END: "ended"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page with a form shows beside it."""

    form: CampaignForm
    look: Look | None = None
    faults: dict[str, str] | None = None
    notice: str = ""
    request_id: str = ""
    draft_id: str = ""


class CampaignPages:
    """Handlers of the pages; each is behind a session.

    Args:
        approval_above: more people than that need a second manager's yes.
        wake: called when something may leave at once.
    """

    def __init__(
        self, database: Database, links: Links, access: Access, approval_above: int, wake: Callable[[], None]
    ) -> None:
        self._database, self._links, self._access = database, links, access
        self._approval_above, self._wake = approval_above, wake

    def routes(self, app: web.Application) -> None:
        behind = self._access.for_managers
        app.router.add_get("/manage/new", behind(self.new))
        app.router.add_post("/manage/new", behind(self.plan))
        app.router.add_get("/manage/campaigns/{id}", behind(self.one_campaign))
        app.router.add_post("/manage/campaigns/{id}/move", behind(self.move))
        app.router.add_post("/manage/campaigns/{id}/edit", behind(self.edit))

    async def new(self, request: web.Request, caller: Caller) -> web.Response:
        """A form filled with a preset, or with the plan of a campaign that is there."""
        today = local_day(caller.now, ZoneInfo(caller.manager.zone))
        asking = request.query
        form = preset(asking.get("preset", ""), asking.get("day", ""), today, asking.get("series", "")[:200])
        async with self._database.read() as db:
            if campaign_id := asking.get("clone", ""):
                form = cloned(await self._theirs(db, caller, campaign_id), today)
            draft = await draft_by_id(db, caller.workspace.id, caller.manager.id, asking.get("draft", "")[:32])
            shown = Shown(form_again(draft.form), draft_id=draft.id) if draft else Shown(form)
            return await self._new_page(request, caller, db, shown)

    async def plan(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        """Look at what the form would do, send a test of it, start what was looked at, or save it for later."""
        values = await posted(request)
        form, wanted, draft_id = form_from(values), values.get("do"), values.get("draft")[:32]
        async with self._database.write() as db:
            turn = caller.turn(db, self._links)
            # A draft may be as unfinished as it likes: what is wrong with it is said when it is looked at.
            if wanted == "draft":
                await save_draft(db, turn.workspace.id, turn.learner.id, draft_id, kept_form(form), turn.now)
                return back(HOME, "draft_saved")
            try:
                people = await people_meant(turn, form)
                look = await look_at_new(turn, proposal_from(form), people, self._approval_above)
            except FormFaults as refused:
                return await self._new_page(
                    request, caller, db, Shown(form, faults=refused.faults, draft_id=draft_id), 422
                )
            if wanted == "start" and (response := await self._start(turn, look, values.get("request"))):
                await remove_draft(db, turn.workspace.id, turn.learner.id, draft_id)
                self._wake()
                return response
            notice = manage_texts.labels()["since_last"] if wanted == "start" else ""
            if wanted == "test" and await trial.send_to_me(turn, form.series):
                notice = manage_texts.notices()["test"]
            request_id = await self._remember(turn, look)
            response = await self._new_page(
                request, caller, db, Shown(form, look, notice=notice, request_id=request_id, draft_id=draft_id)
            )
        self._wake()
        return response

    async def _remember(self, turn: Turn, look: Look) -> str:
        """Keep what the dry run showed, so that exactly that can be started; returns its id."""
        if look.request is None:
            return ""
        await request_approval(turn.db, look.request)
        return look.request.id

    async def _start(self, turn: Turn, look: Look, request_id: str) -> web.Response | None:
        """Start what was looked at; None where the form says something else by now."""
        request = await request_by_id(turn.db, turn.workspace.id, request_id[:32], turn.now)
        if request is None or request.manager_id != turn.learner.id:
            return None
        # A second press finds the request started and its people taking part: it gets the first one's answer.
        if request.state == "shown" and not same_as_looked_at(look, request):
            return None
        decision = await decide(turn, request.id, self._approval_above)
        return back(HOME, NOTICES[decision])

    async def _new_page(
        self, request: web.Request, caller: Caller, db: AsyncConnection, shown: Shown, status: int = 200
    ) -> web.Response:
        series = [(each.slug, each.title) for each in await catalog.list_series(db, caller.workspace.id)]
        values = {"series": series, "groups": list(await rules_of_groups(db, caller.workspace.id)), "shown": shown}
        values["group_label"] = await group_label(db, caller.workspace.id, shown.form.group)
        values |= {"presets": list(PRESETS), "preset": request.query.get("preset", ""), "p": planning_texts.labels()}
        return page(request, "manage_new.html", status, caller, holdouts=HOLDOUTS, most=MOST_NAMES, **values)

    async def one_campaign(self, request: web.Request, caller: Caller) -> web.Response:
        """A campaign that is there: what comes next, and what can be done with it."""
        notices = {**manage_texts.notices(), **joiner_texts.notices(), **planning_texts.notices()}
        notice = notices.get(request.query.get("said", ""), "")
        async with self._database.read() as db:
            campaign = await self._theirs(db, caller, request)
            look = await look_at_running(caller.turn(db, self._links), campaign)
            return await self._campaign_page(
                request, caller, db, campaign, Shown(form_of(campaign), look, notice=notice)
            )

    async def move(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        """Pause, go on or end."""
        values = await posted(request)
        action = CampaignAction.named(values.get("do"))
        async with self._database.write() as db:
            campaign = await self._theirs(db, caller, request)
            here = f"/manage/campaigns/{campaign.id}"
            # An end is final, and on a telephone its button is near the others.
            if action == CampaignAction.END and values.get("sure") != "yes":
                return back(here, "sure")
            if action not in MOVED or action not in ACTIONS[campaign.state]:
                return back(here, "gone")
            try:
                await plans.change(db, caller.workspace.id, campaign.id, MOVES[action], caller.manager.id, caller.now)
            except WrongState:
                return back(here, "gone")
        self._wake()
        return back(here, MOVED[action])

    async def edit(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        """Show what a change would do; make it once exactly that was shown."""
        values = await posted(request)
        form = form_from(values)
        async with self._database.write() as db:
            campaign = await self._theirs(db, caller, request, to_change=True)
            turn = caller.turn(db, self._links)
            try:
                people = await people_meant(turn, form)
                look = await look_at_edit(turn, campaign, change_from(form, campaign), people)
            except FormFaults as refused:
                shown = Shown(form, faults=refused.faults)
                return await self._campaign_page(request, caller, db, campaign, shown, 422)
            # What is applied must be what was read: a form or a team that changed since is shown once more.
            seen = fingerprint(form, look)
            if values.get("do") == "apply" and values.get("seen") == seen:
                await self._apply(turn, campaign, form, people)
                response: web.StreamResponse = back(f"/manage/campaigns/{campaign.id}", "edited")
            else:
                notice = manage_texts.labels()["changed_since"] if values.get("do") == "apply" else ""
                shown = Shown(form, look, notice=notice, request_id=seen)
                response = await self._campaign_page(request, caller, db, campaign, shown)
        self._wake()
        return response

    async def _apply(self, turn: Turn, campaign: Campaign, form: CampaignForm, people: Sequence[str]) -> None:
        changed = edited(turn, campaign, change_from(form, campaign))
        # Adding people alone leaves the plan as it is, so nobody who is in it gets another moment.
        if changed != campaign:
            quiet = Quiet(turn.workspace.quiet_starts, turn.workspace.quiet_ends)
            today = local_day(turn.now, ZoneInfo(turn.learner.zone))
            wanted = change_from(form, campaign)
            changed = await plans.edit(turn.db, campaign, wanted, quiet, today, turn.learner.id, turn.now)
        await forget_figure(turn.db, campaign, LOOK)
        team, _ = await team_for(turn, people, campaign.series_slug, again=campaign.again) if people else ([], {})
        await add_people(turn.db, changed, team, turn.learner.id, turn.now)

    async def _theirs(
        self, db: AsyncConnection, caller: Caller, asking: web.Request | str, *, to_change: bool = False
    ) -> Campaign:
        """The campaign of the address, or of an id.

        Raises:
            NoEntry: there is none, or it is not the caller's to steer.
        """
        campaign_id = asking if isinstance(asking, str) else asking.match_info["id"]
        campaign = await campaign_by_id(db, caller.workspace.id, campaign_id, to_change=to_change)
        if campaign is None or not await may_steer(db, caller.manager, campaign):
            raise NoEntry(NOT_YOURS)
        return campaign

    async def _campaign_page(
        self,
        request: web.Request,
        caller: Caller,
        db: AsyncConnection,
        campaign: Campaign,
        shown: Shown,
        status: int = 200,
    ) -> web.Response:
        series = await catalog.current_series(db, caller.workspace.id, campaign.series_slug)
        report = self._links.report(caller.workspace.id, campaign.id, caller.manager.id, caller.now)
        moves = [(action.value, label) for action, label in _moves(campaign)]
        values = {
            "campaign": campaign,
            "state": manager_texts.state_name(campaign.state),
            "series": series.title if series else campaign.series_slug,
            "groups": list(await rules_of_groups(db, caller.workspace.id)),
            "report": report if await manages(db, caller.manager, campaign) else "",
            "p": planning_texts.labels(),
            "lead": await learner_by_id(db, caller.workspace.id, campaign.manager_id),
            "co_managers": await further_managers(db, campaign),
            "possible": await possible_managers(db, campaign)
            if await may_share(db, caller.manager, campaign)
            else None,
            "moves": moves,
            "j": joiner_texts.labels(),
            "followed": await followed_group(db, campaign),
            "shown": shown,
            "most": MOST_NAMES,
            **await afterwards_values(db, campaign),
        }
        return page(request, "manage_campaign.html", status, caller, **values)


def _moves(campaign: Campaign) -> list[tuple[CampaignAction, str]]:
    words = manage_texts.labels()
    moves = [action for action in ACTIONS[campaign.state] if action in MOVED]
    return [(action, words[action.value]) for action in moves]
