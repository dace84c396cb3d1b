"""`/learn <question>`: a clip from the answering second, a clip made now from documents, or an honest nothing.

A question is a row before anything is looked for. The work happens outside of any transaction, in whichever process
is free; what a process that died left open is taken up again. One message carries it all: it says that somebody is
looking when that takes long, and becomes the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import questions
from bot.answers.answerer import Answerer
from bot.answers.asking import Answer
from bot.answers.generated_clips import ClipGenerator
from bot.answers.questions import Outcome, Question
from bot.answers.reshaping.shapes import reshaped
from bot.chat import Message
from bot.clock import Clock
from bot.learners import own_pace
from bot.messages import answer_texts
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.reply import ANSWER_LIFE
from bot.turn import Turn
from lessons.answers.text.follow_ups import continued, wish_of
from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from schedules.ledger.rewriting import answer_with
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

log = logging.getLogger(__name__)

LOOKING_AFTER = timedelta(milliseconds=400)  # sooner, the answer comes by itself
ON_ITS_WAY = timedelta(seconds=1)  # how long a message that leaves right now may take until it can be changed
AT_ONCE = 4
IDLE_S = 0.25
LONGEST_SHOWN = 200
FOLLOWED_FOR = timedelta(minutes=2)  # "and for contractors?" goes on from a question that is no older
BETTERED_FOR = timedelta(minutes=2)  # since it was asked; later, nobody expects a message to change


class AnswerWorker:
    """Answers from what the workspace's approved clips and documents say.

    Args:
        made: makes clips of answers; without it, documents answer in words.
        wake: called when an answer may leave.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        answerer: Answerer,
        made: ClipGenerator | None = None,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._database, self._clock, self._answerer, self.made = database, clock, answerer, made
        self._answered = wake
        self._asked = asyncio.Event()

    async def answer(self, turn: Turn, question: str, message: str = "", thread: str = "") -> None:
        """Write the question down, to be looked for; without a question, owe the learner their current lesson.

        Args:
            message, thread: see Asked.
        """
        if not question:
            return await own_pace.current_lesson(turn)
        before = await _question_before(turn, thread)
        # Said at once and not written down: it is no question, and must not come before the one that it changes.
        wish = wish_of(question) if before else None
        if before and wish and (reshaped_answer := await reshaped(turn, before, *wish)):
            return await turn.say(reshaped_answer)
        question, question_id = continued(before.words if before else "", question), new_id()
        row = ledger.owed(
            turn.workspace.id,
            turn.learner.id,
            DeliveryKind.ANSWER,
            turn.now,
            turn.now + ANSWER_LIFE,
            slot=turn.cause,
            body={"question": question_id},
            prompted=True,
        )
        await ledger.plan(turn.db, [{**row, "try_at": turn.now + LOOKING_AFTER}])
        at_thread = thread or message
        await questions.ask(turn.db, turn.learner, question_id, question, str(row["id"]), turn.now, at_thread)

    def wake(self) -> None:
        """Look at once whether somebody asked."""
        self._asked.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Answer questions and finish the clips made for them until told to stop."""
        async with asyncio.TaskGroup() as tasks:
            others = [tasks.create_task(self._again_and_again(stop, self._finish_now))]
            others.append(tasks.create_task(self._warm()))
            if self._answerer.writes:
                others.append(tasks.create_task(self._again_and_again(stop, self.better_open)))
            while not stop.is_set():
                answered = await self._patiently(self.answer_open)
                if not answered:
                    await self._rest()
            for other in others:
                other.cancel()

    async def answer_open(self) -> int:
        """Answer everything that was asked and is not being answered; returns how many questions that were."""
        async with self._database.read() as db:
            if not await questions.anything_open(db, self._clock.now()):
                return 0
        async with self._database.write() as db:
            taken = await questions.take(db, self._clock.now(), AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for question in taken:
                tasks.create_task(self._attend(question))
        return len(taken)

    async def better_open(self) -> int:
        """Wait for the words of models that were late, and change the answers for which they are better."""
        async with self._database.read() as db:
            if not await questions.anything_open(db, self._clock.now(), answered=True):
                return 0
        async with self._database.write() as db:
            taken = await questions.take(db, self._clock.now(), AT_ONCE, answered=True)
        async with asyncio.TaskGroup() as tasks:
            for question in taken:
                tasks.create_task(self._better(question))
        return len(taken)

    async def finish_clips(self, now: datetime) -> int:
        """Make the files of clips that were made now, also of those that a dead process began."""
        return await self.made.finish_growing(now) if self.made else 0

    async def _warm(self) -> None:
        await self._patiently(self._answerer.warm)

    async def _rest(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._asked.wait(), IDLE_S)
        self._asked.clear()

    async def _finish_now(self) -> int:
        return await self.finish_clips(self._clock.now())

    async def _again_and_again(self, stop: asyncio.Event, work: Callable[[], Awaitable[int]]) -> None:
        while not stop.is_set():
            done = await self._patiently(work)
            await asyncio.sleep(0 if done else IDLE_S)

    async def _patiently(self, work: Callable[[], Awaitable[int]]) -> int:
        try:
            return await work()
        except Exception:
            # One beat must not end the worker; the rows stay as they are and are taken up again.
            log.exception("questions could not be answered; the worker goes on")
            await asyncio.sleep(1)
            return 0

    async def _attend(self, question: Question) -> None:
        try:
            await self._look_for(question)
        except Exception:
            # One faulty question must not hold up the rest; its lease runs out and it is tried again.
            log.exception("a question could not be answered", extra={"question": question.id})
            if question.tries >= questions.TRIES:
                await self._settle(question, Answer(Outcome.FAILED, answer_texts.failed(shown(question))), 0)

    async def _look_for(self, question: Question) -> None:
        began = time.monotonic()
        whose = await self._whose(question)
        if whose is None:
            return await self._settle(question, Answer(Outcome.FAILED, answer_texts.failed(shown(question))), 0)
        with speaking_to(*whose):
            answer = await self._answerer.answer(*whose, question, self._clock.now())
        await self._settle(question, answer, int((time.monotonic() - began) * 1000))

    async def _whose(self, question: Question) -> tuple[Workspace, Learner] | None:
        async with self._database.read() as db:
            workspace = await roster.workspace_by_id(db, question.workspace_id)
            learner = await roster.learner_by_id(db, question.workspace_id, question.learner_id)
        return (workspace, learner) if workspace and learner else None

    async def _better(self, question: Question) -> None:
        """Change an answer into a model's words, once, unless the learner has said something about it."""
        whose, answer = await self._whose(question), None
        fresh = question.helpful is None and self._clock.now() - question.asked_at < BETTERED_FOR
        if whose and fresh and question.tries <= questions.TRIES:
            try:
                with speaking_to(*whose):
                    answer = await self._answerer.better(*whose, question, self._clock.now())
            except Exception:
                # The learner has an answer; what fails here is only a better one, and is not tried again.
                log.exception("an answer could not be bettered", extra={"question": question.id})
        now = self._clock.now()
        async with self._database.write() as db:
            if answer is None or question.answer is None:
                return await questions.leave(db, question)
            record = {**question.answer, "message": to_json(answer.message)}
            if not await questions.better(db, question, answer=record, **_found(answer)):
                return await questions.leave(db, question)
            if not question.hinted:
                await change_message(db, question, "better", now)
        self._answered()

    async def _settle(self, question: Question, answer: Answer, took_ms: int) -> None:
        now = self._clock.now()
        async with self._database.write() as db:
            first = await questions.settle(
                db,
                question,
                again=now if answer.late else None,
                **_found(answer),
                answer=_record(answer.message, answer.hint, answer.asks),
                hinted=answer.hint is not None,
                took_ms=took_ms,
            )
            if first:
                await _release(db, question, answer, now)
        self._answered()


