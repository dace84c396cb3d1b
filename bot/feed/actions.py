"""What a learner does on their own page: answer, go on, save, like, share, say that it helped or that it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat import Message
from bot.events import ClipAction, Person, Reacted, Shared
from bot.feed.lesson import AnsweredCheck, answered_check, asks_here
from bot.feed.page_turn import PageTurn
from bot.learners import certainty, own_pace, replies, saved_clips
from bot.learners.saved_clips import USEFUL, USELESS
from bot.links import Purpose, Ticket
from bot.messages import page_texts
from bot.messages.codec import to_json
from bot.messages.reply import ANSWER_LIFE
from bot.retelling.telling import is_told_anew
from lessons.episodes import Episode
from schedules.ledger import audit, ledger
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people import many, roster
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner
from schedules.replies.replies import reply_to

MOST_COLLEAGUES = 8  # names that fit below a search field on a phone
LONGEST_REPORT = 500  # characters; a sentence or two that a manager reads in a chat


@dataclass(frozen=True, slots=True)
class CountedAnswer:
    """What counts for a question now.

    Attributes:
        verdict: on the reply that counts, which may be an earlier one; None when the choice could not be taken.
        first: whether it is the one that was sent just now.
        words: what else is to be said, such as that an earlier answer counts.
    """

    verdict: AnsweredCheck | None
    first: bool
    words: str


async def answer(turn: PageTurn, delivery: Delivery, episode: Episode, clip_key: str, choice: int) -> CountedAnswer:
    """Take an answer exactly as a press in the chat: the first reply counts, and the chat's message shows it too."""
    check = episode.check
    if check is None or not asks_here(delivery, clip_key):
        return CountedAnswer(None, False, page_texts.labels()["failed"])
    ticket = Ticket(Purpose.CHOICE, turn.workspace.id, delivery.id, turn.learner.id, str(choice))
    await replies.record(turn, ticket, is_told_anew)
    reply = await reply_to(turn.db, turn.workspace.id, delivery.id, turn.learner.id)
    if reply is None:
        return CountedAnswer(None, False, turn.words)
    return CountedAnswer(answered_check(check, reply, turn.now), reply.replied_at == turn.now, turn.words)


async def say_how_sure(turn: PageTurn, delivery: Delivery, level: int) -> str:
    """Keep how sure the learner was of their choice, exactly as a press in the chat; what is said about it."""
    await certainty.take(turn, delivery.id, list(certainty.LEVELS)[level - 1])
    return turn.words


async def keep(turn: PageTurn, who: Person, token: str, action: ClipAction) -> str:
    """Save or like the clip, or take that back; what is said about it."""
    await saved_clips.keep(turn, Reacted(who, turn.cause, token, action, turn.now))
    return turn.words


async def rate(turn: PageTurn, delivery: Delivery, episode: Episode, useful: bool) -> str:
    """Remember whether the clip was useful; the latest word counts."""
    await saved_clips.replace_action(
        turn, delivery, episode, USEFUL if useful else USELESS, USELESS if useful else USEFUL
    )
    await turn.say(page_texts.rated(useful))
    return turn.words


async def share(turn: PageTurn, who: Person, token: str, colleague_id: str) -> str:
    """Send the clip to a colleague, inside of their own hours."""
    colleague = await roster.learner_by_id(turn.db, turn.workspace.id, colleague_id)
    await saved_clips.share(turn, Shared(who, turn.cause, token, colleague.outside_id if colleague else "", turn.now))
    return turn.words


async def colleagues(turn: PageTurn, name: str) -> list[tuple[str, str]]:
    """Id and name of those who get lessons here and are called like that."""
    people = await many.learners_named(turn.db, turn.workspace.id, name, MOST_COLLEAGUES + 1)
    return [(each.id, each.name) for each in people if each.id != turn.learner.id][:MOST_COLLEAGUES]


async def report(turn: PageTurn, delivery: Delivery, episode: Episode, words: str) -> str:
    """Pass on that something is wrong: into the audit log, and to whoever manages the campaign."""
    title = episode.title
    detail = f"{episode.check_key}: {words}"[:200]
    await audit.note(turn.db, turn.workspace.id, turn.learner.id, "clip reported as wrong", detail, turn.now)
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id) if delivery.campaign_id else None
    manager_id = campaign.manager_id if campaign else turn.learner.manager_id
    manager = await roster.learner_by_id(turn.db, turn.workspace.id, manager_id) if manager_id else None
    if manager is not None and manager.active:
        await _pass_on(turn, manager, page_texts.reported_to_manager(turn.learner.name, title, words))
    await turn.say(page_texts.reported(title))
    return turn.words


async def _pass_on(turn: PageTurn, manager: Learner, message: Message) -> None:
    """Owe a manager a message inside of their own hours: they did not ask for it."""
    until = turn.now + 3 * ANSWER_LIFE
    slot = f"wrong:{turn.cause}"
    row = ledger.owed(turn.workspace.id, manager.id, DeliveryKind.ANSWER, turn.now, until, slot=slot)
    await ledger.plan(turn.db, [{**row, "body": to_json(message)}])


async def next_episode(turn: PageTurn) -> tuple[str, str]:
    """The delivery of the next episode, which the chat gets too; or "" and why there is none now."""
    await own_pace.next_episode(turn)
    return await ledger.asked_ahead(turn.db, turn.workspace.id, turn.learner.id), turn.words
