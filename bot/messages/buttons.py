"""What the bot's own buttons stand for, and buttons that stand for words: whoever presses one wrote them."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Button, ButtonStyle
from bot.events import Action
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from schedules.people.roster import Learner


class ButtonAction(Action):
    """What pressing a button does; its name is signed into the button, so it outlives a release."""

    SAY = "say"
    RESUME = "resume"
    SHOW = "show"
    APPROVE = "approve"
    DECLINE = "decline"
    NUDGE = "nudge"
    TRY = "try"
    HELPED = "helped"
    MISSED = "missed"
    WRONG = "wrong"
    REVEAL = "reveal"
    THAT_1 = "that1"
    THAT_2 = "that2"
    THAT_3 = "that3"
    NEITHER = "none"
    ASK_PERSON = "person"
    NOT_MINE = "not_mine"
    FOR_OTHERS = "for_others"
    ONLY_ONCE = "only_once"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    NO_OCCASION = "no_occasion"
    ERASE = "erase"
    AGREE_ERASING = "agree_erasing"
    REFUSE_ERASING = "refuse_erasing"
    USEFUL = "useful"
    USELESS = "useless"
    SURE_1 = "sure1"
    SURE_2 = "sure2"
    SURE_3 = "sure3"
    SURE_4 = "sure4"
    GUESSED = "guessed"
    FAIRLY_SURE = "fairly_sure"
    SURE = "sure"
    SEEN = "seen"
    NOT_SEEN = "not_seen"
    CANNOT_SAY = "cannot_say"
    RULE_ON = "rule_on"
    RULE_OFF = "rule_off"
    REFRESH = "refresh"


STYLES = {
    ButtonAction.APPROVE: ButtonStyle.PRIMARY,
    ButtonAction.DECLINE: ButtonStyle.DESTRUCTIVE,
    ButtonAction.ERASE: ButtonStyle.DESTRUCTIVE,
    ButtonAction.AGREE_ERASING: ButtonStyle.DESTRUCTIVE,
}
"""How buttons stand out that change much."""


def pressed(ticket: Ticket) -> tuple[ButtonAction | None, str]:
    """The action of a button and the words it stands for; None where another release made it."""
    name, _, words = ticket.detail.partition(" ")
    return ButtonAction.named(name), words


def action_button(
    learner: Learner, label: str, action: ButtonAction, subject: str, links: Links, now: datetime
) -> Button:
    """A button that does something with one row, for this learner alone."""
    ticket = Ticket(Purpose.ACTION, learner.workspace_id, subject, learner.id, action.value)
    return Button(label, links.token(ticket, now + BUTTON_LIFE), STYLES.get(action, ButtonStyle.DEFAULT))


def say_button(learner: Learner, label: str, words: str, links: Links, now: datetime) -> Button:
    """A button that says the words for this learner."""
    ticket = Ticket(Purpose.ACTION, learner.workspace_id, "words", learner.id, f"{ButtonAction.SAY} {words}")
    return Button(label, links.token(ticket, now + BUTTON_LIFE))
