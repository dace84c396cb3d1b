"""A question that the documents do not answer goes to a person, whose reply comes back and may answer others."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import experts, questions
from bot.answers.experts import Referral, ReferralState
from bot.answers.gaps import Gone
from bot.answers.questions import Question
from bot.answers.worker import change_message
from bot.chat import Choices, Message, Part
from bot.links import Links
from bot.messages import answer_texts, lesson_texts
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.pages import curate_faults_texts
from bot.turn import Turn
from lessons.answers.index.drafts import DocumentSource
from lessons.answers.index.indexing import learn_document
from lessons.answers.index.passages import Passage, TextBlock, passages_of_document
from schedules.ledger import audit, ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster
from schedules.people.roster import Learner

USEFUL = timedelta(days=14)  # how long a question or a reply may wait for a person's working hours
LONGEST_REPLY = 2_000
BUTTONS = frozenset({ButtonAction.NOT_MINE, ButtonAction.FOR_OTHERS, ButtonAction.ONLY_ONCE})
"""The buttons of whoever is asked."""
ANSWERED = "answered"  # how a question leaves the list of what is missing
_REPLY = re.compile(r"\s*(?:answer|antworte?)\b\s*[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)


async def parts_for(db: AsyncConnection, links: Links, question: Question) -> list[Part]:
    """The button that sends an unanswered question to a person, or what became of that; nothing without a person."""
    referral = await experts.referral_of(db, question.workspace_id, question.id)
    if referral is not None:
        person = await roster.learner_by_id(db, question.workspace_id, referral.toward_id)
        return [answer_texts.person_asked(person.name)] if person else []
    asker = await roster.learner_by_id(db, question.workspace_id, question.learner_id)
    person = await experts.expert_for(db, question)
    if person is None or asker is None:
        return []
    label = answer_texts.ask_person(person.name)
    return [Choices((action_button(asker, label, ButtonAction.ASK_PERSON, question.id, links, question.asked_at),))]


async def refer(turn: Turn, question: Question) -> None:
    """The asker wants a person to answer."""
    person = await experts.expert_for(turn.db, question)
    if person is None:
        return await turn.say(answer_texts.nobody_to_ask())
    if not await experts.refer(turn.db, question, person, turn.now):
        return
    with speaking(person.locale, person.platform):
        later = action_button(person, answer_texts.not_mine(), ButtonAction.NOT_MINE, question.id, turn.links, turn.now)
        message = answer_texts.colleague_asks(question.words, later)
        await _tell(turn.db, person, message, f"asked:{question.id}", turn.now)
    await change_message(turn.db, question, "person", turn.now)


async def take_reply(turn: Turn, words: str) -> bool:
    """Send "answer …" back to whoever asked; False where these words answer nobody's question."""
    match = _REPLY.fullmatch(words)
    waiting = await experts.waiting_for(turn.db, turn.learner) if match else []
    if match is None or not waiting:
        return False
    reply = match.group(1).strip()
    if not reply or len(reply) > LONGEST_REPLY:
        await turn.say(answer_texts.how_to_reply(LONGEST_REPLY))
        return True
    await _reply(turn, waiting[0], reply)
    return True


async def _reply(turn: Turn, referral: Referral, reply: str) -> None:
    question = await questions.question_by_id(turn.db, referral.workspace_id, referral.question_id)
    asker = await roster.learner_by_id(turn.db, referral.workspace_id, referral.learner_id)
    if question is None or asker is None:
        return await turn.say(lesson_texts.strange_button())
    await experts.move(turn.db, referral, ReferralState.REPLIED, turn.now, reply)
    with speaking(asker.locale, asker.platform):
        message = answer_texts.person_answers(question.words, turn.learner.name, reply)
        await _tell(turn.db, asker, message, f"replied:{question.id}", turn.now)
    buttons = [
        action_button(turn.learner, answer_texts.button_label(action), action, question.id, turn.links, turn.now)
        for action in (ButtonAction.FOR_OTHERS, ButtonAction.ONLY_ONCE)
    ]
    await turn.say(answer_texts.reply_sent(question.words, buttons))


