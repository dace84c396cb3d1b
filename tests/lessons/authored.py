"""A small series on disk for tests: every file is right until a test makes it wrong."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from lessons.authoring import AuthoringErrors, read_series
from lessons.episodes import Episode

SERIES = """\
---
title: The Leak
summary: Two short lessons.
language: en
characters:
  Nia: security
  Bo: sales
brand:
  name: Leak
  background: "#101820"
  accent: "#ffcc33"
---

Notes for colleagues.
"""

PRINTER = """\
---
title: The Printer
summary: A printer wakes up.
---

## Hook

> Kicker: Monday
> It prints by itself

Monday. The printer prints by itself.

## Scene: The list

> Photo: Nobody pressed print
> ![A printer at night](pictures/printer.png)

Forty pages of names come out.

> - one page
> - forty pages

And nobody knows why.

## Scene: The pause

Stop, and think about {SQL|sequel} first.

## Cliffhanger

But somebody knows.

## Reflect

What would you do?

## Check

What do you do first?

- [ ] Run -> run
  Nobody ever outran a printer.
- [x] Stop and think
- [ ] Print more

Answer at: The pause

## Why

Because a pause costs nothing.

## Branch: run

> You run

So you run, and it prints on.

## Sources

- [A law](https://example.org/law): article 1
- Our own rules

## Answers

- Why does the printer print by itself?
- What is {SQL|sequel},
  and *why*?
"""

CALL = """\
---
title: The Call
---

## Hook

The phone rings.

## Scene: Answering

Somebody asks for a password.

## Call to action

Hang up.
"""


def _png(width: int, height: int) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#808080").save(out, "PNG")
    return out.getvalue()


PNG = _png(64, 64)
MP4 = b"\0\0\0\x18ftypisom" + bytes(16)
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n"

GOOD: Mapping[str, str | bytes] = {
    "series.md": SERIES,
    "01-the-printer.md": PRINTER,
    "02-the-call.md": CALL,
    "pictures/printer.png": PNG,
}


def write(folder: Path, changes: Mapping[str, str | bytes | None] = {}) -> Path:
    """The series in folder/leak, with files replaced, added, or (None) left out."""
    home = folder / "leak"
    for name, content in {**GOOD, **changes}.items():
        if content is not None:
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return home


def edited(text: str, old: str, new: str) -> str:
    """The text with its one `old` replaced.

    Raises:
        AssertionError: old is not there exactly once, so that the test would prove nothing.
    """
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def faults_of(home: Path, prove: bool = False) -> list[str]:
    """Every fault of a series, without the folder before its file."""
    with pytest.raises(AuthoringErrors) as found:
        read_series(home, prove)
    assert str(found.value) == "\n".join(map(str, found.value.faults))
    return [str(fault).removeprefix(f"{home}/") for fault in found.value.faults]


def first_episode(folder: Path, changes: dict[str, str | bytes | None]) -> Episode:
    """The first episode of the series, with files replaced."""
    return read_series(write(folder, changes), prove=False).episodes[0]
