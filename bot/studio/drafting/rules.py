"""The rules in documents that an episode can be about, each with everything that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.generated_script import ProvenSentence, sentences_of
from bot.studio.drafting.material import DraftDocument, DraftPassage, place_of
from bot.studio.drafting.values import Value, values_in
from lessons.answers.text.lines import LineKind, PassageLine, lines_of
from lessons.answers.text.machine_orders import orders_a_machine
from lessons.answers.text.polarity import is_polar
from lessons.answers.text.rules import WholeRule, rule
from lessons.answers.text.sentences import spans

LONGEST_RULE = 420  # characters that are quoted in an episode: half a minute of reading aloud
SHORTEST_FOCUS, LONGEST_FOCUS = 4, 45  # words of the sentence that an episode is about

_OBLIGES = re.compile(
    r"\b(?:must|ha(?:ve|s) to|needs? to|required?|should|shall|may|always|never|only|report|ask|tell|within|at least|"
    r"at most|no later|before|until|muss|müssen|musst|darf|dürfen|soll|sollen|sollte|immer|nie|nur|melde\w*|"
    r"innerhalb|mindestens|höchstens|spätestens|bevor|binnen|ist zu|sind zu)\b",
    re.IGNORECASE,
)
_COSTS = re.compile(
    r"\b(?:otherwise|because|risks?|fines?|penalt\w+|damages?|los(?:e|es|s|t)|lapses?|fails?|dangerous|"
    r"sonst|andernfalls|weil|Gefahr|Risiko|Bußgeld|Schaden|Schäden|verfällt|verfallen|verlier\w*)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\W*(?:however|but|instead|otherwise|same as|yet|so|if so|in that case|jedoch|aber|sonst|stattdessen|"
    r"this|that|these|those|it|its|they|their|he|she|such|then|during it|there|here|both|also|after that|in this|"
    r"dies\w*|das|der|die|sie|es|ihre?|solche\w*|dann|dort|dabei|dafür|damit|davon|hierfür|hier|beide\w*|auch)\b",
    re.IGNORECASE,
)
_POINTS_BACK_FIRMLY = re.compile(
    r"\W*(?:jedoch|aber|sonst|andernfalls|stattdessen|dies\w*|es|dort|dabei|dafür|damit|davon|dann|hierfür|hier)\b",
    re.IGNORECASE,
)
_ABOVE = re.compile(r"\b(?:above|previous|aforementioned|obige\w*|vorstehende\w*|oben genannte\w*)\b", re.IGNORECASE)
_UNSPEAKABLE = re.compile(r"https?://|www\.|\S@\S|[{}\[\]<>]|\$\w+\b(?<!\d)|\\|[✓✔✗✘✕✖❌✅☑☒🚫⛔👍👎]|={2,}|_{2,}")
_ENDED = re.compile(r"[.!?…。][\"'”’»)]*$")
_MARK = re.compile(r"^(?:[-*•–+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A sentence that an episode can be about.

    Attributes:
        focus: the sentence, an item without its mark, or a row of a table.
        lead: what introduces it, "" for nothing.
        before: the sentence right before it, where it points back.
        quoted: everything that belongs to it, as it is said and shown.
        verbatim: the same, as the passage has it.
        heading: what it is about, in the document's words.
        items: the list that it is an item of, without marks.
        cells: (head, cell) of a row.
    """

    document: DraftDocument
    passage: DraftPassage
    place: str
    heading: str
    kind: LineKind
    focus: str
    lead: str
    before: str
    quoted: tuple[ProvenSentence, ...]
    verbatim: tuple[str, ...]
    items: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """All that is quoted, on one line."""
        spoken, lead = list[str](), ""
        for sentence in self.quoted:
            spoken.append(f"{sentence.lead} {sentence.text}" if sentence.lead != lead else sentence.text)
            lead = sentence.lead
        return " ".join(" ".join(spoken).split())

    @property
    def values(self) -> tuple[Value, ...]:
        return values_in(self.focus)

    @property
    def alone(self) -> bool:
        """Whether nothing else belongs to it: what is shown without the rest says the same."""
        return len(self.quoted) == 1 and self.text == self.focus

    @property
    def worth(self) -> float:
        """How well it makes an episode: what people must do, by when, and how much of it."""
        words = len(self.focus.split())
        return (
            2.0 * bool(_OBLIGES.search(self.focus))
            + 2.0 * bool(self.values)
            + 1.0 * (8 <= words <= 30)
            + 0.5 * is_polar(self.focus)
            - 1.0 * bool(self.before)
            - 1.5 * bool(self.cells)
            - len(self.text) / 300
        )


def rules_of(document: DraftDocument) -> list[RuleDraft]:
    """Every sentence of a document that may be quoted, in order, each once."""
    drafts: dict[str, RuleDraft] = {}
    for passage in document.passages:
        # A passage that gives orders to a program is left out whole: nobody can tell what else in it is a trick.
        if not orders_a_machine(passage.body):
            for draft in _rules_in(document, passage):
                drafts.setdefault(draft.focus.casefold(), draft)
    return list(drafts.values())


