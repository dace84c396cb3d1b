"""The words of the page on which an episode gets another beginning."""

from __future__ import annotations

from bot.messages.catalogue import tr


def mistake(option: str) -> str:
    """A beginning that says the wrong answer aloud; it claims nothing of how many think so."""
    return tr("“{option}” Would you say so too?", option=option)


def labels() -> dict[str, str]:
    return {
        "variations": tr("Other beginnings"),
        "variations_hint": tr(
            "Made of this episode's own words, without a model. One press takes one; undo brings the old one back."
        ),
        "now": tr("Begins now with"),
        "hook_question": tr("With its question"),
        "hook_mistake": tr("With the wrong answer"),
        "hook_ending": tr("With how it ends"),
        "take_hook": tr("Begin with it"),
        "test_hook": tr("Hand it to a two-hooks test"),
        "test_hint": tr(
            "A second hook makes a second clip: a campaign sends each to half of its people, and its page says which "
            "one holds them."
        ),
        "no_hooks": tr("This page has no words for another beginning."),
    }
