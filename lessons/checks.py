"""The one question of an episode, and how a reply is judged."""

from __future__ import annotations

from dataclasses import dataclass

MIN_OPTIONS, MAX_OPTIONS = 2, 5


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a learner can pick.

    Attributes:
        feedback: one sentence for whoever picks it, or "".
        leads_to: key of the episode's branch that shows the consequence, or "".
    """

    text: str
    feedback: str = ""
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One multiple-choice question.

    Attributes:
        options: 2 to 5, in the order shown; the index is the learner's choice.
        correct: index into options.
        why: one sentence shown after the reply, right or wrong.
        at_s: the second of the clip that shows the answer, for re-asks; None when nobody named it.
        scene: index of the script's scene that shows the answer; at_s follows from it once the clip is made.
        document: what its one option says was read, with its version: nothing is known better or worse by that, so it
            counts in no figure of learning and is not asked again. "" for a question.
    """

    question: str
    options: tuple[Option, ...]
    correct: int
    why: str
    at_s: float | None = None
    scene: int | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Right or wrong, and the reason in words."""

    correct: bool
    why: str


def grade(check: Check, choice: int) -> Verdict:
    """The verdict on a choice; its reason begins with the option's own feedback where there is one.

    Raises:
        ValueError: the choice is not an option of this check (a stale or forged button).
    """
    if not 0 <= choice < len(check.options):
        raise ValueError(f"choice {choice} is not one of {len(check.options)} options")
    reasons = (check.options[choice].feedback, check.why)
    return Verdict(choice == check.correct, " ".join(reason for reason in reasons if reason))
