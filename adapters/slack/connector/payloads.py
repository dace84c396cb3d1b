"""What every payload of Slack says: which workspace and organisation, who did it, and the words as they were typed.

Sources: docs.slack.dev/reference/events, /reference/interaction-payloads, /messaging/formatting-message-text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from adapters.slack.connector.port import PLATFORM, Body
from bot.events import Person

# What Slack puts between brackets: <@U1>, <#C1|general>, <!here>, <!subteam^S1|@team>, <https://a.example|a.example>.
_BRACKETS = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair


def team(body: Body) -> str:
    """The workspace that a payload is about; for an app that a whole organisation installed it is the person's."""
    workspace = body.get("team")
    user = body.get("user")
    ids = (
        workspace.get("id") if isinstance(workspace, Mapping) else None,
        body.get("team_id"),
        user.get("team_id") if isinstance(user, Mapping) else None,
    )
    return next((str(team_id) for team_id in ids if team_id), "")


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


def plain(words: str) -> str:
    """Words as their writer typed them: Slack escapes three characters, and puts what it recognised into brackets.

    A mention becomes @ and the person's id, a link its label or address, a channel # and its name.
    """
    readable = _BRACKETS.sub(_as_typed, words) if "<" in words else words
    return storable(html.unescape(readable) if "&" in readable else readable)


def _as_typed(match: re.Match[str]) -> str:
    sign, target, label = match[1], match[2], match[3] or ""
    match sign:
        case "@":
            return f"@{target}"
        case "#":
            return f"#{label or target}"
        case "!":
            return label or f"@{target.partition('^')[0]}"
    return label or target.removeprefix("mailto:")


def storable(words: str) -> str:
    """Words without what no database stores: one odd character must not fail the others of its batch."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", words)
