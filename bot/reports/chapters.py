"""The report's part about each episode and each question. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.messages.catalogue import template
from bot.reports.definitions import MEANS
from bot.reports.figures import HIDDEN, SMALLEST_GROUP, Figure, Privacy
from lessons.checks import Check
from lessons.episodes import Episode
from schedules.ledger.figures.learning import Recall, Tries
from schedules.ledger.figures.watching import Curve, Viewing, curve

_NO_RECALL = Recall(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One episode, over all versions of it that were sent."""

    number: int
    title: str
    figures: tuple[Figure, ...]
    curve: Curve


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a question.

    Attributes:
        count: how often it was picked on the first try; None when that is not shown.
    """

    text: str
    right: bool
    count: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """One question, as it was worded when it was asked.

    Attributes:
        tries: first answers; None when that is not shown, and then `note` says why.
        key: names the question over all versions of its episode.
    """

    number: int
    episode: str
    words: str
    choices: tuple[Choice, ...]
    tries: int | None
    note: str
    accuracy: Figure
    recall: Figure
    key: str


def chapters(
    privacy: Privacy,
    episodes: Mapping[str, Episode],
    reached: Mapping[str, int],
    viewings: Sequence[Viewing],
    tries: Sequence[Tries],
) -> tuple[Chapter, ...]:
    """Every episode that reached somebody, in the order of the story."""
    by_slug: dict[str, list[Episode]] = {}
    for episode_id in reached:
        if episode := episodes.get(episode_id):
            by_slug.setdefault(episode.slug, []).append(episode)
    written = []
    for versions in by_slug.values():
        ids = {episode.id for episode in versions}
        newest = max(versions, key=lambda episode: episode.version)
        got = sum(reached[episode_id] for episode_id in ids)
        own = [viewing for viewing in viewings if viewing.episode_id in ids]
        answered = [each for each in tries if each.episode_id in ids]
        written.append(
            Chapter(
                newest.number,
                newest.title,
                _chapter_figures(privacy, got, own, answered),
                curve(own, SMALLEST_GROUP if privacy.on else 1),
            )
        )
    return tuple(sorted(written, key=lambda chapter: (chapter.number, chapter.title)))


def _chapter_figures(
    privacy: Privacy, reached: int, viewings: Sequence[Viewing], tries: Sequence[Tries]
) -> tuple[Figure, ...]:
    seen = len(viewings)
    shares = [viewing.through for viewing in viewings if viewing.length]
    completed = sum(viewing.completed for viewing in viewings)
    right, total = sum(each.correct for each in tries), sum(each.total for each in tries)
    return (
        privacy.count("Reached", reached, template("Learners to whom this episode was delivered.")),
        privacy.share("Played", seen, reached, template("Of these, those who played at least one second of its clip.")),
        privacy.mean_share("View-through", shares, MEANS["View-through"], seen),
        privacy.share(
            "Completion", completed, seen, template("Of those who played it, those who got to its last 5 %.")
        ),
        privacy.share("First-try accuracy", right, total, MEANS["First-try accuracy"]),
    )


def questions(
    privacy: Privacy, episodes: Mapping[str, Episode], tries: Sequence[Tries], recall: Mapping[str, Recall]
) -> tuple[QuestionFigures, ...]:
    """Every question that was answered, in the order of the story; one that was reworded stands there twice."""
    wordings: dict[tuple[str, str, tuple[str, ...]], list[tuple[Episode, Check, Tries]]] = {}
    for each in tries:
        episode = episodes.get(each.episode_id)
        if episode and episode.check:
            texts = tuple(option.text for option in episode.check.options)
            same = wordings.setdefault((each.check_key, episode.check.question, texts), [])
            same.append((episode, episode.check, each))
    figures = [_question(privacy, same, recall.get(key, _NO_RECALL)) for (key, _, _), same in wordings.items()]
    return tuple(sorted(figures, key=lambda question: (question.number, question.words)))


def _question(privacy: Privacy, same: Sequence[tuple[Episode, Check, Tries]], recall: Recall) -> QuestionFigures:
    episode, check, _ = same[-1]
    total = sum(tries.total for _, _, tries in same)
    right = sum(tries.correct for _, _, tries in same)
    hidden = privacy.hides(total)
    counts = [sum(tries.counts.get(number, 0) for _, _, tries in same) for number in range(len(check.options))]
    return QuestionFigures(
        episode.number,
        episode.title,
        check.question,
        tuple(
            Choice(option.text, number == check.correct, None if hidden else count, None if hidden else count / total)
            for number, (option, count) in enumerate(zip(check.options, counts, strict=True))
        ),
        None if hidden else total,
        HIDDEN if hidden else "",
        privacy.share("First-try accuracy", right, total, MEANS["First-try accuracy"]),
        privacy.share("Delayed recall", recall.right, recall.total, MEANS["Delayed recall"], group=recall.people),
        episode.check_key,
    )
