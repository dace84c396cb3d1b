"""Two sentences about one thing that cannot both hold: other numbers or dates, or one allows what the other forbids.

It errs on the side of silence: a word that only one of them has, apart from those that mean the same at work or say
nothing, may be what makes the difference. Measured by `python -m bench.answers_disagreements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lessons.answers.agreeing.claims import CONTRARY, Ruling, claim, groups, meanings, places
from lessons.answers.agreeing.quantities import AT_LEAST, AT_MOST, Quantity, differ
from lessons.answers.agreeing.same_words import EXCEPTING, VAGUE
from lessons.answers.text.analyser import base_language, words

_EXCEPTING = frozenset(word for each in EXCEPTING for word in words(each))
_VAGUE = frozenset(stem for each in VAGUE for language in ("en", "de") for stem in meanings(words(each), language))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences that disagree.

    Attributes:
        first, other: the sentences.
        values: what is said otherwise, in each one's own words; none where one allows what the other does not.
    """

    first: str
    other: str
    values: tuple[str, str] | None = None


def disagreement(
    first: Sequence[str], first_title: str, other: Sequence[str], other_title: str, language: str
) -> Disagreement | None:
    """The first two sentences of two passages that disagree; None where they do not."""
    base = base_language(language)
    claims = [claim(sentence, first_title, base) for sentence in first]
    others = [claim(sentence, other_title, base) for sentence in other]
    return next((apart for a in claims for b in others if (apart := _apart(a, b))), None)


def _apart(a: Ruling, b: Ruling) -> Disagreement | None:
    if not _same_matter(a, b):
        return None
    # What both say alike says nothing: "within 24 hours … for 30 days" and "within 24 hours … for 60 days".
    left, right = _left_over(a.quantities, b.quantities)
    if not left and not right:
        return Disagreement(a.text, b.text) if _contrary(a, b) else None
    if len(left) != 1 or len(right) != 1 or left[0].dimension != right[0].dimension:
        return None
    if not differ(left[0], right[0]) or frozenset((a.force, b.force)) in CONTRARY:
        return None  # "over three hours" allows what "under two" forbids: cases apart
    return Disagreement(a.text, b.text, (left[0].words, right[0].words))


def _contrary(a: Ruling, b: Ruling) -> bool:
    """Whether one allows what the other forbids; items of lists get their force from the line above them."""
    conditional = _EXCEPTING & (a.conditions | b.conditions)
    return frozenset((a.force, b.force)) in CONTRARY and not conditional and not a.is_item and not b.is_item


def _same_matter(a: Ruling, b: Ruling) -> bool:
    """Whether both speak of the same thing, for the same people, in the same case."""
    # A sentence that begins with "they" speaks of people who were named before it, maybe of a few alone.
    shared = a.about & b.about
    if not shared or a.points_back or b.points_back or _apart_by_title(a, b):
        return False
    only_a, only_b = a.about - b.about - b.title, b.about - a.about - a.title
    enough = bool((shared | (a.title & b.title)) - _VAGUE)
    periods = not a.periods or not b.periods or a.periods == b.periods
    return enough and not only_a and not only_b and periods and _same_case(a, b)


def _same_case(a: Ruling, b: Ruling) -> bool:
    """Conditions in words are the same on both sides; those before numbers are compared with the numbers."""
    bounds = {(each.value, each.bound) for each in a.quantities}
    turned = {AT_MOST: AT_LEAST, AT_LEAST: AT_MOST}
    opposite = any((each.value, turned.get(each.bound, "?")) in bounds for each in b.quantities)
    return a.conditions == b.conditions and not opposite


def _apart_by_title(a: Ruling, b: Ruling) -> bool:
    """Whether titles name different people, places or things; what the text of either says itself is no difference."""
    if groups(words_of(a)) != groups(words_of(b)) or places(words_of(a)) != places(words_of(b)):
        return True
    written = a.about | b.about
    own_a, own_b = a.scope - b.scope - written, b.scope - a.scope - written
    return bool(own_a) and bool(own_b) and (len(a.about & b.about) == 1 or _alike(a, b, own_a, own_b))


def _alike(a: Ruling, b: Ruling, own_a: frozenset[str], own_b: frozenset[str]) -> bool:
    """Whether titles differ as "Berlin office" and "London office" do, in a part that shares a word."""
    pairs = ((part, other) for part in a.parts for other in b.parts)
    return any(part & other and part & own_a and other & own_b for part, other in pairs)


def words_of(each: Ruling) -> list[str]:
    return [*words(each.heading), *words(each.text)]


def _left_over(first: Iterable[Quantity], other: Iterable[Quantity]) -> tuple[list[Quantity], list[Quantity]]:
    """What of each has no equal in the other."""
    first, other = list(first), list(other)
    return (
        [each for each in first if not any(_equal(each, its) for its in other)],
        [each for each in other if not any(_equal(each, its) for its in first)],
    )


def _equal(one_side: Quantity, other_side: Quantity) -> bool:
    return one_side.dimension == other_side.dimension and not differ(one_side, other_side)
