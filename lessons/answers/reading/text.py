"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from lessons.answers.index.passages import TextBlock
from lessons.answers.reading.document import Document, Stated
from lessons.answers.reading.encoding import decoded
from lessons.answers.reading.markup import blocks_of_html
from lessons.answers.reading.validity import OWNER, UNTIL
from lessons.answers.text.lines import item_text, row_text

_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n", re.DOTALL)
_LIST_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s")
_ALERT = re.compile(r"\A\[!(\w+)\]\s*")  # the mark of a warning box, as on GitHub
_TAG = re.compile(r"<\s*(/?)\s*(\w+)")
_STRUCK = ("s", "del", "strike")
_markdown = (
    MarkdownIt("commonmark")
    .enable(["table", "strikethrough"])
    .use(deflist_plugin)
    .use(footnote_plugin)
    .use(tasklists_plugin)
)


def read_text(content: bytes, declared: str = "") -> Document:
    """Paragraphs are parted by empty lines; the line breaks within one are only layout, except before list items."""
    paragraphs = re.split(r"\n\s*\n", decoded(content, declared).replace("\r\n", "\n"))
    texts = (_unwrapped(paragraph) for paragraph in paragraphs)
    return Document("", None, tuple(TextBlock(text) for text in texts if text))


def _unwrapped(paragraph: str) -> str:
    # The indent of an item says what it hangs on.
    lines = ["\n" + line.rstrip() if _LIST_ITEM.match(line) else line.strip() for line in paragraph.split("\n")]
    return " ".join(lines).replace(" \n", "\n").strip("\n").rstrip()


def read_markdown(content: bytes, declared: str = "") -> Document:
    """The title is the front matter's, or the first heading of the first level."""
    text = decoded(content, declared).replace("\r\n", "\n")
    front = _front_matter(text)
    tokens = _markdown.parse(_FRONT.sub("", text, count=1))
    blocks = tuple(_Blocks().read(tokens))
    first = next(
        (_plain(tokens[at + 1]) for at, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1), ""
    )
    language = front.get("language", front.get("lang"))
    return Document(front.get("title") or first, language or None, blocks, stated=_stated(text, front))


def _front_matter(text: str) -> dict[str, str]:
    """Its settings by name, as they are written: a day stays what somebody wrote, and "no" is Norwegian."""
    match = _FRONT.match(text)
    try:
        read = yaml.load(match.group(1), yaml.BaseLoader) if match else None  # noqa: S506 - makes texts, no objects
    except yaml.YAMLError:
        return {}  # a line between two rules that was never meant as settings
    settings = read.items() if isinstance(read, dict) else ()
    return {_name(key): value for key, value in settings if isinstance(value, str) and value not in ("~", "null")}


def _name(key: object) -> str:
    return re.sub(r"[\s_-]+", " ", str(key)).strip().casefold()


def _stated(text: str, front: Mapping[str, str]) -> Stated:
    """What the front matter says of the document's validity, and in which line."""
    until = next((front[name] for name in UNTIL if front.get(name)), "")
    owner = next((front[name] for name in OWNER if front.get(name)), "")
    names = (_name(line.partition(":")[0].strip(" \"'")) for line in text.splitlines())
    line = next((number for number, name in enumerate(names, 1) if name in UNTIL), 0)
    return Stated(until, line, owner)


class _Blocks:
    """The blocks of a page's tokens, with headings, the depth of lists and the heads of tables kept."""

    def __init__(self) -> None:
        self._headings: dict[int, str] = {}
        self._lists: list[int | None] = []  # of each open list the number of its next item; None without numbers
        self._marks: list[bool] = []  # of each open item whether its mark was written
        self._row: list[str] = []
        self._heads: list[str] = []

    def read(self, tokens: list[Token]) -> Iterator[TextBlock]:
        for at, token in enumerate(tokens):
            within = tokens[at - 1] if at else None
            self._structure(token)
            if token.type == "inline" and within is not None and within.type == "heading_open":
                self._head(int(within.tag[1]), _plain(token))
            elif token.type == "inline" and within is not None and within.type in ("th_open", "td_open"):
                (self._heads if within.type == "th_open" else self._row).append(_plain(token))
            elif token.type == "tr_close":
                yield from self._block(row_text(self._row, self._heads))
                self._row = []
            elif text := _text(token):
                yield from self._block(self._marked(text))

    def _structure(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._marks.append(False)
            case "list_item_close":
                self._marks.pop()
                number = self._lists[-1]
                self._lists[-1] = None if number is None else number + 1
            case "table_open":
                self._heads = []

    def _head(self, level: int, text: str) -> None:
        self._headings = {above: name for above, name in self._headings.items() if above < level} | {level: text}

    def _marked(self, text: str) -> str:
        if not self._marks:
            return text
        depth, first = len(self._marks) - 1, not self._marks[-1]
        self._marks[-1] = True
        # A second paragraph of an item hangs on the item.
        return item_text(text, depth, self._lists[-1]) if first else item_text(text, depth + 1)

    def _block(self, text: str) -> Iterator[TextBlock]:
        if text:
            yield TextBlock(text, tuple(self._headings.values()))


def _text(token: Token) -> str:
    if token.type == "inline":
        return _plain(token)
    if token.type in ("fence", "code_block"):
        return token.content.strip()
    if token.type == "html_block":
        return "\n".join(block.text for block in blocks_of_html(token.content))
    return ""


def _plain(token: Token) -> str:
    """The words of a line as its reader sees them, without what is struck through."""
    text = "".join(_pieces(token.children or ())).strip()
    return _ALERT.sub(lambda match: f"{match.group(1).capitalize()}: ", text)


def _pieces(children: Sequence[Token]) -> Iterator[str]:
    struck = 0
    for child in children:
        closes, tag = _tag(child)
        if child.type in ("s_open", "s_close") or tag in _STRUCK:
            struck += -1 if child.type == "s_close" or closes else 1
        elif struck > 0:
            continue
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak" or tag == "br":
            yield "\n"
        elif child.type in ("text", "code_inline", "image", "text_special"):
            yield child.content


def _tag(child: Token) -> tuple[str, str]:
    """The slash and the name of a piece of HTML, ("", "") for anything else."""
    match = _TAG.match(child.content) if child.type == "html_inline" else None
    return (match.group(1), match.group(2).lower()) if match else ("", "")
