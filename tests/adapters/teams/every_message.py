"""Every message that wording.py and answerwords.py can make, with names and words of all kinds in every place."""

from __future__ import annotations

import inspect
import itertools
import types
import typing
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot import answerwords, wording
from bot.chat import Button, Clip, Message, Passage

WORDS = {
    "plain": "Ada Lovelace",
    "markup": "**Ada** [click](https://evil.example) <script>alert(1)</script> <at>everyone</at> {{DATE(x)}} `a` _b_",
    "right to left": "מה עושים עכשיו? عدا",
    "emoji": "👩🏽‍💻🏳️‍🌈 Zoë 😀",
    "long": "word " * 1500,
    "one long word": "ä" * 3000,
    "empty": "",
    "many lines": "first\n\n- second\n# third\r\n1. fourth",
}
URL = "https://ninety.example/watch/token"
TOKEN = "t" * 220


def _clip(words: str) -> Clip:
    return Clip(words, URL, "https://ninety.example/media/c0ffee/poster.jpg", 89.6, 12.0)


def _vote(words: str) -> wording.Vote:
    return wording.Vote((words, "Report it", "Wait"), (1, 2, 0), 1)


def _sample(kind: Any, words: str) -> Any:
    """A value of a type, with these words in it."""
    if isinstance(kind, types.UnionType):
        return _sample(kind.__args__[0], words)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Sequence:
        return [_sample(inner[0], words) for _ in range(3)]
    if origin is tuple:
        return tuple(_sample(one, words) for one in inner)
    made: dict[Any, Any] = {
        str: words,
        int: 3,
        float: 12.0,
        bool: True,
        date: date(2027, 3, 1),
        Button: Button(words, TOKEN),
        Clip: _clip(words),
        Passage: Passage(words, words, "https://docs.example/page"),
        wording.Vote: _vote(words),
        wording.Answered: wording.Answered(words, False, words),
    }
    return made[kind]


def _makers() -> Iterator[tuple[str, Any]]:
    for module in (wording, answerwords):
        for name, maker in inspect.getmembers(module, inspect.isfunction):
            if maker.__module__ == module.__name__ and typing.get_type_hints(maker).get("return") is Message:
                yield name, maker


def _made(maker: Any, words: str, whole: bool) -> Message:
    """The message with every argument given, or with those alone that must be."""
    hints = typing.get_type_hints(maker)
    parameters = inspect.signature(maker).parameters.values()
    wanted = [one for one in parameters if whole or one.default is inspect.Parameter.empty]
    given = {one.name: _sample(hints[one.name], words) for one in wanted}
    if "url" in given:
        given["url"] = URL
    if "deed" in given:
        given["deed"] = "save"
    if "state" in given:
        given["state"] = "paused"
    if "buttons" in given and not whole:
        given["buttons"] = ()
    made: Message = maker(**given)
    return made


def every_message() -> dict[str, Message]:
    """Messages by a name that says which function made them, with what."""
    return {
        f"{name}, {kind}, {'whole' if whole else 'least'}": _made(maker, words, whole)
        for (name, maker), (kind, words), whole in itertools.product(_makers(), WORDS.items(), (True, False))
    }
