"""What the page of the audit log says, and every action in it in its reader's language."""

from __future__ import annotations

from bot.chat import Link, Message, Text, Tone
from bot.messages.catalogue import template, told, tr
from bot.messages.common_texts import plain

ACTIONS = (
    *(template("campaign drafted"), template("campaign started"), template("campaign paused")),
    *(template("campaign resumed"), template("campaign ended"), template("campaign edited")),
    *(template("campaign declined"), template("people added")),
    *(template("silent nudged"), template("second group started"), template("manager named")),
    *(template("report opened"), template("audit exported"), template("evidence exported")),
    *(template("signed in"), template("signed out"), template("copied cookie refused")),
    *(template("links taken back"), template("series packed"), template("questions brought")),
    *(template("token made"), template("token revoked")),
    *(template("system told"), template("system told no more"), template("told once more")),
    *(template("opted in"), template("opted out"), template("left a platform"), template("same person")),
    *(template("same e-mail, kept apart"), template("person erased"), template("erasure asked for")),
    *(template("erasure agreed to"), template("erasure refused"), template("people imported")),
    *(template("workspace changed"), template("workspace linked"), template("workspace unlinked")),
    *(template("app installed"), template("backup restored"), template("series published")),
    *(template("episode approved"), template("draft approved"), template("document limited")),
    *(template("question taught"), template("question declined"), template("reply taught")),
    *(template("reply declined"), template("gap drafted"), template("gap set aside")),
    *(template("answer approved"), template("answer refused"), template("answer cleared")),
    *(template("answer reported as wrong"), template("clip reported as wrong")),
)
"""Actions as the log has them; one that is not here is shown as it is."""
OTHERS = (template("operator"), template("command line"), template("planner"), template("platform"))
"""Actors that are no people."""


def action_name(action: str) -> str:
    return told(action)


def actor(name: str) -> str:
    return told(name) if name in OTHERS else name


def action_meant(words: str) -> str:
    """The action as the log has it, where somebody wrote it as the page does."""
    meant = [action for action in ACTIONS if told(action).casefold() == words.casefold()]
    return meant[0] if meant else words


def link_to_page(url: str) -> Message:
    heading = tr("Who did what")
    lead = tr("Who did what to whom and when in this workspace, to read, to filter and as a file.")
    once = tr("The link opens one time, within a day.")
    return Message(
        heading, (Text(heading, Tone.TITLE), Text(lead), Link(tr("Open the page"), url), Text(once, Tone.QUIET))
    )


def for_admins() -> Message:
    return plain(tr("The audit is for admins of this workspace who also manage campaigns."))


def labels() -> dict[str, str]:
    return {
        "title": tr("Who did what"),
        "lead": tr("Every entry stays as it was written; only names of erased people are taken out."),
        "systems": tr("Other systems"),
        "at": tr("When"),
        "by": tr("By"),
        "action": tr("What"),
        "to": tr("To whom or what"),
        "detail": tr("Details"),
        "first": tr("From day"),
        "last": tr("To day"),
        "older": tr("Older entries"),
        "newer": tr("Newer entries"),
        "nothing": tr("No entry fits this search."),
        # A template: the page puts the number in.
        "sealed": tr("{count} entries are sealed.", count="{count}"),
        "seal": tr("Last seal:"),
        "check": tr("“ninety audit --verify” looks whether any was changed."),
    }
