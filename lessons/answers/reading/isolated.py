"""PDF and Word files, read in a process of their own: a file that is made to exhaust its reader ends that process only.

`python -m lessons.answers.reading.isolated pdf|docx` reads a file from standard input and writes JSON.
"""

from __future__ import annotations

import json
import sys

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pdf import read_pdf
from lessons.answers.reading.word import read_docx

LONGEST_S = 60  # seconds of work on one file
MOST_MEMORY = 1_500_000_000  # bytes
READERS = {"pdf": read_pdf, "docx": read_docx}


def _limit() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))


def main(kind: str) -> None:
    """Read standard input; write {"title", "language", "blocks", "warnings"} or {"unreadable": why}."""
    _limit()
    try:
        document = READERS[kind](sys.stdin.buffer.read())
        blocks = [(block.text, block.headings, block.page) for block in document.blocks]
        written: dict[str, object] = {
            "title": document.title,
            "language": document.language,
            "blocks": blocks,
            "warnings": document.warnings,
        }
    except Unreadable as error:
        written = {"unreadable": str(error)}
    except MemoryError:
        written = {"unreadable": "reading it takes more than 1.5 GB of memory: split it"}
    json.dump(written, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
