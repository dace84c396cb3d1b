"""Questions that several people got in chat and one of them decided: the others' buttons go."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat import Message
from bot.messages.catalogue import speaking
from bot.messages.codec import from_json, to_json
from bot.messages.reply import ANSWER_LIFE
from bot.turn import Turn
from schedules.ledger import ledger
from schedules.ledger.figures.lookups import deliveries_for
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster


async def close_questions(turn: Turn, slot: str, request_id: str, decided: Callable[[Message], Message]) -> None:
    """Change the question in everybody's chat who got it.

    Args:
        slot: of the messages that asked.
        decided: what stands in the place of a message, in its reader's language.
    """
    for question in await deliveries_for(turn.db, turn.workspace.id, slot):
        person = await roster.learner_by_id(turn.db, turn.workspace.id, question.learner_id)
        if person is None:
            continue
        with speaking(person.locale, person.platform):
            body = to_json(decided(from_json(question.body)))
        row = ledger.owed(
            question.workspace_id,
            question.learner_id,
            DeliveryKind.EDIT,
            turn.now,
            turn.now + ANSWER_LIFE,
            slot=f"decided:{request_id}",
            about_id=question.id,
            body=body,
            prompted=True,
        )
        await ledger.plan(turn.db, [row])
