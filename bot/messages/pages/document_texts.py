"""What the page of a document says around the document's own words."""

from __future__ import annotations

from bot.messages.catalogue import tr
from bot.messages.pages.figure_texts import number


def lead() -> str:
    return tr("What our answers rest on, as it was read from this document.")


def page(position: int) -> str:
    return tr("page {number}", number=number(position))
