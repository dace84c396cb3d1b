"""The question of a drafted episode: one right option, wrong ones that stand elsewhere, and reasons that quote."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.messages.lower import story_texts
from bot.studio.drafting.rules import RuleDraft
from bot.studio.drafting.values import Value, values_in
from lessons.answers.text.analyser import terms
from lessons.answers.text.lines import LineKind
from lessons.answers.text.polarity import is_conditional
from lessons.authoring.question import OPTION_CHARACTERS, QUESTION_CHARACTERS, REASON_CHARACTERS

ONLY_FOUND = 4  # the depth of a question that asks where a rule stands, and nothing that somebody must do
FEWEST_WRONG, MOST_WRONG = 2, 3
GAP = "[…]"
NEAREST = math.log(1.2)  # twelve weeks are three months to most people: such a value is no wrong answer
FARTHEST = math.log(25)  # a value thirty times as large is no mistake that anybody makes
ALIKE = 0.34  # items that share more of their words than this may mean the same, and one of them is no wrong answer


@dataclass(frozen=True, slots=True)
class DraftedOption:
    """A wrong option.

    Attributes:
        reason: where it stands in truth.
    """

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DraftedCheck:
    """A question whose answer is quoted.

    Attributes:
        stem: what the question is about, without what introduces it.
        depth: 0 for what must be known, more for what is only found again: where something stands.
        at: place of the right option among all.
    """

    question: str
    stem: str
    right: str
    wrong: tuple[DraftedOption, ...]
    why: str
    at: int
    depth: int = 0

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Text, reason, and whether it is right, in the order shown."""
        options = [(option.text, option.reason, False) for option in self.wrong]
        return [*options[: self.at], (self.right, "", True), *options[self.at :]]


def check_of(draft: RuleDraft, rules: Sequence[RuleDraft], turn: int) -> DraftedCheck | None:
    """A question about a rule; None where the documents give too few wrong answers.

    Args:
        rules: of all documents of the draft.
        turn: which episode it is: the right option moves from place to place.
    """
    why = _why(draft)
    if not why:
        return None
    ways: tuple[Callable[[RuleDraft, Sequence[RuleDraft]], _Asked | None], ...] = (
        _by_value,
        _by_row,
        _by_list,
        _by_heading,
        _by_place,
    )
    # What must be known is drawn before what is only found again.
    for depth, way in enumerate(ways):
        drawn = way(draft, rules)
        if drawn is not None and len(drawn.question) <= QUESTION_CHARACTERS:
            wrong = drawn.wrong[:MOST_WRONG]
            at = (turn * 2 + 1) % (len(wrong) + 1)
            return DraftedCheck(drawn.question, drawn.stem, drawn.right, wrong, why, at, depth)
    return None


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    stem: str
    right: str
    wrong: tuple[DraftedOption, ...]


def _why(draft: RuleDraft) -> str:
    """The rule as a reason: whole, or an item with what introduces it where the items hold one by one."""
    whole = story_texts.reason(draft.text, draft.place)
    if len(whole) <= REASON_CHARACTERS:
        return whole
    after = draft.text.rpartition(draft.focus)[2].strip()
    follows = any(after.startswith(item) for item in draft.items) or not after
    if draft.kind is LineKind.ITEM and draft.lead and follows and not is_conditional(draft.lead):
        part = story_texts.reason(f"{draft.lead} {draft.focus}", draft.place)
        return part if len(part) <= REASON_CHARACTERS else ""
    return ""


def _elsewhere(other: RuleDraft) -> str:
    """What a wrong option really belongs to."""
    quoting = story_texts.stands_elsewhere(other.text)
    return quoting if len(quoting) <= REASON_CHARACTERS else story_texts.stands_at(other.place)


def _stem(draft: RuleDraft) -> str:
    return " ".join(part for part in (draft.lead, draft.before, draft.focus) if part)


