"""What the bot says around an answer: where it comes from, how sure it is, who made it, and whether it helped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Clip, Link, Message, Part, Passage, Text, Tone
from bot.messages.buttons import ButtonAction
from bot.messages.catalogue import tr
from bot.messages.common_texts import listed, plain
from bot.messages.language_names import language_name
from bot.messages.welcome_texts import how_to_say_no, operator
from lessons.answers.text.analyser import base_language

LONGEST_ECHO = 200  # characters of a question that an answer repeats


def no_voice() -> str:
    return tr("nothing can be read aloud right now")


def not_drawn() -> str:
    return tr("its pictures could not be made")


def button_label(action: ButtonAction) -> str:
    """What stands on a button of an answer."""
    labels = {
        ButtonAction.HELPED: tr("This helped"),
        ButtonAction.MISSED: tr("Not what I asked"),
        ButtonAction.WRONG: tr("This is wrong"),
        ButtonAction.REVEAL: tr("Show me the answer"),
        ButtonAction.NEITHER: tr("No"),
        ButtonAction.FOR_OTHERS: tr("Yes, others too"),
        ButtonAction.ONLY_ONCE: tr("No, only this once"),
    }
    return labels[action]


def looking() -> Message:
    return plain(tr("Looking for it … the answer comes to you in our direct messages."))


def looking_for(question: str) -> Message:
    heading = tr("Looking for an answer …")
    return Message(heading, (_asked(question), Text(heading)))


def found_clip(question: str, clip: Clip, passage: Passage, corrected: str = "", language: str = "") -> Message:
    """An answer: the moment of a clip, with the words that are said there.

    Args:
        language: the clip's, where it is not the learner's own.
    """
    at = clock(clip.start_s)
    heading = tr("{title}, from {moment}", title=clip.title, moment=at) if clip.start_s >= 1 else clip.title
    answer = (Text(heading, Tone.TITLE), *in_language(language), passage, clip)
    return Message(heading, (*asked_for(question, corrected), *answer))


def found_document(question: str, passages: Sequence[Passage], corrected: str = "", no_clip: str = "") -> Message:
    """The documents' own words.

    Args:
        no_clip: why no clip of them could be made, "" where none was tried.
    """
    heading = tr("This is what our documents say")
    why = _why_no_clip(no_clip)
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *passages, *why))


def maybe(
    question: str, clips: Sequence[Clip], passages: Sequence[Passage], corrected: str = "", language: str = ""
) -> Message:
    """Not sure enough for an answer: what may be it, to look at.

    Args:
        language: the clips', where it is not the learner's own.
    """
    heading = tr("This may be it")
    lead = Text(tr("I am not sure enough to call it the answer. Please look whether it is."), Tone.QUIET)
    parts = (Text(heading, Tone.TITLE), lead, *passages, *in_language(language), *clips)
    return Message(heading, (*asked_for(question, corrected), *parts))


def numbered(source: str, number: int, of: int) -> str:
    """A passage's source with the number that its button names."""
    return f"{number}. {source}" if of > 1 else source


def that_is_it(number: int | None) -> str:
    return tr("Yes, that") if number is None else tr("Yes, {number}", number=number)


def which_is_it(buttons: Choices) -> list[Part]:
    return [Text(tr("Is it there?"), Tone.QUIET), buttons]


def nothing_found(question: str) -> Message:
    heading = tr("I found nothing about that in your lessons and documents")
    return Message(
        heading,
        (
            _asked(question),
            Text(heading, Tone.TITLE),
            Text(tr("Your question is on the list of what is missing, so that somebody can make a lesson of it.")),
        ),
    )


def made_now(
    question: str, clip: Clip, passages: Sequence[Passage], by_model: bool = False, corrected: str = ""
) -> Message:
    """A clip made now, labelled as such, with the passages that it says word for word.

    Args:
        by_model: whether a model chose them.
    """
    heading = tr("Made just now from our documents")
    how = (
        tr("An AI model chose the passages above; this clip says them word for word.")
        if by_model
        else tr("A program made this clip from the passages above, word for word.")
    )
    label = Text(tr("{how} No curator has reviewed it yet.", how=how), Tone.QUIET)
    parts = (clip, *passages, label, *(by_assistant() if by_model else ()))
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *parts), by_model)


def worded(question: str, framing: str, passages: Sequence[Passage], corrected: str = "", no_clip: str = "") -> Message:
    """Passages that a model chose, where no clip could be made.

    Args:
        framing: the model's own few words before them, "" for none.
    """
    heading = tr("This is what our documents say")
    label = Text(tr("An AI model chose these passages; the words are the documents' own."), Tone.QUIET)
    own = [Text(tr("The model's words: {words}", words=framing), Tone.QUIET)] if framing else []
    parts = (*own, *passages, label, *_why_no_clip(no_clip), *by_assistant())
    return Message(heading, (*asked_for(question, corrected), Text(heading, Tone.TITLE), *parts), by_model=True)


def by_assistant() -> list[Part]:
    """What everybody has to read beside words that a model had a hand in: who answers, who sees it, how to say no."""
    return [Text(" ".join((operator(), who_reads_questions(), how_to_say_no())), Tone.QUIET)]


