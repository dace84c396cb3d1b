"""The message of a question as it reads now, and what its buttons do: helped, missed, wrong, show me the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import madenow, questions
from bot.answers.library import change_message, shown
from bot.answers.questions import Form, Outcome, Question
from bot.chat import Button, Choices, Message, Part
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.people.people import say
from bot.words import answerwords, wording
from bot.words.codec import from_json
from lessons import catalog
from lessons.checks import grade
from schedules.ledger import inbox
from schedules.ledger.ledger import Delivery
from schedules.people.roster import Learner
from schedules.replies.replies import reply_to


class Press(StrEnum):
    """What a button of an answer stands for."""

    HELPED = "helped"
    MISSED = "missed"
    WRONG = "wrong"
    SHOW = "reveal"


LABELS: Mapping[Press, str] = {
    Press.HELPED: answerwords.HELPED,
    Press.MISSED: answerwords.MISSED,
    Press.WRONG: answerwords.WRONG,
    Press.SHOW: answerwords.SHOW,
}
QUESTION = "question"
"""The key in a delivery's body that names the question it answers."""


async def message_of(db: AsyncConnection, links: Links, carrier: Delivery, locale: str) -> Message | None:
    """What a question's message says at this moment; None when the question is gone."""
    question = await questions.question_by_id(db, carrier.workspace_id, carrier.body[QUESTION])
    if question is None:
        return None
    if question.answer is None:
        return answerwords.looking_for(shown(question))
    if question.hinted:
        told = from_json(question.answer["hint"])
        return _with(told, [Choices((_button(links, question, Press.SHOW),))])
    told = from_json(question.answer["message"])
    check = await _check(db, links, carrier, locale) if question.answer["asks"] else []
    return _with(told, [*check, *_feedback(links, question)])


def _with(message: Message, parts: list[Part]) -> Message:
    return Message(message.summary, (*message.parts, *parts))


def _feedback(links: Links, question: Question) -> list[Part]:
    if question.outcome not in (Outcome.ANSWER, Outcome.SUGGEST) or question.form is Form.REVIEW:
        return []
    if question.helpful is not None:
        return [answerwords.thanks(question.helpful)]
    wanted = [Press.HELPED, Press.MISSED, *([Press.WRONG] if question.form is Form.MADE else [])]
    return answerwords.choices(Choices(tuple(_button(links, question, press) for press in wanted)))


def _button(links: Links, question: Question, press: Press) -> Button:
    ticket = Ticket(Purpose.ACTION, question.workspace_id, question.id, question.learner_id, press.value)
    return Button(LABELS[press], links.token(ticket, question.asked_at + BUTTON_LIFE))


async def _check(db: AsyncConnection, links: Links, carrier: Delivery, locale: str) -> list[Part]:
    """The episode's question with its buttons, or with the verdict once it was answered."""
    episode = await catalog.episode_by_id(db, carrier.workspace_id, carrier.episode_id)
    check = episode.told_in(locale).check if episode else None
    if check is None:
        return []
    reply = await reply_to(db, carrier.workspace_id, carrier.id, carrier.learner_id)
    if reply is not None:
        verdict = grade(check, reply.choice)
        answered = wording.Answered(check.options[reply.choice].text, reply.correct, verdict.why)
        return [*answerwords.try_it(check.question), *wording.verdict(answered, None)]
    until = carrier.due_at + BUTTON_LIFE
    tickets = [
        Ticket(Purpose.CHOICE, carrier.workspace_id, carrier.id, carrier.learner_id, str(number))
        for number in range(len(check.options))
    ]
    pairs = zip(check.options, tickets, strict=True)
    buttons = tuple(Button(option.text, links.token(ticket, until)) for option, ticket in pairs)
    return [*answerwords.try_it(check.question), Choices(buttons)]


async def take(db: AsyncConnection, learner: Learner, ticket: Ticket, cause: str, now: datetime) -> None:
    """Keep what the learner says about an answer, the first time; show the answer where a hint stood."""
    question = await questions.question_by_id(db, learner.workspace_id, ticket.subject)
    if question is None or question.learner_id != learner.id:
        return await say(db, learner, wording.strange_button(), cause, now)
    press = Press(ticket.detail)
    if press is Press.SHOW:
        changed = await questions.unhide(db, question)
    else:
        changed = await questions.rate(db, question, press is Press.HELPED)
        if press is Press.WRONG:
            await _report(db, learner, question, cause, now)
    if changed:
        await change_message(db, question, press.value, now)


async def _report(db: AsyncConnection, learner: Learner, question: Question, cause: str, now: datetime) -> None:
    """Withdraw the clip that the answer showed."""
    made = await madenow.made_by_id(db, learner.workspace_id, question.made_id)
    if made is not None and await madenow.report_wrong(db, made, now):
        await inbox.note(db, learner.workspace_id, learner.id, "answer reported as wrong", made.id, now)
    await say(db, learner, answerwords.withdrawn(), cause, now)
