"""How good the answers to a company's own questions are: right, suggested right, wrong, silent; and what got worse."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.answers.wordings import synonyms_of
from lessons.answers.index.vectors import meaning_of
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import Finding, search
from lessons.database import Database
from lessons.ports import Embedder

NO_ANSWER = "none"
Z95 = 1.96  # of the normal distribution, for intervals of 95 %
MEANING_S = 30.0  # nobody waits for an evaluation as for an answer


class BadQuestions(ValueError):
    """The file of questions cannot be used; the text says what to change."""


class Grade(StrEnum):
    """What a question came to, best first."""

    RIGHT = "right answer"
    SUGGESTED = "right suggestion"
    SILENT = "silent"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """A question with what should be found.

    Attributes:
        passage: part of the title or words of the right passage; "none" where the documents do not say.
    """

    question: str
    passage: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class GradedQuestion:
    """A question with its grade.

    Attributes:
        looked_at: whether passages were shown that may be it.
    """

    asked: ExpectedAnswer
    grade: Grade
    looked_at: bool = False

    @property
    def is_false_suggestion(self) -> bool:
        """Whether passages were shown although none answers; no mistake, but it should be rare."""
        return self.looked_at and self.asked.passage.casefold() == NO_ANSWER


def read_questions(text: str, language: str) -> list[ExpectedAnswer]:
    """The rows of a CSV file with the columns question and expected, and language where there are several.

    Raises:
        BadQuestions: a column is missing, or there is no question.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = {"question", "expected"} - set(rows.fieldnames or ())
    if missing:
        raise BadQuestions(f"the first line must name the columns question and expected; {sorted(missing)} are missing")
    cells = ((row["question"] or "", row["expected"] or "", row.get("language") or language) for row in rows)
    expected = [ExpectedAnswer(words.strip(), place.strip(), spoken.strip()) for words, place, spoken in cells if words]
    if not expected:
        raise BadQuestions("there is no question below the first line")
    return expected


async def evaluate(
    database: Database,
    workspace_id: str,
    embedder: Embedder | None,
    asked: Sequence[ExpectedAnswer],
    synonyms: Path | None = None,
) -> list[GradedQuestion]:
    """Every question asked as a learner would, without a trace in the list of what was asked.

    Args:
        synonyms: the installation's own file of synonyms.
    """
    async with database.read() as db:
        own_words = await synonyms_of(db, workspace_id, synonyms)
    graded = []
    for expected in asked:
        language = expected.language.split("-")[0]
        meaning = await meaning_of(embedder, own_words.with_ways(expected.question, language), MEANING_S)
        async with database.read() as db:
            finding = await search(
                db,
                workspace_id,
                expected.question,
                language=language,
                meaning=meaning,
                synonyms=own_words,
            )
        unsure = finding.outcome is Outcome.SUGGEST
        graded.append(GradedQuestion(expected, grade_of(finding, expected.passage), unsure))
    return graded


def grade_of(finding: Finding, passage: str) -> Grade:
    """What a finding is worth against what should be found."""
    if finding.outcome is Outcome.NONE:
        return Grade.RIGHT if passage.casefold() == NO_ANSWER else Grade.SILENT
    answers = finding.outcome is Outcome.ANSWER
    places = [finding.hits[0]] if answers else [place for place, _ in finding.suggestions]
    if passage.casefold() == NO_ANSWER:
        # A passage to look at claims nothing; only an answer is wrong where there is none.
        return Grade.WRONG if answers else Grade.RIGHT
    if any(passage.casefold() in f"{place.title}\n{place.body}".casefold() for place in places):
        return Grade.RIGHT if answers else Grade.SUGGESTED
    return Grade.WRONG if answers else Grade.SILENT


def interval(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share. Source: Wilson 1927, which holds for small numbers too."""
    share, spread = part / whole, Z95**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 * math.sqrt(share * (1 - share) / whole + spread / whole / 4) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def got_worse(before: Mapping[str, str], now: Sequence[GradedQuestion]) -> list[tuple[str, str, str]]:
    """Questions whose grade fell since an earlier evaluation, with both grades."""
    order = [grade.value for grade in Grade]
    grades = ((graded.asked.question, graded.grade.value) for graded in now)
    pairs = [(question, before.get(question, ""), grade) for question, grade in grades]
    return [pair for pair in pairs if pair[1] in order and order.index(pair[2]) > order.index(pair[1])]