async def _question_before(turn: Turn, thread: str) -> Question | None:
    """What a question may go on from: the newest in its thread, at any time, else the newest of two minutes."""
    if thread:
        # The thread begins with a question of theirs, or with the message that answered one.
        carriers = await ledger.ids_shown_as(turn.db, turn.workspace.id, turn.learner.id, thread)
        if before := await questions.newest(turn.db, turn.learner, turn.now, thread, carriers):
            return before
    return await questions.newest(turn.db, turn.learner, turn.now - FOLLOWED_FOR)


def speaking_to(workspace: Workspace, learner: Learner) -> AbstractContextManager[None]:
    return speaking(learner.locale, learner.platform, workspace.name, workspace.privacy)


def shown(question: Question) -> str:
    """The question as it is repeated."""
    return question.words[:LONGEST_SHOWN]


def _found(answer: Answer) -> dict[str, object]:
    return {
        "outcome": answer.outcome.value,
        "form": answer.form.value,
        "by_model": answer.by_model,
        "cited": list(answer.cited),
        "found": list(answer.found),
        "made_id": answer.made_id,
    }


def _record(message: Message, hint: Message | None, asks: bool) -> dict[str, object]:
    return {"message": to_json(message), "hint": to_json(hint) if hint else None, "asks": asks}


async def _release(db: AsyncConnection, question: Question, answer: Answer, now: datetime) -> None:
    """The message that waits leaves as the answer; one that left already is changed into it."""
    about = {"episode_id": answer.episode_id, "check_key": answer.check_key}
    if not await answer_with(db, question.workspace_id, question.delivery_id, now, **about):
        await change_message(db, question, "answer", now)


async def change_message(db: AsyncConnection, question: Question, why: str, now: datetime) -> None:
    """Owe the change of a question's message into what it has to say now."""
    carrier = await ledger.delivery_by_id(db, question.workspace_id, question.delivery_id)
    if carrier is None or carrier.state in (DeliveryState.PLANNED, DeliveryState.WAITING):
        return
    at = now if carrier.message_ref else now + ON_ITS_WAY
    row = ledger.owed(
        question.workspace_id,
        question.learner_id,
        DeliveryKind.EDIT,
        at,
        at + ANSWER_LIFE,
        slot=f"{carrier.id}:{why}",
        about_id=carrier.id,
        prompted=True,
    )
    await ledger.plan(db, [row])
