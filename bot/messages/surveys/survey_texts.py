"""Words of the questions of one press: was it useful, how sure are you, have you seen it applied."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.chat import Button, Choices, Message, Text, Tone
from bot.messages.catalogue import tr


def useful_labels() -> tuple[str, str]:
    return tr("Yes"), tr("No")


def useful(title: str, buttons: Sequence[Button]) -> Message:
    """Asked under an episode, once a week at most."""
    question = tr("Was “{title}” useful to you?", title=title)
    why = tr("Asked once a week at most. Your manager sees how many said what, and nobody's name.")
    return Message(question, (Text(question), Choices(tuple(buttons)), Text(why, Tone.QUIET)))


def useful_answered(title: str, answer: str) -> Message:
    question = tr("Was “{title}” useful to you?", title=title)
    return Message(question, (Text(question), _thanks(answer)))


def confidence_labels() -> tuple[str, str, str, str]:
    """What stands on the buttons, the least sure first."""
    return tr("Not sure at all"), tr("Rather unsure"), tr("Rather sure"), tr("Very sure")


def confidence_before(series: str, buttons: Sequence[Button]) -> Message:
    """Asked a minute before the first episode."""
    question = tr("Before “{series}” begins: how sure are you that you would do the right thing?", series=series)
    return Message(question, (Text(question), Choices(tuple(buttons)), _nameless()))


def confidence_after(series: str, buttons: Sequence[Button]) -> Message:
    """Asked a day after the last episode, of whoever answered before."""
    question = tr("“{series}” is over: how sure are you now that you would do the right thing?", series=series)
    return Message(question, (Text(question), Choices(tuple(buttons)), _nameless()))


def confidence_answered(series: str, answer: str) -> Message:
    question = tr("“{series}”: how sure are you that you would do the right thing?", series=series)
    return Message(question, (Text(question), _thanks(answer)))


def observed_labels() -> tuple[str, str, str]:
    return tr("Yes"), tr("No"), tr("I cannot say")


def observe(series: str, people: Sequence[tuple[str, str]], buttons: Sequence[Button]) -> Message:
    """Asked of a manager once, a week after the season.

    Args:
        people: name and what was answered about them, "" where nothing was.
        buttons: three for each of those about whom nothing was answered, in their order.
    """
    question = tr("In the last two weeks, have you seen anything of “{series}” in somebody's work?", series=series)
    ahead = iter(buttons)
    parts: list[Text | Choices] = [Text(question)]
    for name, answer in people:
        parts.append(Text(tr("{name}: {answer}", name=name, answer=answer) if answer else name))
        if not answer and (three := tuple(islice(ahead, len(observed_labels())))):
            parts.append(Choices(three))
    why = tr("One press each, about three people at most. They were chosen by chance, whatever they answered.")
    return Message(question, (*parts, Text(why, Tone.QUIET)))


def _nameless() -> Text:
    return Text(tr("One press. Your manager sees how many said what, and nobody's name."), Tone.QUIET)


def _thanks(answer: str) -> Text:
    return Text(tr("You said: {answer}. Thank you.", answer=answer), Tone.QUIET)
