"""Buttons that stand for words: whoever presses one said them."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Button
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from schedules.people.roster import Learner

SAY = "say "


def say_button(learner: Learner, label: str, words: str, links: Links, now: datetime) -> Button:
    """A button that says the words for this learner."""
    ticket = Ticket(Purpose.ACTION, learner.workspace_id, "words", learner.id, f"{SAY}{words}")
    return Button(label, links.token(ticket, now + BUTTON_LIFE))
