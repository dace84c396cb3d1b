"""Adaptive Cards as their readers see them: every word in order, every button with what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.teams.cards import CHOOSE


def words(card: dict[str, Any]) -> list[str]:
    """Everything that can be read in the body, paragraph by paragraph."""
    return [text for element in card["body"] for text in _read(element)]


def _read(element: dict[str, Any]) -> Iterator[str]:
    match element["type"]:
        case "RichTextBlock":
            yield "".join(run["text"] for run in element["inlines"])
        case "TextBlock":
            yield element["text"]
        case "Container" | "Column":
            for item in element["items"]:
                yield from _read(item)
        case "ColumnSet":
            for column in element["columns"]:
                yield from _read(column)


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every action of the card, in order."""
    return [action for element in card["body"] if element["type"] == "ActionSet" for action in element["actions"]]


def buttons(card: dict[str, Any]) -> dict[str, str]:
    """What can be answered: label -> token."""
    pressed = (one for one in actions(card) if one.get("verb") == CHOOSE)
    return {one["title"]: one["data"]["token"] for one in pressed}
