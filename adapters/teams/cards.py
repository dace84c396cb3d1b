"""How a message looks in Teams: an Adaptive Card 1.5, made by pure functions and held to its limits.

Words of people go into text runs, which know no markup; a card has no other way to show them untouched on every client.
A heading, by which screen readers find their way, is a text block, which knows markup: it is one where no letter of it
could be taken for markup, and else a text run in the same look.
Source: adaptivecards.io, schema 1.5; learn.microsoft.com, "Types of cards" and "Format messages".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from adapters.teams import settings_card
from adapters.teams.seam import CARD
from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Share, Split, Text, Tone

VERSION = "1.5"
LARGEST = 25 * 1024  # bytes in UTF-16, as Teams counts; its own limit is higher
LONGEST_BUTTON = 34  # characters that a button shows whole on a telephone
IN_A_ROW = 30  # characters that all buttons of one row show whole there
PADDING = 4  # characters that fit into what surrounds one button
LENGTHS = (4000, 1500, 500, 120)  # characters of one text, tried until the card is small enough
MOST_PARTS = 40
ROWS = 30  # of facts in one part, each of about 680 bytes
FEW_ROWS = 15  # where the texts had to be shortened to the least
LETTERS = ascii_uppercase
MOST_BESIDE = 5  # buttons in one row; Teams hides those after the sixth
NAMELESS = "…"  # stands where nobody wrote a label
BAR = 10  # pieces of a bar that stands for the whole team
CHOOSE = "choose"
WATCH = "watch"
KEEP = "keep"
DEEDS = (("save", "Save for later"), ("like", "Like"), ("next", "Next episode now"))
POSTER_WIDTH = "144px"
MARKUP = re.compile(r"[*_~`#<>\[\]{}|\\\r\n]|^\s*(?:[-+]|\d+[.)])|://|  ")  # what a client might take for Markdown

Json = dict[str, Any]


def envelope(message: Message) -> Json:
    """The activity that carries the message: the card alone, and the words of its notification."""
    return carried(_line(message), card(message))


def carried(summary: str, made: Json) -> Json:
    """The activity that carries a card."""
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CARD, "content": made}]}


def card(message: Message) -> Json:
    """The message as a card of at most 25 KB; very long words are shortened."""
    for longest in LENGTHS:
        made = _card(message, longest, message.parts)
        if size(made) <= LARGEST:
            return made
    return _card(message, LENGTHS[-1], message.parts[:MOST_PARTS])


def size(made: Mapping[str, Any]) -> int:
    """Bytes of a card, in whichever of the two encodings it is larger."""
    text = json.dumps(made, ensure_ascii=False)
    return max(len(text.encode()), len(text.encode("utf-16-le")))


def _card(message: Message, longest: int, parts: Sequence[Part]) -> Json:
    made = framed(_line(message), [element for part in parts for element in _part(part, longest)])
    return {**made, "rtl": True} if _right_to_left(message.summary) else made


def framed(summary: str, body: Sequence[Json]) -> Json:
    """A card around its elements."""
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": VERSION,
        "fallbackText": summary,
        "body": list(body),
    }


def said(words: str, **look: object) -> Json:
    """A paragraph, as it was written."""
    return {"type": "RichTextBlock", "inlines": [_run(words, **look)]}


def heading(words: str) -> Json:
    """A title."""
    if MARKUP.search(words) or not words.strip():
        return said(words, size="Large", weight="Bolder")
    return {"type": "TextBlock", "text": words, "style": "heading", "size": "Large", "weight": "Bolder", "wrap": True}


def _part(part: Part, longest: int) -> Iterator[Json]:
    match part:
        case Text():
            yield _text(part, longest)
        case Clip():
            yield from _clip(part)
        case Choices():
            yield from _choices(part.buttons, longest)
        case Facts():
            yield from _facts(part.rows, longest)
        case Split():
            yield from (line for share in part.shares for line in _bar(share, part.total, longest))
        case Passage():
            yield from _passage(part, longest)
        case Link():
            yield {"type": "ActionSet", "actions": [_open(part.label, part.url)]}
        case SettingsForm():
            yield from settings_card.fields(part, longest)


def _text(part: Text, longest: int) -> Json:
    match part.tone:
        case Tone.TITLE:
            return heading(_cut(part.words, longest))
        case Tone.QUIET:
            return said(_cut(part.words, longest), isSubtle=True, size="Small")
        case Tone.RIGHT:
            return on_colour("good", _cut(f"✓ {part.words}", longest))
        case Tone.WRONG:
            return on_colour("warning", _cut(f"◆ {part.words}", longest))
        case Tone.PLAIN:
            return said(_cut(part.words, longest))


def on_colour(style: str, words: str) -> Json:
    """Words on a coloured ground: those in Teams' own green, yellow and red can hardly be read.

    Args:
        style: "good", "warning" or "attention".
    """
    return {"type": "Container", "style": style, "items": [said(words, weight="Bolder")]}


def _clip(clip: Clip) -> Iterator[Json]:
    """The poster and two ways to watch: a dialog over the chat, and the browser where dialogs do not work.

    Only the first is a button of its own: on a telephone a second one would cut both.
    """
    label = f"▶ Watch ({clip.seconds:.0f} s)" if clip.seconds else "▶ Watch"
    watch = {"type": "Action.Submit", "title": label, "data": _dialog(clip)}
    yield {
        "type": "Image",
        "url": clip.poster_url,
        "altText": _cut(f"Video: {clip.title}, {clip.seconds:.0f} seconds, with captions", 400),
        "width": POSTER_WIDTH,
        "selectAction": watch,
    }
    aside = {**_open("Open in the browser", clip.watch_url), "mode": "secondary"}
    yield {"type": "ActionSet", "actions": [watch, aside, *_menu(clip)]}


def _menu(clip: Clip) -> list[Json]:
    """What can be done with a clip beside watching it, behind three dots."""
    token = clip.watch_url.partition("#")[0].rpartition("/")[2]
    deeds = [(label, {"do": KEEP, "deed": deed, "token": token}) for deed, label in DEEDS]
    return [{"type": "Action.Submit", "title": label, "mode": "secondary", "data": data} for label, data in deeds]


def _dialog(clip: Clip) -> Json:
    return {"msteams": {"type": "task/fetch"}, "do": WATCH, "url": clip.watch_url, "title": _cut(clip.title, 100)}


def _choices(buttons: Sequence[Button], longest: int) -> Iterator[Json]:
    """The buttons; where an answer is too long for one, the answers stand above and the buttons name them."""
    named = [(button.label, button.token) for button in buttons]
    if any(len(label) > LONGEST_BUTTON for label, _ in named):
        yield from (
            said(_cut(f"{letter}. {label}", longest)) for letter, (label, _) in zip(LETTERS, named, strict=False)
        )
        named = [(letter, token) for letter, (_, token) in zip(LETTERS, named, strict=False)]
    for row in beside([_press(label, token) for label, token in named]):
        yield {"type": "ActionSet", "actions": row}


def beside(actions: Sequence[Json]) -> Iterator[list[Json]]:
    """Actions in rows that a telephone shows whole: buttons beside each other shrink and cut their titles."""
    row: list[Json] = []
    for action in actions:
        taken = sum(len(one["title"]) + PADDING for one in [*row, action])
        if row and (taken > IN_A_ROW + PADDING or len(row) == MOST_BESIDE):
            yield row
            row = []
        row.append(action)
    if row:
        yield row


def _press(label: str, token: str) -> Json:
    """Answered within the card where the client can; else it comes as a message, and the card changes afterwards."""
    data, title = {"do": CHOOSE, "token": token}, label.strip() or NAMELESS
    submit = {"type": "Action.Submit", "title": title, "data": data}
    return {"type": "Action.Execute", "title": title, "verb": CHOOSE, "data": data, "fallback": submit}


def _open(label: str, url: str) -> Json:
    return {"type": "Action.OpenUrl", "title": _cut(label, LONGEST_BUTTON).strip() or NAMELESS, "url": url}


def _facts(rows: Sequence[tuple[str, str]], longest: int) -> Iterator[Json]:
    most = ROWS if longest > LENGTHS[-1] else FEW_ROWS
    yield from (_fact(label, value, longest) for label, value in rows[:most])
    if len(rows) > most:
        yield said(f"… and {len(rows) - most} more", isSubtle=True, size="Small")


def _fact(label: str, value: str, longest: int) -> Json:
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            _column(2, said(_cut(label, longest), weight="Bolder")),
            _column(3, said(_cut(value, longest))),
        ],
    }


def _column(width: int, element: Json) -> Json:
    return {"type": "Column", "width": width, "items": [element]}


def _bar(share: Share, total: int, longest: int) -> Iterator[Json]:
    filled = round(BAR * share.count / total) if total else 0
    mark = f" ({share.mark})" if share.mark else ""
    yield {**said(f"{_cut(share.label, longest)}{mark}"), "spacing": "Small"}
    drawn = _run(f"{'█' * filled}{'░' * (BAR - filled)} ", fontType="Monospace")
    yield {"type": "RichTextBlock", "inlines": [drawn, _run(f"{share.count} of {total}")], "spacing": "None"}


def _passage(part: Passage, longest: int) -> Iterator[Json]:
    quoted = said(f"“{_cut(part.words, longest)}”", italic=True)
    source: Json = said(f"— {_cut(part.source, longest)}", isSubtle=True, size="Small")
    if part.url.startswith("https://"):
        source["inlines"][0]["selectAction"] = {"type": "Action.OpenUrl", "url": part.url}
    yield {"type": "Container", "style": "emphasis", "items": [quoted, source]}


def _run(words: str, **look: object) -> Json:
    return {"type": "TextRun", "text": words or " ", **look}  # an empty run is an invalid card


def _line(message: Message) -> str:
    """One line of notification; without one, Teams names the app and says that it sent a card."""
    return _cut(message.summary.strip() or message.plain.strip() or NAMELESS, 200)


def _right_to_left(words: str) -> bool:
    """Whether the first letter with a direction runs from right to left, as the Unicode algorithm (rule P2) asks."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
