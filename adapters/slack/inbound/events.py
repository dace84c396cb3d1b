"""What Slack posts, as events of the bot. Pure: an answer of None means that it is nothing for the bot.

Sources: docs.slack.dev/reference/events, /reference/interaction-payloads, /interactivity/implementing-slash-commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.slack.connector.payloads import person, plain, team
from adapters.slack.connector.port import CAMPAIGN, CHOOSE, CLIP_MENU, PLATFORM, SAY, SNOOZE, THREAD, Body
from bot.events import Asked, CampaignAction, Chose, ClipAction, Event, Managed, Person, Reacted, Shared

SPOKEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""Subtypes of messages in which somebody speaks; the others are news about a conversation."""


def asked_in_dm(body: Body, at: datetime) -> Asked | None:
    """What a person wrote to the app; not a deletion, a bot's words or our own.

    A message without words, such as a file alone, has "" for words. Whoever changes the words of a message asks anew.
    """
    event = body["event"]
    message = _edited(event) if event.get("subtype") == "message_changed" else event
    if event.get("channel_type") != "im" or not message.get("user") or message.get("bot_id"):
        return None
    # Joins, topics and pins are messages too, and nobody waits for an answer to them.
    if message.get("subtype") not in SPOKEN or not (message.get("text") or message.get("files")):
        return None
    own, thread = str(message.get("ts") or ""), str(message.get("thread_ts") or "")
    event_id = in_thread(str(body["event_id"]), thread, own)
    who, place = Person(PLATFORM, team(body), str(message["user"])), str(event.get("channel") or "")
    words, replied_to = plain(str(message.get("text") or "")), thread if thread != own else ""
    return Asked(who, event_id, words, at, place=place, message=own, thread=replied_to)


def _edited(event: Body) -> Body:
    """The message as it reads now; nothing where its words stayed: Slack says so for links that it unfolds, too."""
    message, before = event.get("message") or {}, event.get("previous_message") or {}
    return message if message.get("text") != before.get("text") else {}


def in_thread(event_id: str, thread: str, own: str) -> str:
    """The id of an event, with the thread to which its answer belongs; outbound/chat.py reads it from there.

    Args:
        thread: the time stamp of the thread, "" none.
        own: the message's own, which begins a thread that it is no reply in.
    """
    return f"{event_id}{THREAD}{thread}" if thread and thread != own else event_id


def asked_by_command(body: Body, at: datetime) -> Asked:
    """The /learn command. Its trigger names the one time it was written: Slack gives commands no event id."""
    return Asked(person(body), f"command:{body['trigger_id']}", plain(body.get("text", "")), at, command=True)


def pressed(body: Body, at: datetime) -> Iterator[Event]:
    """The buttons of one press that mean something to the bot; links report their press too, and need nothing."""
    for action in body.get("actions", ()):
        name, block = str(action.get("action_id", "")), str(action.get("block_id", ""))
        # The time of the press makes two presses two events; a redelivered one has the same time.
        event_id = f"press:{person(body).learner}:{action.get('action_ts', '')}:{name}"
        picked = _picked(action) if name == CLIP_MENU else ""
        if name.startswith(CHOOSE):
            yield Chose(person(body), event_id, str(action.get("value", "")), at)
        elif chosen := ClipAction.named(picked):
            yield Reacted(person(body), event_id, clip_token(block), chosen, at)
        elif picked == "next":
            yield Asked(person(body), event_id, "next", at)
        elif name.startswith(SAY):
            yield Asked(person(body), event_id, str(action.get("value", "")), at)
        elif name == SNOOZE and action.get("selected_date"):
            yield Asked(person(body), event_id, f"snooze until {action['selected_date']}", at)
        elif name.startswith(CAMPAIGN) and (wanted := CampaignAction.named(name.removeprefix(CAMPAIGN))):
            yield Managed(person(body), event_id, str(action.get("value", "")), wanted, at)


def clip_to_share(body: Body) -> str | None:
    """The player's token of the clip whose menu asked to share it."""
    for action in body.get("actions", ()):
        if action.get("action_id") == CLIP_MENU and _picked(action) == "share":
            return clip_token(str(action.get("block_id", "")))
    return None


def shared(body: Body, at: datetime) -> Shared:
    """The window in which somebody chose a colleague for a clip."""
    view = body["view"]
    elements = view["state"]["values"]["share"]
    chosen = str(next(iter(elements.values())).get("selected_user") or "")
    return Shared(person(body), f"share:{view['id']}", str(view.get("private_metadata", "")), chosen, at)


def from_home(body: Body) -> bool:
    """Whether a press happened on App Home."""
    return bool((body.get("view") or {}).get("type") == "home")


def clip_token(block_id: str) -> str:
    """The player's token that blocks.py wrote into the id of a clip's row of buttons."""
    return block_id.rpartition(":")[2]


def _picked(action: Body) -> str:
    return str((action.get("selected_option") or {}).get("value", ""))
