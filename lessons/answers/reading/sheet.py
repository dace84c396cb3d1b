"""Tables as comma-separated values: each row with the heads of its columns."""

from __future__ import annotations

import csv
import io

from lessons.answers.index.passages import TextBlock
from lessons.answers.reading.document import Document, Unreadable
from lessons.answers.reading.encoding import decoded
from lessons.answers.text.lines import row_text

SIGNS = ",;\t|"  # what parts columns; programs write a semicolon where a comma stands before decimals
SAMPLE = 8_192  # characters by which the sign is recognised
MOST_ROWS = 20_000


def read_csv(content: bytes, declared: str = "") -> Document:
    """The first row holds the heads; a row is one line, so that none is ever quoted without them.

    Raises:
        Unreadable: it is no table, or too long.
    """
    text = decoded(content, declared).removeprefix("\ufeff").replace("\0", "")
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=_sign(text)) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise Unreadable("it is no table of comma-separated values: save it as CSV again") from error
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"it has more than {MOST_ROWS} rows: split it")
    heads, *body = rows or [[]]
    lines = [line for row in body if (line := row_text(row, [" ".join(head.split()) for head in heads]))]
    return Document("", None, (TextBlock("\n".join(lines)),) if lines else ())


def _sign(text: str) -> str:
    """The sign that stands in the first row most often; a comma where none does."""
    first = text[:SAMPLE].partition("\n")[0]
    return max(SIGNS, key=lambda sign: (first.count(sign), -SIGNS.index(sign)))
