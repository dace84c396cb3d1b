"""A company whose people's needs and tastes are known, and a year of what they did with its clips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schedules.rules.feed_ranking import Topic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CLIPS_A_TOPIC = 10
GROUP_SIZE = 40  # people of one manager who do the same work
NEEDED = 0.12  # share of topics that a kind of work needs
KINDS_OF_WORK = 20
CLIPS_A_YEAR = 30  # that one person gets: a season or two, and what they open beside


@dataclass(frozen=True, slots=True)
class World:
    """The company and its year.

    Attributes:
        group, work: of each person; several groups do the same work.
        topic, number, quality, made_day, seconds: of each clip.
        needs: kind of work x topic, 0 to 1.
        knows: person x topic, the chance of a right answer before being taught.
        had: the clips that each person got.
        right: whether each of them was answered right at first, as `had`.
        liked: whether it was saved, liked or called useful, as `had`.
        seen, helped: group x clip, counts over the year.
    """

    seed: int
    people: int
    clips: int
    topics: int
    groups: int
    group: Ints
    work: Ints
    topic: Ints
    number: Ints
    quality: Floats
    made_day: Ints
    seconds: Floats
    needs: Floats
    knows: npt.NDArray[np.float32]
    had: Ints
    right: npt.NDArray[np.bool_]
    liked: npt.NDArray[np.bool_]
    seen: Ints
    helped: Ints

    def gains(self, person: int) -> Floats:
        """What each clip would close of the person's gap; nothing for what they had."""
        needs = self.needs[self.work[person]][self.topic]
        gains: Floats = needs * (1 - self.knows[person][self.topic]) * self.quality
        gains[self.had[person]] = 0
        return gains

    def known(self, person: int) -> Mapping[int, Topic]:
        """What the product knows of a person, by topic."""
        topics: dict[int, Topic] = {}
        for clip, right, liked in zip(self.had[person], self.right[person], self.liked[person], strict=True):
            name = int(self.topic[clip])
            was = topics.get(name, Topic())
            topics[name] = Topic(
                was.answered + 1,
                was.wrong + (not right),
                0.0,
                was.watched + 1,
                was.good + bool(liked),
                max(was.place, int(self.number[clip])),
            )
        return topics


def build(people: int, clips: int, seed: int) -> World:
    """The company after its year."""
    random = np.random.default_rng(seed)
    topics = clips // CLIPS_A_TOPIC
    groups = max(1, people // GROUP_SIZE)
    group = np.arange(people) % groups
    work = group % KINDS_OF_WORK
    topic, number = np.arange(clips) // CLIPS_A_TOPIC, np.arange(clips) % CLIPS_A_TOPIC + 1
    needed = random.random((KINDS_OF_WORK, topics)) < NEEDED
    needs = np.where(needed, random.uniform(0.6, 1, (KINDS_OF_WORK, topics)), 0.08)
    knows = np.clip(random.beta(2, 2, (people, topics)), 0.02, 0.98).astype(np.float32)
    quality = random.beta(4, 3, clips)
    made_day = random.integers(0, 365, clips)
    had = _shown(random, people, clips)
    right = random.random(had.shape) < np.take_along_axis(knows, topic[had], axis=1)
    wanted = needs[work[:, None], topic[had]] * quality[had]
    liked = random.random(had.shape) < 0.6 * wanted
    seen, helped = _counted(group, groups, clips, had, liked)
    seconds = random.uniform(40, 90, clips)
    named = (group, work, topic, number, quality, made_day, seconds, needs, knows, had, right, liked, seen, helped)
    return World(seed, people, clips, topics, groups, *named)


def _shown(random: np.random.Generator, people: int, clips: int) -> Ints:
    """What each person got: half by chance, half of what is shown most, as a catalogue's front page does."""
    fame = random.pareto(1.5, clips) + 0.2
    scores = np.log(fame / fame.sum())[None, :]
    had = np.empty((people, CLIPS_A_YEAR), dtype=np.int64)
    for start in range(0, people, 2_000):  # drawn without putting back, by the Gumbel trick, in pieces that fit memory
        size = min(2_000, people - start)
        flat = random.random((size, 1)) < 0.5
        drawn = np.where(flat, 0.0, scores) + random.gumbel(size=(size, clips))
        had[start : start + size] = np.argpartition(-drawn, CLIPS_A_YEAR, axis=1)[:, :CLIPS_A_YEAR]
    return had


def _counted(group: Ints, groups: int, clips: int, had: Ints, good: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    seen, helped = np.zeros((groups, clips), np.int64), np.zeros((groups, clips), np.int64)
    np.add.at(seen, (np.repeat(group, CLIPS_A_YEAR), had.ravel()), 1)
    np.add.at(helped, (np.repeat(group, CLIPS_A_YEAR), had.ravel()), good.ravel().astype(np.int64))
    return seen, helped
