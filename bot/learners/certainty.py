"""How sure somebody was of a choice: asked now and then, before they see whether it was right."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Button
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.messages.buttons import ButtonAction
from bot.messages.surveys import certainty_texts
from bot.turn import Turn
from lessons.checks import Check
from schedules.ledger.ledger import PAGE, Delivery
from schedules.ledger.rewriting import bring_forward
from schedules.replies import replies, reviews
from schedules.replies.certainty import PATIENCE, is_asked_how_sure
from schedules.replies.replies import Reply
from schedules.rules.kinds import LESSONS

LEVELS = {ButtonAction.GUESSED: 1, ButtonAction.FAIRLY_SURE: 2, ButtonAction.SURE: 3}
"""From guessed to sure, in the order of the buttons."""
VERDICT = "verdict:"
"""Begins the slots of changes that bring a verdict which was held back."""


async def waits_until(turn: Turn, delivery: Delivery, check: Check) -> datetime | None:
    """Until when the verdict on a choice waits for how sure the learner is; None where nobody asks.

    The question at the end of an answer to /learn is not asked about: its learner waits for something else. Nor is a
    choice that leads to another clip, which shows what came of it at once.
    """
    lesson = delivery.kind in LESSONS or delivery.platform == PAGE
    if (
        check.document
        or not turn.workspace.asks_how_sure
        or not lesson
        or any(option.leads_to for option in check.options)
    ):
        return None
    previous_id = await replies.newest_by(turn.db, turn.workspace.id, turn.learner.id)
    return turn.now + PATIENCE if is_asked_how_sure(delivery.id, previous_id) else None


def how_sure_buttons(links: Links, reply: Reply, now: datetime) -> tuple[Button, ...]:
    """A button for each level, from guessed to sure."""
    tickets = [
        Ticket(Purpose.ACTION, reply.workspace_id, reply.delivery_id, reply.learner_id, action) for action in LEVELS
    ]
    labelled = zip(certainty_texts.levels(), tickets, strict=True)
    return tuple(Button(label, links.token(ticket, now + BUTTON_LIFE)) for label, ticket in labelled)


async def take(turn: Turn, delivery_id: str, action: ButtonAction) -> None:
    """Keep how sure the learner was, and let the verdict come."""
    whose = (turn.workspace.id, delivery_id, turn.learner.id)
    reply = await replies.keep_confidence(turn.db, *whose, LEVELS[action], turn.now)
    if reply is None:
        return await turn.say(certainty_texts.too_late())
    await reviews.reconsider(turn.db, reply)
    await bring_forward(turn.db, turn.workspace.id, turn.learner.id, f"{VERDICT}{delivery_id}:", turn.now)
