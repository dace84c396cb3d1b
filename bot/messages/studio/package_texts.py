"""What the player in a learning system's package says, in the language of the series."""

from __future__ import annotations

from bot.messages.catalogue import tr


def player() -> dict[str, str]:
    """Words by name; the player puts numbers for {n} and {m}."""
    return {
        "lessons": tr("Lessons"),
        "lesson": tr("Lesson {{n}} of {{m}}"),
        "question": tr("Question"),
        "answer": tr("Answer"),
        "choose": tr("Choose an answer first."),
        "right": tr("Right"),
        "not_quite": tr("Not quite"),
        "answered": tr("answered"),
        "watched": tr("watched"),
        "follows": tr("See what follows"),
        "next": tr("Next lesson"),
        "finished": tr("That was the last lesson. You can close this window."),
        "score": tr("{{n}} of {{m}} right"),
        "sources": tr("Sources"),
        "made_with_ai": tr("Made with AI, and approved by a person."),
        "alone": tr("No learning system was found around this page: nothing is recorded."),
        "lost": tr("The learning system does not answer: what you do now may not be recorded."),
        "leave": tr("Save and leave"),
    }