def who_reads_questions() -> str:
    return tr("Whoever looks after lessons may read your question, without your name.")


def _why_no_clip(reason: str) -> list[Part]:
    return [Text(tr("There is no clip of this: {reason}.", reason=reason), Tone.QUIET)] if reason else []


def in_review(question: str, titles: Sequence[str]) -> Message:
    heading = tr("The answer to this is being reviewed")
    return Message(
        heading,
        (
            _asked(question),
            Text(heading, Tone.TITLE),
            Text(tr("Somebody reported it as wrong, so I do not show it until a curator has looked.")),
            Text(tr("It came from {titles}.", titles=listed(titles))),
        ),
    )


def hint(question: str, places: Sequence[str], check: str) -> Message:
    """Something to think about before the answer: where it stands, or what its lesson asks."""
    heading = tr("Think first: what would you say?")
    where = Text(tr("It is in {titles}.", titles=listed(places)))
    thought: list[Part] = [Text(tr("Its lesson asks: {question}", question=check))] if check else []
    return Message(heading, (_asked(question), Text(heading, Tone.TITLE), where, *thought))


def ask_person(name: str) -> str:
    return tr("Ask {name}", name=name)


def not_mine() -> str:
    return tr("Not for me")


def person_asked(name: str) -> Text:
    return Text(tr("Your question went to {name}. The answer comes to you here.", name=name), Tone.QUIET)


def nobody_to_ask() -> Message:
    return plain(tr("Nobody is named for this any more. Your question is on the list of what is missing."))


def colleague_asks(question: str, not_for_me: Button) -> Message:
    """To somebody who is named for a topic; who asks is not said."""
    heading = tr("A colleague asks you")
    how = tr("Our documents do not say. Write “answer” and your words: they go to whoever asked, with your name.")
    return Message(heading, (Text(heading, Tone.TITLE), Text(question), Text(how), Choices((not_for_me,))))


def how_to_reply(longest: int) -> Message:
    example = tr("answer Use the blue bin.")
    return plain(tr("Write up to {number} characters behind it: “{example}”", number=longest, example=example))


def reply_sent(question: str, buttons: Sequence[Button]) -> Message:
    heading = tr("Your answer is on its way")
    ask = tr("May it answer others who ask this, with your name? A curator looks at it first.")
    return Message(heading, (_asked(question), Text(heading, Tone.TITLE), Text(ask), Choices(tuple(buttons))))


def person_answers(question: str, name: str, words: str) -> Message:
    heading = tr("{name} answers", name=name)
    return Message(heading, (_asked(question), Text(heading, Tone.TITLE), Passage(words, name)))


def person_cannot(question: str, name: str) -> Message:
    heading = tr("{name} cannot answer this", name=name)
    missing = Text(tr("It stays on the list of what is missing, so that somebody can make a lesson of it."))
    return Message(heading, (_asked(question), Text(heading, Tone.TITLE), missing))


def thank_expert(shared: bool) -> Message:
    return plain(tr("Thank you: a curator will look at it.") if shared else tr("Thank you for saying so."))


def try_it(question: str) -> list[Part]:
    """The question that ends an answer."""
    return [Text(tr("And now you:"), Tone.TITLE), Text(question)]


def thanks(helpful: bool) -> Text:
    if helpful:
        return Text(tr("Good to hear that it helped."), Tone.QUIET)
    return Text(tr("Thank you: it is on the list of what is missing, so that somebody can make it better."), Tone.QUIET)


def withdrawn() -> Message:
    return plain(tr("Thank you. Nobody is shown this clip any more until a curator has reviewed it."))


def failed(question: str) -> Message:
    heading = tr("That did not work, and it was not your fault")
    return Message(
        heading,
        (
            _asked(question),
            Text(heading, Tone.TITLE),
            Text(tr("I could not look for it. Please ask again in a minute.")),
        ),
    )


def curating(url: str) -> Message:
    heading = tr("What our answers rest on, and what is missing")
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(tr("Documents, questions without an answer, and clips that wait for you.")),
            Link(tr("Open the page"), url),
        ),
    )


def for_managers_only() -> Message:
    return plain(
        tr("That page is for those who manage lessons here. Ask whoever runs Ninety at your company to add you.")
    )


def choices(buttons: Choices) -> list[Part]:
    return [Text(tr("Was this helpful?"), Tone.QUIET), buttons]


def asked_for(question: str, corrected: str) -> list[Part]:
    """What was asked, and how it was read where it was mistyped."""
    lines: list[Part] = [_asked(question)]
    if corrected:
        lines.append(Text(tr("Showing results for: {words}", words=corrected), Tone.QUIET))
    return lines


def _asked(question: str) -> Text:
    """Enough of a question to know which one is meant."""
    short = question if len(question) <= LONGEST_ECHO else f"{question[:LONGEST_ECHO].rstrip()}…"
    return Text(tr("You asked: {question}", question=short), Tone.QUIET)


def in_language(language: str) -> list[Part]:
    """Says that a clip speaks another language than the learner; nothing where it does not."""
    name = language_name(base_language(language))
    return [Text(tr("This clip is in {language}.", language=name), Tone.QUIET)] if language else []


def clock(seconds: float) -> str:
    """Seconds as 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
