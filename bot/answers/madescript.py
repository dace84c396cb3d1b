"""The script of a clip made now: the question, verified sentences with their sources, and whether they helped. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from lessons.answers.analyser import UNSPACED, base_language, question_words, stem
from lessons.studio.fonts.faces import Undrawable, Weight
from lessons.studio.script import HINT, Brand, EndCard, Headline, Quote, Role, Scene, Script
from lessons.studio.timeline import estimate_seconds
from lessons.studio.typography import set_line

LONGEST_S = 84.0  # by estimate, which is within a tenth of what is spoken; no clip is longer than 90 s
LONGEST_PIECE = 80  # characters said over one card: five or six seconds, and large enough to read on a phone
LONGEST_QUESTION, LONGEST_SOURCE, LONGEST_QUOTE = 110, 70, 120
FORMAT = 1  # part of every key: raise it when the scripts change

_CLAUSE = re.compile(r"(?<=[,;:–—。，；：、])\s*|\s+(?=[(–—])")
WORDS = {  # made now, was this helpful, the source
    "en": ("Made just now from our documents", "Was this helpful?", "Source: {}"),
    "de": ("Eben erstellt aus unseren Dokumenten", "War das hilfreich?", "Quelle: {}"),
    "fr": ("Créé à l’instant d’après nos documents", "Est-ce que cela vous a aidé ?", "Source : {}"),
    "es": ("Hecho ahora mismo con nuestros documentos", "¿Te ha servido?", "Fuente: {}"),
    "it": ("Creato ora dai nostri documenti", "È stato utile?", "Fonte: {}"),
    "pt": ("Feito agora a partir dos nossos documentos", "Isto ajudou?", "Fonte: {}"),
    "nl": ("Zojuist gemaakt uit onze documenten", "Was dit nuttig?", "Bron: {}"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that stands up to its source.

    Attributes:
        source: its document and place, as people read it.
        quote: the words that prove it, where it is not itself word for word.
    """

    text: str
    source: str
    quote: str = ""


class NothingToShow(ValueError):
    """No clip can be made of these words; the text says why."""


def question_key(versions: Sequence[str], words: str, language: str, brand: Brand) -> str:
    """Equal for questions that mean the same, asked of the same versions of passages, in the same language and look.

    Questions mean the same when their words, without grammar and endings, are the same, in whatever order.
    """
    meaning = sorted({stem(word, language) for word in question_words(words, language)})
    parts = (FORMAT, sorted(versions), meaning, base_language(language), repr(brand))
    return sha256(repr(parts).encode()).hexdigest()


def script_of(question: str, said: Sequence[Said], language: str) -> Script:
    """The clip: as many of the sentences, in order, as fit into 90 seconds.

    Raises:
        NothingToShow: not even the first one can be shown.
    """
    sources = tuple(dict.fromkeys(one.source for one in said))
    for count in range(len(said), 0, -1):
        script = Script(_cut(question, LONGEST_QUESTION), _scenes(question, said[:count], language), language)
        if estimate_seconds(script) <= LONGEST_S:
            _check_drawable(script)
            return Script(script.title, script.scenes, language, sources=sources)
    raise NothingToShow("the passage has no sentence that fits into 90 seconds")


def reviewed(script: Script) -> Script:
    """The script without the words on its first card that say that nobody has looked at it."""
    hook, *rest = script.scenes
    return replace(script, scenes=(replace(hook, show=Headline(hook.shown_words)), *rest))


def _scenes(question: str, said: Sequence[Said], language: str) -> tuple[Scene, ...]:
    label, helpful, from_where = WORDS.get(base_language(language), WORDS["en"])
    shown = _cut(_plain(question), LONGEST_QUESTION)
    hook = Scene(Role.HOOK, shown, Headline(shown, label))
    core = [_scene(piece, one) for one in said for piece in pieces(_plain(one.text))]
    ending = helpful if base_language(language) in WORDS else ""  # no voice reads English in another language's sounds
    end = Scene(Role.ACTION, ending, EndCard(helpful, _cut(from_where.format(said[0].source), LONGEST_SOURCE)))
    return (hook, *core, end)


def _scene(piece: str, said: Said) -> Scene:
    """What is said over its own words, or over the words that prove it."""
    shown = _cut(said.quote, LONGEST_QUOTE) if said.quote else piece
    return Scene(Role.SCENE, piece, Quote(shown, _cut(said.source, LONGEST_SOURCE)))


def pieces(sentence: str) -> Iterator[str]:
    """The sentence word for word in parts that one card holds, cut at clauses where there are any."""
    held = ""
    for part in (word for clause in _CLAUSE.split(sentence) if clause for word in _short(clause)):
        joint = "" if UNSPACED.match(part[0]) else " "
        if held and _size(held + joint + part) > LONGEST_PIECE:
            yield held
            held = part
        else:
            held = f"{held}{joint}{part}" if held else part
    if held:
        yield held


def _short(clause: str) -> Iterator[str]:
    """A clause whole, or in words where it is longer than a card; in characters where it has no words."""
    if _size(clause) <= LONGEST_PIECE:
        yield clause
        return
    for word in clause.split():
        yield from (word[at : at + LONGEST_PIECE // 2] for at in range(0, len(word), LONGEST_PIECE // 2))


def _size(text: str) -> int:
    return len(text) + len(UNSPACED.findall(text))  # these letters are twice as wide


def _plain(text: str) -> str:
    """One line, in which nothing reads as a hint to the voice: what is said is what stands there."""
    return HINT.sub(lambda found: f"({found[1]}, {found[2]})", " ".join(text.split()))


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}…"


def _check_drawable(script: Script) -> None:
    for scene in script.scenes:
        try:
            set_line(scene.shown_words, Weight.STRONG, 40, script.language)
        except Undrawable as fault:
            raise NothingToShow(str(fault)) from fault
