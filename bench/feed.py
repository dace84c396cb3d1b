"""How well the learner's page chooses, and how fast it is there.

    python -m bench.feed            100,000 learners, 2,000 clips, a year of events; SQLite and PostgreSQL
    python -m bench.feed --quick    4,000 learners, 400 clips, SQLite alone, under two minutes

A company is simulated whose people's needs and tastes are known: what a clip would close of somebody's gap is its
true gain. A year goes by in which clips are shown by popularity and chance, and people answer, save and like
accordingly. Only those events are given to the rankings, all of which choose five clips for the same people in the same
run: the product's own (schedules/rules/feed_ranking.py), popularity, recency and chance. NDCG@5 says how near the
choice is to the best one; the gap closed per minute is what the five clips would really teach. Pages are then read from
a database with all of those people and events in it. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bench.feed_page import Measured, measure
from bench.feed_world import World, build
from schedules.rules.feed_ranking import Candidate, Counts, Topic, rank
from tests.postgres import Postgres

AT = 5
EVALUATED = 600  # people; with as many the standard error of a mean NDCG is below 0.01
Ranking = Callable[[int], Sequence[int]]
Floats = npt.NDArray[np.float64]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sqlite", action="store_true", help="leave PostgreSQL out, which takes minutes to fill")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    size = (4_000, 400) if arguments.quick else (100_000, 2_000)
    world = build(*size, seed=arguments.seed)
    people = np.random.default_rng(arguments.seed).choice(size[0], min(EVALUATED, size[0]), replace=False).tolist()
    results = {name: score(world, people, ranking) for name, ranking in rankings(world).items()}
    pages = asyncio.run(pages_of(world, arguments.quick or arguments.sqlite))
    report(results, pages)
    return 0


def rankings(world: World) -> Mapping[str, Ranking]:
    """Every ranking, as a function from a person to five clips that they have not had."""
    popular = np.argsort(-world.helped.sum(axis=0), kind="stable")
    newest = np.argsort(-world.made_day, kind="stable")
    chance = np.random.default_rng(world.seed + 1)

    def first_unseen(order: npt.NDArray[np.int64], person: int) -> Sequence[int]:
        had = world.had[person]
        return [int(clip) for clip in order if clip not in had][:AT]

    ours = Ours(world)
    return {
        "ninety": ours.choose,
        "popularity": lambda person: first_unseen(popular, person),
        "recency": lambda person: first_unseen(newest, person),
        "random": lambda person: first_unseen(chance.permutation(world.clips), person),
    }


class Ours:
    """The product's ranking, given what its page would read."""

    def __init__(self, world: World) -> None:
        self.world = world
        seen, helped = world.seen.sum(axis=0), world.helped.sum(axis=0)
        self.all = [Counts(int(seen[clip]), int(helped[clip])) for clip in range(world.clips)]

    def _candidates(self, group: int) -> list[Candidate]:
        world = self.world
        return [
            Candidate(
                str(clip),
                str(world.topic[clip]),
                int(world.number[clip]),
                self.all[clip],
                Counts(int(world.seen[group, clip]), int(world.helped[group, clip])),
            )
            for clip in range(world.clips)
        ]

    def _hard(self, group: int) -> Mapping[str, Topic]:
        world = self.world
        seen = np.bincount(world.topic, world.seen[group], world.topics)
        helped = np.bincount(world.topic, world.helped[group], world.topics)
        unhelped = np.maximum(0, seen - helped)
        return {str(t): Topic(answered=int(seen[t]), wrong=int(unhelped[t])) for t in range(world.topics)}

    def choose(self, person: int) -> Sequence[int]:
        world, group = self.world, int(self.world.group[person])
        had = {str(clip) for clip in world.had[person]}
        topics = {str(topic): facts for topic, facts in world.known(person).items()}
        chosen = rank(self._candidates(group), topics, self._hard(group), had, AT, f"{person} day")
        return [int(each.id) for each in chosen]


def score(world: World, people: Sequence[int], choose: Ranking) -> tuple[float, float]:
    """Mean NDCG@5 and the gap closed per minute."""
    discounts = 1 / np.log2(np.arange(2, AT + 2))
    ndcg, closed = [], []
    for person in people:
        gains = world.gains(int(person))
        best = np.sort(gains)[::-1][:AT]
        chosen = list(choose(int(person)))
        got = gains[chosen]
        ndcg.append(float((got * discounts[: len(got)]).sum() / max(1e-9, (best * discounts[: len(best)]).sum())))
        closed.append(float(got.sum() / (world.seconds[chosen].sum() / 60)))
    return float(np.mean(ndcg)), float(np.mean(closed))


async def pages_of(world: World, sqlite_alone: bool) -> Mapping[str, Measured]:
    """How fast a page is there, from each database."""
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        measured["sqlite"] = await measure(f"sqlite:///{folder}/feed.db", world)
    if not sqlite_alone:
        server = Postgres()
        try:
            measured["postgresql"] = await measure(server.fresh_url(), world)
        finally:
            server.stop()
    return measured


def report(results: Mapping[str, tuple[float, float]], pages: Mapping[str, Measured]) -> None:
    print(f"{'':12} {'NDCG@5':>8} {'gap closed per minute':>22}")
    for name, (ndcg, closed) in results.items():
        print(f"{name:12} {ndcg:8.3f} {closed:22.3f}")
    for name, page in pages.items():
        print(f"{name:12} page p50 {page.p50_ms:.1f} ms, p95 {page.p95_ms:.1f} ms, first {page.first_ms:.0f} ms")
    line = {"ndcg": results["ninety"][0], **{f"ndcg_{name}": results[name][0] for name in results if name != "ninety"}}
    line |= {f"closed_{name}": closed for name, (_, closed) in results.items()}
    line |= {"ratio": results["ninety"][0] / results["popularity"][0]}
    line |= {"p95_ms": max(page.p95_ms for page in pages.values())}
    line |= {f"p95_ms_{name}": page.p95_ms for name, page in pages.items()}
    print(json.dumps({name: round(value, 4) for name, value in line.items()}))


if __name__ == "__main__":
    raise SystemExit(main())
