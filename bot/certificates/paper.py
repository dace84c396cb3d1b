"""A certificate as a PDF to print: who, what, when, until when, and the address at which anybody can check it."""

from __future__ import annotations

from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align

from bot.messages.catalogue import voice
from bot.messages.trust import certificate_texts as texts
from lessons.studio.fonts.paper import BOLD, FONTS, TEXT, fonts_for
from schedules.replies.certificates import Certificate


def certificate_pdf(certificate: Certificate, name: str, company: str, check_url: str) -> bytes:
    """One page, in the language of whoever asks.

    Args:
        check_url: of the page that says whether it holds; it names nobody.
    """
    words = texts.labels()
    paper = FPDF(orientation="landscape", format="A4")
    paper.set_title(f"{words['title']}: {certificate.title}")
    paper.set_lang(voice().language)
    # The certificate's instant and not the clock's, so that it is the same file whenever it is taken.
    paper.set_creation_date(certificate.issued_at)
    paper.add_font("Inter", "", FONTS / TEXT)
    paper.add_font("Inter", "B", FONTS / BOLD)
    others = fonts_for(" ".join((name, company, certificate.title)))
    for font in others:
        paper.add_font(font, "", FONTS / font)
    paper.set_fallback_fonts(others, exact_match=False)
    paper.set_auto_page_break(False)
    paper.add_page()
    paper.set_draw_color(255, 194, 61)
    paper.set_line_width(1.2)
    paper.rect(10, 10, paper.w - 20, paper.h - 20)
    paper.set_y(38)
    for size, bold, text, gap in (
        (13, False, company, 8),
        (32, True, words["title"], 14),
        (13, False, words["certifies"], 6),
        (24, True, name, 8),
        (13, False, words["finished"], 6),
        (20, True, certificate.title, 12),
        (12, False, texts.dates(_day(certificate.issued_at), _until(certificate)), 0),
    ):
        _centred(paper, size, bold, text)
        paper.ln(gap)
    paper.set_y(paper.h - 34)
    _centred(paper, 9, False, words["check_here"])
    paper.set_font("Inter", size=7)
    paper.set_x(25)
    paper.multi_cell(paper.w - 50, 3.4, check_url, align=Align.C, link=check_url, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def _centred(paper: FPDF, size: int, bold: bool, text: str) -> None:
    paper.set_font("Inter", "B" if bold else "", size)
    paper.multi_cell(0, size * 0.5, text, align=Align.C, new_x="LMARGIN", new_y="NEXT")


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _until(certificate: Certificate) -> str:
    return _day(certificate.expires_at) if certificate.expires_at else ""
