"""A campaign's results as a table for spreadsheets: every figure of the page with its count, interval and meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from adapters.web.managers.results_view import ResultsView
from adapters.web.pages.charts import clock
from adapters.web.pages.csv_export import Row, guarded
from bot.messages.managing import survey_page_texts
from bot.messages.pages import results_texts
from bot.reports.shares import CountedShare

COLUMNS = ("section", "about", "figure", "share", "count", "of", "low", "high", "means")


def results_csv(view: ResultsView) -> str:
    """The table, with a byte order mark so that spreadsheets read it as UTF-8."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    words = results_texts.labels()
    for row in (tuple(words[name] for name in COLUMNS), *_rows(view, words)):
        writer.writerow([guarded(cell) for cell in row])
    return "\ufeff" + sheet.getvalue()


def _rows(view: ResultsView, words: dict[str, str]) -> Iterator[Row]:
    for state in view.states:
        yield _row(words["people"], "", state.name, state.share, state.means)
    for step in view.steps:
        yield _row(words["funnel"], "", step.name, step.share, step.means)
        for reason, count in step.lost:
            yield words["funnel"], step.name, reason, None, count, None, None, None, ""
    for question in view.questions:
        about = f"{question.title}: {question.words}"
        for name in ("first_try", "recall", "forgotten"):
            yield _row(words["questions"], about, words[name], getattr(question, name), words[f"{name}_means"])
    for team in view.teams:
        for question, cell in zip(view.questions, team.cells, strict=True):
            yield _row(
                words["gaps"], team.name or words["other_people"], question.title, cell, words["first_try_means"]
            )
    for clip in view.watching:
        yield _row(words["watching"], clip.title, words["completed"], clip.completed, words["completed_means"])
        for second, (share, viewers) in enumerate(zip(clip.curve.shares, clip.curve.viewers, strict=True)):
            about, seen = f"{words['second']} {clock(second)}", round(share * viewers)
            yield words["watching"], clip.title, about, round(share, 4), seen, viewers, None, None, words["watched_by"]
    for answer in view.pulse:
        yield _row(words["pulse"], "", answer.name, answer.share, answer.means)
    for answer in view.surveys:
        yield _row(survey_page_texts.labels()["title"], "", answer.name, answer.share, answer.means)
    for person in view.people:
        yield words["listed"], person.name, person.state, None, person.unanswered, None, None, None, person.why


def _row(section: str, about: str, figure: str, share: CountedShare, means: str) -> Row:
    if share.share is None:
        note = results_texts.labels()["hidden" if share.hidden else "no_value"]
        return section, about, figure, note, None, None, None, None, means
    low, high = share.interval or (0.0, 1.0)
    return section, about, figure, round(share.share, 4), share.count, share.of, round(low, 4), round(high, 4), means