def _by_value(draft: RuleDraft, rules: Sequence[RuleDraft]) -> _Asked | None:
    if draft.cells:
        return None  # a row is drawn about by its cells
    others = [other for other in rules if other.focus not in draft.text and draft.focus not in other.text]
    own = values_in(draft.text)
    for value in draft.values:
        wrong = _wrong_values(value, own, draft, others)
        if len(wrong) >= FEWEST_WRONG:
            gapped = f"{draft.focus[: value.start]}{GAP}{draft.focus[value.end :]}"
            stem = " ".join(part for part in (draft.lead, draft.before, gapped) if part)
            return _Asked(story_texts.asks_gap(stem), f"“{gapped}”", _capital(value.text), tuple(wrong))
    return None


def _wrong_values(
    value: Value, own: Sequence[Value], draft: RuleDraft, others: Sequence[RuleDraft]
) -> list[DraftedOption]:
    """Other values of the kind, the nearest first: none that the rule or the documents say as well."""
    sizes = {each.size for each in own}  # "20 minutes after six hours, another 20 after nine": both are right of it
    foreign_ones: dict[float | str, tuple[Value, RuleDraft]] = {}
    for other in others:
        for each in other.values:
            if _mistakable(value, each) and each.size not in sizes and not _holds_too(draft, value, each, others):
                foreign_ones.setdefault(each.size, (each, other))
    nearest = sorted(foreign_ones.values(), key=lambda pair: _distance(value, pair[0]))
    return [DraftedOption(_capital(like_case(each.text, value.text)), _elsewhere(other)) for each, other in nearest]


def _mistakable(value: Value, other: Value) -> bool:
    """Whether somebody might take one value for the other: alike in kind and form, and neither equal nor far apart."""
    if value.kind != other.kind or ("-" in value.text) != ("-" in other.text):
        return False
    exact = isinstance(value.size, str) or value.kind == "time"
    return exact or NEAREST <= _distance(value, other) <= FARTHEST


def like_case(text: str, model: str) -> str:
    """A German duration in the case that another one stands in: "drei Monate" beside "binnen zwei Monaten"."""
    if re.search(r"(?:Tag|Monat|Jahr)en$", model):
        return re.sub(r"(Tag|Monat|Jahr)e$", r"\1en", text)
    return re.sub(r"(Tag|Monat|Jahr)en$", r"\1e", text) if re.search(r"(?:Tag|Monat|Jahr)e$", model) else text


def _holds_too(draft: RuleDraft, value: Value, other: Value, others: Sequence[RuleDraft]) -> bool:
    """Whether the documents say the same sentence with the other value, in another version or for another place."""
    sentence = f"{draft.focus[: value.start]}{other.text}{draft.focus[value.end :]}".casefold()
    return any(sentence == each.focus.casefold() for each in others)


def _distance(value: Value, other: Value) -> float:
    """How far two values of a kind lie apart: the logarithm of their ratio, days and times of day by nothing."""
    if isinstance(value.size, str) or isinstance(other.size, str):
        return 0.0
    return abs(math.log((value.size + 1e-9) / (other.size + 1e-9)))


def _by_row(draft: RuleDraft, rules: Sequence[RuleDraft]) -> _Asked | None:
    """What stands in a cell of the row; the other rows' cells below the same head are wrong."""
    rows = [each for each in rules if each.cells and each.focus != draft.focus and each.document is draft.document]
    for head, cell in draft.cells[1:]:
        if not cell or len(cell) > OPTION_CHARACTERS:
            continue
        foreign_ones: dict[str, RuleDraft] = {}
        for row in rows:
            for its_head, its_cell in row.cells[1:]:
                if its_head == head and _differs(its_cell, cell) and len(its_cell) <= OPTION_CHARACTERS:
                    foreign_ones.setdefault(its_cell, row)
        if len(foreign_ones) >= FEWEST_WRONG:
            stem = "; ".join(f"{its}: {GAP if its == head else text}" for its, text in draft.cells)
            wrong = tuple(DraftedOption(text, _elsewhere(row)) for text, row in foreign_ones.items())
            return _Asked(
                story_texts.asks_gap(stem), f"{draft.cells[0][0]}: {draft.cells[0][1]}; {head}: {GAP}", cell, wrong
            )
    return None


