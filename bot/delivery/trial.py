"""An episode that a manager sends to themselves first: as its learners will get it, marked, and counted nowhere."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Button
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.messages import lesson_texts
from bot.messages.buttons import ButtonAction
from bot.messages.reply import ANSWER_LIFE
from bot.turn import Turn
from lessons import catalog
from lessons.checks import grade
from lessons.episodes import Episode
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, DeliveryKind

TRIAL = "trial"


def is_trial(delivery: Delivery) -> bool:
    return isinstance(delivery.body, dict) and bool(delivery.body.get(TRIAL))


async def send_to_me(turn: Turn, series_slug: str) -> bool:
    """Owe the manager the first episode of a series; False where it has none.

    The row names no campaign and no check, so no figure, reminder or re-ask ever finds it.
    """
    series = await catalog.current_series(turn.db, turn.workspace.id, series_slug)
    if series is None or not series.episodes:
        return False
    row = ledger.owed(
        turn.workspace.id,
        turn.learner.id,
        DeliveryKind.ANSWER,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=f"trial:{turn.cause}",
        episode_id=series.episodes[0].id,
        body={TRIAL: True},
        prompted=True,
    )
    await ledger.plan(turn.db, [row])
    return True


def trial_buttons(
    links: Links, workspace_id: str, learner_id: str, episode: Episode, at: datetime
) -> tuple[Button, ...]:
    """The options of an episode's check, each saying its verdict and keeping nothing."""
    options = episode.check.options if episode.check else ()
    return tuple(
        Button(option.text, links.token(_ticket(workspace_id, learner_id, episode.id, number), at + BUTTON_LIFE))
        for number, option in enumerate(options)
    )


def _ticket(workspace_id: str, learner_id: str, episode_id: str, number: int) -> Ticket:
    return Ticket(Purpose.ACTION, workspace_id, episode_id, learner_id, f"{ButtonAction.TRY} {number}")


async def answer(turn: Turn, episode_id: str, words: str) -> None:
    """Say whether a choice in a test is right."""
    episode = await catalog.episode_by_id(turn.db, turn.workspace.id, episode_id)
    check = episode.in_language(turn.learner.locale).check if episode else None
    if check is None or not words.isdecimal() or int(words) >= len(check.options):
        return await turn.say(lesson_texts.strange_button())
    verdict = grade(check, int(words))
    await turn.say(
        lesson_texts.tried(lesson_texts.Answered(check.options[int(words)].text, verdict.correct, verdict.why))
    )
