"""`ninety answers`: how good the answers to a company's own questions are, and the company's own words."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.answers.evaluation import (
    NO_ANSWER,
    BadQuestions,
    Grade,
    GradedQuestion,
    evaluate,
    got_worse,
    interval,
    read_questions,
)
from bot.answers.wordings import FILE as SYNONYMS
from bot.answers.wordings import add_synonyms
from bot.cli.choosing import BadOrder, add_workspace
from bot.cli.content.import_folder import open_workspace
from bot.settings import Settings
from bot.wiring import installation
from lessons.answers.index.vectors import embed_missing
from lessons.answers.text.synonyms import BadSynonyms

DESCRIPTION = """\
Asks every question of a CSV file as a learner would and says what came of it. The columns: question, expected (part of
the title or words of the right passage, or "none"), and language where there are several.

With "synonyms" it adds the lines of a list to the company's own words, such as "PTO = paid time off, vacation".

  ninety answers evaluate questions.csv --save before.json
  ninety answers evaluate questions.csv --before before.json
  ninety answers synonyms words.txt"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("verb", choices=["evaluate", "synonyms"], help="ask questions, or add own words")
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file of questions, or a list of synonyms")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the grades, to compare with later")
    parser.add_argument(
        "--before", type=Path, metavar="FILE", help="grades kept earlier: says which questions got worse"
    )
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Evaluate; 1 when a question got worse. Or add own words."""
    if arguments.verb == "synonyms":
        return await _add_words(settings, arguments)
    before = _grades(arguments.before) if arguments.before else {}
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        try:
            asked = read_questions(_text(arguments.file), workspace.locale)
        except BadQuestions as fault:
            raise BadOrder(f"{arguments.file}: {fault}") from fault
        while await embed_missing(ready.database, workspace.id, ready.embedder):
            pass  # what was read just now is found by its meaning too
        own_words = settings.data_dir / SYNONYMS
        graded = await evaluate(ready.database, workspace.id, ready.embedder, asked, own_words)
    _print_table(graded, before)
    if arguments.save:
        arguments.save.write_text(json.dumps({each.asked.question: each.grade.value for each in graded}, indent=1))
    worse = got_worse(before, graded)
    for question, earlier, now in worse:
        print(f"worse: {question}: {earlier} before, {now} now")
    return 1 if worse else 0


async def _add_words(settings: Settings, arguments: argparse.Namespace) -> int:
    async with installation(settings) as ready:
        workspace = await open_workspace(ready, arguments.workspace)
        try:
            async with ready.database.write() as db:
                added = await add_synonyms(db, workspace.id, _text(arguments.file))
        except BadSynonyms as fault:
            raise BadOrder(f"{arguments.file}: {fault}") from fault
    lines = "1 new line" if added == 1 else f"{added} new lines"
    print(f"{lines} of your own words; the next question is asked in them too.")
    return 0


def _print_table(graded: Sequence[GradedQuestion], before: Mapping[str, str]) -> None:
    """The shares of each grade, by language and for all; beside them what they were, for the same questions."""
    languages = sorted({each.asked.language for each in graded})
    for language in languages:
        _print_shares(language, [each for each in graded if each.asked.language == language], before)
    if len(languages) > 1:
        _print_shares("all", graded, before)
    for each in graded:
        if each.grade in (Grade.WRONG, Grade.SILENT):
            print(f"{each.grade.value}: {each.asked.question} (expected: {each.asked.passage})")


def _print_shares(name: str, graded: Sequence[GradedQuestion], before: Mapping[str, str]) -> None:
    counts = Counter(each.grade for each in graded)
    earlier = Counter(before[each.asked.question] for each in graded if each.asked.question in before)
    print(f"{name}: {len(graded)} questions")
    for grade in Grade:
        low, high = interval(counts[grade], len(graded))
        was = f"  before {earlier[grade.value] / earlier.total():.0%}" if earlier else ""
        share = counts[grade] / len(graded)
        print(f"  {grade.value:17} {counts[grade]:5}  {share:5.0%}  ({low:.0%} to {high:.0%}){was}")
    none = [each for each in graded if each.asked.passage.casefold() == NO_ANSWER]
    if none:
        print(
            f"  of {len(none)} without an answer {sum(each.is_false_suggestion for each in none)} were shown passages"
        )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadOrder(f"{file} cannot be read as text: {error}") from error


def _grades(file: Path) -> dict[str, str]:
    try:
        grades = json.loads(_text(file))
    except ValueError as error:
        raise BadOrder(f"{file} holds no grades: make it with --save") from error
    return {str(question): str(grade) for question, grade in grades.items()} if isinstance(grades, dict) else {}
