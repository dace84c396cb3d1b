"""A week after the season one question of one press: in the last week, have you used it?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Message
from bot.links import Links
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.reply import ANSWER_LIFE
from bot.messages.surveys import pulse_texts
from bot.turn import Turn
from lessons import catalog
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, learner_by_id
from schedules.plans.pulsing import DuePulse, due_pulses
from schedules.replies.pulses import PULSE, Applied, keep_pulse

ANSWERS = {
    ButtonAction.APPLIED: Applied.YES,
    ButtonAction.NOT_APPLIED: Applied.NO,
    ButtonAction.NO_OCCASION: Applied.NO_OCCASION,
}


async def plan_pulses(database: Database, links: Links, now: datetime) -> int:
    """Owe the question to everybody whose turn it is; returns to how many. Planning twice asks nobody twice."""
    async with database.read() as db:
        due = await due_pulses(db, now)
    owed = 0
    # One after the other, so that nobody waits for a lock while hundreds of messages are worded.
    for each in due:
        async with database.write() as db:
            owed += await _owe(db, each, links, now)
    return owed


async def _owe(db: AsyncConnection, each: DuePulse, links: Links, now: datetime) -> bool:
    learner = await learner_by_id(db, each.campaign.workspace_id, each.learner_id)
    if learner is None:
        return False
    about = (learner.workspace_id, learner.id, DeliveryKind.SURVEY, each.due_at, each.until)
    row = ledger.owed(*about, campaign_id=each.campaign.id, slot=PULSE)
    with speaking(learner.locale, learner.platform):
        title = await _title(db, learner.workspace_id, each.campaign.series_slug)
        labels = zip(pulse_texts.applied_labels(), ANSWERS, strict=True)
        buttons = [action_button(learner, label, action, str(row["id"]), links, now) for label, action in labels]
        body = to_json(pulse_texts.applied(title, buttons))
    await ledger.plan(db, [{**row, "body": body}])
    return True


async def _title(db: AsyncConnection, workspace_id: str, slug: str) -> str:
    series = await catalog.latest_outline(db, workspace_id, slug)
    return series.title if series else slug


async def answer(turn: Turn, delivery_id: str, action: ButtonAction) -> None:
    """Keep what somebody pressed, and show it in the place of the buttons."""
    delivery = await ledger.delivery_by_id(turn.db, turn.workspace.id, delivery_id)
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id) if delivery else None
    if delivery is None or campaign is None or delivery.learner_id != turn.learner.id:
        return await turn.say(pulse_texts.gone())
    whose = (turn.workspace.id, campaign.id, turn.learner.id)
    await keep_pulse(turn.db, *whose, ANSWERS[action], turn.now)
    label = pulse_texts.applied_labels()[list(ANSWERS).index(action)]
    title = await _title(turn.db, turn.workspace.id, campaign.series_slug)
    await ledger.plan(turn.db, [_changed(turn.learner, delivery, pulse_texts.applied_answered(title, label), turn)])


def _changed(learner: Learner, delivery: Delivery, message: Message, turn: Turn) -> dict[str, object]:
    return ledger.owed(
        learner.workspace_id,
        learner.id,
        DeliveryKind.EDIT,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=f"pulse:{delivery.id}",
        about_id=delivery.id,
        body=to_json(message),
        prompted=True,
    )
