"""The bot's own sentences in the reader's language, and commands as the reader's platform writes them.

English stands in the code, every other language in a file of the folder catalogues: gettext's PO format, which
translators' tools (Poedit, Weblate) read. A new file adds a language; nothing is compiled.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

import polib

FOLDER = Path(__file__).parent / "catalogues"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Manner:
    """How people speak to the bot on one platform.

    Attributes:
        learn: the command that asks; the word alone works in every direct conversation.
        home_page: whether the bot has a page of its own there.
        pages_only: it has no windows: managers plan campaigns on pages.
    """

    learn: str = "learn"
    home_page: bool = False
    pages_only: bool = False


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom a sentence is for.

    Attributes:
        language: of the catalogue.
        company: who runs the assistant, as people there call themselves.
        privacy: managers see no names and no small groups.
    """

    language: str = ENGLISH
    manner: Manner = Manner()
    company: str = ""
    privacy: bool = True


_voice: ContextVar[Voice] = ContextVar("voice", default=Voice())  # noqa: B039  # frozen: nobody can change it
_manners: dict[str, Manner] = {}


def introduce(platform: str, manner: Manner) -> None:
    """Say once how people speak to the bot on a platform; one that never does has the common manner."""
    _manners[platform] = manner


@contextmanager
def speaking(locale: str, platform: str = "", company: str = "", privacy: bool | None = None) -> Iterator[None]:
    """Make sentences in the language of a locale for as long as the block runs, such as "de-AT" in German.

    A context variable carries it, as in other web frameworks: each task has its own, so two readers never mix.
    What is left out stays as it is around the block: one company speaks to several of its people in turn.
    """
    around = _voice.get()
    hidden = around.privacy if privacy is None else privacy
    manner = _manners.get(platform, Manner()) if platform else around.manner
    token = _voice.set(Voice(language_of(locale), manner, company or around.company, hidden))
    try:
        yield
    finally:
        _voice.reset(token)


def voice() -> Voice:
    """Whom sentences are made for at this moment."""
    return _voice.get()


def tr(sentence: str, /, **values: object) -> str:
    """The sentence in the reader's language, with the values in the places that their names mark."""
    return _catalogue(_voice.get().language).gettext(sentence).format(**values)


def trn(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The sentence in the form that the language has for this count, which stands at {count}."""
    return _catalogue(_voice.get().language).ngettext(singular, plural, count).format(count=count, **values)


def template(sentence: str) -> str:
    """Marks a sentence that a floor below words in English, so that the catalogues have it. See retold()."""
    return sentence


def told(sentence: str) -> str:
    """A whole sentence that template() marked, in the reader's language; as it is where no catalogue has it."""
    return _catalogue(_voice.get().language).gettext(sentence)


def as_it_is(_: str, value: str) -> str:
    """A value that reads the same in every language."""
    return value


def retold(sentence: str, templates: Sequence[str], retell: Callable[[str, str], str] = as_it_is) -> str:
    """A sentence of a floor below, in the reader's language; as it is where none of the templates made it.

    The floors below know no reader. Their sentences are told apart by their words, and the values between those are
    taken over as they are.

    Args:
        retell: a value in the reader's language, by its name and as the sentence has it.
    """
    language = _voice.get().language
    if language == ENGLISH:
        return sentence
    for pattern, made_from in _patterns(tuple(templates)):
        if match := pattern.fullmatch(sentence):
            values = {name: retell(name, value) for name, value in match.groupdict().items()}
            return _catalogue(language).gettext(made_from).format(**values)
    return sentence


def values_in(sentence: str, made_from: str) -> dict[str, str] | None:
    """The values in a sentence of a floor below, by their names; None where this template did not make it."""
    ((pattern, _),) = _patterns((made_from,))
    match = pattern.fullmatch(sentence)
    return match.groupdict() if match else None


@lru_cache(None)
def _patterns(templates: tuple[str, ...]) -> list[tuple[re.Pattern[str], str]]:
    """Each template as a pattern, those of most words first: what is said in general fits less than what is exact."""
    return [
        (re.compile("".join(_piece(*piece[:2]) for piece in Formatter().parse(each)), re.DOTALL), each)
        for each in sorted(templates, key=_words_in, reverse=True)
    ]


def _words_in(sentence: str) -> int:
    """Characters of a template beside its values."""
    return sum(len(words) for words, *_ in Formatter().parse(sentence))


def _piece(words: str, name: str | None) -> str:
    return re.escape(words) + (f"(?P<{name}>.+)" if name else "")


@lru_cache(1024)  # locales of people: few, asked for with every message
def language_of(locale: str) -> str:
    """The catalogue that fits a locale best: its own, its language's, or English."""
    tag = locale.replace("_", "-").lower()
    return next((name for name in (tag, tag.partition("-")[0]) if name in languages()), ENGLISH)


@lru_cache(1)
def languages() -> frozenset[str]:
    """Languages that the bot speaks."""
    return frozenset({ENGLISH, *(file.stem.lower() for file in FOLDER.glob("*.po"))})


@lru_cache(None)
def _catalogue(name: str) -> gettext.NullTranslations:
    if name == ENGLISH:
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(polib.pofile(str(FOLDER / f"{name}.po")).to_binary()))
