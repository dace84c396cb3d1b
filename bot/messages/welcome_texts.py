"""First words, help and small talk: what this is, who runs it, who sees the answers, and how to say no.

The European AI Act asks that people are told at once that they speak with an automated assistant (Article 50).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat import Button, Choices, Facts, Message, Part, Text, Tone
from bot.messages.catalogue import tr, voice
from bot.messages.common_texts import first_name, listed, plain


def welcome(name: str, series: Sequence[str], buttons: Sequence[Button]) -> Message:
    """The first message.

    Args:
        series: titles of those that come to this person already.
        buttons: what can be done at once, opting out among it.
    """
    heading = tr("Hello {name}, I am Ninety", name=first_name(name))
    about = tr(
        "I send you short video lessons here: 90 seconds and one question, inside your working hours. Just press an "
        "answer when one arrives."
    )
    return Message(
        heading,
        (
            Text(heading, Tone.TITLE),
            Text(about),
            Text(_which(series)),
            *who_i_am(),
            Choices(tuple(buttons)),
        ),
    )


def _which(series: Sequence[str]) -> str:
    if series:
        return tr("Yours is {titles}.", titles=listed(series))
    return tr("Your first series comes when a manager starts one for your team.")


def who_i_am() -> list[Part]:
    """What everybody has a right to know before they answer anything."""
    return [Text(line, Tone.QUIET) for line in (operator(), made_by(), who_sees(), how_to_say_no())]


def operator() -> str:
    """That this is no person, and who runs it."""
    if not voice().company:
        return tr("I am an automated assistant, not a person.")
    return tr("I am an automated assistant, not a person; {company} runs me.", company=voice().company)


def made_by() -> str:
    return tr(
        "Pictures and voices in lessons are made by a program. Where an AI model wrote the words, it says so there, "
        "and no lesson is sent before a person approved it."
    )


def who_sees() -> str:
    if voice().privacy:
        return tr("Managers see how a team answers, never names and never groups of fewer than five.")
    return tr("Managers see how their team answers, and by name who has not answered.")


def how_to_say_no() -> str:
    return tr("You choose when lessons come, and whether they come at all: write “stop” to get none.")


def help_label() -> str:
    return tr("What can I do here?")


def settings_label() -> str:
    return tr("Settings")


def no_thanks_label() -> str:
    return tr("I want no lessons")


def help_text(settings: Button, manages: bool = False) -> Message:
    """Every command; those of managers to managers alone."""
    heading, learn = tr("What you can write to me"), voice().manner.learn
    rows = [
        (learn, tr("your current lesson again")),
        (tr("{learn} how do I …?", learn=learn), tr("an answer from your lessons, with the place in the clip")),
        (tr("B, or the words of an answer"), tr("answers the question that is open")),
        (tr("next"), tr("one more episode today, before its time")),
        (tr("progress"), tr("what you have seen and answered")),
        (tr("save, like, saved"), tr("keep your current lesson, say that you like it, find what you saved")),
        (tr("share with @Bo"), tr("send your current lesson to a colleague")),
        (tr("my page"), tr("all of this on a page: your lesson, how it goes, what you saved, your settings")),
        (tr("send a film"), tr("a film from your phone becomes a lesson, once somebody has looked at it")),
        (tr("settings"), tr("when lessons come, in which zone and language")),
        (tr("send at 8:30"), tr("lessons at that time of your day; “send as planned” takes it back")),
        (tr("time zone Berlin"), tr("the zone you live in; also “language German”")),
        (tr("snooze until 2 March"), tr("nothing from me before that day; also “snooze a week”")),
        (tr("resume"), tr("go on after a pause or a snooze")),
        (tr("my data"), tr("everything that is kept about you, and who sees what of it")),
        (tr("stop, start"), tr("no lessons at all; lessons again")),
    ]
    parts = (Text(heading, Tone.TITLE), Facts(tuple(rows + (_for_managers() if manages else []))))
    return Message(heading, (*parts, *who_i_am(), Choices((settings,))))


def _for_managers() -> list[tuple[str, str]]:
    return [
        (tr("campaign, campaigns"), tr("start a series for your team; see and steer yours")),
        (tr("campaign page"), tr("the same on pages: plan with a calendar, add people, change a plan that runs")),
        (tr("report, results"), tr("how your campaigns go; who needs you, and what is not known yet")),
        (tr("curate"), tr("what answers rest on, and what is missing")),
        (tr("studio"), tr("write, change and publish series")),
        (tr("manager @Bo"), tr("lets a colleague start campaigns, if you are an admin")),
    ]


def thanked() -> Message:
    return plain(tr("You are welcome!"))


def greeted(name: str) -> Message:
    return plain(tr("Hello {name}! Ask me anything about your lessons, or write “help”.", name=first_name(name)))


def who() -> Message:
    """To somebody who asks what this is."""
    return Message(operator(), tuple(who_i_am()))


def well() -> Message:
    """To somebody who asks how the bot is."""
    return plain(tr("All is well here, I am a program. How can I help? “help” shows what I can do."))


def say_more() -> Message:
    """To a single word that asks for something, and does not say for what."""
    return plain(tr("Say a little more: what do you want to know? A few words will do, as you would ask a colleague."))


def acknowledged() -> Message:
    return plain(tr("All right."))


def goodbye() -> Message:
    return plain(tr("See you!"))


def which_option(letters: str) -> Message:
    """To an answer that fits none of the options of the open question."""
    return plain(tr("That is none of its answers: write {letters}, or press one.", letters=letters))
