"""What Teams answers when it does not take a message, as what callers treat differently: one table.

Sources: learn.microsoft.com, "Conversation status codes" and "Rate limiting for bots". Sending is not idempotent and
nothing can be read back, so only what says "not delivered" may be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatError, ChatGone, ChatRefused, ChatUncertain
from bot.messages.catalogue import template

USUAL_WAIT_S = 5.0  # asked for nothing, a service is left alone as long as Teams usually asks for
SHORT_WAIT_S = 1.0  # 412: somebody else changed the conversation at the same moment


class Throttled(ChatBusy):
    """Teams answered 429: too much to one conversation, or to the whole tenant."""


class WrongHost(ChatRefused):
    """The conversation lives on the government community cloud's host."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one answer means.

    Attributes:
        status: of HTTP.
        code: a word that stands in the error's code or message; "" for any.
        error: what is raised.
        reason: in an operator's words where the app is at fault, in a manager's words elsewhere.
    """

    status: int
    code: str
    error: type[ChatError]
    reason: str


NOT_INSTALLED = template("the app is not installed for this person")
BLOCKED = template("this person blocked the app")
ADMIN = "an administrator blocked the app in Teams: allow it in the Teams admin center under Manage apps"

# The first row that fits counts. What no row knows is a fault of the app: a held workspace is noticed within minutes,
# a lesson that was given up never is.
ROWS = (
    # Of one message.
    Row(400, "", ChatRefused, template("Teams takes no message like this one")),
    Row(413, "", ChatRefused, template("the message is too large for Teams")),
    Row(404, "Activity", ChatRefused, template("the message to change is no longer there")),
    Row(403, "InvalidBotApiHost", WrongHost, template("the conversation is on another cloud: set TEAMS_CLOUD=gcc")),
    # Of one person.
    Row(403, "ConversationBlockedByUser", ChatGone, BLOCKED),
    Row(403, "MessageWritesBlocked", ChatGone, BLOCKED),
    # Microsoft names a block by an administrator in the code, or in the message of a code that means other things too.
    Row(403, "BotDisabledByAdmin", ChatAppFault, ADMIN),
    Row(403, "by admin", ChatAppFault, ADMIN),
    Row(403, "app is blocked", ChatAppFault, ADMIN),
    Row(403, "AppNotAllowed", ChatAppFault, ADMIN),
    Row(403, "BotNotInConversationRoster", ChatGone, NOT_INSTALLED),
    Row(403, "ForbiddenOperationException", ChatGone, NOT_INSTALLED),
    # Of one conversation.
    Row(404, "", ChatConversationGone, template("the conversation with this person no longer exists")),
    # Of the app.
    Row(401, "BotNotRegistered", ChatAppFault, "this bot is not registered with Teams: run `ninety doctor teams`"),
    Row(401, "", ChatAppFault, "Teams does not accept the app's credentials: run `ninety doctor teams`"),
    Row(403, "NotEnoughPermissions", ChatAppFault, "the app lacks a permission in Teams: install its newest package"),
    # Nobody knows whether it arrived.
    Row(408, "", ChatUncertain, "Teams answered 408"),
    Row(409, "", ChatUncertain, "Teams answered 409"),
    Row(425, "", ChatUncertain, "Teams answered 425"),
)


def translated(status: int, body: bytes, headers: Mapping[str, str]) -> ChatError:
    """The answer to a request that was not served.

    Args:
        headers: named in lower case.
    """
    if status == 429:
        return Throttled("Teams asks to wait", _retry_after(headers))
    if status == 412:
        return ChatBusy("Teams asks to try again", SHORT_WAIT_S)
    if status >= 500:
        return ChatUncertain(f"Teams answered {status}")
    code = _code(body)
    for row in ROWS:
        if row.status == status and row.code.lower() in code.lower():
            return row.error(row.reason)
    return ChatAppFault(f"Teams refuses the app ({status} {code}): run `ninety doctor teams`")


def _code(body: bytes) -> str:
    """The error's code with its message: documented codes stand in either."""
    try:
        error = json.loads(body)["error"]
        return f"{error['code']}: {error.get('message', '')}"[:200]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return max(SHORT_WAIT_S, float(headers.get("retry-after", USUAL_WAIT_S)))
    except ValueError:
        return USUAL_WAIT_S
