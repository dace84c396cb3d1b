"""What can be pressed in a message: the options of a question as rows, thumbs, and plain buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from adapters.slack.connector.port import CHOOSE
from adapters.slack.outbound.limits import BUTTON, FIELD, LONGEST_BUTTON, SECTION, cut, plain_text, short
from adapters.slack.outbound.richtext import Block, bold, paragraph, rich
from bot.chat import Button, ButtonStyle, Choices, Layout

THUMBS = ("👍", "👎")
STYLES: dict[ButtonStyle, Block] = {
    ButtonStyle.DEFAULT: {},
    ButtonStyle.PRIMARY: {"style": "primary"},
    ButtonStyle.DESTRUCTIVE: {"style": "danger"},
}


def choice_blocks(part: Choices, number: int) -> Iterator[Block]:
    """The blocks of one group of buttons.

    Args:
        number: the part's place in its message, which keeps the ids of two groups apart.
    """
    match part.layout:
        case Layout.OPTIONS:
            yield from _rows(part.buttons, number)
        case Layout.THUMBS:
            yield from _thumbs(part.buttons, number)
        case Layout.ROW:
            yield from _buttons(part.buttons, number)


def _rows(options: Sequence[Button], number: int) -> Iterator[Block]:
    """Each option over the full width, with its own button at the end: no sentence is far from what picks it."""
    for place, (letter, option) in enumerate(zip(ascii_uppercase, options, strict=False)):
        pick = button_element(option, number, place)
        pick["text"] = plain_text(letter, BUTTON)
        # A screen reader hears the button without the row beside it, so the label says both.
        pick["accessibility_label"] = cut(f"{letter}. {option.label}", BUTTON)
        yield {
            "type": "section",
            "block_id": f"choices-{number}-{place}",
            "text": plain_text(short(option.label, FIELD), SECTION),
            "accessory": pick,
        }


def _thumbs(buttons: Sequence[Button], number: int) -> Iterator[Block]:
    """The first two as thumbs in one row, as other apps of Slack have them; what else can be said stands below.

    Source: docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element.
    """
    if len(buttons) < len(THUMBS):
        yield from _buttons(buttons, number)
        return
    positive, negative = (
        {
            "text": plain_text(f"{thumb} {button.label}", BUTTON),
            "value": button.token,
            "accessibility_label": cut(button.label, BUTTON),
        }
        for thumb, button in zip(THUMBS, buttons, strict=False)
    )
    element = {"type": "feedback_buttons", "action_id": f"{CHOOSE}-{number}-thumbs"}
    yield {
        "type": "context_actions",
        "block_id": f"choices-{number}",
        "elements": [element | {"positive_button": positive, "negative_button": negative}],
    }
    if rest := buttons[len(THUMBS) :]:
        elements = [button_element(button, number, place) for place, button in enumerate(rest, len(THUMBS))]
        yield {"type": "actions", "block_id": f"choices-{number}-more", "elements": elements}


def _buttons(buttons: Sequence[Button], number: int) -> Iterator[Block]:
    """The buttons in a row; where a label is too long for one, the labels stand above and the buttons name them."""
    elements = [button_element(button, number, place) for place, button in enumerate(buttons)]
    if any(len(button.label) > LONGEST_BUTTON for button in buttons):
        lettered = list(zip(ascii_uppercase, buttons, strict=False))
        rows = [(bold(letter), f"  {short(button.label, FIELD)}") for letter, button in lettered]
        yield rich(*(paragraph(*row) for row in rows))
        for (letter, button), element in zip(lettered, elements, strict=False):
            element["text"] = plain_text(letter, BUTTON)
            element["accessibility_label"] = cut(f"{letter}. {button.label}", BUTTON)
    if elements:
        yield {"type": "actions", "block_id": f"choices-{number}", "elements": elements}


def button_element(button: Button, number: int, place: int) -> Block:
    """One button; its press comes back with its token."""
    element: Block = {
        "type": "button",
        "action_id": f"{CHOOSE}-{number}-{place}",
        "text": plain_text(button.label, BUTTON),
        "value": button.token,
    }
    return element | STYLES[button.style]
