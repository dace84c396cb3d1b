"""Series written by people: a folder of Markdown files becomes a Series. docs/authoring.md teaches the format."""

from lessons.authoring.errors import AuthoringErrors, Fault
from lessons.authoring.folder import read_series
from lessons.authoring.single import Scripts, read_scripts

__all__ = ["AuthoringErrors", "Fault", "Scripts", "read_scripts", "read_series"]
