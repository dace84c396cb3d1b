"""The message of a question as it reads now, and what its buttons do: helped, missed, wrong, show me the answer."""

from __future__ import annotations

from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import generated_clips, questions, referring
from bot.answers.questions import Form, Outcome, Question
from bot.answers.worker import change_message, shown
from bot.chat import Button, ButtonStyle, Choices, Layout, Message, Part
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.messages import answer_texts, lesson_texts
from bot.messages.buttons import ButtonAction
from bot.messages.codec import from_json
from bot.turn import Turn
from lessons import catalog
from lessons.answers.index.document_text import document_around
from lessons.checks import grade
from schedules.ledger import audit
from schedules.ledger.ledger import Delivery
from schedules.replies.replies import reply_to

RATINGS = (ButtonAction.HELPED, ButtonAction.MISSED, ButtonAction.WRONG, ButtonAction.REVEAL)
CHOICES = (ButtonAction.THAT_1, ButtonAction.THAT_2, ButtonAction.THAT_3)
BUTTONS = frozenset({*RATINGS, *CHOICES, ButtonAction.NEITHER, ButtonAction.ASK_PERSON})
"""The buttons that stand below answers."""
QUESTION = "question"
"""The key in a delivery's body that names the question it answers."""


async def message_of(db: AsyncConnection, links: Links, carrier: Delivery, locale: str) -> Message | None:
    """What a question's message says at this moment; None when the question is gone."""
    question = await questions.question_by_id(db, carrier.workspace_id, carrier.body[QUESTION])
    if question is None:
        return None
    if question.answer is None:
        return answer_texts.looking_for(shown(question))
    if question.hinted:
        stored = from_json(question.answer["hint"])
        return _with(stored, [Choices((_button(links, question, ButtonAction.REVEAL),))])
    stored = from_json(question.answer["message"])
    check = await _check(db, links, carrier, locale) if question.answer["asks"] else []
    # Whoever got nothing, or nothing that helped, may ask a person.
    missed = question.outcome is Outcome.NONE or question.helpful is False
    person = await referring.parts_for(db, links, question) if missed else []
    return _with(stored, [*check, *_feedback(links, question), *person])


def _with(message: Message, parts: list[Part]) -> Message:
    return structs.replace(message, parts=(*message.parts, *parts))


def _feedback(links: Links, question: Question) -> list[Part]:
    if question.outcome not in (Outcome.ANSWER, Outcome.SUGGEST) or question.form is Form.REVIEW:
        return []
    if question.helpful is not None:
        return [answer_texts.thanks(question.helpful)]
    if question.form is Form.PERHAPS and question.cited:
        return _perhaps(links, question)
    wanted = [ButtonAction.HELPED, ButtonAction.MISSED, *([ButtonAction.WRONG] if question.form is Form.MADE else [])]
    return answer_texts.choices(Choices(tuple(_button(links, question, press) for press in wanted), Layout.THUMBS))


def _perhaps(links: Links, question: Question) -> list[Part]:
    """A button for each passage that may be it, and one for none of them."""
    actions = CHOICES[: len(question.cited)]
    labels = [answer_texts.that_is_it(at if len(actions) > 1 else None) for at in range(1, len(actions) + 1)]
    yes = [_button(links, question, press, label) for press, label in zip(actions, labels, strict=True)]
    return answer_texts.which_is_it(
        Choices((*yes, _button(links, question, ButtonAction.NEITHER, answer_texts.button_label(ButtonAction.NEITHER))))
    )


def _button(links: Links, question: Question, press: ButtonAction, label: str = "") -> Button:
    ticket = Ticket(Purpose.ACTION, question.workspace_id, question.id, question.learner_id, press.value)
    style = ButtonStyle.DESTRUCTIVE if press is ButtonAction.WRONG else ButtonStyle.DEFAULT
    shown_label = label or answer_texts.button_label(press)
    return Button(shown_label, links.token(ticket, question.asked_at + BUTTON_LIFE), style)


async def _check(db: AsyncConnection, links: Links, carrier: Delivery, locale: str) -> list[Part]:
    """The episode's question with its buttons, or with the verdict once it was answered."""
    episode = await catalog.episode_by_id(db, carrier.workspace_id, carrier.episode_id)
    check = episode.in_language(locale).check if episode else None
    if check is None:
        return []
    reply = await reply_to(db, carrier.workspace_id, carrier.id, carrier.learner_id)
    if reply is not None:
        verdict = grade(check, reply.choice)
        answered = lesson_texts.Answered(check.options[reply.choice].text, reply.correct, verdict.why)
        return [*answer_texts.try_it(check.question), *lesson_texts.verdict(answered, None)]
    until = carrier.due_at + BUTTON_LIFE
    tickets = [
        Ticket(Purpose.CHOICE, carrier.workspace_id, carrier.id, carrier.learner_id, str(number))
        for number in range(len(check.options))
    ]
    pairs = zip(check.options, tickets, strict=True)
    buttons = tuple(Button(option.text, links.token(ticket, until)) for option, ticket in pairs)
    return [*answer_texts.try_it(check.question), Choices(buttons, Layout.OPTIONS)]


async def take(turn: Turn, question_id: str, press: ButtonAction) -> None:
    """Keep what the learner says about an answer, the first time; show the answer where a hint stood."""
    question = await questions.question_by_id(turn.db, turn.learner.workspace_id, question_id)
    if question is None or question.learner_id != turn.learner.id:
        return await turn.say(lesson_texts.strange_button())
    if press is ButtonAction.ASK_PERSON:
        return await referring.refer(turn, question)
    if press is ButtonAction.REVEAL:
        changed = await questions.unhide(turn.db, question)
    elif press in CHOICES:
        changed = await _chosen(turn.db, question, CHOICES.index(press))
    else:
        changed = await questions.rate(turn.db, question, press is ButtonAction.HELPED)
        if press is ButtonAction.WRONG:
            await _report(turn, question)
    if changed:
        await change_message(turn.db, question, press.value, turn.now)


async def _chosen(db: AsyncConnection, question: Question, at: int) -> bool:
    """The learner says which passage answers; a curator is asked whether it shall from now on."""
    if at >= len(question.cited):
        return False
    passage_id = question.cited[at]
    document = await document_around(db, question.workspace_id, passage_id)
    return await questions.choose(db, question, passage_id, propose=document is not None)


async def _report(turn: Turn, question: Question) -> None:
    """Withdraw the clip that the answer showed."""
    clip = await generated_clips.clip_by_id(turn.db, turn.workspace.id, question.made_id)
    if clip is not None and await generated_clips.report_wrong(turn.db, clip, turn.now):
        await audit.note(turn.db, turn.workspace.id, turn.learner.id, "answer reported as wrong", clip.id, turn.now)
    await turn.say(answer_texts.withdrawn())
