"""Every error code of Slack, sorted by whose fault it is: of the app, a conversation, a person, or a message.

Sources: the error lists of chat.postMessage, chat.update, conversations.open, conversations.history and files.*, at
docs.slack.dev/reference/methods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatError, ChatGone, ChatRefused, ChatUncertain
from bot.messages.catalogue import template

USUAL_WAIT_S = 30.0  # where Slack asks to wait and does not say how long
LONGEST_WAIT_S = 3600.0  # whatever a proxy on the way may ask for

BUSY = frozenset({"message_limit_exceeded", "rate_limited", "ratelimited"})
"""Slack asks to wait; nothing was posted."""

UNCLEAR = frozenset({"accesslimited", "fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Slack failed on the way: posted or not, only looking can tell."""

_REMOVED = "the app was removed from the workspace: install it again"
_SIGN_IN = "the organisation must sign in again before its apps may write"
_COPY_TOKEN = "Slack does not accept the app's token: install the app again, and copy the Bot User OAuth Token"  # noqa: S105
_SCOPE = "the app lacks a permission: install it again from the current manifest"
_FORBIDDEN = "the workspace does not let the app write: an admin must allow it"
_KEYS = "the organisation's own encryption keys are not given to the app: an admin must allow it"

APP = {
    "access_denied": _FORBIDDEN,
    # Slack's words are about the account that the token belongs to; it is what an app gets that was taken out, and in
    # Socket Mode the only sign of it. Source: github.com/slackapi/bolt-python/issues/1029.
    "account_inactive": _REMOVED,
    # Every lesson carries the player, so this is no fault of one message.
    "cannot_unfurl": "the app may not show our player in messages: run `ninety doctor slack`, it says what to click",
    "app_missing_action_url": "the app's manifest is not complete: paste the current manifest",
    "as_user_not_supported": _COPY_TOKEN,
    "ekm_access_denied": _KEYS,
    "enterprise_is_restricted": "the organisation may not use this method: an admin must allow it",
    "invalid_auth": _COPY_TOKEN,
    "is_inactive": _REMOVED,
    "messages_tab_disabled": "the app's Messages tab is switched off: switch it on under App Home",
    "method_deprecated": "Slack no longer offers what this version of Ninety calls: upgrade Ninety",
    "missing_scope": _SCOPE,
    "no_permission": _FORBIDDEN,
    "not_allowed_token_type": _COPY_TOKEN,
    "not_authed": _COPY_TOKEN,
    "org_login_required": _SIGN_IN,
    "restricted_action": _FORBIDDEN,
    "restricted_action_non_threadable_channel": _FORBIDDEN,
    "restricted_action_read_only_channel": _FORBIDDEN,
    "restricted_action_thread_only_channel": _FORBIDDEN,
    "team_access_not_granted": "the organisation has not given the app this workspace: its admin must add it",
    "team_added_to_org": "the workspace is being moved into an organisation; this ends by itself",
    "team_disabled": "the workspace is switched off",
    "team_not_found": "the workspace is gone, or not given to the app",
    "token_expired": "the app's token has expired: install the app again",
    "token_revoked": _REMOVED,
    "two_factor_setup_required": _SIGN_IN,
}
"""Faults of the app: nothing reaches anybody of the workspace until somebody mends it. Code -> what to do."""

TOKEN_FAULTS = frozenset(code for code, advice in APP.items() if advice in (_REMOVED, _COPY_TOKEN, _SIGN_IN, _KEYS))
"""Faults of the token itself: whatever is called with it fails."""

CONVERSATION = {
    "channel_not_found": template("the conversation with this person no longer exists"),
    "is_archived": template("the conversation with this person is archived"),
    "not_in_channel": template("the app is no longer in the conversation with this person"),
}
"""Faults of one conversation, which may be opened anew."""

PERSON = {
    "cannot_dm_bot": template("bots cannot be written to"),
    "messaging_blocked": template("this person may not be written to by apps"),
    "user_disabled": template("this person's Slack account is deactivated"),
    "user_not_found": template("this person is not in the Slack workspace"),
    "user_not_visible": template("this person is hidden from the app, as guests are"),
    "users_not_found": template("this person is not in the Slack workspace"),
}
"""Faults of one person, who is left alone until a sign of life."""

MESSAGE = {
    "block_mismatch": template("Slack does not accept how the message is built"),
    "cant_broadcast_message": template("Slack does not accept how the message is built"),
    "cant_update_message": template("the message can no longer be changed"),
    "edit_window_closed": template("the workspace does not let messages be changed after a while"),
    "invalid_blocks": template("Slack does not accept how the message is built"),
    "invalid_blocks_format": template("Slack does not accept how the message is built"),
    "message_not_found": template("the message to change is no longer there"),
    "metadata_too_large": template("the message carries more than Slack takes"),
    "msg_blocks_too_long": template("the message is too long for Slack"),
    "msg_too_long": template("the message is too long for Slack"),
    "no_text": template("the message has no words"),
    "too_many_attachments": template("Slack does not accept how the message is built"),
    "update_failed": template("the message can no longer be changed"),
}
"""Faults of one message. Everything else goes out all the same, so nobody else waits for it."""

BLOCKS = frozenset({"block_mismatch", "invalid_blocks", "invalid_blocks_format"})
"""Among them those of which a block may be the cause that this Slack does not know yet."""


class BlocksRefused(ChatRefused):
    """Slack does not take how the message is built: one of its blocks may be newer than this Slack."""


class ClipSharedTooOften(ChatRefused):
    """Slack lets the clip's file be shared with no more people; the message goes out without it."""


_KINDS: tuple[tuple[Mapping[str, str], Callable[[str], ChatError]], ...] = (
    (APP, ChatAppFault),
    (CONVERSATION, ChatConversationGone),
    (PERSON, ChatGone),
    (MESSAGE, ChatRefused),
)


def translated(code: str, status: int = 200, headers: Mapping[str, str] | None = None) -> ChatError:
    """Slack's answer as what callers treat differently.

    A code that nobody knows counts as a fault of the app: a workspace that is held is noticed within minutes, and a
    lesson that was given up never is.

    Args:
        code: "" where Slack answered no JSON.
    """
    if status == 429 or code in BUSY:
        return ChatBusy("Slack asks to wait", retry_after(headers or {}))
    if status >= 500 or code in UNCLEAR or not code:
        return ChatUncertain(f"Slack answered {code or status}")
    if code == "file_share_limit_reached":
        return ClipSharedTooOften(
            template("Slack lets this clip's file be shared with no more people: set an https PUBLIC_URL")
        )
    if code in BLOCKS:
        return BlocksRefused(MESSAGE[code])
    for codes, kind in _KINDS:
        if code in codes:
            return kind(codes[code])
    return ChatAppFault(f"Slack refuses the app ({code}): run `ninety doctor slack`")


def retry_after(headers: Mapping[str, str]) -> float:
    """How many seconds Slack asks to wait, held to what is sensible."""
    seconds = headers.get("Retry-After", "")
    if not (seconds.isascii() and seconds.isdecimal()):
        return USUAL_WAIT_S
    return min(max(float(seconds), 1.0), LONGEST_WAIT_S)
