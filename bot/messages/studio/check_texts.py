"""What automatic checks say to a reviewer, each with its figure and the limit that it is held against."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.catalogue import tr, trn
from bot.messages.lower import authoring_texts
from bot.messages.pages.figure_texts import decimal
from lessons.studio.uploads.problems import Problem


def labels() -> dict[str, str]:
    """The words of the part of the page that lists the checks."""
    return {
        "checks": tr("Automatic checks"),
        "checks_hint": tr("Rules find words and figures, no meaning: read it all the same."),
        "checking": tr("It is checked …"),
        "not_checked": tr("The checks could not be made. Load the page again."),
        "state_right": tr("in order"),
        "state_look": tr("please look"),
        "state_wrong": tr("wrong"),
        "state_open": tr("not checked"),
        "kind_faults": tr("Form"),
        "kind_length": tr("Length and film"),
        "kind_captions": tr("Captions"),
        "kind_one_right": tr("One right answer"),
        "kind_sources": tr("Sources"),
        "kind_links": tr("Links"),
        "kind_bias": tr("Words that leave somebody out"),
        "kind_reading": tr("Reading level"),
        "kind_contrast": tr("Contrast"),
    }


def faults(count: int) -> str:
    if not count:
        return tr("Nothing is wrong.")
    return trn("{count} thing is wrong", "{count} things are wrong", count)


def length(seconds: float, most: int) -> str:
    return tr("{seconds} seconds; {most} are the most.", seconds=decimal(seconds), most=most)


def no_clip() -> str:
    return tr("No clip can be made of this page as it stands.")


def own_captions() -> str:
    return tr("Everything that is said is shown, word for word.")


def film_captions() -> str:
    return tr("The film brings its captions.")


def about_film(problem: Problem) -> str:
    return authoring_texts.film_problem(problem.what, problem.allowed, problem.fix)


def no_question() -> str:
    return tr("There is no question.")


def same_options() -> str:
    return tr("Two options say the same.")


def one_right(option: str, count: int, silent: int) -> str:
    words = tr("“{option}” is right, one of {count}.", option=option, count=count)
    without = trn("{count} option has no reason of its own.", "{count} options have no reason of their own.", silent)
    return f"{words} {without}" if silent else words


def sources(count: int, stale: int) -> str:
    if not count:
        return tr("No source is named: write under Sources where it stands.")
    words = trn("{count} source.", "{count} sources.", count)
    doubtful = trn("{count} quotation is doubtful: see above.", "{count} quotations are doubtful: see above.", stale)
    return f"{words} {doubtful}" if stale else words


def no_links() -> str:
    return tr("It names no web address.")


def links_alive(count: int) -> str:
    return trn("{count} link leads somewhere.", "{count} links lead somewhere.", count)


def dead_links(urls: Sequence[str]) -> str:
    return tr("There is nothing at {urls}.", urls=", ".join(urls))


def silent_links(urls: Sequence[str]) -> str:
    return tr("Nobody could look from here: {urls}. Open it yourself.", urls=", ".join(urls))


def no_list() -> str:
    return tr("There is no list for this language.")


def no_listed_words() -> str:
    return tr("None of the list stands here.")


def listed_word(word: str, instead: str) -> str:
    return tr("“{word}”: rather “{instead}”.", word=word, instead=instead)


def no_level() -> str:
    return tr("Too few words to say.")


def level(lix: float, hard: float) -> str:
    """LIX, and from where on it is hard."""
    return tr("LIX {lix}; above {hard} is hard to read.", lix=round(lix), hard=round(hard))


def contrast(weakest: float, least: float) -> str:
    return tr(
        "Text stands out by {weakest} : 1 at least; {least} is needed.", weakest=decimal(weakest), least=decimal(least)
    )
