"""What is said around an answer in another shape."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Clip, Message, Passage, Text, Tone
from bot.messages.answer_texts import asked_for
from bot.messages.catalogue import tr
from bot.messages.common_texts import plain


def shorter(question: str, passage: Passage, notes: Sequence[str]) -> Message:
    """The answering sentence alone.

    Args:
        notes: stand before it, such as that it is overdue.
    """
    heading = tr("In short")
    return Message(heading, (*asked_for(question, ""), Text(heading, Tone.TITLE), *map(Text, notes), passage))


def section(question: str, passage: Passage, is_cut: bool, notes: Sequence[str]) -> Message:
    """The section that the answer stands in.

    Args:
        is_cut: it is longer than a message.
    """
    heading = tr("The whole section")
    rest = [Text(tr("The section goes on: the source below the words opens it."), Tone.QUIET)] if is_cut else []
    return Message(heading, (*asked_for(question, ""), Text(heading, Tone.TITLE), *map(Text, notes), passage, *rest))


def as_clip(question: str, clip: Clip | None) -> Message:
    """The clip of an answer, or that there is none."""
    if clip is None:
        return plain(tr("There is no clip of this answer: its words are all that I have."))
    heading = tr("As a clip")
    return Message(heading, (*asked_for(question, ""), Text(heading, Tone.TITLE), clip))


def of_clip(question: str, passage: Passage | None) -> Message:
    """An answer that came from a clip has no section; shorter than what stands beside it is nothing."""
    if passage is None:
        return plain(tr("That answer came from a clip, which has no sections: play it from its beginning."))
    return shorter(question, passage, ())


def in_that_language(question: str, clip: Clip) -> Message:
    """The clip told in the language that was wished."""
    return Message(clip.title, (*asked_for(question, ""), Text(clip.title, Tone.TITLE), clip))


def is_in_that_language(language: str) -> Message:
    return plain(tr("The source is in {language} already: these are its own words.", language=language))


def only_in(has: str, wished: str) -> Message:
    """No translation of the source is there."""
    if not has:
        return plain(tr("I have no source of this in {language}.", language=wished))
    return plain(
        tr("I have this in {language} only, and do not translate rules myself: a word may turn one.", language=has)
    )


def both_sides() -> Message:
    return plain(tr("Our documents disagree about this: I show both sides whole, and change nothing about them."))


def introduced(question: str, has: str, wished: str, passage: Passage, notes: Sequence[str]) -> Message:
    """A quotation in its own language, with what is said around it in the one that was wished.

    Args:
        has, wished: names of the languages.
    """
    heading = tr("This is in {language}", language=has)
    why = tr("I do not translate rules: a word may turn one. These are the source's own words:")
    lead = (Text(heading, Tone.TITLE), Text(why), *map(Text, notes))
    return Message(heading, (*asked_for(question, ""), *lead, passage))


def nothing_to_reshape() -> Message:
    return plain(tr("There is no answer yet that I could change. Please ask your question again."))
