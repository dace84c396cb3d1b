"""Who sees what of a learner: the one table that they and a works council read, and that reports go by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """How much somebody else sees."""

    NAMED = "named"  # it, with the learner's name
    WORDS = "words"  # the words, without whose they are
    FIGURES = "figures"  # counted with others; in privacy mode of five people or more
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Visible:
    """One kind of what is kept about a learner.

    Attributes:
        managers: whoever starts campaigns or looks after lessons; in this product that is one role.
        colleagues: everybody else in the company.
        named_without_privacy: managers see it by name where the company turned privacy mode off.
        tables: where it is stored.
    """

    what: str
    managers: View
    colleagues: View
    named_without_privacy: bool
    tables: tuple[str, ...]

    def for_managers(self, privacy: bool) -> View:
        return View.NAMED if self.named_without_privacy and not privacy else self.managers


TABLE = (
    Visible(
        "profile",
        View.NAMED,
        View.NONE,
        False,
        ("learners", "addresses", "person_fields", "directory_records", "standings"),
    ),
    Visible("settings", View.NONE, View.NONE, False, ("learners", "sessions")),
    Visible("lessons", View.FIGURES, View.NONE, True, ("deliveries", "enrolments", "automation_hits", "certificates")),
    Visible("answers", View.FIGURES, View.FIGURES, False, ("replies", "reviews")),
    Visible("watched", View.FIGURES, View.FIGURES, False, ("views",)),
    Visible("questions", View.WORDS, View.WORDS, False, ("questions", "referrals")),
    Visible("said", View.FIGURES, View.NONE, False, ("pulses", "confidences")),
    Visible("observed", View.NAMED, View.NONE, False, ("observations",)),
    Visible("marked", View.FIGURES, View.FIGURES, False, ("keeps",)),
    Visible("commented", View.NAMED, View.NONE, False, ("review_comments", "sent_films")),
)


def named(what: str, privacy: bool) -> bool:
    """Whether managers see this of a person by name; pages, messages and files ask here before they show one.

    Raises:
        StopIteration: the table has no such kind.
    """
    return next(each for each in TABLE if each.what == what).for_managers(privacy) is View.NAMED
