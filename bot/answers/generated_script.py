"""The script of a clip made now: the question, whole rules word for word, and whether they helped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import zip_longest

from lessons.answers.text.analyser import UNSPACED, base_language, question_words, stem
from lessons.answers.text.lines import LineKind, PassageLine, lines_of
from lessons.answers.text.polarity import is_polar
from lessons.answers.text.rules import PATH, WholeRule
from lessons.answers.text.sentences import spans
from lessons.script import HINT, Brand, Card, EndCard, Headline, Quote, Role, Scene, Script
from lessons.studio.cards.frames import Frame, draw_card
from lessons.studio.fonts.faces import Undrawable
from lessons.studio.timing.timeline import estimate_seconds

LONGEST_S = 84.0  # by estimate, which is within a tenth of what is spoken; no clip is longer than 90 s
LONGEST_PIECE = 80  # characters said over one card: five or six seconds, and large enough to read on a phone
LONGEST_QUESTION = 110  # characters of it on the first card: four lines
LONGEST_CARD = 190  # characters of a quotation that a card still shows at a size for phones
PROOF = (360, 640)  # pixels of the picture that shows whether a card can be drawn: its layout is that of any size
FORMAT = 3  # part of every key: raise it when the scripts change

_CLAUSE = re.compile(r"(?<=[,;:–—])\s+|(?<=[。，；：、])\s*|\s+(?=[(–—])")  # not within 16:00 or 1,000
_SIGNS = re.compile("[✓✔✗✘✕✖❌✅☑☒🚫⛔👍👎]")  # yes and no that a voice does not say
_MARK = re.compile(r"^(?:[-*•–+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
ROWS = (LineKind.ROW, LineKind.HEADLESS_ROW)
BRAND = Brand()
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
class ProvenSentence:
    """A sentence that stands in its source word for word.

    Attributes:
        source: its document and place, as people read it.
        lead: what forbids, limits or introduces it: shown with it on every card, and spoken before it once.
        row: whether it is shown whole on each of its cards, as a row of a table is.
    """

    text: str
    source: str
    lead: str = ""
    row: bool = False


class NothingToSay(ValueError):
    """No clip can be made of these words; the text says why."""


def question_key(versions: Sequence[str], words: str, language: str, brand: Brand) -> str:
    """Equal for questions that mean the same, asked of the same versions of passages, in the same language and look.

    Questions mean the same when their words, without grammar and endings, are the same, in whatever order.
    """
    meaning = sorted({stem(word, language) for word in question_words(words, language)})
    parts = (FORMAT, sorted(versions), meaning, base_language(language), repr(brand))
    return sha256(repr(parts).encode()).hexdigest()


def sentences_of(quoted: WholeRule, source: str) -> list[ProvenSentence]:
    """A rule line by line, each with the headings, the introduction and the items above it."""
    lines = [line for line in lines_of(quoted.text) if line.text != "…"]
    headings = [line.text for line in lines[: len(quoted.headings)]]
    sentences, reading = list[ProvenSentence](), _Leads(headings)
    body = lines[len(headings) :]
    for line, following in zip_longest(body, body[1:]):
        lead = reading.of(line)
        if following is None or not reading.introduces(line, following):
            sentences.append(ProvenSentence(_spoken(line), source, lead, line.kind in ROWS))
    return sentences


class _Leads:
    """What introduces the line that is read."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._headings = headings
        self._introduction = ""
        self._items: dict[int, str] = {}
        self._in_list = False

    def of(self, line: PassageLine) -> str:
        """All that stands over a line, outermost first."""
        if line.kind is LineKind.TEXT and self._in_list:
            self._introduction, self._in_list = "", False  # the list is over
        self._in_list = self._in_list or line.kind is not LineKind.TEXT
        depth = line.depth if line.kind is LineKind.ITEM else 0
        self._items = {level: item for level, item in self._items.items() if level < depth}
        return " ".join(filter(None, (*self._headings, self._introduction, *self._items.values())))

    def introduces(self, line: PassageLine, following: PassageLine) -> bool:
        """Whether the next line hangs on this one; then it is said with that one."""
        if line.kind is LineKind.TEXT:
            leads = line.announces or line.is_title or following.kind is not LineKind.TEXT
            self._introduction = _spoken(line) if leads else self._introduction
            return leads
        if line.kind is LineKind.ITEM and following.kind is LineKind.ITEM and following.depth > line.depth:
            self._items[line.depth] = _spoken(line)
            return True
        return False


