"""A card as the lines of a box: the way back from boxes.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lessons.authoring.page.footage import clock
from lessons.figures import written
from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Bullets,
    Card,
    Chart,
    EndCard,
    Footage,
    Headline,
    Photo,
    Place,
    Quote,
    Screen,
    Statement,
    Talk,
)

_MEANT = re.compile(r"[\\`*_\[\]<>&]")
_BEGINS = re.compile(r"^([#+=~|-]|\d+(?=[.)]))")
_ANSWERS = re.compile(r"^(answer at\s*):", re.IGNORECASE)


def escaped(text: str) -> str:
    """Words as Markdown that says exactly them, wherever in a line they stand."""
    return _MEANT.sub(lambda found: f"\\{found[0]}", text)


def paragraph(text: str) -> str:
    """Words as a line of their own, which is neither a heading nor a list nor the place of an answer."""
    safe = _ANSWERS.sub(r"\1\:", escaped(text))
    begins = _BEGINS.match(safe)
    if begins is None:
        return safe
    mark = begins[1]
    return f"{mark}\\{safe[len(mark) :]}" if mark.isdigit() else f"\\{safe}"


def box(card: Card, audio: str, name_of: Callable[[str], str], language: str) -> str:
    """The lines that show a card.

    Args:
        audio: key of the recording of the words below it, "" for the voice.
        name_of: a media key as the file's name in the folder.
        language: of the card, which decides how numbers are written.
    """
    rows = [*_rows(card, name_of, language), *([f"Audio: {name_of(audio)}"] if audio else [])]
    return "\n".join(f"> {row}" for row in rows)


def _rows(card: Card, name_of: Callable[[str], str], language: str) -> Sequence[str]:
    match card:
        case Headline():
            return [f"Headline: {escaped(card.text)}", *_named("Kicker", card.kicker)]
        case Statement():
            return [f"Statement: {escaped(card.text)}"]
        case Bullets():
            return [f"List: {escaped(card.title)}", *_items(card.items)]
        case Photo():
            picture = f"![{escaped(card.alt)}](<{name_of(card.file)}>)"
            return [f"Photo: {escaped(card.text)}", picture, *_named("Credit", card.credit)]
        case Footage():
            range_of = f"from {clock(card.start_s)} to {clock(card.end_s)}"
            return [f"Clip: {name_of(card.file)} {range_of}", *([] if card.sound else ["Sound: off"])]
        case Ask():
            return [f"Question: {escaped(card.question)}", *_items(card.options)]
        case BeforeAfter():
            before, after = _labelled("Before", card.before_label), _labelled("After", card.after_label)
            return [f"{before}: {escaped(card.before)}", f"{after}: {escaped(card.after)}"]
        case Quote():
            return [f"Quote: {escaped(card.text)}", *_named("Source", card.source)]
        case BigNumber():
            return [
                f"Number: {escaped(card.number)}",
                *_named("Caption", card.caption),
                *_named("Source", card.source),
            ]
        case Chart():
            unit = f" {card.unit}" if card.unit else ""
            bars = [f"{label}: {_number(value, language)}{unit}" for label, value in card.bars]
            return [f"Chart: {escaped(card.title)}", *_items(bars), *_named("Source", card.source)]
        case EndCard():
            return [f"End: {escaped(card.prompt)}", *_named("Action", card.action)]
        case Talk() | Place():
            return [f"Place: {card.place}", *_named("When", card.note)]
        case Screen():
            return [f"{card.kind.capitalize()}: {escaped(card.title)}", *_items([_line(*line) for line in card.lines])]


def _line(who: str, text: str) -> str:
    return f"{who}: {text}" if who else text


def _named(name: str, text: str) -> list[str]:
    return [f"{name}: {escaped(text)}"] if text else []


def _items(texts: Sequence[str]) -> list[str]:
    return [f"- {escaped(text)}" for text in texts]


def _labelled(name: str, label: str) -> str:
    return name if label == name else f"{name} ({label})"


def _number(value: float, language: str) -> str:
    return str(int(value)) if value == int(value) else written(repr(value), language)
