"""What Teams answers when it does not take a message, as what callers treat differently.

Sources: learn.microsoft.com, "Conversation status codes" and "Rate limiting for bots". Sending is not idempotent and
nothing can be read back, so only what says "not delivered" may be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.chat import ChatBusy, ChatError, ChatGone, ChatRefused, ChatUncertain

USUAL_WAIT_S = 5.0
SHORT_WAIT_S = 1.0  # 412: somebody else changed the conversation at the same moment
CONFIGURATION_WAIT_S = 300.0  # the tenant is left alone until somebody mended the registration


class Forgotten(ChatGone):
    """Teams does not know the conversation any more: begin a new one."""


class WrongHost(ChatRefused):
    """The conversation lives on the government community cloud's host."""


BLOCKED = ("ConversationBlockedByUser", "MessageWritesBlocked")
MISSING = ("BotDisabledByAdmin", "BotNotInConversationRoster", "ForbiddenOperationException")


def translated(status: int, body: bytes, headers: Mapping[str, str]) -> ChatError:
    """The answer to a request that was not served.

    Args:
        headers: named in lower case.
    """
    code = _code(body)
    match status:
        case 429:
            return ChatBusy("Teams asks to wait", _retry_after(headers))
        case 412:
            return ChatBusy("Teams asks to try again", SHORT_WAIT_S)
        case 401:
            why = "Teams does not accept the app's credentials: run `python -m bot doctor teams`"
            return ChatBusy(why, CONFIGURATION_WAIT_S)
        case 403:
            return _forbidden(code)
        case 404 if "Activity" in code:
            return ChatRefused("the message to change is no longer there")
        case 404:
            return Forgotten("the conversation with this person no longer exists")
        case 413:
            return ChatRefused("the message is too large for Teams")
        case 408 | 409 | 425:
            return ChatUncertain(f"Teams answered {status}")
    if status >= 500:
        return ChatUncertain(f"Teams answered {status}")
    return ChatRefused(f"Teams refused it ({code or status})")


def _forbidden(code: str) -> ChatError:
    if any(word in code for word in BLOCKED):
        return ChatGone("this person blocked the app")
    if "InvalidBotApiHost" in code:
        return WrongHost("the conversation is on another cloud: set TEAMS_CLOUD=gcc")
    if any(word in code for word in MISSING):
        return ChatGone("the app is not installed for this person")
    return ChatRefused(f"the app may not write here ({code or 403})")


def _code(body: bytes) -> str:
    """The error's code with its message: documented codes stand in either."""
    try:
        error = json.loads(body)["error"]
        return f"{error['code']}: {error.get('message', '')}"[:200]
    except (ValueError, KeyError, TypeError):
        return ""


def _retry_after(headers: Mapping[str, str]) -> float:
    try:
        return max(SHORT_WAIT_S, float(headers.get("retry-after", USUAL_WAIT_S)))
    except ValueError:
        return USUAL_WAIT_S
