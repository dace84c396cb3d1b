"""Evidence as a PDF to read: what was taught in which version, how far it got, and how to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, WrapMode
from fpdf.fonts import FontFace

from bot.evidence.gathering import Evidence
from bot.messages.catalogue import voice
from bot.messages.trust import evidence_texts as texts
from lessons.studio.fonts.paper import BOLD, FONTS, TEXT, fonts_for
from schedules.ledger.figures.evidence import Taught

MOST_ROWS = 2_000  # of people; a longer list is nobody's to read, and the tables have all of it


def evidence_pdf(evidence: Evidence, lesson_rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The pages, in the language of whoever asks."""
    words = texts.labels(evidence.personal)
    paper = _paper(evidence, words["title"])
    _heading(paper, words["title"], 20)
    _line(paper, f"{evidence.about} · {evidence.workspace}")
    _line(paper, f"{words['made_at']} {evidence.made_at:%Y-%m-%d %H:%M} UTC")
    _heading(paper, words["lessons"], 14)
    columns = ("lesson", "version", "people", "sent", "played", "answered")
    counted = [
        [row["title"], str(row["version"]), *(_number(row[name], words) for name in columns[2:])] for row in lesson_rows
    ]
    _table(paper, [words[name] for name in columns], counted, (40, 12, 12, 12, 12, 12))
    for row in lesson_rows:
        _small(paper, texts.lesson(row["title"], row["version"], row["series_versions"], row["approved_by"]))
        for digest in row["clip_sha256"]:
            _small(paper, f"{words['clip']} {digest}")
    _people(paper, evidence, words)
    _heading(paper, words["check"], 14)
    _line(paper, words["how"])
    _line(paper, f"{texts.sealed(evidence.sealed)} {evidence.seal or words['no_seal']}")
    return bytes(paper.output())


def _people(paper: FPDF, evidence: Evidence, words: Mapping[str, str]) -> None:
    if evidence.lessons and not evidence.rows:
        return _line(paper, words["nameless"])
    _heading(paper, words["messages"], 14)
    columns = ("person", "lesson", "sent_at", "played_at", "answered_at")
    rows = [_person(row, evidence) for row in evidence.rows[:MOST_ROWS]]
    _table(paper, [words[name] for name in columns], rows, (24, 28, 16, 16, 16))
    if len(evidence.rows) > MOST_ROWS:
        _line(paper, texts.more_rows(len(evidence.rows) - MOST_ROWS))


def _person(row: Taught, evidence: Evidence) -> list[str]:
    lesson = evidence.lessons.get(row.episode_id)
    instants = (row.sent_at, row.played_at, row.answered_at)
    days = [f"{at:%Y-%m-%d %H:%M}" if at else "–" for at in instants]
    return [row.learner, f"{lesson.title} ({lesson.version})" if lesson else "–", *days]


def _number(value: int | None, words: Mapping[str, str]) -> str:
    return words["hidden"] if value is None else str(value)


def _paper(evidence: Evidence, title: str) -> FPDF:
    paper = FPDF(format="A4")
    paper.set_title(f"{title}: {evidence.about}")
    paper.set_lang(voice().language)
    # The evidence's instant and not the clock's, so that two readers get the same file.
    paper.set_creation_date(evidence.made_at)
    paper.add_font("Inter", "", FONTS / TEXT)
    paper.add_font("Inter", "B", FONTS / BOLD)
    # Looked for in all texts at once: a font that is added later changes how earlier lines break.
    others = fonts_for(" ".join([evidence.about, evidence.workspace, *_texts(evidence)]))
    for font in others:
        paper.add_font(font, "", FONTS / font)
    paper.set_fallback_fonts(others, exact_match=False)
    paper.set_font("Inter", size=10)
    paper.add_page()
    return paper


def _texts(evidence: Evidence) -> list[str]:
    return [*(row.learner for row in evidence.rows), *(lesson.title for lesson in evidence.lessons.values())]


def _heading(paper: FPDF, words: str, size: int) -> None:
    paper.ln(3)
    paper.set_font("Inter", "B", size)
    paper.multi_cell(0, size * 0.5, words, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Inter", size=10)
    paper.ln(1)


def _line(paper: FPDF, words: str) -> None:
    paper.multi_cell(0, 5, words, new_x="LMARGIN", new_y="NEXT", wrapmode=WrapMode.WORD)


def _small(paper: FPDF, words: str) -> None:
    paper.set_font("Inter", size=7)
    paper.multi_cell(0, 3.6, words, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("Inter", size=10)


def _table(paper: FPDF, names: Sequence[str], rows: Sequence[Sequence[str]], widths: tuple[int, ...]) -> None:
    # Small, so that five columns with instants fit on a page of paper.
    paper.set_font("Inter", size=8)
    with paper.table(
        col_widths=widths,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD"),
        line_height=4.6,
        text_align="LEFT",
    ) as table:
        for row in (names, *rows):
            table.row(row)
    paper.set_font("Inter", size=10)
    paper.ln(2)
