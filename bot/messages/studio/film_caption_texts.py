"""The words of the page on which a film's captions are corrected."""

from __future__ import annotations

from bot.messages.catalogue import retold, tr
from bot.messages.lower import caption_texts


def labels() -> dict[str, str]:
    return {
        "correct_captions": tr("Correct the captions"),
        "captions_hint": tr(
            "Leave the times as they are. Where a line's words stay, they go on lighting up word by word; where you "
            "change them, the line is shown as a whole."
        ),
        "captions": tr("Captions"),
        "keep_captions": tr("Keep them"),
    }


def not_kept(line: int, what: str) -> str:
    """Why captions were not kept; `what` as the reader of captions words it."""
    if not what:
        return tr("The captions are empty, too long, or of another kind than before. Load the page again.")
    words = retold(what, caption_texts.WHAT)
    return tr("The captions have a fault in line {line}: {what}.", line=line, what=words)


def changed_meanwhile() -> str:
    return tr("Somebody changed this page meanwhile. Copy what you wrote, load the page again, and put it in.")
