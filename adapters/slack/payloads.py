"""What Slack posts, as events of the bot. Pure: an answer of None means that it is nothing for the bot.

Sources: docs.slack.dev/reference/events, /reference/interaction-payloads, /interactivity/implementing-slash-commands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from adapters.slack.blocks import CHOOSE, CLIP_MENU
from bot.events import Asked, Chose, Event, Kept, Managed, Person, Shared

PLATFORM = "slack"
SAY = "say-"  # action ids of buttons that stand for words; their value is the words
SNOOZE = "snooze"  # action id of the date that snoozes
ACT = "campaign-"  # action ids of buttons on a campaign; their value is its id
STEERED = frozenset({"report", "pause", "resume", "end", "nudge"})
Body = Mapping[str, Any]
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


def team(body: Body) -> str:
    """The workspace that a payload is about; for an app that a whole organisation installed it is the person's."""
    named = body.get("team")
    user = body.get("user")
    ids = (
        named.get("id") if isinstance(named, Mapping) else None,
        body.get("team_id"),
        user.get("team_id") if isinstance(user, Mapping) else None,
    )
    return next((str(one) for one in ids if one), "")


def organisation(body: Body) -> str:
    """The organisation that an event is about as a whole; "" where it is about one workspace."""
    first: Body = next(iter(body.get("authorizations") or ()), {})
    whole = first.get("is_enterprise_install") or body.get("is_enterprise_install")
    return str(first.get("enterprise_id") or body.get("enterprise_id") or "") if whole else ""


def person(body: Body) -> Person:
    """Who pressed, submitted or wrote the command."""
    user = body.get("user")
    learner = user.get("id") if isinstance(user, Mapping) else body.get("user_id")
    return Person(PLATFORM, team(body), str(learner or ""))


def asked_in_dm(body: Body, at: datetime) -> Asked | None:
    """A message that a person wrote to the app; not an edit, a deletion, a bot's words or our own."""
    event = body["event"]
    wrote = event.get("channel_type") == "im" and event.get("user") and event.get("text")
    if not wrote or event.get("bot_id") or event.get("subtype"):
        return None
    who = Person(PLATFORM, team(body), str(event["user"]))
    return Asked(who, str(body["event_id"]), plain(event["text"]), at, place=str(event.get("channel", "")))


def asked_by_command(body: Body, at: datetime) -> Asked:
    """The /learn command. Its trigger names the one time it was written: Slack gives commands no event id."""
    return Asked(person(body), f"command:{body['trigger_id']}", plain(body.get("text", "")), at, command=True)


def pressed(body: Body, at: datetime) -> Iterator[Event]:
    """The buttons of one press that mean something to the bot; links report their press too, and need nothing."""
    for action in body.get("actions", ()):
        name, block = str(action.get("action_id", "")), str(action.get("block_id", ""))
        event_id = f"press:{person(body).learner}:{action.get('action_ts', '')}:{name}"
        if name.startswith(CHOOSE):
            yield Chose(person(body), event_id, str(action.get("value", "")), at)
        elif name == CLIP_MENU and (deed := _picked(action)) in ("save", "like", "unsave", "unlike"):
            yield Kept(person(body), event_id, clip_token(block), deed, at)
        elif name == CLIP_MENU and deed == "next":
            yield Asked(person(body), event_id, "next", at)
        elif name.startswith(SAY):
            yield Asked(person(body), event_id, str(action.get("value", "")), at)
        elif name == SNOOZE and action.get("selected_date"):
            yield Asked(person(body), event_id, f"snooze until {action['selected_date']}", at)
        elif name.startswith(ACT) and (deed := name.removeprefix(ACT)) in STEERED:
            yield Managed(person(body), event_id, str(action.get("value", "")), deed, at)


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


def plain(words: str) -> str:
    """Words as their writer typed them: Slack escapes three characters. A mention becomes @ and the person's id.

    Source: docs.slack.dev/messaging/formatting-message-text.
    """
    said = _MENTION.sub(r"@\1", words) if "<" in words else words
    return html.unescape(said) if "&" in said else said