def _spoken(line: PassageLine) -> str:
    """A line without its marks."""
    if line.kind in ROWS:
        return "; ".join(cell.strip() for cell in re.split("[|¦]", line.text) if cell.strip())
    return _MARK.sub("", line.text) if line.kind is LineKind.ITEM else line.text


def script_of(question: str, sentences: Sequence[ProvenSentence], language: str, brand: Brand = BRAND) -> Script:
    """The clip: all of the sentences, in order.

    Raises:
        NothingToSay: they do not fit into 90 seconds, or a card cannot show them.
    """
    sources = tuple(dict.fromkeys(sentence.source for sentence in sentences))
    if not sentences:
        raise NothingToSay("there is no sentence to say")
    if any(_SIGNS.search(f"{sentence.lead} {sentence.text}") for sentence in sentences):
        raise NothingToSay("it says yes or no by signs, which no voice reads aloud")
    script = Script(_cut(question, LONGEST_QUESTION), _scenes(question, sentences, language), language)
    if estimate_seconds(script) > LONGEST_S:
        raise NothingToSay("it takes longer than 90 seconds to say")
    proved = [_proved(scene, at, script, brand) for at, scene in enumerate(script.scenes)]
    return Script(script.title, tuple(proved), language, sources=sources)


def reviewed(script: Script) -> Script:
    """The script without the words on its first card that say that nobody has looked at it."""
    hook, *rest = script.scenes
    return replace(script, scenes=(replace(hook, show=Headline(hook.shown_words)), *rest))


def _scenes(question: str, sentences: Sequence[ProvenSentence], language: str) -> tuple[Scene, ...]:
    label, helpful, from_where = WORDS.get(base_language(language), WORDS["en"])
    title = _cut(_plain(question), LONGEST_QUESTION)
    hook = Scene(Role.HOOK, title, Headline(title, label))
    before = ("", *(sentence.lead for sentence in sentences))
    pairs = zip(sentences, before, strict=False)
    core = [scene for sentence, lead in pairs for scene in _scenes_of(sentence, sentence.lead != lead)]
    ending = helpful if base_language(language) in WORDS else ""  # no voice reads English in another language's sounds
    end = Scene(Role.ACTION, ending, EndCard(helpful, from_where.format(sentences[0].source)))
    return (hook, *core, end)


def quoted_scenes(sentences: Sequence[ProvenSentence], language: str, brand: Brand = BRAND) -> tuple[Scene, ...]:
    """The sentences on their cards, for a story that somebody tells around them.

    Raises:
        NothingToSay: a card cannot show them.
    """
    before = ("", *(sentence.lead for sentence in sentences))
    pairs = zip(sentences, before, strict=False)
    scenes = tuple(scene for sentence, lead in pairs for scene in _told_scenes(sentence, sentence.lead != lead))
    script = Script("", scenes, language)
    return tuple(_proved(scene, at, script, brand) for at, scene in enumerate(scenes))


