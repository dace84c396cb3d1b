"""What the bot says around an answer: where it comes from, how sure it is, who made it, and whether it helped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Choices, Clip, Link, Message, Part, Passage, Text, Tone
from bot.wording import asked_for, plain

HELPED, MISSED, WRONG, SHOW = "This helped", "Not what I asked", "This is wrong", "Show me the answer"


def looking_for(question: str) -> Message:
    heading = "Looking for an answer …"
    return Message(heading, (Text(f"You asked: {question}", Tone.QUIET), Text(heading)))


def made_now(
    question: str, clip: Clip, sentences: Sequence[str], passages: Sequence[Passage], corrected: str = ""
) -> Message:
    """A clip made now, labelled as such, with the passages that it rests on.

    Args:
        sentences: a model's words; none where the clip says the passages word for word.
    """
    heading = "Made just now from our documents"
    how = (
        "An AI model worded this clip from the passages above, and each sentence was checked against them."
        if sentences
        else "A program made this clip from the passages above, word for word."
    )
    said = [Text(sentence) for sentence in sentences]
    label = Text(f"{how} No curator has reviewed it yet.", Tone.QUIET)
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), clip, *said, *passages, label))


def worded(question: str, sentences: Sequence[str], passages: Sequence[Passage], corrected: str = "") -> Message:
    """A model's words with the passages that prove them, where no clip could be made."""
    heading = "This is what our documents say"
    label = Text("An AI model worded this, and each sentence was checked against the passages below it.", Tone.QUIET)
    said = [Text(sentence) for sentence in sentences]
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *said, label, *passages))


def in_review(question: str, titles: Sequence[str]) -> Message:
    heading = "The answer to this is being reviewed"
    names = " and ".join(f"“{title}”" for title in titles)
    return Message(
        heading,
        (
            Text(f"You asked: {question}", Tone.QUIET),
            Text(heading, Tone.TITLE),
            Text(
                f"Somebody reported it as wrong, so I do not show it until a curator has looked. It came from {names}."
            ),
        ),
    )


def hint(question: str, places: Sequence[str], check: str) -> Message:
    """Something to think about before the answer: where it stands, or what its lesson asks."""
    heading = "Think first: what would you say?"
    where = Text(f"It is in {' and '.join(f'“{place}”' for place in places)}.")
    thought: list[Part] = [Text(f"Its lesson asks: {check}")] if check else []
    return Message(heading, (Text(f"You asked: {question}", Tone.QUIET), Text(heading, Tone.TITLE), where, *thought))


def try_it(question: str) -> list[Part]:
    """The question that ends an answer."""
    return [Text("And now you:", Tone.TITLE), Text(question)]


def thanks(helpful: bool) -> Text:
    if helpful:
        return Text("Good to hear that it helped.", Tone.QUIET)
    return Text("Thank you: it is on the list of what is missing, so that somebody can make it better.", Tone.QUIET)


def withdrawn() -> Message:
    return plain("Thank you. Nobody is shown this clip any more until a curator has reviewed it.")


def failed(question: str) -> Message:
    heading = "That did not work, and it was not your fault"
    return Message(
        heading,
        (
            Text(f"You asked: {question}", Tone.QUIET),
            Text(heading, Tone.TITLE),
            Text("I could not look for it. Please ask again in a minute."),
        ),
    )


def curating(url: str) -> Message:
    heading = "What our answers rest on, and what is missing"
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text("Documents, questions without an answer, and clips that wait for you."),
            Link("Open the page", url),
        ),
    )


def for_managers_only() -> Message:
    return plain("That page is for those who manage lessons here. Ask whoever runs Ninety at your company to add you.")


def choices(buttons: Choices) -> list[Part]:
    return [Text("Was this helpful?", Tone.QUIET), buttons]
