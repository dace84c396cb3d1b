"""Questions of one press around a season: they are owed by a round, and a press is kept and shown in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Choices, Message
from bot.learners import saved_clips
from bot.learners.saved_clips import USEFUL, USELESS
from bot.links import Links, Purpose
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.catalogue import speaking
from bot.messages.codec import from_json, to_json
from bot.messages.reply import ANSWER_LIFE
from bot.messages.surveys import pulse_texts
from bot.messages.surveys import survey_texts as texts
from bot.turn import Turn
from lessons import catalog
from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.enrolments import campaign_by_id
from schedules.people.roster import Learner, learner_by_id, learners_of
from schedules.plans.surveys.due import (
    AFTER,
    BEFORE,
    OBSERVE,
    DueConfidence,
    DueObservation,
    DueUseful,
    due_confidence,
    due_observations,
    due_useful,
)
from schedules.replies.confidences import Phase, keep_confidence
from schedules.replies.observations import Observed, keep_observation, observed_of

RATINGS = (ButtonAction.USEFUL, ButtonAction.USELESS)
LEVELS = (ButtonAction.SURE_1, ButtonAction.SURE_2, ButtonAction.SURE_3, ButtonAction.SURE_4)
SIGHTS = {
    ButtonAction.SEEN: Observed.YES,
    ButtonAction.NOT_SEEN: Observed.NO,
    ButtonAction.CANNOT_SAY: Observed.CANNOT_SAY,
}
BUTTONS = frozenset({*RATINGS, *LEVELS, *SIGHTS})
OBSERVE_LIFE = timedelta(days=7)


async def plan_surveys(database: Database, links: Links, now: datetime) -> int:
    """Owe every question whose moment it is; returns how many. Planning twice asks nobody twice."""
    async with database.read() as db:
        useful, sure = await due_useful(db, now), await due_confidence(db, now)
        seen = await due_observations(db, now)
    owed = 0
    # One after the other, so that nobody waits for a lock while hundreds of messages are worded.
    for each in (*useful, *sure, *seen):
        async with database.write() as db:
            match each:
                case DueUseful():
                    owed += await _ask_useful(db, each, links, now)
                case DueConfidence():
                    owed += await _ask_confidence(db, each, links, now)
                case DueObservation():
                    owed += await _ask_manager(db, each, links, now)
    return owed


async def _ask_useful(db: AsyncConnection, due: DueUseful, links: Links, now: datetime) -> bool:
    learner = await learner_by_id(db, due.workspace_id, due.learner_id)
    episode = await catalog.episode_by_id(db, due.workspace_id, due.episode_id)
    if learner is None or episode is None:
        return False
    about = (learner.workspace_id, learner.id, DeliveryKind.SURVEY, now, now + ANSWER_LIFE)
    row = ledger.owed(*about, slot=due.slot, episode_id=episode.id, about_id=due.delivery_id)
    with speaking(learner.locale, learner.platform):
        buttons = _buttons(learner, texts.useful_labels(), RATINGS, str(row["id"]), links, now)
        body = to_json(texts.useful(episode.in_language(learner.locale).title, buttons))
    await ledger.plan(db, [{**row, "body": body}])
    return True


async def _ask_confidence(db: AsyncConnection, due: DueConfidence, links: Links, now: datetime) -> bool:
    learner = await learner_by_id(db, due.campaign.workspace_id, due.learner_id)
    if learner is None:
        return False
    before = due.phase is Phase.BEFORE
    about = (learner.workspace_id, learner.id, DeliveryKind.SURVEY, due.due_at, due.until)
    row = ledger.owed(*about, campaign_id=due.campaign.id, slot=BEFORE if before else AFTER)
    with speaking(learner.locale, learner.platform):
        title = await _title(db, learner.workspace_id, due.campaign.series_slug)
        buttons = _buttons(learner, texts.confidence_labels(), LEVELS, str(row["id"]), links, now)
        message = texts.confidence_before(title, buttons) if before else texts.confidence_after(title, buttons)
    await ledger.plan(db, [{**row, "body": to_json(message)}])
    return True


async def _ask_manager(db: AsyncConnection, due: DueObservation, links: Links, now: datetime) -> bool:
    campaign = due.campaign
    manager = await learner_by_id(db, campaign.workspace_id, campaign.manager_id)
    if manager is None or not (manager.active and manager.manages):
        return False
    about = (manager.workspace_id, manager.id, DeliveryKind.SURVEY, now, now + OBSERVE_LIFE)
    row = ledger.owed(*about, campaign_id=campaign.id, slot=OBSERVE)
    with speaking(manager.locale, manager.platform):
        title = await _title(db, manager.workspace_id, campaign.series_slug)
        people = [(person, "") for person in due.people]
        body = to_json(_observe(title, people, manager, str(row["id"]), links, now))
    await ledger.plan(db, [{**row, "body": body}])
    return True


def _observe(
    title: str, people: Sequence[tuple[Learner, str]], manager: Learner, question: str, links: Links, now: datetime
) -> Message:
    """The question about these people; who was answered about has no buttons any more."""
    buttons = [
        button
        for person, answer in people
        if not answer
        for button in _buttons(manager, texts.observed_labels(), tuple(SIGHTS), f"{question}.{person.id}", links, now)
    ]
    return texts.observe(title, [(person.name, answer) for person, answer in people], buttons)


def _buttons(
    learner: Learner,
    labels: Sequence[str],
    actions: Sequence[ButtonAction],
    subject: str,
    links: Links,
    now: datetime,
) -> list[Button]:
    pairs = zip(labels, actions, strict=True)
    return [action_button(learner, label, action, subject, links, now) for label, action in pairs]


async def _title(db: AsyncConnection, workspace_id: str, slug: str) -> str:
    series = await catalog.latest_outline(db, workspace_id, slug)
    return series.title if series else slug


async def answer(turn: Turn, subject: str, action: ButtonAction) -> None:
    """Keep what somebody pressed, and show it in the place of the buttons."""
    delivery_id, _, person_id = subject.partition(".")
    delivery = await ledger.delivery_by_id(turn.db, turn.workspace.id, delivery_id)
    # The button names its owner, and so does the delivery: a press that was passed on to somebody else keeps nothing.
    message = None
    if delivery is not None and delivery.learner_id == turn.learner.id:
        if action in RATINGS:
            message = await _rate(turn, delivery, action)
        elif action in LEVELS:
            message = await _confide(turn, delivery, action)
        else:
            message = await _see(turn, delivery, person_id, action)
    if delivery is None or message is None:
        return await turn.say(pulse_texts.gone())
    # Each press has an edit of its own: a manager presses three times on one message.
    change = ledger.owed(
        turn.workspace.id,
        turn.learner.id,
        DeliveryKind.EDIT,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=f"survey:{turn.cause}"[:120],
        about_id=delivery.id,
        body=to_json(message),
        prompted=True,
    )
    await ledger.plan(turn.db, [change])


async def _rate(turn: Turn, delivery: Delivery, action: ButtonAction) -> Message | None:
    """The same as the thumbs on the page of the lesson."""
    episode = await catalog.episode_by_id(turn.db, turn.workspace.id, delivery.episode_id)
    about = await ledger.delivery_by_id(turn.db, turn.workspace.id, delivery.about_id)
    if episode is None or about is None:
        return None
    words = (USEFUL, USELESS) if action is ButtonAction.USEFUL else (USELESS, USEFUL)
    await saved_clips.replace_action(turn, about, episode, *words)
    title = episode.in_language(turn.learner.locale).title
    return texts.useful_answered(title, texts.useful_labels()[RATINGS.index(action)])


async def _confide(turn: Turn, delivery: Delivery, action: ButtonAction) -> Message | None:
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id)
    if campaign is None:
        return None
    phase = Phase.AFTER if delivery.slot == AFTER else Phase.BEFORE
    level = LEVELS.index(action) + 1
    await keep_confidence(turn.db, turn.workspace.id, campaign.id, turn.learner.id, phase, level, turn.now)
    title = await _title(turn.db, turn.workspace.id, campaign.series_slug)
    return texts.confidence_answered(title, texts.confidence_labels()[level - 1])


async def _see(turn: Turn, delivery: Delivery, person_id: str, action: ButtonAction) -> Message | None:
    campaign = await campaign_by_id(turn.db, turn.workspace.id, delivery.campaign_id)
    ids = _asked_about(turn, delivery)
    if campaign is None or person_id not in ids:
        return None
    whose = (turn.workspace.id, campaign.id, person_id, turn.learner.id)
    await keep_observation(turn.db, *whose, SIGHTS[action], turn.now)
    answers = await observed_of(turn.db, turn.workspace.id, campaign.id, ids)
    labels = dict(zip(SIGHTS.values(), texts.observed_labels(), strict=True))
    # Read anew: whoever left or was erased since is not named any more.
    people = {each.id: each for each in await learners_of(turn.db, turn.workspace.id, ids)}
    rows = [(people[each], labels[answers[each]] if each in answers else "") for each in ids if each in people]
    title = await _title(turn.db, turn.workspace.id, campaign.series_slug)
    return _observe(title, rows, turn.learner, delivery.id, turn.links, turn.now)


def _asked_about(turn: Turn, delivery: Delivery) -> list[str]:
    """The ids of the people whom the question was about, as its own buttons name them."""
    choices = [part for part in from_json(delivery.body).parts if isinstance(part, Choices)]
    tickets = [turn.links.read(each.buttons[0].token, Purpose.ACTION, turn.now) for each in choices]
    return [ticket.subject.partition(".")[2] for ticket in tickets]
