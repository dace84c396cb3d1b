"""Whether what a draft shows stands in its documents: an own look at it, which shares nothing with the drafting."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from string import Formatter

from bot.messages.catalogue import speaking, told
from bot.messages.lower import story_texts
from bot.studio.drafting.material import DraftDocument
from lessons.episodes import Translation
from lessons.script import Ask, EndCard, Headline, Quote, Scene

FEWEST_WORDS = 3  # of a piece of a sentence that stands in a document by itself: two are found anywhere
_SAME = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("‐‑‒–—−", "-")}
)
_MARKS = re.compile(r"(?m)^\s*(?:[-*•–+]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+")
MOST_JOINTS = 2  # an introduction, an item, and what excepts it
_GAP = "[…]"
PAGE = re.compile(r", (?:page|Seite) \d+$")


class Grounds:
    """The documents of a draft, and the story's own sentences in its language."""

    def __init__(self, documents: Sequence[DraftDocument], language: str) -> None:
        texts = [f"{passage.title}\n{passage.body}" for document in documents for passage in document.passages]
        self.titles = [document.title for document in documents]
        whole = "\n".join([*self.titles, *texts])
        self.text = f" {_plain(_MARKS.sub('', whole))} "
        # A row of a table is shown with semicolons where the document has borders.
        self.cells = {_plain(part) for part in re.split(r"[|¦\n]", whole) if part.strip()}
        self.lines = {_plain(_MARKS.sub("", line)).rstrip(":") for line in whole.split("\n") if line.strip()}
        self.lines |= {_plain(part) for title in texts for part in title.partition("\n")[0].split(" › ")}
        with speaking(language):
            own = sorted({told(sentence) for sentence in _own_sentences()}, key=len, reverse=True)
        self.own = [
            re.compile("".join(_pattern(*piece[:2]) for piece in Formatter().parse(each)), re.S) for each in own
        ]

    def texts_of(self, translation: Translation) -> Iterator[str]:
        """Everything of an episode that people see or hear, apart from names and times of day."""
        for scene in translation.script.scenes:
            yield from _shown(scene)
        yield translation.title
        check = translation.check
        if check is not None:
            yield from (check.question, check.why)
            for option in check.options:
                yield from filter(None, (option.text, option.feedback))

    def founded(self, text: str) -> bool:
        """Whether a text stands in the documents, or is the story's own with values that do."""
        text = " ".join(text.split()).strip()
        if not text or self._stands(text) or self._stands(text.removesuffix("?")):
            return True
        matches = (match for pattern in self.own if (match := pattern.fullmatch(text)))
        return any(all(self._value(*pair) for pair in match.groupdict().items()) for match in matches)

    def _value(self, name: str, value: str) -> bool:
        if name == "choice":
            return all(self.founded(part) for part in re.split(r", | or | oder ", value))
        # A place is headings and perhaps a page, put together for people.
        path = PAGE.sub("", value)
        return self.founded(value) or all(self._stands(part) for part in path.split(" › "))

    def _stands(self, text: str) -> bool:
        return all(self._part(part) for part in text.split(_GAP))

    def _part(self, text: str) -> bool:
        """A stretch between gaps: as it stands there, or the cells of a row one by one."""
        cells = [_plain(cell).strip(" .,;…") for cell in text.split("; ")]
        return self._piece(_plain(text).strip(" .,;…")) or all(map(self._cell, filter(None, cells)))

    def _cell(self, text: str) -> bool:
        return any(cell.startswith(text) for cell in self.cells) or self._piece(text)

    def _piece(self, text: str, joints: int = MOST_JOINTS) -> bool:
        """Whether a piece stands there as a whole, or as introductions and what they introduce."""
        if len(text) < 2 or self._within(text) or text.rstrip(":") in self.lines or text in self.cells:
            return True
        words = text.split() if joints else []
        for at in range(len(words) - 1, 0, -1):
            first, rest = " ".join(words[:at]), " ".join(words[at:])
            introduces = first.rstrip(":") in self.lines or (at >= FEWEST_WORDS and self._within(first))
            if introduces and self._piece(rest, joints - 1):
                return True
        return False

    def _within(self, text: str) -> bool:
        return re.search(rf"(?<![\w]){re.escape(text)}(?![\w])", self.text) is not None


def _shown(scene: Scene) -> Iterator[str]:
    yield scene.shown_words
    match scene.show:
        case Quote():
            yield scene.show.text
            yield from (part for part in PAGE.sub("", scene.show.source).split(" › ") if part != "…")
        case Headline():
            yield from filter(None, (scene.show.text, scene.show.kicker))
        case Ask():
            question = scene.show.question
            # Without the words around it, the sentence stands on the card in quotation marks.
            yield question[1:-1] if question.endswith(("”", "“")) else question
            yield from scene.show.options
        case EndCard():
            yield from filter(None, (scene.show.prompt, scene.show.action))


def _own_sentences() -> list[str]:
    """Every sentence of the story's catalogue, as it is written in the code."""
    tree = ast.parse(inspect.getsource(story_texts))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr"]
    return [str(ast.literal_eval(call.args[0])) for call in calls]


def _pattern(words: str, name: str | None) -> str:
    return re.escape(words) + (f"(?P<{name}>.+)" if name else "")


def _plain(text: str) -> str:
    """The text as it is compared: a German duration may stand in another case than in the document."""
    text = re.sub(r"(Tag|Monat|Jahr)en\b", r"\1e", text)
    return " ".join(text.translate(_SAME).casefold().split())
