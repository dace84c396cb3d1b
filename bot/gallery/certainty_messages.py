"""What comes between a choice and its verdict, and a point told another way: to be looked at on every platform."""

from __future__ import annotations

from bot.chat import Message
from bot.gallery.samples import CLIP, MOMENT, OPTIONS, PASSAGE, QUESTION, buttons
from bot.messages import lesson_texts
from bot.messages.surveys import certainty_texts, progress_texts
from bot.messages.surveys.certainty_texts import HeldBack


def certainty_messages() -> dict[str, Message]:
    held_back = HeldBack(OPTIONS[1], buttons(*certainty_texts.levels()))
    answers = buttons(*OPTIONS)
    lesson = ("The Leak", 2, 5, "The Printer", CLIP, QUESTION)
    return {
        "episode, how sure": lesson_texts.episode(*lesson, (), answered=held_back),
        "asked again, how sure": lesson_texts.reask("The Printer", None, QUESTION, (), held_back),
        "asked again, told another way": lesson_texts.reask("The Printer", None, QUESTION, answers, retold=MOMENT),
        "asked again, in a document's words": lesson_texts.reask(
            "The Printer", None, QUESTION, answers, retold=PASSAGE
        ),
        "progress, none": progress_texts.progress([]),
        "how sure, too late": certainty_texts.too_late(),
    }
