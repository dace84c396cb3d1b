"""Buttons of a message: answers as lines that are pressed as a whole, judgements as thumbs, things to do in rows."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from adapters.teams.outbound.elements import LONGEST_BUTTON, NAMELESS, Json, columns, cut, execute, paragraph, rows_of
from bot.chat import Button, ButtonStyle, Choices, Layout

CHOOSE = "choose"
LETTERS = ascii_uppercase  # whoever cannot press types the letter
STYLES = {ButtonStyle.PRIMARY: "positive", ButtonStyle.DESTRUCTIVE: "destructive"}
THUMBS = ("👍", "👎")
LONGEST_TITLE = 40  # characters of a title; longer ones are cut by clients in the middle of a word


def choices(part: Choices, longest: int) -> Iterator[Json]:
    """The buttons, as they are meant to stand.

    Args:
        longest: characters of one answer.
    """
    long = any(len(button.label) > LONGEST_BUTTON for button in part.buttons)
    match Layout.OPTIONS if long else part.layout:  # a button would cut long words, a line breaks them
        case Layout.OPTIONS:
            for letter, button in zip(LETTERS, part.buttons, strict=False):
                yield _option(letter, button, longest)
        case Layout.THUMBS:
            yield {"type": "ActionSet", "actions": [_thumb(at, button) for at, button in enumerate(part.buttons)]}
        case Layout.ROW:
            yield from rows_of([_action(button) for button in part.buttons])


def _option(letter: str, button: Button, longest: int) -> Json:
    """An answer as a line of its own: as wide as the card, with its words where the finger goes."""
    words = cut(button.label, longest).strip() or NAMELESS
    return {
        "type": "Container",
        "style": "emphasis",
        "roundedCorners": True,
        "showBorder": True,
        "spacing": "Small",
        "minHeight": "40px",  # Microsoft's own smallest target for a finger
        "verticalContentAlignment": "Center",
        "selectAction": execute(cut(words, LONGEST_TITLE), CHOOSE, {"do": CHOOSE, "token": button.token}),
        "items": [columns(("auto", [paragraph(letter, weight="Bolder")]), ("stretch", [paragraph(words)]))],
    }


def _thumb(at: int, button: Button) -> Json:
    """The first two are a thumb up and down, with their words for those who hear the card."""
    action = _action(button)
    if at >= len(THUMBS):
        return action
    named = {"title": THUMBS[at], "tooltip": action["title"]}
    return {**action, **named, "fallback": {**action["fallback"], **named}}


def _action(button: Button) -> Json:
    title = cut(button.label, LONGEST_TITLE).strip() or NAMELESS
    style = STYLES.get(button.style, "default")
    return execute(title, CHOOSE, {"do": CHOOSE, "token": button.token}, style)
