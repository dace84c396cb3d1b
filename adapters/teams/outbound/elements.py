"""The elements that cards are made of. Pure functions.

Words of people go into text runs, which know no markup; a card has no other way to show them untouched on every client.
A heading, by which screen readers find their way, is a text block, which knows markup: it is one where no letter of it
could be taken for markup, and else a text run in the same look.
Elements that only newer clients draw (badges, bars, round corners, widths) stand on others that every client draws.
Source: adaptivecards.io, schema 1.5; learn.microsoft.com, "Types of cards" and "Format messages";
adaptivecards.microsoft.com, "Teams extensions" and "Responsive layout".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LONGEST_BUTTON = 34  # characters that a button shows whole on a telephone
IN_A_ROW = 30  # characters that all buttons of one row show whole there
PADDING = 4  # characters that fit into what surrounds one button
MOST_BESIDE = 5  # buttons in one row; Teams hides those after the sixth
NAMELESS = "…"  # stands where nobody wrote a label
VERSION = "1.5"
MARKUP = re.compile(r"[*_~`#<>\[\]{}|\\\r\n]|^\s*(?:[-+]|\d+[.)])|://|  ")  # what a client might take for Markdown

Json = dict[str, Any]


def framed(summary: str, body: Sequence[Json]) -> Json:
    """A card around its elements."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "fallbackText": summary,
        "body": list(body),
    }


def run(words: str, **look: object) -> Json:
    return {"type": "TextRun", "text": words or " ", **look}  # an empty run is an invalid card


def paragraph(words: str, **look: object) -> Json:
    """A paragraph, as it was written."""
    return {"type": "RichTextBlock", "inlines": [run(words, **look)]}


def quiet(words: str) -> Json:
    """A small line beside what matters."""
    return paragraph(words, isSubtle=True, size="Small")


def heading(words: str, size: str = "Large") -> Json:
    """A title."""
    if MARKUP.search(words) or not words.strip():
        return paragraph(words, size=size, weight="Bolder")
    return {"type": "TextBlock", "text": words, "style": "heading", "size": size, "weight": "Bolder", "wrap": True}


def on_colour(style: str, words: str) -> Json:
    """Words on a coloured ground: those in Teams' own green, yellow and red can hardly be read.

    Args:
        style: "good", "warning", "attention" or "emphasis".
    """
    return {"type": "Container", "style": style, "roundedCorners": True, "items": [paragraph(words, weight="Bolder")]}


def columns(*shares: tuple[str | int, Sequence[Json]], spacing: str = "Small") -> Json:
    """Columns beside each other: width ("auto", "stretch" or a weight) and what stands in each."""
    listed = [{"type": "Column", "width": width, "items": list(items)} for width, items in shares]
    return {"type": "ColumnSet", "spacing": spacing, "columns": listed}


def badge(words: str, style: str) -> Json:
    """A word that stands out; plain words where the client draws no badges.

    Args:
        style: "Good", "Warning", "Attention", "Informative" or "Subtle".
    """
    return {"type": "Badge", "text": words, "style": style, "appearance": "Tint", "fallback": paragraph(words)}


def bar(share: float, colour: str = "Accent") -> Json:
    """A share as a bar; nothing where the client draws none, since the words beside it say the same."""
    value = round(100 * min(max(share, 0.0), 1.0))
    return {"type": "ProgressBar", "value": value, "color": colour, "spacing": "Small", "fallback": "drop"}


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def open_url(label: str, url: str) -> Json:
    return {"type": "Action.OpenUrl", "title": cut(label, LONGEST_BUTTON).strip() or NAMELESS, "url": url}


def submit(title: str, data: Mapping[str, object], style: str = "default") -> Json:
    """A button that sends data, in a dialog or as a message."""
    action: Json = {"type": "Action.Submit", "title": title.strip() or NAMELESS, "data": dict(data)}
    return action if style == "default" else {**action, "style": style}


def execute(title: str, verb: str, data: Mapping[str, object], style: str = "default") -> Json:
    """A button that is answered within the card where the client can; else it sends the same data as a message."""
    fallback = submit(title, data, style)
    return {**fallback, "type": "Action.Execute", "verb": verb, "fallback": fallback}


def rows_of(actions: Sequence[Json]) -> Iterator[Json]:
    """Actions in rows that a telephone shows whole: buttons beside each other shrink and cut their titles."""
    row: list[Json] = []
    for action in actions:
        taken = sum(len(button["title"]) + PADDING for button in [*row, action])
        if row and (taken > IN_A_ROW + PADDING or len(row) == MOST_BESIDE):
            yield {"type": "ActionSet", "actions": row}
            row = []
        row.append(action)
    if row:
        yield {"type": "ActionSet", "actions": row}
