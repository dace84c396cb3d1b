"""What is wrong in an author's files, said so that the author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend.

    Attributes:
        file: path as the author gave it; a folder when the fault is of the whole series.
        line: from 1.
        what: what is wrong, without a full stop.
        instead: a whole sentence that says what to write or do.
    """

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}. {self.instead}"


class AuthoringErrors(Exception):
    """Everything that is wrong with a series, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file being read, and where its faults are noted.

    Attributes:
        language: of its words, "" where nobody knows it yet.
    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    language: str = ""

    def fault(self, line: int, what: str, instead: str) -> None:
        self.faults.append(Fault(self.file, line, what, instead))


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    matches = difflib.get_close_matches(word.casefold(), [*words], n=1, cutoff=0.7)
    return matches[0] if matches else None


def counted(number: int, noun: str) -> str:
    """ "1 option", "2 options"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: Iterable[str], joint: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
