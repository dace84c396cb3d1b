"""Words of the page that looks four weeks ahead."""

from __future__ import annotations

from bot.messages.catalogue import tr


def labels() -> dict[str, str]:
    return {
        "title": tr("Four weeks ahead"),
        "lead": tr(
            "What people in your campaigns will have forgotten if nobody asks them again, and what everybody here asks "
            "about more than before."
        ),
        "forgotten": tr("Will be forgotten"),
        "question": tr("Question"),
        "people": tr("People"),
        "now": tr("Know it now"),
        "later": tr("In four weeks"),
        "plan": tr("Plan a refresher"),
        "how": tr(
            "Estimated by FSRS-6 from each person's answers, as shares of those who answered the question at least "
            "once. Re-asks that are on their way will hold more of it."
        ),
        "nothing_fades": tr("Nothing can be said yet: too few people have answered a question."),
        "asked": tr("Asked about"),
        "topic": tr("Document or episode"),
        "before": tr("Four weeks before"),
        "lately": tr("Last four weeks"),
        "trend": tr("Trend"),
        "who_asked": tr("Counted are topics about which at least five people asked; who asked what is never shown."),
        "nothing_asked": tr("No topic was asked about by five people yet."),
    }


def trend(low: float, high: float | None, *, rises: bool) -> str:
    """The trend in words, with its interval."""
    span = f"{low:.1f} – {high:.1f} ×" if high is not None else f"≥ {low:.1f} ×"
    words = tr("Asked more now") if rises else tr("No clear change")
    return f"{words} ({span})"
