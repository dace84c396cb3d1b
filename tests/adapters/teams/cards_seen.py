"""Adaptive Cards as their readers see them: every word in order, every button with what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.teams.outbound.choices import CHOOSE


def words(card: dict[str, Any]) -> list[str]:
    """Everything that can be read in the body, paragraph by paragraph."""
    return [text for element in card["body"] for text in _read(element)]


def _read(element: dict[str, Any]) -> Iterator[str]:
    match element["type"]:
        case "RichTextBlock":
            yield "".join(run["text"] for run in element["inlines"])
        case "TextBlock" | "Badge":
            yield element["text"]
        case "Container" | "Column":
            for item in element["items"]:
                yield from _read(item)
        case "ColumnSet":
            for column in element["columns"]:
                yield from _read(column)


def elements(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything in the body, at whatever depth, in order."""
    ahead = list(card["body"])
    while ahead:
        element = ahead.pop(0)
        yield element
        ahead = [*element.get("items", ()), *element.get("columns", ()), *ahead]


def actions(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Every action of the card, in order, each by the words that say what it does."""
    return [_named(action) for element in elements(card) for action in _of(element)]


def _of(element: dict[str, Any]) -> list[dict[str, Any]]:
    whole = element.get("selectAction", {}) if element["type"] == "Container" else {}
    return [*element.get("actions", ()), *([whole] if whole else [])]


def _named(action: dict[str, Any]) -> dict[str, Any]:
    return {**action, "title": action.get("tooltip", action["title"])}


def buttons(card: dict[str, Any]) -> dict[str, str]:
    """What can be answered: label -> token."""
    answers = (action for action in actions(card) if action.get("verb") == CHOOSE)
    return {action["title"]: action["data"]["token"] for action in answers}


def inputs(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of the card's form, each by the words beside it."""
    fields = [element for element in elements(card) if element["type"].startswith("Input.")]
    return {field.get("label") or field["title"]: field for field in fields}


def filled_in(card: dict[str, Any]) -> list[str]:
    """What stands in each field, as its reader sees it: of a list, the words of the choice."""
    return [f"{label}: {_choice(field) or field.get('value', '')}" for label, field in inputs(card).items()]


def _choice(field: dict[str, Any]) -> str:
    return next((str(one["title"]) for one in field.get("choices", ()) if one["value"] == field["value"]), "")
