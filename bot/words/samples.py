"""Every sentence of the bot with one and the same words in all of its places: names and titles that try a look."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.chat import Button, Clip, Message, Passage, SettingsForm
from bot.words.wording import Answered, Vote

WORDS = {
    "plain": "Ada Lovelace",
    "right to left": "מה עושים עכשיו? عدا",
    "emoji": "👩🏽‍💻🏳️‍🌈 Zoë 😀",
    "markup": "**A** [x](https://evil.example) <script>alert(1)</script> <!channel> <at>all</at> {{DATE(x)}} `a` _b_",
    "German": "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle",
    "Chinese": "打印机旁有一份机密文件，没有人来取。你现在应该怎么办？",
    "long": "word " * 1500,
    "one long word": "ä" * 3000,
    "empty": "",
    "many lines": "first\n\n- second\n# third\r\n1. fourth",
}
"""Kind of difficulty -> the words."""
USUAL = "as usual"
USUAL_AND_WORDS = (USUAL, *WORDS)
BOT = Path(__file__).parents[1]
HOME = "https://ninety.example.com"
TOKEN = "t" * 220
POSTER = f"{HOME}/media/c0ffee/poster.jpg"
FIXED = {"url": f"{HOME}/report/token", "deed": "save", "state": "paused"}
"""Arguments that people do not write: name -> value."""
NO_SENTENCES = {"codec.from_json"}  # makes a message too, but of what was said before

Maker = Callable[..., Message]


@cache
def sentences() -> dict[str, Maker]:
    """Every function of the bot that makes a message: "module.function" -> the function."""
    made = [(file, name) for file in sorted(BOT.rglob("*.py")) for name in _makers_in(file)]
    return {name: _function(file, name) for file, name in made if name not in NO_SENTENCES}


def _makers_in(file: Path) -> Iterator[str]:
    """What is declared in a file to return a message: read, not imported, as most files have nothing to do with it."""
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _says_message(node.returns):
            yield f"{file.stem}.{node.name}"


def _says_message(annotation: ast.expr | None) -> bool:
    told = ast.unparse(annotation) if annotation else ""
    return told.strip("'\"").rpartition(".")[2] == "Message"


def _function(file: Path, name: str) -> Maker:
    module = ".".join(file.relative_to(BOT.parent).with_suffix("").parts)
    maker: Maker = getattr(importlib.import_module(module), name.partition(".")[2])
    return maker


def with_words(words: str) -> dict[str, Message]:
    """Every sentence with these words wherever somebody's words stand, with all arguments and with the fewest."""
    made: dict[str, Message] = {}
    for (name, maker), whole in itertools.product(sentences().items(), (True, False)):
        called = name.partition(".")[2].replace("_", " ")
        message = _made(maker, words, whole)
        if whole or message != made[called]:
            made[called if whole else f"{called}, least"] = message
    return made


def every_sample() -> dict[str, Message]:
    """All sentences with all kinds of words."""
    return {f"{name}, {kind}": message for kind, words in WORDS.items() for name, message in with_words(words).items()}


def _made(maker: Maker, words: str, whole: bool) -> Message:
    hints = typing.get_type_hints(maker)
    parameters = inspect.signature(maker).parameters.values()
    wanted = [one.name for one in parameters if whole or one.default is inspect.Parameter.empty]
    given: dict[str, Any] = {name: FIXED.get(name) or _sample(hints[name], words) for name in wanted}
    if "buttons" in given and not whole:
        given["buttons"] = ()
    return maker(**given)


def _sample(kind: Any, words: str) -> Any:
    """A value of a type, with these words in it."""
    if isinstance(kind, types.UnionType):
        return _sample(kind.__args__[0], words)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Sequence:
        return [_sample(inner[0], words) for _ in range(3)]
    if origin is tuple:
        return tuple(_sample(one, words) for one in inner if one is not Ellipsis)
    made: dict[Any, Any] = {
        str: words,
        int: 3,
        float: 12.0,
        bool: True,
        date: date(2027, 3, 1),
        Button: Button(words, TOKEN),
        Clip: Clip(words, f"{HOME}/watch/{TOKEN}", POSTER, 89.6, 12.0),
        Passage: Passage(words, words, "https://docs.example/page"),
        Vote: Vote((words, "Report it", "Wait"), (1, 2, 0), 1),
        Answered: Answered(words, False, words),
        SettingsForm: SettingsForm(
            "", "", "UTC", "", words, (("de", words),), "", "2027-03-02", True, (("zone", words),)
        ),
    }
    return made[kind]
