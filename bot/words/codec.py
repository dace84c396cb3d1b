"""Messages as JSON, for the rows that keep them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Share, Split, Text, Tone


def to_json(message: Message) -> dict[str, Any]:
    """The message as JSON values; from_json gives the same message back."""
    parts = [{"part": type(part).__name__.lower(), **asdict(part)} for part in message.parts]
    return {"summary": message.summary, "parts": parts}


def from_json(value: dict[str, Any]) -> Message:
    """The message that to_json was given.

    Raises:
        ValueError: the value names a part that this version does not know.
    """
    return Message(value["summary"], tuple(_part(dict(part)) for part in value["parts"]))


def _part(value: dict[str, Any]) -> Part:
    match value.pop("part"):
        case "text":
            return Text(value["words"], Tone(value["tone"]))
        case "clip":
            return Clip(**value)
        case "choices":
            return Choices(tuple(Button(**button) for button in value["buttons"]))
        case "facts":
            return Facts(tuple((label, text) for label, text in value["rows"]))
        case "split":
            return Split(tuple(Share(**share) for share in value["shares"]), value["total"])
        case "passage":
            return Passage(**value)
        case "link":
            return Link(**value)
        case "settingsform":
            return SettingsForm(**{name: _pairs(one) for name, one in value.items()})
        case unknown:
            raise ValueError(f"a stored message has a part {unknown!r} that this version does not know")


def _pairs(value: Any) -> Any:
    return tuple((name, words) for name, words in value) if isinstance(value, list) else value