def _rules_in(document: DraftDocument, passage: DraftPassage) -> Iterator[RuleDraft]:
    lines = lines_of(passage.body)
    for at, line in enumerate(lines):
        if line.asks or line.announces or line.is_title:
            continue
        places = spans(passage.body[line.start : line.end])
        whole = line.kind is not LineKind.TEXT
        stretches = [(line.start, line.end)] if whole else [(line.start + a, line.start + b) for a, b in places]
        for n, stretch in enumerate(stretches):
            before = passage.body[slice(*stretches[n - 1])] if n else ""
            draft = _draft(document, passage, lines, at, stretch, before)
            if draft is not None:
                yield draft


def _draft(
    document: DraftDocument,
    passage: DraftPassage,
    lines: Sequence[PassageLine],
    at: int,
    stretch: tuple[int, int],
    before: str,
) -> RuleDraft | None:
    line, text = lines[at], passage.body[slice(*stretch)]
    if not _speakable(line, text):
        return None
    whole = rule(passage.id, passage.title, passage.body, [stretch])
    place = place_of(document, passage)
    quoted = tuple(sentences_of(whole, place))
    focus = _plain(line, text)
    holding = next((sentence for sentence in quoted if focus in sentence.text), None)
    # "This must be reported" says nothing alone: it goes with the sentence before, or not at all.
    points_back = _points_back(focus, document.language)
    if holding is None or not whole.whole or (points_back and not before and line.kind is LineKind.TEXT):
        return None
    draft = RuleDraft(
        document,
        passage,
        place,
        _heading(document, passage, lines, at),
        line.kind,
        focus,
        holding.lead,
        before if points_back else "",
        quoted,
        _verbatim(whole),
        _list_around(lines, at),
        _cells(line),
    )
    fits = len(draft.text) <= LONGEST_RULE and not _UNSPEAKABLE.search(draft.text)
    return draft if fits else None


def _points_back(focus: str, language: str) -> bool:
    # In German most sentences begin with an article that is also a pronoun: there only what can be none counts.
    pattern = _POINTS_BACK_FIRMLY if language == "de" else _POINTS_BACK
    return pattern.match(focus) is not None or _ABOVE.search(focus) is not None


def _speakable(line: PassageLine, text: str) -> bool:
    words = len(text.split())
    # Cells are parted by semicolons where a row is read aloud.
    if line.kind is not LineKind.TEXT and "|" in text and ";" in text:
        return False
    ended = line.kind is not LineKind.TEXT or _ENDED.search(text) is not None
    fits = SHORTEST_FOCUS <= words <= LONGEST_FOCUS or (line.kind is LineKind.ITEM and 2 <= words <= LONGEST_FOCUS)
    return ended and (fits or line.kind is LineKind.ROW) and not _UNSPEAKABLE.search(text)


def _plain(line: PassageLine, text: str) -> str:
    if line.kind in (LineKind.ROW, LineKind.HEADLESS_ROW):
        return "; ".join(cell.strip() for cell in re.split("[|¦]", text) if cell.strip())
    return " ".join((_MARK.sub("", text) if line.kind is LineKind.ITEM else text).split())


def _verbatim(whole: WholeRule) -> tuple[str, ...]:
    return tuple(" ".join(sentence.text.split()) for sentence in whole.sentences)


def _heading(document: DraftDocument, passage: DraftPassage, lines: Sequence[PassageLine], at: int) -> str:
    """The nearest heading above a line, else the document's title."""
    cells = _cells(lines[at])
    if cells and not passage.headings:
        return cells[0][1]  # a row of a table by itself is about what its first cell names
    # Plain text has no headings: short lines without an end serve as such.
    titles = [line.text for line in lines[:at] if line.is_title and not any(sign in line.text for sign in "|¦")]
    return " ".join((passage.headings or tuple(titles[-1:]) or (document.title,))[-1].strip("*_#: ").split())


def _list_around(lines: Sequence[PassageLine], at: int) -> tuple[str, ...]:
    if lines[at].kind is not LineKind.ITEM:
        return ()
    first = last = at
    while first and lines[first - 1].kind is LineKind.ITEM:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].kind is LineKind.ITEM:
        last += 1
    return tuple(_plain(line, line.text) for line in lines[first : last + 1])


def _cells(line: PassageLine) -> tuple[tuple[str, str], ...]:
    if line.kind is not LineKind.ROW:
        return ()
    pairs = (cell.strip().partition(": ") for cell in line.text.split("|") if cell.strip())
    return tuple((head.strip(), cell.strip()) for head, _, cell in pairs if cell.strip())


def consequence_of(draft: RuleDraft, rules: Sequence[RuleDraft]) -> RuleDraft | None:
    """What the document itself says comes of it, in the same section; None where it says nothing."""
    near = [each for each in rules if each.passage.title == draft.passage.title and each.document is draft.document]
    fitting = (
        each
        for each in near
        if _COSTS.search(each.focus) and each.focus not in draft.text and len(each.text) <= 180 and not each.before
    )
    return next(fitting, None)
