"""How a message can fail to go out; each kind is what callers treat differently."""

from __future__ import annotations


class ChatError(Exception):
    """A message did not go out as hoped; the subclasses are what callers treat differently."""


class ChatBusy(ChatError):
    """The platform asks to wait; nothing was delivered.

    Attributes:
        retry_after: seconds.
        one_chat: only this conversation is to be left alone; others of the workspace may go on.
    """

    def __init__(self, why: str, retry_after: float, *, one_chat: bool = False) -> None:
        super().__init__(why)
        self.retry_after = retry_after
        self.one_chat = one_chat


class ChatRefused(ChatError):
    """The platform will not take this one message, now or later; the text says why in a manager's words."""


class ChatAppFault(ChatError):
    """A fault of the app: its token was revoked, a permission is missing, an administrator blocked it.

    Nothing was delivered, and nothing can be to anybody of this workspace until somebody mends it. Codes that nobody
    knows belong here too: holding a workspace is noticed within minutes, a burnt lesson never is.

    Attributes:
        reason: what is wrong and what to do about it, in an operator's words.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ChatConversationGone(ChatError):
    """A fault of one conversation: the platform does not know it any more. reopen() may lead to another one.

    Nothing was delivered.
    """


class ChatGone(ChatError):
    """A fault of one person: they blocked the bot, were deactivated, or cannot be written to.

    Nothing was delivered, and nothing will be until they show a sign of life; the text says why in a manager's words.
    """


class ChatLate(ChatError):
    """The time in which this message may leave was over before its first byte left (see bot.lease)."""


class ChatUncertain(ChatError):
    """The bytes left and no reply came: delivered or not, only looking can tell."""
