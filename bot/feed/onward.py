"""What comes after a clip: an open re-ask first, then the next episode, then why there is none today."""

from __future__ import annotations

from dataclasses import dataclass

from bot.feed import actions
from bot.feed.page_turn import PageTurn
from schedules.ledger.figures.open_checks import open_checks
from schedules.ledger.ledger import DeliveryKind


@dataclass(frozen=True, slots=True)
class NextUp:
    """Where a learner is led.

    Attributes:
        url: the next page, or "" when nothing comes now.
        words: why nothing comes now.
        feed: the page of everything that is there for them.
    """

    url: str
    words: str
    feed: str


async def onward(turn: PageTurn) -> NextUp:
    """The next thing for this learner; an episode is owed by this."""
    feed = turn.links.feed(turn.workspace.id, turn.learner.id, turn.now)
    waiting = await open_checks(turn.db, turn.workspace.id, turn.learner.id, turn.now)
    owed = next((check.delivery_id for check in waiting if check.kind is DeliveryKind.REASK), "")
    delivery_id, words = (owed, "") if owed else await actions.next_episode(turn)
    url = turn.links.player(turn.workspace.id, delivery_id, turn.learner.id, turn.now) if delivery_id else ""
    return NextUp(url, words, feed)
