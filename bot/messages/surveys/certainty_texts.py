"""How sure were you? Asked between a choice and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import Button, Choices, Message, Part, Text, Tone
from bot.messages.catalogue import tr
from bot.messages.common_texts import plain


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A check that was answered and whose verdict waits for a tap: what was picked, and the buttons."""

    choice: str
    buttons: tuple[Button, ...]


def held_back(held: HeldBack) -> list[Part]:
    """What stands in place of the options until the verdict does."""
    return [
        Text(tr("You said “{choice}”.", choice=held.choice)),
        Text(how_sure()),
        Choices(held.buttons),
        Text(why_now(), Tone.QUIET),
    ]


def how_sure() -> str:
    return tr("How sure are you?")


def why_now() -> str:
    return tr("One tap, and the verdict comes; without one it comes in half a minute. We ask after one answer of five.")


def levels() -> Sequence[str]:
    """From guessed to sure."""
    return tr("I guessed"), tr("Fairly sure"), tr("Sure")


def too_late() -> Message:
    return plain(tr("The verdict was there already, so how sure you were does not count any more."))