async def take(turn: Turn, question_id: str, press: ButtonAction) -> None:
    """What whoever was asked pressed: not theirs to answer, or whether their reply may answer others."""
    referral = await experts.referral_of(turn.db, turn.learner.workspace_id, question_id)
    if referral is None or referral.toward_id != turn.learner.id:
        return await turn.say(lesson_texts.strange_button())
    if press is ButtonAction.NOT_MINE and referral.state is ReferralState.WAITING:
        await experts.move(turn.db, referral, ReferralState.PASSED, turn.now)
        await _passed(turn, referral)
    elif press is ButtonAction.FOR_OTHERS and referral.state is ReferralState.REPLIED:
        await experts.move(turn.db, referral, ReferralState.OFFERED, turn.now)
    await turn.say(answer_texts.thank_expert(press is ButtonAction.FOR_OTHERS))


async def _passed(turn: Turn, referral: Referral) -> None:
    asker = await roster.learner_by_id(turn.db, referral.workspace_id, referral.learner_id)
    question = await questions.question_by_id(turn.db, referral.workspace_id, referral.question_id)
    if asker is not None and question is not None:
        with speaking(asker.locale, asker.platform):
            message = answer_texts.person_cannot(question.words, turn.learner.name)
            await _tell(turn.db, asker, message, f"passed:{referral.question_id}", turn.now)


async def _tell(db: AsyncConnection, person: Learner, message: Message, cause: str, now: datetime) -> None:
    """Owe somebody a message within their working hours; who takes no lessons is told at once."""
    row = ledger.owed(
        person.workspace_id,
        person.id,
        DeliveryKind.NOTICE,
        now,
        now + USEFUL,
        slot=cause,
        body=to_json(message),
        prompted=not person.consents,
    )
    await ledger.plan(db, [row])


async def learn_reply(db: AsyncConnection, curator: Learner, question_id: str, now: datetime) -> None:
    """A curator lets a reply answer others, with its author's name and the day.

    Raises:
        Gone: another curator decided before, or the question was erased.
    """
    referral = await experts.referral_of(db, curator.workspace_id, question_id)
    question = await questions.question_by_id(db, curator.workspace_id, question_id)
    author = await roster.learner_by_id(db, curator.workspace_id, referral.toward_id) if referral else None
    if referral is None or question is None or author is None or referral.state is not ReferralState.OFFERED:
        raise Gone(curate_faults_texts.reply_decided())
    await experts.move(db, referral, ReferralState.LEARNED, now)
    await _teach(db, referral, question.words, author.name, question.language, now)
    await questions.handle(db, curator.workspace_id, [question_id], ANSWERED)
    await audit.note(db, curator.workspace_id, curator.id, "reply taught", question_id, now)


async def _teach(
    db: AsyncConnection, referral: Referral, title: str, author: str, language: str, now: datetime
) -> None:
    text = f"{referral.reply.rstrip()} ({author}, {referral.since:%Y-%m-%d})"
    quotable = passages_of_document(title, [TextBlock(text)])
    source = DocumentSource(f"reply:{referral.question_id}", title, language)
    await learn_document(db, referral.workspace_id, source, [*quotable, Passage(title, title, alias=True)], now)


async def reteach(db: AsyncConnection, referral: Referral, now: datetime, *, title: str = "", author: str = "") -> None:
    """Teach a reply that answers others anew, under another title or another name; "" leaves either as it is.

    Nothing of the former words is left in the index.
    """
    if referral.state is not ReferralState.LEARNED:
        return
    question = await questions.question_by_id(db, referral.workspace_id, referral.question_id)
    person = await roster.learner_by_id(db, referral.workspace_id, referral.toward_id)
    words, language = (question.words, question.language) if question else ("", "en")
    name = author or (person.name if person else "")
    await _teach(db, referral, title or words, name, language, now)


async def decline_reply(db: AsyncConnection, curator: Learner, question_id: str, now: datetime) -> None:
    """A curator keeps a reply from others.

    Raises:
        Gone: another curator decided before.
    """
    referral = await experts.referral_of(db, curator.workspace_id, question_id)
    if referral is None or referral.state is not ReferralState.OFFERED:
        raise Gone(curate_faults_texts.reply_decided())
    await experts.move(db, referral, ReferralState.DECLINED, now)
    await audit.note(db, curator.workspace_id, curator.id, "reply declined", question_id, now)
