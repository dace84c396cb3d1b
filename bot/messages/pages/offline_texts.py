"""Words about lessons that a browser keeps for where there is no line."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    """Every word by its name, in the reader's language; {count} and {of} are filled in by the page."""
    return {
        "title": tr("Kept for offline"),
        "lead": tr("These lessons play without a line. Answers given meanwhile are sent once you are back, each once."),
        "none": tr("Nothing is kept in this browser. “For you” has a button for it."),
        "remove": tr("Remove all"),
        "keep": tr("Keep this week's lessons for offline"),
        "hint": tr("About 1 MB each, in this browser alone, for 30 days at most."),
        "keeping": tr("Keeping {count} of {of} …", count="{count}", of="{of}"),
        "kept": tr("Lessons that play without a line now: {count}", count="{count}"),
        "failed": tr("They could not be kept. Check the line and the room on this device, then try again."),
        "see": tr("See what is kept"),
    }
