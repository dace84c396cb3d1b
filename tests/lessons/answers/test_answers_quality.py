"""The promises of quality, on the slice that the decision was fitted on; and the same ranking on both databases."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence

import pytest

from bench.answers_quality import Asked, ask, ask_slice, summary
from bench.answers_slice import DEV, drafts, learn_all, lines
from lessons.database import Database

ALIKE = 500  # questions compared on both databases


def share(asked: Sequence[bool]) -> float:
    return statistics.fmean(asked)


def top(one: Asked, most: int) -> bool:
    return bool({*one.prediction["ranked"][:most]} & {*one.query["gold"]})


def of(asked: Sequence[Asked], kind: str, source: str = "", languages: Sequence[str] = ("en",)) -> list[Asked]:
    sources = (source,) if source else {one.query["source"] for one in asked}
    mine = (one for one in asked if one.query["kind"] == kind and one.query["source"] in sources)
    return [one for one in mine if one.query["lang"] in languages]


def answered(asked: Sequence[Asked]) -> float:
    return share([one.prediction["outcome"] == "answer" for one in asked])


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """Every question of the slice, asked once for all tests here."""
    return asyncio.run(ask_slice(lines(DEV)))


def test_the_slice_is_answered_as_promised(asked: list[Asked]) -> None:
    assert share([top(one, 1) for one in of(asked, "answerable", "xquad")]) >= 0.90
    assert share([top(one, 5) for one in of(asked, "answerable", "xquad")]) >= 0.96
    assert share([top(one, 1) for one in of(asked, "answerable", "clapnq")]) >= 0.88
    assert share([top(one, 5) for one in of(asked, "answerable", "covid-faq")]) >= 0.74
    assert share([top(one, 1) for one in of(asked, "answerable", languages=("zh", "de", "ru"))]) >= 0.85
    assert share([top(one, 1) for one in of(asked, "typo")]) >= 0.78
    assert share([top(one, 1) for one in of(asked, "answerable_clip")]) >= 0.48
    assert answered(of(asked, "unanswerable_ood")) <= 0.03
    assert answered(of(asked, "unanswerable_removed")) <= 0.08
    assert answered(of(asked, "unanswerable_near")) <= 0.12
    found = summary(asked, lines(DEV))
    assert found["wrong_answered"] <= 0.025
    assert found["top1"] > found["top1_fts5"]


def test_every_emitted_sentence_stands_at_its_place(asked: list[Asked]) -> None:
    for one in asked:
        bodies = {hit.passage_id: hit.body for hit in one.finding.hits}
        assert all(bodies[s.passage_id][s.start : s.end] == s.text for s in one.finding.sentences)


def test_three_sentences_hold_the_answer_nine_times_in_ten(asked: list[Asked]) -> None:
    right = [one for one in of(asked, "answerable", "xquad") if top(one, 1)]
    held = [
        any(gold in " ".join(s.text for s in one.finding.sentences) for gold in one.query["answers"]) for one in right
    ]
    assert share(held) >= 0.90


async def test_five_hundred_questions_rank_alike_on_both_databases(asked: list[Asked], postgresql: Database) -> None:
    await learn_all(postgresql, list(drafts(lines(DEV))))
    for one in asked[:ALIKE]:
        other = (await ask(postgresql, one.query)).finding
        assert [hit.passage_id for hit in one.finding.hits] == [hit.passage_id for hit in other.hits]
        assert [hit.score for hit in one.finding.hits] == pytest.approx([hit.score for hit in other.hits], abs=1e-9)
        assert [hit.p for hit in one.finding.hits] == pytest.approx([hit.p for hit in other.hits], abs=1e-9)
        assert (one.finding.outcome, one.finding.sentences) == (other.outcome, other.sentences)
