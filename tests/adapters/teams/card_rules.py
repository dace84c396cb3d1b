"""What a card of ours must keep to, beyond what the published schema says. Each rule names the fault it prevents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adapters.teams.outbound.cards import LARGEST, size

Json = dict[str, Any]

EXTENSIONS = {"Badge", "ProgressBar"}
"""Elements that only newer clients draw: each needs something that the others show."""
ELEMENTS = {"TextBlock", "RichTextBlock", "Image", "ActionSet", "ColumnSet", "Column", "Container", "TextRun"}
INPUTS = {"Input.Text", "Input.Time", "Input.Date", "Input.ChoiceSet", "Input.Toggle"}
ACTIONS = {"Action.Execute", "Action.Submit", "Action.OpenUrl"}
MOST_ACTIONS = 6  # Teams hides the others
TOP = {"type", "$schema", "version", "fallbackText", "body", "rtl"}


def faults(card: Json) -> list[str]:
    """What is wrong with a card, in words; empty when it may be sent."""
    return [*_whole(card), *(fault for element in card.get("body", []) for fault in _element(element))]


def _whole(card: Json) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard" or card.get("version") != "1.5":
        yield "Teams takes cards of version 1.5 from bots"
    if not card.get("body"):
        yield "a card without a body is an empty message"
    if not card.get("fallbackText"):
        yield "an old client shows fallbackText"
    if size(card) > LARGEST:
        yield f"{size(card)} bytes are too many"
    yield from (f"unknown at the top: {name}" for name in card.keys() - TOP)


def _element(element: Json) -> Iterator[str]:
    kind = element.get("type")
    if kind in INPUTS:
        yield from _input(element)
    elif kind in EXTENSIONS:
        if not element.get("fallback"):
            yield f"{kind} without a fallback is an error on older clients"
    elif kind not in ELEMENTS:
        yield f"{kind} is not drawn everywhere"
    if kind == "TextBlock":
        yield from _heading(element)
    if kind == "TextRun" and not element.get("text"):
        yield "an empty text run is no valid card"
    if kind == "Image":
        yield from _image(element)
    if kind == "ActionSet" and not 1 <= len(element["actions"]) <= MOST_ACTIONS:
        yield f"{len(element['actions'])} actions in one set"
    for name in ("items", "inlines", "columns"):
        if name in element and not element[name]:
            yield f"empty {name}"
        yield from (fault for inner in element.get(name, []) for fault in _element(inner))
    actions = [*element.get("actions", []), *([element["selectAction"]] if "selectAction" in element else [])]
    yield from (fault for action in actions for fault in _action(action))


def _input(element: Json) -> Iterator[str]:
    if not element.get("id") or not (element.get("label") or element.get("title")):
        yield "a field needs an id, and words that say what it is for"
    listed = [one["value"] for one in element.get("choices", [])]
    chosen = str(element.get("value")).split(",") if element.get("isMultiSelect") else [element.get("value")]
    if element["type"] == "Input.ChoiceSet" and not set(filter(None, chosen)) <= set(listed) and not _picker(element):
        yield f"{element.get('value')!r} is chosen, but is no choice"
    if (
        len(set(listed)) != len(listed)
        or not all(listed)
        or not all(one["title"] for one in element.get("choices", []))
    ):
        yield "every choice needs a value of its own, and a title"


def _picker(element: Json) -> bool:
    """Whether the choices come from the directory: what was picked is not among those of the card."""
    return "choices.data" in element


def _heading(element: Json) -> Iterator[str]:
    """Text blocks are for headings alone: they take some words for markup."""
    if element.get("style") != "heading" or not element.get("wrap"):
        yield "a text block that is no heading, or is cut off"
    if not element.get("text") or set("*_~`#<>[]{}|\\\n") & set(element["text"]):
        yield f"words that are taken for markup: {element.get('text')!r}"


def _image(element: Json) -> Iterator[str]:
    if not element.get("altText"):
        yield "a picture without words for those who do not see it"
    if not str(element.get("url", "")).startswith("http"):
        yield "a picture without an address"


def _action(action: Json) -> Iterator[str]:
    kind = action.get("type")
    if kind not in ACTIONS:
        yield f"{kind} is not known to Teams"
    if kind == "Action.OpenUrl" and not action["url"].startswith("http"):
        yield f"a link that leads nowhere: {action['url']}"
    if kind == "Action.Execute" and action.get("fallback", {}).get("type") != "Action.Submit":
        yield "a client without Action.Execute shows no button"
    if kind == "Action.Execute" and action.get("fallback", {}).get("data") != action["data"]:
        yield "the fallback must say the same"
    if "title" in action and (not action["title"].strip() or len(action["title"]) > 40):
        yield f"a title that a button cannot show: {action['title'][:60]!r}"
