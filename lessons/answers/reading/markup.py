"""HTML pages: what a reader of the page sees, without menus, and without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from lessons.answers.passages import Block
from lessons.answers.reading.document import Document, Unreadable, decoded

_UNREAD = {
    *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select"),
    *("svg", "iframe", "object", "head", "title", "dialog"),
}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark"),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
_CELL = {"td", "th"}
_OWN_LINES = etree.XPath(".//table | .//ul | .//ol | .//dl | .//p[2] | .//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.I
)


def read_html(content: bytes) -> Document:
    """The page's main part where it marks one; hidden text is left out, since nobody approved what nobody sees."""
    text = _declared(content)
    tree = _parsed(text)
    title = re.sub(r"\s+", " ", tree.findtext(".//title") or "").strip()
    return Document(title, tree.get("lang"), tuple(_blocks(_main(tree))))


def _declared(content: bytes) -> str:
    found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:2_000], re.I)
    if found is None:
        return decoded(content)
    try:
        return content.decode(found.group(1).decode(), errors="replace")
    except LookupError:
        return decoded(content)


def _parsed(text: str) -> html.HtmlElement:
    try:
        # A declaration of encoding inside a text that is already decoded is refused by the parser.
        return html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("the page holds no text") from error


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    parts = tree.xpath("//main | //*[@role='main'] | //article")
    return max(parts, key=lambda part: len(part.text_content()), default=tree)


def blocks_of_html(fragment: str) -> tuple[Block, ...]:
    """The visible text of a piece of HTML; nothing for a piece without any."""
    try:
        return tuple(_blocks(_parsed(fragment)))
    except Unreadable:
        return ()


def _blocks(root: html.HtmlElement) -> Iterator[Block]:
    headings: dict[int, str] = {}
    for kind, text in _runs(root):
        if kind:
            headings = {above: title for above, title in headings.items() if above < kind} | {kind: text}
        else:
            yield Block(text, tuple(headings.values()))


def _runs(root: html.HtmlElement) -> Iterator[tuple[int, str]]:
    """Runs of text in order, each with the level of the heading that it is, or 0."""
    held: list[str] = []
    level, skipped = 0, 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            held += [] if skipped else [node.tail or ""]
            continue
        if skipped or _unread(node):
            skipped += 1 if event == "start" else -1
            held += [node.tail or ""] if not skipped else []
            continue
        cell = node if node.tag in _CELL else next(node.iterancestors(*_CELL), None)
        if cell is not None and not _OWN_LINES(cell):
            held += [" – "] if cell is node and event == "start" and "".join(held).strip() else []
        elif node.tag not in _INLINE:
            yield from _flushed(held, level)
            level = _level(node.tag) if event == "start" else 0
        held.append((node.text if event == "start" else node.tail) or "")
    yield from _flushed(held, level)


def _unread(node: html.HtmlElement) -> bool:
    hidden = node.get("hidden") is not None or node.get("aria-hidden") == "true"
    return node.tag in _UNREAD or hidden or _HIDDEN.search(node.get("style", "")) is not None


def _level(tag: str) -> int:
    return int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0


def _flushed(held: list[str], level: int) -> Iterator[tuple[int, str]]:
    text = re.sub(r"\s+", " ", "".join(held)).strip()
    held.clear()
    if text:
        yield level, text
