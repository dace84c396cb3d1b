"""Who sees what: the document for works councils says what the table in the program says."""

from __future__ import annotations

from pathlib import Path

from bot.messages.pages import own_data_texts as texts
from bot.reports.visibility import TABLE
from lessons.database import metadata
from tests.every_module import import_every_module

DOCUMENT = Path(__file__).parents[3] / "docs" / "works-council.md"


def test_the_document_has_the_programs_table_row_by_row() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for each in TABLE:
        managers = [texts.seen(each.for_managers(privacy), privacy) for privacy in (True, False)]
        tables = ", ".join(f"`{name}`" for name in each.tables)
        row = " | ".join([texts.what(each.what), *managers, texts.seen(each.colleagues, True), tables])
        assert f"| {row} |" in text


def test_each_table_that_is_named_is_there() -> None:
    import_every_module()
    assert {name for each in TABLE for name in each.tables} <= {table.name for table in metadata.sorted_tables}
