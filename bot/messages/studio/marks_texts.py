"""What a person has to look at in a draft before it is published, each as a note on its page."""

from __future__ import annotations

from bot.messages.catalogue import tr

MARK = "⚠"
"""Begins a note that keeps a page from being published until somebody dealt with it and took the note out."""


def no_document() -> str:
    return tr("No document was given: what this episode states rests on nothing. Write under Sources where it stands.")


def invented_source(words: str) -> str:
    return tr("“{words}” names a source that is none of your documents.", words=words)


def not_quoted(words: str, place: str) -> str:
    return tr(
        "“{words}” does not stand in {place}. The sentence that stands there is shown instead.",
        words=words,
        place=place,
    )


def orders_a_machine(words: str) -> str:
    return tr("“{words}” gives orders to a program. Take it out.", words=words)


def foreign_number(number: str, words: str) -> str:
    return tr("The number {number} stands in no quoted sentence: “{words}”", number=number, words=words)


def no_source(words: str) -> str:
    return tr("“{words}” states a rule without a source. Quote one, or say it otherwise.", words=words)


def not_one_right(count: int) -> str:
    return tr("Exactly one option must be right; here it is {count}.", count=count)


def options(count: int) -> str:
    return tr("A check has two to five options; here are {count}.", count=count)


def same_options() -> str:
    return tr("Two options say the same.")


def long_option(words: str) -> str:
    return tr("An option is longer than a button: “{words}”", words=words)


def long_question() -> str:
    return tr("The question or its reason is too long.")


def question_to_write() -> str:
    return tr(
        "This question only asks where the rule stands. Ask what somebody must do, with wrong answers that people "
        "really choose."
    )


def check_without_rule() -> str:
    return tr("The check rests on no quoted sentence.")


def too_long(seconds: int) -> str:
    return tr("The clip would last {seconds} seconds; 90 is the most.", seconds=seconds)


def wrong(fault: str) -> str:
    return tr("What is wrong with this page: {fault}", fault=fault)


def open_marks(count: int) -> str:
    return tr(
        "Notes with ⚠ on the pages: {count}. Look at each, mend what it says, and take the note out.", count=count
    )


def mark_instead() -> str:
    return tr("Mend it, then take this note out.")
