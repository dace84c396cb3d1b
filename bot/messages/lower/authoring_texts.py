"""What is wrong with a series that somebody writes: worded by its readers in English, retold to its curators."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.messages.catalogue import retold, told, tr, trn
from bot.messages.lower import authored_texts, caption_texts, drawing_texts, film_texts, mending_texts

WHAT = (*authored_texts.WHAT, *drawing_texts.WHAT, *caption_texts.WHAT)
INSTEAD = (*mending_texts.INSTEAD, *drawing_texts.INSTEAD, *film_texts.INSTEAD)


def what_is_wrong(what: str) -> str:
    """What a fault says, without its full stop, in the reader's language."""
    # A page rests on series.md, and a film on its captions: what is wrong there begins with the name of that file.
    file, colon, rest = what.partition(".md: ")
    if colon and " " not in file:
        return f"{file}{colon}{what_is_wrong(rest)}"
    film, joint, allowed = what.rpartition(film_texts.JOINT)
    if joint:
        return _of_film(film, allowed)
    return retold(what, WHAT, _value)


def _of_film(what: str, allowed: str) -> str:
    """What the check of a film says: the file, what is wrong with it, and what is allowed."""
    file, colon, words = what.partition(": ")
    film = retold(words, film_texts.WHAT, _value)
    return f"{file}{colon}{film}{told(film_texts.JOINT)}{retold(allowed, film_texts.ALLOWED)}"


def film_problem(what: str, allowed: str, fix: str) -> str:
    """What the check of a film found, what is allowed and how to mend it, as sentences."""
    fault = f"{retold(what, film_texts.WHAT, _value)}{told(film_texts.JOINT)}{retold(allowed, film_texts.ALLOWED)}"
    return f"{fault}. {what_to_do(f'{fix}.')}"


def what_to_do(instead: str) -> str:
    """What a fault says to write or do, in the reader's language."""
    # What mends captions is worded for the middle of a sentence, and begins one here.
    middle = f"{instead[:1].lower()}{instead[1:].removesuffix('.')}"
    words = retold(middle, caption_texts.INSTEAD)
    if words != middle:
        return f"{words[:1].upper()}{words[1:]}."
    return retold(instead, INSTEAD, _value)


def _value(name: str, value: str) -> str:
    """A value of a fault by its name; most are what the author wrote, and stay."""
    kind = name if name in VALUES else name.partition("_")[0]
    return VALUES[kind](value) if kind in VALUES else value


def _all(value: str) -> str:
    first, _, last = value.rpartition(" and ")
    return tr("{first} and {last}", first=first, last=last) if first else last


def _any(value: str) -> str:
    first, _, last = value.rpartition(" or ")
    return tr("{first} or {last}", first=first, last=last) if first else last


def _units(value: str) -> str:
    """Units of a chart's bars, of which one may be none."""
    return _all(value.replace("nothing", tr("nothing")))


def _counted(value: str) -> str:
    number, _, noun = value.partition(" ")
    if not number.isdigit():
        return value
    count = int(number)
    nouns = {
        "bar": trn("{count} bar", "{count} bars", count),
        "item": trn("{count} item", "{count} items", count),
        "line": trn("{count} line", "{count} lines", count),
        "option": trn("{count} option", "{count} options", count),
        "word": trn("{count} word", "{count} words", count),
    }
    return nouns.get(noun.removesuffix("s"), value)


def _captions(value: str) -> str:
    """What a reader of captions says: the line, what is wrong in it, and what to do."""
    place, colon, rest = value.partition(": ")
    what, semicolon, instead = rest.rpartition("; ")
    if not colon or not semicolon:
        return value
    line = tr("line {number}", number=place.removeprefix("line "))
    return f"{line}: {retold(what, caption_texts.WHAT)}; {retold(instead, caption_texts.INSTEAD)}"


VALUES: Mapping[str, Callable[[str], str]] = {
    "all": _all,
    "any": _any,
    "all_units": _units,
    "counted": _counted,
    "captions": _captions,
    "caption_what": lambda value: retold(value, caption_texts.WHAT),
    "box": lambda value: retold(value, mending_texts.EXAMPLES),
    "thing": lambda value: retold(value, drawing_texts.THINGS),
    "card_part": lambda value: retold(value, drawing_texts.PARTS),
    "problem": lambda value: retold(value, caption_texts.YAML),
}
"""What a value is, by its name in a template or by what that begins with."""
