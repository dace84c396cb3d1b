"""A campaign's results as the page and the table show them: in words, with what is too small left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.web.pages.charts import clock
from bot.messages.managing import survey_page_texts
from bot.messages.pages import results_texts
from bot.reports.figures import SMALLEST_GROUP
from bot.reports.heat_map import TeamRow, heat_map
from bot.reports.results import WINDOW_S, ResultFacts, WatchFacts
from bot.reports.shares import CountedShare, counted
from schedules.ledger.figures.people_states import PersonState
from schedules.ledger.figures.watching import Curve

STEPS = ("owed", "delivered", "played", "answered", "right")
LEVELS = 5  # shades of a heat map that eyes tell apart


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step, and why the others did not get there: reason and how many, the most frequent first."""

    name: str
    means: str
    share: CountedShare
    lost: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class StateView:
    """How many people are in one state."""

    name: str
    key: str
    means: str
    share: CountedShare


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person who needs the manager, or is behind."""

    name: str
    state: str
    key: str
    why: str
    unanswered: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with its three shares."""

    title: str
    words: str
    first_try: CountedShare
    recall: CountedShare
    forgotten: CountedShare


@dataclass(frozen=True, slots=True)
class WatchView:
    """One episode's clip.

    Attributes:
        through: mean share of its seconds that were watched, None where it is hidden.
        leave: where most leave, in words; "" where hardly anybody does.
        left: for each second of the curve, how many left there.
    """

    title: str
    seen: CountedShare
    through: float | None
    completed: CountedShare
    curve: Curve
    leave: str
    left: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResultsView:
    """Everything that is shown.

    Attributes:
        hidden: so few people take part that nothing of them is shown.
    """

    facts: ResultFacts
    privacy: bool
    hidden: bool
    verdict: str
    states: tuple[StateView, ...]
    people: tuple[PersonView, ...]
    steps: tuple[FunnelStep, ...]
    questions: tuple[QuestionView, ...]
    teams: tuple[TeamRow, ...]
    watching: tuple[WatchView, ...]
    pulse: tuple[StateView, ...]
    surveys: tuple[StateView, ...]


def results_view(
    facts: ResultFacts, names: Mapping[str, str], managers: Mapping[str, str], *, privacy: bool
) -> ResultsView:
    """Args: names, managers: by id, of those who may be named."""
    keys = [each.counts.check_key for each in facts.questions]
    counts = facts.states.counts
    everybody = sum(counts.values())
    return ResultsView(
        facts,
        privacy,
        privacy and 0 < everybody < SMALLEST_GROUP,
        results_texts.verdict(*(counts[state] for state in reversed(PersonState)))
        if everybody and not (privacy and everybody < SMALLEST_GROUP)
        else "",
        tuple(_states(facts, everybody, privacy)),
        tuple(_people(facts, names)),
        tuple(_steps(facts, privacy)),
        tuple(_questions(facts, privacy)),
        tuple(heat_map(facts.by_team, keys, managers, privacy=privacy)),
        tuple(_watching(each, facts.funnel.people, privacy) for each in facts.watching),
        tuple(_pulse(facts, privacy)),
        tuple(_surveys(facts, privacy)),
    )


def _states(facts: ResultFacts, everybody: int, privacy: bool) -> list[StateView]:
    return [
        StateView(name, key, means, counted(facts.states.counts[PersonState(key)], everybody, privacy=privacy))
        for key, (name, means) in results_texts.states().items()
    ]


def _pulse(facts: ResultFacts, privacy: bool) -> list[StateView]:
    pulse = facts.pulse
    if not pulse.asked:
        return []
    counts = {"answered": (pulse.answered, pulse.asked), "yes": (pulse.yes, pulse.answered)}
    counts |= {"no": (pulse.no, pulse.answered), "no_occasion": (pulse.no_occasion, pulse.answered)}
    return [
        StateView(name, key, means, counted(*counts[key], privacy=privacy))
        for key, (name, means) in results_texts.pulse().items()
    ]


def _surveys(facts: ResultFacts, privacy: bool) -> list[StateView]:
    """Each figure of the questions of one press that anybody answered."""
    answers = facts.surveys
    counts = {
        "useful": (answers.useful, answers.rated),
        "surer": (answers.surer, answers.compared),
        "less_sure": (answers.less_sure, answers.compared),
        "seen": (answers.seen, answers.observed),
    }
    return [
        StateView(name, key, means, counted(*counts[key], privacy=privacy))
        for key, (name, means) in survey_page_texts.figures().items()
        if counts[key][1]
    ]


def _people(facts: ResultFacts, names: Mapping[str, str]) -> list[PersonView]:
    states, whys = results_texts.states(), results_texts.whys()
    # Whoever has no name here left or was erased since the figures were counted.
    return [
        PersonView(
            names[each.learner_id], states[each.state][0], each.state, whys[each.why], each.unanswered, each.since
        )
        for each in facts.states.first
        if each.learner_id in names
    ]


def _steps(facts: ResultFacts, privacy: bool) -> list[FunnelStep]:
    funnel, words = facts.funnel, results_texts.steps()
    wholes = {"owed": funnel.owed, "delivered": funnel.owed, "played": funnel.delivered, "answered": funnel.delivered}
    lost = {"delivered": funnel.undelivered, "played": funnel.unplayed, "answered": funnel.unanswered}
    steps = []
    for key in STEPS:
        share = counted(getattr(funnel, key), wholes.get(key, funnel.answered), funnel.people, privacy=privacy)
        reasons = {} if share.hidden or key == "owed" else lost.get(key, funnel.not_right)
        most_first = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        lines = tuple((results_texts.losses(key)[reason], count) for reason, count in most_first)
        steps.append(FunnelStep(*words[key], share, lines))
    return steps


def _questions(facts: ResultFacts, privacy: bool) -> list[QuestionView]:
    return [
        QuestionView(
            results_texts.episode_title(each.number, each.title),
            each.words,
            counted(each.counts.right, each.counts.tries, privacy=privacy),
            counted(each.counts.recalled, each.counts.reasked, privacy=privacy),
            counted(each.counts.forgot, each.counts.knew, privacy=privacy),
        )
        for each in facts.questions
    ]


def _watching(each: WatchFacts, people: int, privacy: bool) -> WatchView:
    seen = counted(each.seen, max(people, each.seen), each.seen, privacy=privacy)
    completed = counted(each.completed, each.seen, privacy=privacy)
    title = results_texts.episode_title(each.number, each.title)
    if completed.hidden:
        return WatchView(title, seen, None, completed, Curve((), ()), "", ())
    end = _end(each.viewers) if privacy else len(each.viewers)
    curve = Curve(tuple(each.shares[:end]), tuple(each.viewers[:end]))
    at, count = each.most_left()
    # One person alone is nobody's pattern, and would be somebody.
    leave = results_texts.left(count, each.seen, clock(at), clock(at + WINDOW_S)) if count > 1 else ""
    return WatchView(title, seen, each.through, completed, curve, leave, tuple(each.left[:end]))


def _end(viewers: Sequence[int]) -> int:
    """The second from which on too few people are left to be shown."""
    return next((second for second, count in enumerate(viewers) if count < SMALLEST_GROUP), len(viewers))


def level(share: CountedShare) -> int:
    """The shade of a field of the heat map: 0 where all is known or nothing can be said, 4 where hardly anything is."""
    return 0 if share.share is None else min(LEVELS - 1, int((1 - share.share) * LEVELS))
