"""What whoever sends a film in reads, in chat and on its page, and what curators read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.chat import Link, Message, Part, Text, Tone
from bot.messages.catalogue import retold, tr
from bot.messages.common_texts import plain
from bot.messages.lower import authoring_texts, caption_texts


def looking(name: str) -> Message:
    return plain(tr("Your film {name} is here. I look at it, and say in a minute whether it can be used.", name=name))


def too_large(megabytes: int) -> Message:
    return plain(tr("This film is too large: {megabytes} MB are the most. Export it in 1080p.", megabytes=megabytes))


def too_many(most: int) -> Message:
    return plain(
        tr("You have {most} films under way. Say what they are, or wait until somebody has looked at them.", most=most)
    )


def upload(url: str) -> Message:
    heading = tr("Send a film for a lesson")
    what = Text(tr("Up to 90 seconds, upright, from your phone: it goes on where it broke off when the line is bad."))
    return Message(heading, (Text(heading, Tone.TITLE), what, Link(tr("Choose the film"), url), _until()))


def _until() -> Text:
    return Text(tr("The link is for you alone and opens for seven days."), Tone.QUIET)


def lost(name: str) -> Message:
    return plain(
        tr("I could not fetch {name}. Send it once more, or write “send a film” to upload it on a page.", name=name)
    )


def looked_at(name: str, lines: Sequence[str], usable: bool, url: str) -> Message:
    """What was found, and what to do now."""
    parts: list[Part] = [Text(line) for line in lines]
    if not usable:
        heading = tr("{name} cannot be used like this", name=name)
        again = Text(tr("Mend it and send it again; no part of it was kept."))
        return Message(heading, (Text(heading, Tone.TITLE), *parts, again))
    heading = tr("{name} can become a lesson", name=name)
    ask = Text(tr("Now say what it is: title, question, who may see it. Then somebody looks at it."))
    return Message(heading, (Text(heading, Tone.TITLE), *parts, ask, Link(tr("Say what it is"), url), _until()))


def problem_lines(report: Mapping[str, Any]) -> list[str]:
    """What was found, worst first, as sentences."""
    return list(_sentences([*report.get("problems", ()), *report.get("warnings", ())]))


def _sentences(rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        yield authoring_texts.film_problem(row["what"], row["allowed"], row["fix"])


def taken(title: str, name: str) -> Message:
    heading = tr("“{title}” becomes an episode", title=title)
    return Message(heading, (Text(heading, Tone.TITLE), Text(tr("{name} works on it now.", name=name))))


def declined(title: str, name: str, reason: str) -> Message:
    heading = tr("“{title}” is not used", title=title)
    why = tr("{name}: {reason}", name=name, reason=reason)
    return Message(heading, (Text(heading, Tone.TITLE), Text(why), Text(tr("You can send another one."))))


def consent() -> str:
    """What is agreed to, kept with the film in these words."""
    return tr(
        "Everybody who can be seen or heard in this film knows and agrees that it becomes a lesson here, for those "
        "named above. I may say no later: then it is taken out of use."
    )


def everybody() -> str:
    return tr("everybody in the company")


def own_words(name: str) -> str:
    return tr("{name}, in their own words", name=name)


def who_may_see(who: str) -> str:
    return tr("Who may see it: {who}", who=who)


def needs_title(longest: int) -> str:
    return tr("Write a title of up to {longest} characters.", longest=longest)


def needs_words() -> str:
    return tr("Write down what is said in the film: everybody reads it as captions.")


def captions_wrong(line: int, what: str) -> str:
    words = retold(what, caption_texts.WHAT)
    return tr("The captions have a fault in line {line}: {what}.", line=line, what=words)


def needs_question() -> str:
    return tr("Write the one question (up to 250 characters), and why the right answer is right (up to 300).")


def needs_options(longest: int) -> str:
    return tr("Write the right answer and at least one wrong one, up to {longest} characters each.", longest=longest)


def same_options() -> str:
    return tr("Two options say the same.")


def needs_audience() -> str:
    return tr("Say who may see it.")


def needs_consent() -> str:
    return tr("Without your yes it is not used: tick the last field.")


def labels() -> dict[str, str]:
    """The words of the page."""
    return {
        "send_film": tr("Send a film for a lesson"),
        "send_lead": tr("Up to 90 seconds, upright, with speech. Whoever looks after lessons sees it first."),
        "choose": tr("Film"),
        "choose_hint": tr("MP4, MOV or WebM, up to 200 MB. Close the page if you like: it goes on where it broke off."),
        "send": tr("Send it"),
        "uploading": tr("Uploading"),
        "goes_on": tr("The line broke. It goes on by itself."),
        "looking": tr("It is looked at …"),
        "same_file": tr("Choose the same file again, and it goes on where it broke off:"),
        "found": tr("What was found"),
        "nothing_found": tr("Nothing is wrong with it."),
        "refused": tr("This film cannot be used like this"),
        "lost": tr("The film could not be fetched. Send it once more."),
        "another": tr("Send another film"),
        "asking": tr("What is it?"),
        "film_title": tr("Title"),
        "words": tr("What is said in it"),
        "words_heard": tr("This was heard in it. Correct what is wrong, and leave the times as they are."),
        "words_unheard": tr("Write it down as it is said, in order. The times are found by listening."),
        "question": tr("The one question"),
        "right": tr("Right answer"),
        "wrong": tr("Wrong answer"),
        "other": tr("Another wrong answer (optional)"),
        "why": tr("Why it is right"),
        "audience": tr("Who may see it?"),
        "everybody": tr("Everybody in the company"),
        "some": tr("Only some"),
        "who_some": tr("Who, such as “customer service”"),
        "agree": tr("Your yes"),
        "hand_in": tr("Hand it in"),
        "waiting": tr("It is handed in. Somebody looks at it, and you hear of it in chat."),
        "here": tr("It is looked at. Load this page again in a moment."),
        "taken": tr("It becomes an episode."),
        "declined": tr("It is not used."),
    }


def queue_labels() -> dict[str, str]:
    """The words of the list in the studio."""
    return {
        "sent_films": tr("Films that people sent"),
        "film_from": tr("from"),
        "make_episode": tr("Make an episode of it"),
        "decline": tr("Decline it"),
        "decline_why": tr("Why it is not used"),
        "film_question": tr("Question"),
        "film_sees": tr("Who may see it"),
        "film_agreed": tr("Agreed to"),
        "film_words": tr("What is said in it"),
        "everybody": tr("Everybody in the company"),
        "no_films": tr("Nobody sent a film. People write “send a film” to the bot, or send it one in chat."),
    }