def _told_scenes(proven: ProvenSentence, speaks_lead: bool) -> Iterator[Scene]:
    """A card for each whole sentence: a person who reads aloud stops at full stops, and not where a card is full."""
    text = _plain(proven.text)
    for at, (start, end) in enumerate([(0, len(text))] if proven.row else spans(text)):
        sentence = replace(proven, text=text[start:end])
        lead, speaks = _plain(proven.lead), speaks_lead and not at
        if len(f"{lead} {sentence.text}") > LONGEST_CARD:
            yield from _scenes_of(sentence, speaks)
        else:
            shown_words = f"{lead} {sentence.text}".strip()
            yield Scene(Role.SCENE, shown_words if speaks else sentence.text, Quote(shown_words, proven.source))


def _scenes_of(sentence: ProvenSentence, speaks_lead: bool) -> Iterator[Scene]:
    """A sentence on as many cards as it takes; what it hangs on stands on each of them."""
    lead = _plain(sentence.lead)
    for at, (piece, text) in enumerate(_cards(_plain(sentence.text), lead, sentence.row)):
        words = f"{lead} {piece}" if lead and speaks_lead and not at else piece
        shown_words = f"{lead} {text}".strip()
        if len(shown_words) > LONGEST_CARD:
            raise NothingToSay("what it must be read with is too long to stand on one card with it")
        yield Scene(Role.SCENE, words, Quote(shown_words, sentence.source))


def _cards(text: str, lead: str, whole: bool) -> Iterator[tuple[str, str]]:
    """What is said over each card, with what the card shows.

    A sentence that negates or excepts stands on its cards whole where it fits, so that none stops before its "unless".
    """
    if whole:
        yield from ((piece, text) for piece in pieces(text))
        return
    plain = ""
    for start, end in spans(text):
        sentence = text[start:end]
        if LONGEST_PIECE < len(sentence) <= LONGEST_CARD - len(lead) - 1 and is_polar(sentence):
            yield from ((piece, piece) for piece in pieces(plain))
            yield from ((piece, sentence) for piece in pieces(sentence))
            plain = ""
        else:
            plain = f"{plain}{' ' if plain and not UNSPACED.match(sentence[0]) else ''}{sentence}"
    yield from ((piece, piece) for piece in pieces(plain))


def _proved(scene: Scene, at: int, script: Script, brand: Brand) -> Scene:
    """The scene with its source shortened until its card can be drawn.

    Raises:
        NothingToSay: it cannot be drawn with the shortest source; the text says why.
    """
    card, reason = scene.show, ""
    for source in _shorter(_source(card)):
        fitting = _with_source(card, source)
        try:
            draw_card(fitting, Frame(at, len(script.scenes), scene.role, brand, script.language or "en", PROOF))
            return replace(scene, show=fitting)
        except Undrawable as fault:
            raise NothingToSay(str(fault)) from fault
        except ValueError as fault:
            reason = str(fault)
    raise NothingToSay(reason)


def _source(card: Card) -> str:
    match card:
        case Quote():
            return card.source
        case EndCard():
            return card.action
        case _:
            return ""


def _with_source(card: Card, source: str) -> Card:
    match card:
        case Quote():
            return replace(card, source=source)
        case EndCard():
            return replace(card, action=source)
        case _:
            return card


def _shorter(source: str) -> Iterator[str]:
    """A source whole, then without headings between the document and the innermost, then cut at fewer words."""
    yield source
    first, *rest = source.split(PATH)
    if rest:
        yield f"{first}{PATH}…{PATH}{rest[-1]}" if len(rest) > 1 else source
    yield from (_cut(first, most) for most in (70, 56, 44, 32, 20) if len(first) > most or rest)


def pieces(sentence: str) -> Iterator[str]:
    """The sentence word for word in parts that one card holds, cut at clauses where there are any."""
    collected = ""
    for part in (word for clause in _CLAUSE.split(sentence) if clause for word in _short(clause)):
        joint = "" if UNSPACED.match(part[0]) else " "
        if collected and _size(collected + joint + part) > LONGEST_PIECE:
            yield collected
            collected = part
        else:
            collected = f"{collected}{joint}{part}" if collected else part
    if collected:
        yield collected


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
