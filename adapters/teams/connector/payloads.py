"""From bytes to an activity, and from an activity to what happened. Pure functions.

What is missing becomes ""; what is no activity, or names no sender, is refused with a sentence before any row is
written, so that one broken activity never fails the batch in which others are written.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from adapters.teams.connector.attachments import film_of
from adapters.teams.connector.port import Inbound, Kind

LIKES = frozenset({"like", "heart"})
INSTALLS = {"add": Kind.CAME, "add-upgrade": Kind.CAME, "remove": Kind.WENT, "remove-upgrade": Kind.WENT}
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # stands for what no database stores

# Words up to a mention, and the name in it; clients give the tag attributes of their own.
_AT = re.compile(r"(.*?)<at(?:\s[^>]*)?>(.*?)</at>", re.DOTALL | re.IGNORECASE)
_LAYOUT = re.compile(r"</?(?:p|div|br)\b[^>]*>", re.IGNORECASE)  # some clients wrap what was typed in paragraphs
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # come along when words are pasted

Activity = Mapping[str, Any]


class BadActivity(ValueError):
    """What arrived is no activity; the text says why."""


def activity_from(body: bytes) -> Activity:
    """The activity in a request's body, without letters that cannot be stored.

    Raises:
        BadActivity: it is none.
    """
    try:
        # PostgreSQL stores no NUL; orjson takes it.
        activity = _mended(body) if b"\\u0000" in body else orjson.loads(body)
    except orjson.JSONDecodeError:
        activity = _mended(body)
    if not isinstance(activity, dict):
        raise BadActivity("an activity is an object")
    return activity


def _mended(body: bytes) -> object:
    """JSON that orjson does not take: some clients cut an emoji in two, and nobody should be left unanswered for it."""
    try:
        return _storable(json.loads(body))
    except (ValueError, RecursionError) as fault:  # RecursionError: nested deeper than any client nests
        raise BadActivity("an activity is JSON in UTF-8") from fault


def _storable(value: object) -> object:
    match value:
        case str():
            # Half of an emoji is a lone surrogate, which UTF-8 has no bytes for: it becomes the replacement character.
            whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            return whole.replace("\0", REPLACEMENT)
        case dict():
            return {_storable(name): _storable(inner) for name, inner in value.items()}
        case list():
            return [_storable(inner) for inner in value]
    return value


def read(activity: Activity) -> Inbound:
    """What an activity says.

    Raises:
        BadActivity: it names no type, no sender or no conversation.
    """
    sender, conversation = _map(activity, "from"), _map(activity, "conversation")
    if not _text(conversation, "id") or not _text(activity, "type"):
        raise BadActivity("an activity needs a type and a conversation")
    if not _text(sender, "id"):
        raise BadActivity("an activity needs a sender")
    channel, client = _map(activity, "channelData"), _client(activity)
    team = _map(channel, "team")
    film_name, film_url = film_of(activity.get("attachments"))
    return Inbound(
        _kind(activity),
        _text(activity, "id"),
        _text(conversation, "id"),
        _text(activity, "serviceUrl"),
        _text(conversation, "tenantId") or _text(_map(channel, "tenant"), "id"),
        _text(sender, "id"),
        _text(sender, "aadObjectId"),
        _text(sender, "name")[:200],
        invoked=activity["type"] == "invoke",
        personal=_personal(conversation),
        text=_words(activity),
        value=_value(activity),
        about=_text(activity, "replyToId"),
        liked=_liked(activity),
        zone=_known_zone(_text(activity, "localTimezone") or _text(client, "timezone")),
        locale=(_text(activity, "locale") or _text(client, "locale"))[:20],
        team_id=_text(team, "id")[:200],
        team_name=_text(team, "name")[:200],
        read_id=_text(_map(activity, "value"), "lastReadMessageId")[:200],
        film_name=film_name,
        film_url=film_url,
    )


def _kind(activity: Activity) -> Kind:
    match activity["type"], activity.get("name"):
        case "message", _:
            return Kind.INTERACTED if _map(activity, "value") else Kind.WROTE
        case "invoke", "adaptiveCard/action":
            return Kind.INTERACTED
        case "invoke", "task/fetch":
            return Kind.OPENED
        case "invoke", "task/submit":
            return Kind.FILLED
        case (("installationUpdate" | "conversationUpdate"), _):
            return _moved(activity)
        case "messageReaction", _:
            return Kind.REACTED
        case "event", "application/vnd.microsoft.readReceipt":
            return Kind.READ
    return Kind.OTHER


def _moved(activity: Activity) -> Kind:
    """Whether the app came to somebody or was taken away: an install has an action, anything else lists members."""
    if activity["type"] == "installationUpdate":
        return INSTALLS.get(_text(activity, "action"), Kind.OTHER)
    if _map(activity, "channelData").get("eventType") == "teamDeleted":
        return Kind.WENT
    own = _map(activity, "recipient").get("id")
    # Other members come and go in the same activity; only our own id says that the app was taken away.
    if any(member.get("id") == own for member in _list(activity, "membersRemoved")):
        return Kind.WENT
    return Kind.CAME if _list(activity, "membersAdded") else Kind.OTHER


def _personal(conversation: Activity) -> bool:
    kind = conversation.get("conversationType")
    # Some activities name no type of conversation; those of groups say so by a mark of their own.
    return kind == "personal" or (kind is None and not conversation.get("isGroup"))


def _value(activity: Activity) -> Mapping[str, str]:
    """What the button carries, as words: Action.Execute and dialogs wrap it, Action.Submit does not."""
    value = _map(activity, "value")
    match activity.get("name"):
        case "adaptiveCard/action":
            value = _map(_map(value, "action"), "data")
        case "task/fetch" | "task/submit":
            value = _map(value, "data")
    return {name: _plain(inner) for name, inner in value.items() if isinstance(inner, (str, int, float))}


def _plain(value: str | float) -> str:
    """A value of a form; a toggle says "true" or "false" on most clients, and a boolean on some."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(activity: Activity) -> str:
    """The words as they were typed: without the bot's own name where it was called by it, others as "@…"."""
    own = _text(_map(activity, "recipient"), "id")
    mentions = [entity for entity in _list(activity, "entities") if entity.get("type") == "mention"]
    words, before = [], ""
    for plain, name in _AT.findall(f"{_text(activity, 'text')}<at></at>"):
        whom = _mentioned(name, mentions)
        mark = "" if _text(whom, "id") == own else f"@{_text(whom, 'aadObjectId') or _text(whom, 'name') or name}"
        words.append(plain)
        # A client sends a full name as several mentions, word by word: they are one person, named once.
        if name and (mark != before or plain.strip()):
            words.append(f" {mark} ")
        before = mark
    return " ".join(html.unescape(_LAYOUT.sub(" ", "".join(words))).translate(_INVISIBLE).split())


