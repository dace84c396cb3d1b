"""What comes between a choice and its verdict, to be looked at on every platform."""

from __future__ import annotations

from bot.chat import Message
from bot.gallery.samples import CLIP, OPTIONS, QUESTION, buttons
from bot.messages import lesson_texts
from bot.messages.surveys import certainty_texts
from bot.messages.surveys.certainty_texts import HeldBack


def certainty_messages() -> dict[str, Message]:
    held_back = HeldBack(OPTIONS[1], buttons(*certainty_texts.levels()))
    lesson = ("The Leak", 2, 5, "The Printer", CLIP, QUESTION)
    return {
        "episode, how sure": lesson_texts.episode(*lesson, (), answered=held_back),
        "asked again, how sure": lesson_texts.reask("The Printer", None, QUESTION, (), held_back),
        "how sure, too late": certainty_texts.too_late(),
    }
