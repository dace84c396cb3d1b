"""What the page says on which somebody reads everything that is kept about them, and who sees what of it."""

from __future__ import annotations

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import template, tr, trn
from bot.messages.surveys import certainty_texts


def link_to_page(url: str) -> Message:
    """The answer to “my data”."""
    heading = tr("What is kept about you")
    lead = tr("Your lessons, answers, questions and settings, to read and as a file; and who sees what of them.")
    once = tr("The link works for an hour. Whoever has it can read the page, so do not pass it on.")
    link = Link(tr("Open the page"), url)
    return Message(heading, (Text(heading, Tone.TITLE), Text(lead), link, Text(once, Tone.QUIET)))


def labels() -> dict[str, str]:
    return {
        "title": tr("What is kept about you"),
        "lead": tr("To have everything below erased, write “erase my data” to the bot."),
        "download": tr("Everything as a file (JSON)"),
        "evidence": tr("What you learned, to show to others (ZIP)"),
        "who": tr("Who sees what of you"),
        "managers": tr("Managers, and those who look after lessons"),
        "colleagues": tr("Colleagues"),
        "operator": tr(
            "Whoever runs the server can read everything that is stored, as with every program of your company."
        ),
        "openings": tr("Who opened reports of campaigns that you are in"),
        "nobody": tr("Nobody yet."),
        "nothing": tr("Nothing."),
        "rest": tr("Besides, the file has the records that keep this running, such as which messages were sent when."),
    }


def sections() -> dict[str, str]:
    """The headings, by what stands below them."""
    return {
        "about": tr("About you"),
        "lessons": tr("Messages with lessons and questions"),
        "answers": tr("Your answers"),
        "questions": tr("What you asked"),
        "watched": tr("What you watched"),
        "marked": tr("What you saved, liked and shared"),
    }


def facts() -> dict[str, str]:
    """What is known of a person, by the column in which it stands."""
    return {
        "name": tr("Name"),
        "email": tr("Mail address"),
        "zone": tr("Time zone"),
        "locale": tr("Language"),
        "country": tr("Country"),
        "send_time": tr("Lessons come at"),
        "platform": tr("Reached by"),
        "snoozed_until": tr("Nothing comes before"),
        "unreachable": tr("Cannot be reached, because"),
    }


def lists_of_the_company(name: str) -> str:
    return tr("From your company's list: {name}", name=name)


def kind(kind: str) -> str:
    return {
        "episode": tr("lesson"),
        "reask": tr("question asked again"),
        "reminder": tr("reminder"),
    }[kind]


def reply(correct: bool, first_try: bool) -> str:
    if correct:
        return tr("right at the first try") if first_try else tr("right")
    return tr("not right at the first try") if first_try else tr("not right")


def how_sure(confidence: int | None) -> str:
    """What somebody said of their own answer; "" where they said nothing."""
    return certainty_texts.levels()[confidence - 1] if confidence else ""


def option(number: int) -> str:
    """An answer whose lesson is gone: only which one it was is left."""
    return tr("answer {letter}", letter=chr(ord("A") + number))


def outcome(outcome: str) -> str:
    """What a question came to, in words; an outcome without any says nothing."""
    words = {"none": tr("nothing was found"), "suggest": tr("something near was shown"), "answer": tr("answered")}
    return words.get(outcome, "")


def seconds(watched: int) -> str:
    return trn("{count} second", "{count} seconds", watched)


def deed(deed: str) -> str:
    words = {"save": tr("saved"), "like": tr("liked"), "share": tr("shared"), "useful": tr("useful")}
    return words.get(deed, tr("not useful"))


def gone_lesson() -> str:
    return tr("a lesson that is gone")


def what(kind: str) -> str:
    """One kind of what is kept, as `visibility.TABLE` names it."""
    return {
        "profile": tr("Name, team, country, language, time zone, and whether you can be reached"),
        "settings": tr("Your own settings and pauses"),
        "lessons": tr("Which lessons reached you, and whether you answered"),
        "answers": tr("Which answers you gave"),
        "watched": tr("What you watched"),
        "questions": tr("What you ask"),
        "said": tr("How sure you are, and whether you used it"),
        "observed": tr("Whether your manager saw it in your work"),
        "marked": tr("What you save, like and share"),
        "commented": tr("What you comment on series that are being written, and films that you send in"),
    }[kind]


def seen(view: str, privacy: bool) -> str:
    """How much somebody else sees of it, as `visibility.View` names it."""
    figures = tr("counted with others, never of fewer than five people") if privacy else tr("counted with others")
    return {
        "named": tr("yes, with your name"),
        "words": tr("the words, without your name"),
        "figures": figures,
        "none": tr("nothing"),
    }[view]


def colleagues_note() -> str:
    return tr(
        "A colleague with whom you share a lesson, or to whom you send a question, sees that; "
        "a shared lesson with your name."
    )


def expired() -> tuple[str, str]:
    return template("This link has expired"), template(
        "It works for an hour. Write “my data” to the bot to get a fresh one."
    )


def bad_link() -> tuple[str, str]:
    return template("This link does not work"), template(
        "It was cut off or changed on the way. Write “my data” to the bot."
    )
