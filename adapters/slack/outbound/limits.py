"""How long Slack lets words be, and how they are held to it.

Limits: docs.slack.dev/reference/block-kit/blocks, /block-kit/block-elements, /surfaces/modals.
"""

from __future__ import annotations

from typing import Any

SECTION = 3000  # characters of a section's text
FIELD = 2000
URL = 3000
BUTTON = 75
LONGEST_BUTTON = 30  # characters that a button surely shows: "text may truncate with ~30 characters"
VIDEO_TITLE = 199
HEADER = 150
BLOCK_ID = 255
BLOCKS = 50  # of one message
NAMELESS = "…"  # stands where nobody wrote anything: Slack refuses empty texts


def plain_text(words: str, most: int) -> dict[str, Any]:
    """A text object without markup: what people wrote keeps its asterisks and underscores."""
    return {"type": "plain_text", "text": cut(words, most) if words.strip() else NAMELESS, "emoji": True}


def short(words: str, longest: int) -> str:
    """Words of that length at most, never none."""
    return cut(words, longest) if words.strip() else NAMELESS


def cut(words: str, most: int) -> str:
    """Words of that length at most, with dots where some are left out."""
    return words if len(words) <= most else words[: most - 1] + "…"


def safe(words: str) -> str:
    """Words without mentions and links of Slack's; asterisks and their like still are markup: see richtext.py.

    Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
