"""What the page of results says of the questions of one press."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    """Words of the section by name."""
    return {
        "title": tr("What people say of it"),
        "lead": tr(
            "Under an episode, once a week at most: was it useful? Before the first episode and after the last: how "
            "sure are you? A week later their manager: have you seen it, of three people at most? All of it is what "
            "people say, not what they know."
        ),
    }


def figures() -> dict[str, tuple[str, str]]:
    """What was answered, and of whom."""
    return {
        "useful": (
            tr("Useful"),
            tr("Of the episodes that somebody judged, those that were called useful; each person counts for each."),
        ),
        "surer": (
            tr("Surer than before"),
            tr("Of those who answered before the season and after it, those who are surer now."),
        ),
        "less_sure": (tr("Less sure"), tr("Of the same people, those who are less sure now.")),
        "seen": (tr("Seen in their work"), tr("Of the people about whom a manager could say, those who applied it.")),
    }
