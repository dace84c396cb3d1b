"""What the bot says around an answer: where it comes from, how sure it is, who made it, and whether it helped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Choices, Clip, Link, Message, Part, Passage, Text, Tone
from bot.reading.languages import language_name
from bot.words.wording import listed, plain
from lessons.answers.analyser import base_language

LONGEST_ECHO = 200  # characters of a question that an answer repeats
HELPED, MISSED, WRONG, SHOW = "This helped", "Not what I asked", "This is wrong", "Show me the answer"


def looking() -> Message:
    return plain("Looking for it … the answer comes to you in our direct messages.")


def looking_for(question: str) -> Message:
    heading = "Looking for an answer …"
    return Message(heading, (_asked(question), Text(heading)))


def found_clip(question: str, clip: Clip, passage: Passage, corrected: str = "", language: str = "") -> Message:
    """An answer: the moment of a clip, with the words that are said there.

    Args:
        language: the clip's, where it is not the learner's own.
    """
    heading = f"{clip.title}, from {clock(clip.start_s)}" if clip.start_s >= 1 else clip.title
    said = (Text(heading, Tone.TITLE), *told_in(language), passage, clip)
    return Message(heading, (*asked_for(question, corrected), *said))


def found_document(question: str, passages: Sequence[Passage], corrected: str = "") -> Message:
    heading = "This is what our documents say"
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *passages))


def maybe(
    question: str, clips: Sequence[Clip], titles: Sequence[str], corrected: str = "", language: str = ""
) -> Message:
    """Not sure enough for an answer: what may be meant.

    Args:
        language: the clips', where it is not the learner's own.
    """
    heading = "I am not sure. Did you mean one of these?"
    named = [Text(title) for title in titles]
    said = (Text(heading, Tone.TITLE), *named, *told_in(language), *clips)
    return Message(heading, (*asked_for(question, corrected), *said))


def nothing_found(question: str, nearest: Sequence[str] = ()) -> Message:
    heading = "I found nothing about that, and I will not guess"
    near = [Text(f"The nearest that I know: {listed(nearest)}.", Tone.QUIET)] if nearest else []
    return Message(
        heading,
        (
            _asked(question),
            Text(heading, Tone.TITLE),
            Text("Your question is on the list of what is missing, so that somebody can make a lesson of it."),
            *near,
        ),
    )


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
    return Message(
        heading,
        (
            _asked(question),
            Text(heading, Tone.TITLE),
            Text("Somebody reported it as wrong, so I do not show it until a curator has looked."),
            Text(f"It came from {listed(titles)}."),
        ),
    )


def hint(question: str, places: Sequence[str], check: str) -> Message:
    """Something to think about before the answer: where it stands, or what its lesson asks."""
    heading = "Think first: what would you say?"
    where = Text(f"It is in {listed(places)}.")
    thought: list[Part] = [Text(f"Its lesson asks: {check}")] if check else []
    return Message(heading, (_asked(question), Text(heading, Tone.TITLE), where, *thought))


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
            _asked(question),
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


def asked_for(question: str, corrected: str) -> list[Part]:
    """What was asked, and how it was read where it was mistyped."""
    lines: list[Part] = [_asked(question)]
    if corrected:
        lines.append(Text(f"Showing results for: {corrected}", Tone.QUIET))
    return lines


def _asked(question: str) -> Text:
    """Enough of a question to know which one is meant."""
    short = question if len(question) <= LONGEST_ECHO else f"{question[:LONGEST_ECHO].rstrip()}…"
    return Text(f"You asked: {short}", Tone.QUIET)


def told_in(language: str) -> list[Part]:
    """Says that a clip speaks another language than the learner; nothing where it does not."""
    name = language_name(base_language(language))
    return [Text(f"This clip is in {name}.", Tone.QUIET)] if language else []


def clock(seconds: float) -> str:
    """Seconds as 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