def _mentioned(name: str, mentions: Sequence[Activity]) -> Activity:
    """Whom a mention in the words names: not every client repeats the words in the entity, so the name serves too."""
    plain = html.unescape(name).casefold()
    for entity in mentions:
        whom = _map(entity, "mentioned")
        texts = _AT.findall(_text(entity, "text")) or [("", _text(whom, "name"))]
        if any(html.unescape(text).casefold() == plain for _, text in texts):
            return whom
    return {}


def _liked(activity: Activity) -> bool | None:
    if any(reaction.get("type") in LIKES for reaction in _list(activity, "reactionsAdded")):
        return True
    if any(reaction.get("type") in LIKES for reaction in _list(activity, "reactionsRemoved")):
        return False
    return None


def _client(activity: Activity) -> Activity:
    return next((entity for entity in _list(activity, "entities") if entity.get("type") == "clientInfo"), {})


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (ValueError, OSError):  # not a zone, or a name that is no file name
        return ""


def _text(value: Activity, name: str) -> str:
    """A string; anything else says nothing, and a nested value could not even be written out."""
    inner = value.get(name)
    return inner if isinstance(inner, str) else ""


def _map(value: Activity, name: str) -> Activity:
    inner = value.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _list(value: Activity, name: str) -> Sequence[Activity]:
    items = value.get(name)
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
