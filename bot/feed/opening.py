"""A learner opens a clip on their own page: a delivery without a message, so that watching and answering count."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.feed.page_turn import PageTurn
from lessons import catalog
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.rules.calendar import local_day

OPEN_FOR = timedelta(days=1)


async def open_clip(turn: PageTurn, episode_id: str) -> str:
    """The address of the clip's page for this learner; "" when it is not there any more.

    Opening the same clip again on the same day is the same delivery, so nothing is asked or counted twice.
    """
    episode = await catalog.episode_by_id(turn.db, turn.workspace.id, episode_id)
    if episode is None or not episode.approved:
        return ""
    day = local_day(turn.now, ZoneInfo(turn.learner.zone))
    row = ledger.owed(
        turn.workspace.id,
        turn.learner.id,
        DeliveryKind.ANSWER,
        turn.now,
        turn.now + OPEN_FOR,
        slot=f"feed:{day}:{episode_id}",
        episode_id=episode_id,
        check_key=episode.check_key if episode.check else "",
        prompted=True,
    )
    delivery_id = await ledger.open_on_page(turn.db, row, turn.now)
    return turn.links.player(turn.workspace.id, delivery_id, turn.learner.id, turn.now)
