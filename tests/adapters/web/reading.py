"""What a page says, as its reader sees or hears it, and what of it is English."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import polib

from bot.messages.catalogue import FOLDER

SPOKEN = ("title", "aria-label", "placeholder", "alt", "label")
UNSPOKEN = ("script", "style")
# Words that no German sentence has, and hardly an English one can do without.
ENGLISH_WORDS = re.compile(r"\b(the|of|and|with|is|are|were|this|that|your|you|from|for|not|nothing|no|to|by|it)\b")


class Reader(HTMLParser):
    """Collects the words of a page, apart from what names its own language: content of the company."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.words = language, [""]
        self._around: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        own = self._own() and of.get("lang", self.language) == self.language and tag not in UNSPOKEN
        if own:
            self.words += [value for name in SPOKEN if (value := of.get(name))]
        if tag not in ("meta", "link", "input", "br", "track", "img"):
            self._around.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self._around and self._around.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._own() and data.strip():
            self.words.append(" ".join(data.split()))

    def _own(self) -> bool:
        return self._around[-1][1] if self._around else True


def words_of(page: str, language: str) -> list[str]:
    """Every text of a page that is for its reader, visible or for screen readers."""
    reader = Reader(language)
    reader.feed(page)
    return reader.words


def english_in(page: str, *content: str) -> list[str]:
    """Texts of a German page that are a sentence of ours in English, or have English words beside the content.

    Args:
        content: what people wrote themselves, which no page translates.
    """
    texts = words_of(page, "de")
    for each in content:
        texts = [text.replace(each, "…") for text in texts]
    return [text for text in texts if ENGLISH_WORDS.search(text) or any(form.fullmatch(text) for form in sentences())]


@cache
def sentences() -> tuple[re.Pattern[str], ...]:
    """Every sentence that the program says, in English; what German writes in the same way is none."""
    entries = polib.pofile(str(FOLDER / "de.po"))
    plurals = [(entry.msgid_plural, entry.msgstr_plural[1]) for entry in entries if entry.msgid_plural]
    pairs = [*((entry.msgid, entry.msgstr or entry.msgstr_plural[0]) for entry in entries), *plurals]
    return tuple(_pattern(english) for english, german in pairs if english != german and _says_something(english))


def _says_something(sentence: str) -> bool:
    return re.search(r"[A-Za-z]{3}", re.sub(r"\{\w+\}", "", sentence)) is not None


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(r".+".join(re.escape(piece) for piece in re.split(r"\{\w+\}", sentence)))
