"""What the page says about other systems that are told what happened."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    return {
        "title": tr("Other systems"),
        "lead": tr("What they are told, and what never reached them. “ninety webhooks” adds and removes them."),
        "none": tr("No other system is told anything."),
        "system": tr("System"),
        "kind": tr("How"),
        "waiting": tr("Waiting"),
        "sent": tr("Arrived"),
        "dead": tr("Never arrived"),
        "lost": tr("What never arrived"),
        "again": tr("Try all of it once more"),
        "at": tr("Since"),
        "event": tr("What happened"),
        "reason": tr("Why it did not arrive"),
    }
