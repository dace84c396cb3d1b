"""Series written by people: a folder of Markdown files becomes a Series. docs/authoring.md teaches the format."""

from lessons.authoring.folder import SeriesPages, read_pages, read_series
from lessons.authoring.page.errors import AuthoringErrors, Fault
from lessons.authoring.single import Scripts, read_scripts

__all__ = ["AuthoringErrors", "Fault", "Scripts", "SeriesPages", "read_pages", "read_scripts", "read_series"]