def _by_list(draft: RuleDraft, rules: Sequence[RuleDraft]) -> _Asked | None:
    """Which item stands below a lead; items of other lists are wrong."""
    if draft.kind is not LineKind.ITEM or not draft.lead or len(draft.focus) > OPTION_CHARACTERS:
        return None
    foreign_ones: dict[str, RuleDraft] = {}
    for other in rules:
        foreign = other.kind is LineKind.ITEM and other.lead and other.lead != draft.lead
        if foreign and len(other.focus) <= OPTION_CHARACTERS and not _resembles(other.focus, draft):
            foreign_ones.setdefault(other.focus, other)
    wrong = tuple(DraftedOption(text, _elsewhere(other)) for text, other in foreign_ones.items())
    if len(wrong) < FEWEST_WRONG:
        return None
    return _Asked(story_texts.asks_item(draft.lead), f"“{draft.lead}”", draft.focus, wrong)


def _by_heading(draft: RuleDraft, rules: Sequence[RuleDraft]) -> _Asked | None:
    """Which sentence stands below a heading; sentences of other sections are wrong."""
    if not draft.alone or len(draft.focus) > OPTION_CHARACTERS or draft.heading == draft.document.title:
        return None
    # A sentence that something else limits would say too much as an option.
    foreign = [each for each in rules if each.alone and each.heading != draft.heading and each.kind is draft.kind]
    wrong = tuple(
        DraftedOption(each.focus, story_texts.stands_at(each.place))
        for each in foreign
        if len(each.focus) <= OPTION_CHARACTERS and not _resembles(each.focus, draft)
    )
    if len(wrong) < FEWEST_WRONG:
        return None
    return _Asked(story_texts.asks_heading(draft.heading), f"{draft.heading}?", draft.focus, wrong)


def _by_place(draft: RuleDraft, rules: Sequence[RuleDraft]) -> _Asked | None:
    """Under which heading a rule stands, where nothing in it can be drawn for: whoever knows that finds it again."""
    if draft.kind is not LineKind.TEXT or not 0 < len(draft.heading) <= OPTION_CHARACTERS:
        return None
    if draft.heading == draft.document.title:
        return None
    foreign_ones: dict[str, RuleDraft] = {}
    for other in rules:
        foreign = other.document is draft.document and other.heading not in (draft.heading, draft.document.title)
        if foreign and len(other.heading) <= OPTION_CHARACTERS and not _same_topic(other.heading, draft):
            foreign_ones.setdefault(other.heading, other)
    wrong = tuple(DraftedOption(heading, _elsewhere(other)) for heading, other in foreign_ones.items())
    if len(wrong) < FEWEST_WRONG:
        return None
    return _Asked(story_texts.asks_place(_stem(draft)), f"“{draft.focus}”", draft.heading, wrong)


def _same_topic(heading: str, draft: RuleDraft) -> bool:
    """Whether a heading could stand over the rule as well: it shares words with it or with its heading."""
    words = set(terms(heading, draft.document.language))
    return not words or bool(
        words & {*terms(draft.heading, draft.document.language), *terms(draft.text, draft.document.language)}
    )


def _resembles(text: str, draft: RuleDraft) -> bool:
    """Whether a text may be another wording of what the rule says, so that it would be right too."""
    language = draft.document.language
    words = set(terms(text, language))
    every = (set(terms(own, language)) for own in (*draft.items, draft.focus))
    return any(len(words & own) > ALIKE * max(1, min(len(words), len(own))) for own in every)


def _differs(cell: str, other: str) -> bool:
    return " ".join(cell.casefold().split()) != " ".join(other.casefold().split())


def _capital(text: str) -> str:
    """As a button begins: what stood at a sentence's start must not give itself away."""
    return f"{text[:1].upper()}{text[1:]}"
