"""“Erase my data”: asked in chat, agreed to by a second person in chat, and done by the next round."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.managers.closing import close_questions
from bot.managers.dry_run import may_manage, other_managers
from bot.managers.roles import admins_of, is_admin
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.common_texts import plain
from bot.messages.reply import say
from bot.messages.trust import erasure_texts as texts
from bot.privacy.erasure_requests import (
    ErasureRequest,
    ErasureState,
    ask_for_erasure,
    decide_erasure,
    erasure_request,
    request_of,
)
from bot.turn import Turn
from schedules.ledger import audit
from schedules.people import roster
from schedules.people.roster import Learner


async def begin(turn: Turn) -> None:
    """Say what erasing means, with a button that asks for it."""
    request = await request_of(turn.db, turn.learner)
    if request and request.state is not ErasureState.DECLINED:
        return await turn.say(texts.asked_before(_receipt_url(turn, request)))
    label = texts.ask_label()
    button = action_button(turn.learner, label, ButtonAction.ERASE, turn.learner.id, turn.links, turn.now)
    await turn.say(texts.are_you_sure(button))


async def take(turn: Turn, subject: str, press: ButtonAction) -> None:
    """What somebody pressed: that they want it, or a second person's yes or no."""
    if press is ButtonAction.ERASE:
        return await _ask_others(turn)
    request = await erasure_request(turn.db, turn.workspace.id, subject)
    if request is None or request.state is not ErasureState.ASKED:
        return await turn.say(texts.decided_before())
    # Roles may have changed since the button was sent.
    if request.learner_id == turn.learner.id or not await _may_decide(turn):
        return await turn.say(texts.not_yours_to_decide())
    if press is ButtonAction.AGREE_ERASING:
        await _agree(turn, request)
    else:
        await _refuse(turn, request)


async def _ask_others(turn: Turn) -> None:
    judges = await _judges(turn)
    if not judges:
        return await turn.say(texts.nobody_to_agree())
    # Kept before anybody is asked: of two presses at once one finds the other's request, and nobody is asked twice.
    request = await ask_for_erasure(turn.db, turn.learner, turn.now)
    if request is None:
        return await begin(turn)
    await audit.note(turn.db, turn.workspace.id, turn.learner.id, "erasure asked for", turn.learner.id, turn.now)
    for judge in judges:
        await _ask(turn, judge, request)
    # The link is given now: once it is done, nobody can be written to any more.
    await turn.say(texts.asked([judge.name for judge in judges], _receipt_url(turn, request)))


async def _judges(turn: Turn) -> Sequence[Learner]:
    """Who may agree: admins and managers, and never whoever asks."""
    # Admins need not manage anything, and a small company has managers only.
    admins = await admins_of(turn.db, turn.workspace.id)
    people = {person.id: person for person in (*admins, *await other_managers(turn.db, turn.learner))}
    return [person for person in people.values() if person.active and person.id != turn.learner.id]


async def _may_decide(turn: Turn) -> bool:
    return may_manage(turn.learner) or await is_admin(turn.db, turn.learner)


async def _ask(turn: Turn, judge: Learner, request: ErasureRequest) -> None:
    with speaking(judge.locale, judge.platform):
        buttons = [
            action_button(judge, label, action, request.id, turn.links, turn.now)
            for label, action in texts.judge_labels()
        ]
        message = texts.agreement_wanted(turn.learner.name, buttons)
    await say(turn.db, judge, message, _slot(request), turn.now)


def _slot(request: ErasureRequest) -> str:
    """Names the questions to second persons; their words go when the person does, see `strike_out`."""
    return f"erase:{request.learner_id}:{request.id}"


async def _agree(turn: Turn, request: ErasureRequest) -> None:
    if not await decide_erasure(turn.db, request, ErasureState.APPROVED, turn.learner.id):
        return await turn.say(texts.decided_before())
    await _note(turn, "erasure agreed to", request)
    await _close(turn, request, lambda: texts.agreed_by(turn.learner.name))
    await turn.say(texts.you_agreed(_receipt_url(turn, request)))


async def _refuse(turn: Turn, request: ErasureRequest) -> None:
    if not await decide_erasure(turn.db, request, ErasureState.DECLINED, turn.learner.id):
        return await turn.say(texts.decided_before())
    await _note(turn, "erasure refused", request)
    await _close(turn, request, lambda: texts.refused_by(turn.learner.name))
    await turn.say(texts.you_refused())
    asker = await roster.learner_by_id(turn.db, turn.workspace.id, request.learner_id)
    if asker:
        with speaking(asker.locale, asker.platform):
            await say(turn.db, asker, texts.refused(turn.learner.name), f"refused:{request.id}", turn.now)


async def _note(turn: Turn, action: str, request: ErasureRequest) -> None:
    await audit.note(turn.db, turn.workspace.id, turn.learner.id, action, request.learner_id, turn.now)


async def _close(turn: Turn, request: ErasureRequest, decision: Callable[[], str]) -> None:
    await close_questions(turn, _slot(request), request.id, lambda _: plain(decision()))


def _receipt_url(turn: Turn, request: ErasureRequest) -> str:
    return turn.links.receipt(turn.workspace.id, request.id, turn.now)
