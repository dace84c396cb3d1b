"""Which clips are worth a learner's minute next, and why: what they need, then what helped people like them.

Pure: everything that is known comes in as counts. Nobody is named in what goes in or comes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import nsmallest
from operator import itemgetter
from typing import NamedTuple

EXPLORE = 0.2  # stated share: of five clips, one is of those that fewest people have seen yet
# A share of few is pulled towards the share of all, as if so many had been seen before. With 10 the order of clips
# that three people saw is that of the company, and of clips that a team of fifty saw the team's own.
PRIOR = 10.0
OWN_PRIOR = 2.0  # own answers are few and say most: two of them weigh as much as the company's figure
USELESS_WEIGHT = 2.0  # whoever says that a clip did not help means it more than one who only watched


class Why(StrEnum):
    """Why a clip is shown: one reason, the strongest."""

    GAP = "gap"  # they answered wrong, or are forgetting, in this series
    PEERS = "peers"  # it helped people of the same group
    ALIKE = "alike"  # they liked, saved or found useful others of the series
    COMPANY = "company"  # it helped people here
    NEW = "new"  # few have seen it yet


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a clip: how many got it, and how many it helped (answered right, saved, liked, shared, useful)."""

    seen: int = 0
    helped: int = 0
    useless: int = 0

    @property
    def good(self) -> float:
        return self.helped - USELESS_WEIGHT * self.useless


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clip that may be shown.

    Attributes:
        topic: what it is about: its series.
        number: its place in the series, from 1.
        all, group: what became of it in the company, and in the learner's group.
    """

    id: str
    topic: str
    number: int
    all: Counts = field(default_factory=Counts)
    group: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known of a learner in one topic.

    Attributes:
        answered, wrong: their first replies, and those that were wrong.
        faded: of what they once knew, how much is likely forgotten now, 0 to 1.
        watched, good: clips of it that they got, and that they saved, liked or found useful.
        place: the number of the last episode that they got.
    """

    answered: int = 0
    wrong: int = 0
    faded: float = 0.0
    watched: int = 0
    good: int = 0
    place: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A clip in its place, with the reason that is shown."""

    id: str
    why: Why
    score: float


def rank(
    candidates: Sequence[Candidate],
    topics: Mapping[str, Topic],
    group_topics: Mapping[str, Topic],
    seen_lately: Collection[str],
    most: int,
    seed: str,
) -> list[Ranked]:
    """The clips to show, best first.

    Args:
        topics: what is known of the learner, by topic.
        group_topics: the same summed over their group: what people like them find hard.
        seen_lately: ids that are not shown now: they had them in the last week.
        seed: names learner and day; the clip that is tried out stays the same all day.
    """
    open_ones = [each for each in candidates if each.id not in seen_lately]
    typical = _typical(candidates)

    def score(clip: Candidate) -> float:
        return _score(_shares(clip, topics.get(clip.topic), group_topics.get(clip.topic), typical))

    scored = sorted(((-score(clip), clip.id, clip) for clip in open_ones), key=itemgetter(0, 1))
    tried = int(most * EXPLORE)
    best = _varied([clip for _, _, clip in scored], most - tried)
    chosen = {clip.id for clip in best}
    fresh = _newest([clip for clip in open_ones if clip.id not in chosen], tried, seed)
    shares = [_shares(clip, topics.get(clip.topic), group_topics.get(clip.topic), typical) for clip in best]
    ranked = [Ranked(clip.id, _reason(each), _score(each)) for clip, each in zip(best, shares, strict=True)]
    return [*ranked, *(Ranked(clip.id, Why.NEW, 0.0) for clip in fresh)]


def _typical(candidates: Sequence[Candidate]) -> float:
    """Of all that was seen here, how much helped: what is assumed of a clip that nobody saw."""
    seen = sum(each.all.seen for each in candidates)
    return max(0.0, sum(each.all.good for each in candidates)) / seen if seen else 0.0


class _Shares(NamedTuple):
    """Of a clip: how likely it helps, by who was helped, and how much there is to be helped with; each 0 to 1."""

    clip: Candidate
    own: Topic
    company: float
    group: float
    gap: float
    hard_for_peers: float
    taste: float
    typical: float


_NOTHING = Topic()


def _shares(clip: Candidate, own: Topic | None, peers: Topic | None, typical: float) -> _Shares:
    company = (clip.all.good + PRIOR * typical) / (clip.all.seen + PRIOR)
    group = (clip.group.good + PRIOR * company) / (clip.group.seen + PRIOR)
    own, peers = own or _NOTHING, peers or _NOTHING
    hard_for_peers = (peers.wrong + OWN_PRIOR * 0.5) / (peers.answered + 2 * OWN_PRIOR * 0.5)
    gap = (own.wrong + own.faded * own.answered + OWN_PRIOR * hard_for_peers) / (own.answered + OWN_PRIOR)
    taste = (own.good + OWN_PRIOR * group) / (own.watched + OWN_PRIOR)
    return _Shares(clip, own, company, group, gap, hard_for_peers, taste, typical)


def _score(each: _Shares) -> float:
    """How much the clip is likely to help, times how much there is to be helped with."""
    # A story is begun at its beginning.
    ahead = 1.0 / (1.0 + max(0, each.clip.number - each.own.place - 1))
    return each.gap * (0.6 * each.group + 0.4 * each.taste) * (0.75 + 0.25 * ahead)


def _reason(each: _Shares) -> Why:
    """The strongest of the reasons that speak for a clip; for one of which none does, the company's figure."""
    reasons = {
        Why.GAP: each.gap - each.hard_for_peers if each.own.answered else 0.0,
        Why.PEERS: each.group - each.company if each.clip.group.seen else 0.0,
        Why.ALIKE: each.taste - each.group if each.own.watched else 0.0,
        Why.COMPANY: (each.company - each.typical) / 2,
    }
    why = max(reasons, key=lambda reason: reasons[reason])
    return why if reasons[why] > 0 else Why.COMPANY


def _varied(best_first: Sequence[Candidate], most: int) -> list[Candidate]:
    """The best of them, at most two of one topic: five minutes of one thing tire."""
    chosen: list[Candidate] = []
    count: dict[str, int] = {}
    for clip in best_first:
        if count.get(clip.topic, 0) < 2:
            count[clip.topic] = count.get(clip.topic, 0) + 1
            chosen.append(clip)
        if len(chosen) == most:
            break
    return chosen


def _newest(clips: Sequence[Candidate], most: int, seed: str) -> list[Candidate]:
    """Fewest viewers first, the beginning of a series before its later parts, and a draw that lasts a day."""

    def newness(clip: Candidate) -> tuple[int, int]:
        return min(clip.all.seen, 50), clip.number

    def draw(clip: Candidate) -> bytes:
        return hashlib.blake2b(f"{seed} {clip.id}".encode(), digest_size=8).digest()

    # Only those are drawn among which the draw decides: thousands of clips may be as new as each other, or none.
    limit = max(nsmallest(most, map(newness, clips)), default=None)
    near = [clip for clip in clips if limit is not None and newness(clip) <= limit]
    return sorted(near, key=lambda clip: (newness(clip), draw(clip)))[:most]
