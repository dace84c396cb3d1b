"""HTML pages: what a reader of the page sees, without menus, and without what is hidden."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Set

from lxml import etree, html

from lessons.answers.index.passages import TextBlock
from lessons.answers.reading.document import Document, Stated, Unreadable
from lessons.answers.reading.encoding import decoded
from lessons.answers.reading.hidden import hidden_elements
from lessons.answers.reading.validity import OWNER, UNTIL
from lessons.answers.text.lines import INDENT, item_text, row_text

_UNREAD = {
    *("script", "style", "noscript", "template", "nav", "select", "textarea", "datalist"),
    *("svg", "iframe", "object", "head", "title", "dialog"),
}
# Around a page they are its frame; inside of its main part or an article they belong to the text.
_FRAME = {"header", "footer", "aside"}
_TEXT_PARTS = ("main", "article")
_INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "button",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
    ),
    *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
}
_OWN_LINES = etree.XPath(".//table | .//ul | .//ol | .//dl | .//p[2] | .//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6")
_FORM_TEXT = 200  # letters outside of labels from which a form is a page (SharePoint wraps whole pages in one)


def read_html(content: bytes, declared: str = "") -> Document:
    """The page's main part where it marks one; hidden text is left out, since nobody approved what nobody sees.

    Args:
        declared: the encoding by the page's server, "" where it says nothing.
    """
    tree = _parsed(_text(content, declared))
    title = re.sub(r"\s+", " ", tree.findtext(".//title") or "").strip()
    blocks = tuple(_blocks(_main(tree), hidden_elements(tree)))
    return Document(title, tree.get("lang"), blocks, stated=_stated(tree))


def _stated(tree: html.HtmlElement) -> Stated:
    """What `meta` says. Many sites name an owner for their own ends, so it counts only beside a day."""
    metas = {re.sub(r"[\s_-]+", " ", meta.get("name")).strip().casefold(): meta for meta in tree.xpath("//meta[@name]")}
    until = next((metas[name] for name in UNTIL if name in metas and metas[name].get("content", "").strip()), None)
    if until is None:
        return Stated()
    owner = next((metas[name].get("content", "") for name in OWNER if name in metas), "")
    return Stated(until.get("content").strip(), until.sourceline or 0, owner)


def _text(content: bytes, declared: str) -> str:
    """The server's word comes before the page's own, as in every browser."""
    match = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:2_000], re.I)
    own = match.group(1).decode() if match else ""
    return decoded(content, declared or own)


def _parsed(text: str) -> html.HtmlElement:
    try:
        # A declaration of encoding inside of a text that is already decoded is refused by the parser.
        return html.document_fromstring(re.sub(r"\A\s*<\?xml[^>]*\?>", "", text))
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("the page holds no text") from error


def _main(tree: html.HtmlElement) -> html.HtmlElement:
    """The part that the page marks as its main one; of several articles none is more than the others."""
    if mains := tree.xpath("//main | //*[@role='main']"):
        return max(mains, key=lambda part: len(part.text_content()))
    articles = tree.xpath("//article[not(ancestor::article)]")
    return articles[0] if len(articles) == 1 else tree


def blocks_of_html(fragment: str) -> tuple[TextBlock, ...]:
    """The visible text of a piece of HTML; nothing for a piece without any."""
    try:
        tree = _parsed(fragment)
        return tuple(_blocks(tree, hidden_elements(tree)))
    except Unreadable:
        return ()


def _blocks(root: html.HtmlElement, hidden: Set[html.HtmlElement]) -> Iterator[TextBlock]:
    headings: dict[int, str] = {}
    for kind, text in _runs(root, hidden):
        if kind:
            headings = {above: title for above, title in headings.items() if above < kind} | {kind: text}
        else:
            yield TextBlock(text, tuple(headings.values()))


def _runs(root: html.HtmlElement, hidden: Set[html.HtmlElement]) -> Iterator[tuple[int, str]]:
    """Runs of text in order, each with the level of the heading that it is, or 0."""
    pieces: list[str] = []
    level, skipped, mark = 0, 0, ""
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            pieces += [] if skipped else [node.tail or ""]
            continue
        table = (
            event == "start" and not skipped and node.tag == "table" and _is_data(node) and not _unread(node, hidden)
        )
        if table:
            yield from _flushed(pieces, level, mark)
            yield from ((0, row) for row in _rows(node, hidden))
        if skipped or _unread(node, hidden) or table:
            skipped += 1 if event == "start" else -1
            pieces += [node.tail or ""] if not skipped else []
            continue
        if node.tag not in _INLINE:
            written = yield from _flushed(pieces, level, mark)
            # A second paragraph of an item hangs on the item.
            mark = _mark(node, event) or (f"{INDENT}{mark}" if mark and written and "- " in mark else mark)
            mark = mark if node.tag == "li" or _in_item(node, event) else ""
            level = _level(node.tag) if event == "start" else 0
        pieces.append((node.text if event == "start" else node.tail) or "")
    yield from _flushed(pieces, level, mark)


def _in_item(node: html.HtmlElement, event: str) -> bool:
    return (node.tag == "li" and event == "start") or next(node.iterancestors("li"), None) is not None


def _mark(node: html.HtmlElement, event: str) -> str:
    """What an item of a list begins with, for its depth; "" for anything else."""
    if node.tag != "li" or event != "start":
        return ""
    lists = [above.tag for above in node.iterancestors("ul", "ol")]
    number = 1 + sum(1 for _ in node.itersiblings("li", preceding=True)) if lists[:1] == ["ol"] else None
    return item_text("", max(0, len(lists) - 1), number)


def _is_data(table: html.HtmlElement) -> bool:
    """Whether its cells are short enough to be a row on one line; other tables are there for the layout."""
    cells = table.xpath(".//td | .//th")
    return bool(cells) and not any(_OWN_LINES(cell) for cell in cells)


def _rows(table: html.HtmlElement, hidden: Set[html.HtmlElement]) -> Iterator[str]:
    heads: list[str] = []
    for at, row in enumerate(table.iter("tr")):
        cells = [cell for cell in row.iterchildren("td", "th") if not _unread(cell, hidden)]
        texts = [" ".join("".join(_visible(cell, hidden)).split()) for cell in cells]
        if at == 0 and cells and all(cell.tag == "th" for cell in cells):
            heads = texts
        elif text := row_text(texts, heads):
            yield text


def _visible(node: html.HtmlElement, hidden: Set[html.HtmlElement]) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if isinstance(child.tag, str) and not _unread(child, hidden):
            yield from _visible(child, hidden)
        yield child.tail or ""


def _unread(node: html.HtmlElement, hidden: Set[html.HtmlElement]) -> bool:
    if node in hidden or node.tag in _UNREAD:
        return True
    if node.tag in _FRAME:
        return next(node.iterancestors(*_TEXT_PARTS), None) is None and _is_frame(node)
    if node.tag == "button":
        return not _opens_a_panel(node)
    return node.tag == "form" and not _is_page(node)


_FIELDS = ".//select | .//textarea | .//input[not(@type='hidden' or @type='submit' or @type='button')]"


def _is_frame(node: html.HtmlElement) -> bool:
    """A header, footer or aside of the whole page, unless the page keeps its main part in it."""
    return not node.xpath(".//main | .//article")


def _opens_a_panel(button: html.HtmlElement) -> bool:
    """Whether a button is the head of a panel, as in an accordion, and no command such as "Send"."""
    in_heading = next(button.iterancestors("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt"), None) is not None
    return in_heading or button.get("aria-controls") is not None or button.get("aria-expanded") is not None


def _is_page(form: html.HtmlElement) -> bool:
    """Whether a form wraps a text rather than a few fields: nothing is filled in there, or it has a heading with a
    paragraph, or much text."""
    if not form.xpath(_FIELDS):
        return True
    has_text = bool(form.xpath(".//h1 | .//h2 | .//h3")) and bool(form.xpath(".//p[normalize-space()]"))
    return has_text or len(" ".join(form.xpath(".//p//text()"))) >= _FORM_TEXT


def _level(tag: str) -> int:
    return int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0


def _flushed(pieces: list[str], level: int, mark: str = "") -> Generator[tuple[int, str], None, bool]:
    """The text collected so far, if there is any; returns whether there was."""
    text = re.sub(r"\s+", " ", "".join(pieces)).strip()
    pieces.clear()
    if text:
        yield level, text if level else f"{mark}{text}"
    return bool(text)
