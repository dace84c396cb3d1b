"""What the start page of an installation says to whoever opens its address without a link."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    """Words of the page by name, in the language that the browser wants."""
    return {
        "title": tr("Ninety: lessons of ninety seconds, in chat"),
        "running": tr("This installation is running"),
        "heading": tr("Lessons of ninety seconds, in the chat where people already are"),
        "lead": tr(
            "Ninety sends one short video and one question at each learner's own local time, and asks again before it "
            "is forgotten."
        ),
        "no_sign_in": tr(
            "There is nothing to sign in to here. Lessons arrive as direct messages from the bot in your company's "
            "chat; their buttons and a manager's report links open pages on this address."
        ),
        "health": tr("Whoever runs this installation sees how it is doing at"),
    }
