"""The people of a series, as its front matter describes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lessons.authoring.page.errors import SourceFile, listed, nearest
from lessons.authoring.page.frontmatter import Front, Value, one_text
from lessons.script import Look
from lessons.series import Character
from lessons.studio.cast.looks import CHOICES

EXAMPLE = "below it a line for each: two spaces, the name, a colon, who it is."
KEYS = ("role", "voice", "seed", *CHOICES)
COLOURS = ("hair colour", "skin", "clothes colour")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def read_characters(front: Front) -> tuple[Character, ...]:
    """Whoever has lines of their own below the name is drawn and speaks; the others are named only."""
    named = front.texts("characters", EXAMPLE)
    return tuple(_character(front.page, name, value) for name, value in named.items())


def _character(page: SourceFile, name: str, value: Value) -> Character:
    if value.parts is None:
        return Character(name, one_text(page, name, value))
    texts = {key: one_text(page, key, part) for key, part in value.parts.items() if key in KEYS}
    for key, part in value.parts.items():
        if key not in KEYS:
            meant = nearest(key, KEYS)
            page.fault(part.line, f"{name} has no {key!r}", f"Write {meant}." if meant else f"There is {listed(KEYS)}.")
    look = (("seed", texts.get("seed") or name), *_chosen(page, value.parts, texts))
    return Character(name, texts.get("role", ""), look, texts.get("voice", ""), drawn=True)


def _chosen(page: SourceFile, parts: Mapping[str, Value], texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was chosen of the look, in the order of CHOICES so that the same look is the same picture."""
    for key, choices in CHOICES.items():
        text = texts.get(key, "").casefold()
        if not text:
            continue
        if text in choices or (key in COLOURS and COLOUR.fullmatch(text)):
            yield key, text
            continue
        meant = nearest(text, choices)
        instead = f"Write {key}: {meant}" if meant else f"Write one of {listed(choices, 'or')}."
        page.fault(parts[key].line, f"there is no {key} {text!r}", instead)


def look_rows(look: Look) -> Mapping[str, str]:
    """A look as the front matter writes it."""
    return dict(look)
