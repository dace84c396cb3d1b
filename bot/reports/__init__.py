"""What managers learn about a campaign: figures that say what they count and what they mean."""

from bot.reports.chapters import Chapter, Choice, QuestionFigures
from bot.reports.figures import Figure
from bot.reports.report import Report, campaign_report
from bot.reports.text import report_text
from schedules.ledger.figures.audience import Silence, Trouble
from schedules.ledger.figures.watching import Curve

__all__ = [
    "Chapter",
    "Choice",
    "Curve",
    "Figure",
    "QuestionFigures",
    "Report",
    "Silence",
    "Trouble",
    "campaign_report",
    "report_text",
]
