"""A report as a table for spreadsheets: every figure of the page, one in a row, and nothing that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from bot.reports import Figure, QuestionFigures, Report

COLUMNS = ("section", "about", "figure", "value", "count", "of", "definition")
# Spreadsheets take a cell that begins like this for a formula, wherever it came from (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None
Row = tuple[Cell, ...]


def figures_csv(report: Report) -> str:
    """The report's figures, with a byte order mark so that spreadsheets read it as UTF-8."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    for row in (COLUMNS, *_rows(report)):
        writer.writerow([guarded(cell) for cell in row])
    return "\ufeff" + sheet.getvalue()


def guarded(cell: Cell) -> Cell:
    """The cell as words that no spreadsheet takes for a formula."""
    # Spaces in front are skipped as well, since some programs trim them when they read the file.
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA) else cell


def _rows(report: Report) -> Iterator[Row]:
    for section, figures in report.sections.items():
        yield from (_row(section, report.campaign, figure) for figure in figures)
    for chapter in report.chapters:
        about = f"Episode {chapter.number}: {chapter.title}"
        yield from (_row("Episodes", about, figure) for figure in chapter.figures)
    for question in report.questions:
        yield from _question(question)
    for second, (share, viewers) in enumerate(zip(report.curve.shares, report.curve.viewers, strict=True)):
        seen = round(share * viewers)
        yield "Curve", f"second {second}", "Watched", f"{share:.4f}", seen, viewers, "Share of viewers who played it."
    for each in report.silences:
        since = f"Unanswered episodes in a row, since {each.since:%Y-%m-%d}."
        yield "Silent learners", each.name, "Unanswered", each.episodes, each.episodes, None, since
    for trouble in report.troubles:
        about = f"{trouble.kind} {trouble.position or ''}".strip()
        due = f"Due {trouble.due_at:%Y-%m-%d %H:%M} UTC."
        yield "Refused and uncertain", trouble.learner, about, f"{trouble.state}: {trouble.reason}", None, None, due


def _row(section: str, about: str, figure: Figure) -> Row:
    return section, about, figure.name, figure.value or figure.note, figure.count, figure.of, figure.definition


def _question(question: QuestionFigures) -> Iterator[Row]:
    about = f"Episode {question.number}: {question.words}"
    for choice in question.choices:
        meaning = "The right option." if choice.right else "A wrong option."
        value = question.note if choice.share is None else f"{choice.share:.4f}"
        yield "Questions", about, choice.text, value, choice.count, question.tries, meaning
    yield from (_row("Questions", about, figure) for figure in (question.accuracy, question.recall))
