"""What a clip of an answer is to be made from, and why none could be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answers.generated_script import ProvenSentence
from bot.answers.questions import Question
from lessons.script import Brand


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """What a clip is to be made from.

    Attributes:
        sentences: verified sentences with their sources.
        cited: the passages that prove them.
    """

    question: Question
    key: str
    sentences: Sequence[ProvenSentence]
    cited: Sequence[str]
    language: str
    brand: Brand
    by_model: bool


@dataclass(frozen=True, slots=True)
class NoClip:
    """Why no clip could be made, for the person who asked."""

    reason: str


def brand_of_answers(brand: Mapping[str, str], name: str) -> Brand:
    """The workspace's look, which all its answers have."""
    return Brand(**brand) if brand else Brand(name=name)
