"""What a second manager is asked to agree to: the dry run's picture, as whoever asks saw it, and both answers."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.web.managers.access import HOME, NOT_YOURS, Access, Caller, NoEntry, page
from adapters.web.managers.campaign_forms import posted
from adapters.web.managers.page_parts import back
from bot.links import Links
from bot.managers.approval import judge
from bot.managers.campaign_look import MOST_NAMES, look_at_request
from bot.managers.campaign_requests import CampaignRequest, RequestState, request_by_id
from bot.messages.buttons import ButtonAction
from bot.messages.managing import approval_texts, planning_texts
from lessons.database import Database
from schedules.people.roster import Learner, learner_by_id

PATH = "/manage/requests/{id}"
ANSWERS = {action.value: action for action in (ButtonAction.APPROVE, ButtonAction.DECLINE)}


class ApprovalPage:
    """Shows the picture, and takes the answer.

    Args:
        wake: called when something may leave at once.
    """

    def __init__(self, database: Database, links: Links, access: Access, wake: Callable[[], None]) -> None:
        self._database, self._links, self._access, self._wake = database, links, access, wake

    def routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._access.for_managers(self.look))
        app.router.add_post(PATH, self._access.for_managers(self.answer))

    async def look(self, request: web.Request, caller: Caller) -> web.Response:
        async with self._database.read() as db:
            wanted, asker = await _asked_for(db, caller, request)
            look = await look_at_request(caller.turn(db, self._links), wanted, asker)
            values = {
                "look": look,
                "most": MOST_NAMES,
                "heading": approval_texts.approval_heading(asker.name, wanted.proposal.name, len(wanted.people)),
                "facts": list(approval_texts.plan_of(wanted.proposal)),
                "lead": planning_texts.labels()["approval_lead"],
                "answers": [(action.value, label) for label, action in approval_texts.approval_labels()],
                "request_id": wanted.id,
            }
            return page(request, "manage_request.html", 200, caller, **values)

    async def answer(self, request: web.Request, caller: Caller) -> web.StreamResponse:
        """The same as the buttons in chat; the first answer of anybody counts."""
        action = ANSWERS.get((await posted(request)).get("do"))
        async with self._database.write() as db:
            wanted, _ = await _asked_for(db, caller, request)
            if action is not None:
                await judge(caller.turn(db, self._links), wanted.id, action)
        self._wake()
        return back(HOME, "judged")


async def _asked_for(db: AsyncConnection, caller: Caller, request: web.Request) -> tuple[CampaignRequest, Learner]:
    """What another manager asked for, and who that is.

    Raises:
        NoEntry: there is none that waits for an answer, or it is the caller's own.
    """
    wanted = await request_by_id(db, caller.workspace.id, request.match_info["id"][:32], caller.now)
    asker = await learner_by_id(db, caller.workspace.id, wanted.manager_id) if wanted else None
    # One's own request is not shown either: a second person's yes is the point of asking.
    if wanted is None or asker is None or asker.id == caller.manager.id or wanted.state is not RequestState.ASKED:
        raise NoEntry(NOT_YOURS)
    return wanted, asker
