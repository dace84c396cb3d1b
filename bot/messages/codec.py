"""Messages as JSON, for the rows that keep them."""

from __future__ import annotations

from typing import Any

import msgspec

from bot.chat import Message


def to_json(message: Message) -> dict[str, Any]:
    """The message as JSON values; from_json gives the same message back."""
    value: dict[str, Any] = msgspec.to_builtins(message)
    return value


def from_json(value: dict[str, Any]) -> Message:
    """The message that to_json was given, also by an earlier release.

    Raises:
        ValueError: the value names a part that this version does not know.
    """
    return msgspec.convert(value, Message)
