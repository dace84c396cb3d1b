"""From Teams' activities to what happened. Pure; what is missing becomes "", what is no activity a ValueError."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from adapters.teams.seam import Inbound, Kind

LIKES = frozenset({"like", "heart"})

Activity = Mapping[str, Any]


def read(activity: Activity) -> Inbound:
    """What an activity says.

    Raises:
        ValueError: it names no sender or no conversation.
    """
    sender, conversation = _map(activity, "from"), _map(activity, "conversation")
    if not conversation.get("id") or not activity.get("type"):
        raise ValueError("an activity needs a type and a conversation")
    client, team = _client(activity), _map(_map(activity, "channelData"), "team")
    return Inbound(
        _kind(activity),
        str(activity.get("id") or ""),
        str(conversation["id"]),
        str(activity.get("serviceUrl") or ""),
        str(conversation.get("tenantId") or _map(_map(activity, "channelData"), "tenant").get("id") or ""),
        str(sender.get("id") or ""),
        str(sender.get("aadObjectId") or ""),
        str(sender.get("name") or "")[:200],
        invoked=activity["type"] == "invoke",
        personal=_personal(conversation),
        text=_words(activity),
        value=_value(activity),
        about=str(activity.get("replyToId") or ""),
        liked=_liked(activity),
        zone=_known_zone(str(activity.get("localTimezone") or client.get("timezone") or "")),
        locale=str(activity.get("locale") or client.get("locale") or "")[:20],
        team_id=str(team.get("id") or "")[:200],
        team_name=str(team.get("name") or "")[:200],
        read_id=str(_map(activity, "value").get("lastReadMessageId") or "")[:200],
    )


def _kind(activity: Activity) -> Kind:
    match activity["type"], activity.get("name"):
        case "message", _:
            return Kind.PRESSED if _map(activity, "value") else Kind.WROTE
        case "invoke", "adaptiveCard/action":
            return Kind.PRESSED
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
    """Whether the app came to somebody or was taken away. Teams tells installs with an action, others by members."""
    if activity["type"] == "installationUpdate":
        return Kind.CAME if str(activity.get("action", "")).startswith("add") else Kind.WENT
    if _map(activity, "channelData").get("eventType") == "teamDeleted":
        return Kind.WENT
    own = _map(activity, "recipient").get("id")
    if any(one.get("id") == own for one in _list(activity, "membersRemoved")):
        return Kind.WENT
    return Kind.CAME if _list(activity, "membersAdded") else Kind.OTHER


def _personal(conversation: Activity) -> bool:
    kind = conversation.get("conversationType")
    return kind == "personal" or (kind is None and not conversation.get("isGroup"))


def _value(activity: Activity) -> Mapping[str, Any]:
    """What the button carries: Action.Execute and dialogs wrap it, Action.Submit does not."""
    value = _map(activity, "value")
    match activity.get("name"):
        case "adaptiveCard/action":
            return _map(_map(value, "action"), "data")
        case "task/fetch" | "task/submit":
            return _map(value, "data")
    return value


def _words(activity: Activity) -> str:
    """The words as they were typed: without the bot's own name where it was called by it, others as "@…"."""
    words, own = str(activity.get("text") or ""), _map(activity, "recipient").get("id")
    for one in _list(activity, "entities"):
        if one.get("type") == "mention" and one.get("text"):
            whom = _map(one, "mentioned")
            named = "" if whom.get("id") == own else f"@{whom.get('aadObjectId') or whom.get('name') or ''}"
            words = words.replace(str(one["text"]), f" {named} ")
    return " ".join(html.unescape(words).split())


def _liked(activity: Activity) -> bool | None:
    if any(one.get("type") in LIKES for one in _list(activity, "reactionsAdded")):
        return True
    if any(one.get("type") in LIKES for one in _list(activity, "reactionsRemoved")):
        return False
    return None


def _client(activity: Activity) -> Activity:
    return next((one for one in _list(activity, "entities") if one.get("type") == "clientInfo"), {})


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (ValueError, OSError):  # not a zone, or a name that is no file name
        return ""


def _map(value: Activity, name: str) -> Activity:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _list(value: Activity, name: str) -> Sequence[Activity]:
    found = value.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
