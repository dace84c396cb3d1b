"""The report as plain text, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.reports.chapters import Chapter, QuestionFigures
from bot.reports.figures import Figure
from bot.reports.report import Report
from schedules.ledger.figures.audience import Trouble

WIDTH = 100
BAR = 24


def report_text(report: Report) -> str:
    """All figures with their counts and definitions, in lines of at most 100 characters."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    at = report.at.astimezone(ZoneInfo(report.zone))
    yield f"{report.campaign}: {report.series} ({report.state})"
    yield f"{at:%A} {at.day} {at:%B %Y, %H:%M} ({report.zone})"
    if report.privacy:
        yield "Privacy mode: groups smaller than five are not shown, and nobody is named."
    for heading, figures in report.sections.items():
        yield from _heading(heading)
        for figure in figures:
            yield from _figure(figure)
    yield from _episodes(report.chapters)
    for question in report.questions:
        yield from _question(question)
    if report.silences:
        yield from _heading("Silent learners")
        yield from (
            f"  {each.name}: {each.episodes} unanswered, since {each.since:%Y-%m-%d}" for each in report.silences
        )
    if report.troubles:
        yield from _heading(f"Refused and uncertain ({report.troubled})")
        yield from (_trouble(each) for each in report.troubles)


def _heading(words: str) -> Iterator[str]:
    yield from ("", words, "-" * len(words))


def _figure(figure: Figure) -> Iterator[str]:
    yield f"  {figure.name:<20} {figure.shown}"
    yield from textwrap.wrap(figure.definition, WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)


def _episodes(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    if not chapters:
        return
    yield from _heading("Episodes")
    for chapter in chapters:
        yield f"  {chapter.number}. {chapter.title}"
        yield from (f"       {figure.name:<20} {figure.shown}" for figure in chapter.figures)


def _question(question: QuestionFigures) -> Iterator[str]:
    yield from _heading(f"Question of episode {question.number}: {question.words}")
    if question.tries is None:
        yield f"  {question.note}"
        return
    for choice in question.choices:
        bar = "#" * round((choice.share or 0) * BAR)
        mark = "right" if choice.right else ""
        yield f"  {bar:<{BAR}} {choice.count:>6}  {mark:<5}  {choice.text}"
    for figure in (question.accuracy, question.recall):
        yield f"  {figure.name:<20} {figure.shown}"


def _trouble(each: Trouble) -> str:
    about = f"{each.kind} {each.position}" if each.position else str(each.kind)
    who = f"{each.learner}, " if each.learner else ""
    return f"  {each.due_at:%Y-%m-%d %H:%M} {who}{about}: {each.state}, {each.reason or 'no reason was given'}"
