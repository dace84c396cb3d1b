"""What the writer of a series hears of its review."""

from __future__ import annotations

from bot.chat import Message, Text, Tone
from bot.messages.catalogue import tr, trn


def sent_back(title: str, name: str, reason: str, open_comments: int) -> Message:
    heading = tr("“{title}” came back from its review", title=title)
    words = tr("{name}: {reason}", name=name, reason=reason)
    why = Text(f"{words} {still_open(open_comments)}" if open_comments else words)
    again = Text(tr("Write “studio” to change and publish it again."))
    return Message(heading, (Text(heading, Tone.TITLE), why, again))


def labels() -> dict[str, str]:
    """The words of the part of the page on which a version is reviewed."""
    return {
        "review": tr("Review"),
        "send_back": tr("Send it back"),
        "send_back_why": tr("Why it cannot go out like this"),
        "decisions": tr("What became of its versions"),
        "published": tr("published"),
        "approved": tr("approved"),
        "sent_back": tr("sent back"),
        "open_comments": tr("Open comments"),
    }


def comment_labels() -> dict[str, str]:
    """The words of the part of the page on which a clip is commented."""
    return {
        "comments": tr("Comments"),
        "comment_hint": tr("A comment stands at the second that the clip shows now, and beside its line."),
        "comment": tr("Comment"),
        "comment_at": tr("Comment at"),
        "add_comment": tr("Keep the comment"),
        "resolve": tr("Resolved"),
        "open_again": tr("Open again"),
        "resolved": tr("resolved"),
        "no_comments": tr("There is no open comment on this episode."),
        "earlier": tr("about version"),
        "not_kept": tr("The comment was not kept. Try again."),
        "somebody": tr("Somebody"),
        "show_resolved": tr("Show resolved comments"),
    }


def not_kept(why: str, longest: int, most: int) -> str:
    """Why a comment was not kept; see comments.NoComment."""
    if why == "empty":
        return tr("Write something, then keep it.")
    if why == "long":
        return tr("A comment has {longest} characters at most.", longest=longest)
    return tr("There are {most} comments on this page already.", most=most)


def still_open(count: int) -> str:
    return trn("{count} comment on it is open.", "{count} comments on it are open.", count)
