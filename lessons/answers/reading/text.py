"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lessons.answers.passages import Block
from lessons.answers.reading.document import Document, decoded
from lessons.answers.reading.markup import blocks_of_html

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_LIST_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_markdown = MarkdownIt("commonmark").enable("table")


def read_text(content: bytes) -> Document:
    """Paragraphs are parted by empty lines; the line breaks within one are only layout, except before list items."""
    paragraphs = re.split(r"\n\s*\n", decoded(content).replace("\r\n", "\n"))
    texts = (_unwrapped(paragraph) for paragraph in paragraphs)
    return Document("", None, tuple(Block(text) for text in texts if text))


def _unwrapped(paragraph: str) -> str:
    lines = ["\n" + line.strip() if _LIST_ITEM.match(line) else line.strip() for line in paragraph.split("\n")]
    return " ".join(lines).replace(" \n", "\n").strip()


def read_markdown(content: bytes) -> Document:
    """The title is the front matter's, or the first heading of the first level."""
    text = decoded(content).replace("\r\n", "\n")
    front = _front_matter(text)
    blocks = tuple(_blocks(_markdown.parse(_FRONT.sub("", text, count=1))))
    first = next((block.headings[0] for block in blocks if block.headings), "")
    language = front.get("language", front.get("lang"))
    return Document(str(front.get("title") or first), str(language) if language else None, blocks)


def _front_matter(text: str) -> dict[str, Any]:
    found = _FRONT.match(text)
    try:
        read = yaml.safe_load(found.group(1)) if found else None
    except yaml.YAMLError:
        return {}  # a line between two rules that was never meant as settings
    return read if isinstance(read, dict) else {}


def _blocks(tokens: list[Token]) -> Iterator[Block]:
    headings: dict[int, str] = {}
    row: list[str] = []
    for at, token in enumerate(tokens):
        within = tokens[at - 1].type if at else ""
        if token.type == "inline" and within == "heading_open":
            level = int(tokens[at - 1].tag[1])
            headings = {above: text for above, text in headings.items() if above < level} | {level: _plain(token)}
        elif token.type == "inline" and within in ("th_open", "td_open"):
            row.append(_plain(token))
        elif token.type == "tr_close":
            yield Block(" – ".join(filter(None, row)), tuple(headings.values()))
            row = []
        elif text := _text(token):
            yield Block(text, tuple(headings.values()))


def _text(token: Token) -> str:
    if token.type == "inline":
        return _plain(token)
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    if token.type == "html_block":
        return "\n".join(block.text for block in blocks_of_html(token.content))
    return ""


def _plain(token: Token) -> str:
    return "".join(_piece(child) for child in token.children or ()).strip()


def _piece(child: Token) -> str:
    if child.type == "softbreak":
        return " "
    if child.type == "hardbreak":
        return "\n"
    return child.content if child.type in ("text", "code_inline", "image") else ""
