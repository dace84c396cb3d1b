"""How a message looks in Teams: an Adaptive Card 1.5, made by pure functions and held to its limits."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.teams.connector.port import CARD
from adapters.teams.outbound import settings_card
from adapters.teams.outbound.choices import choices
from adapters.teams.outbound.elements import (
    NAMELESS,
    Json,
    bar,
    columns,
    cut,
    framed,
    heading,
    on_colour,
    open_url,
    paragraph,
    quiet,
    run,
    submit,
)
from bot.chat import Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Share, Split, Text, Tone
from bot.messages import saved_texts
from bot.messages.catalogue import tr

LARGEST = 25 * 1024  # bytes in UTF-16, as Teams counts; its own limit is higher
LENGTHS = (4000, 1500, 500, 120, 80)  # characters of one text, tried until the card is small enough
MOST_PARTS = 40
ROWS = 30  # of facts in one part, each of about 680 bytes
FEW_ROWS = 15  # where the texts had to be shortened to SHORT or less
SHORT = 120
WATCH = "watch"
KEEP = "keep"
NEXT = "next"
IN_THE_FORM = 4  # rows of the table of settings that are fields of the form: lessons, time, zone, language
CLIP_ACTIONS = ("save", "like", NEXT)
POSTER_WIDTH = "112px"  # beside the question; 9:16, so that both are as high on a wide screen
AI_LABEL = {
    "type": "https://schema.org/Message",
    "@type": "Message",
    "@context": "https://schema.org",
    "additionalType": ["AIGeneratedContent"],
}


def envelope(message: Message) -> Json:
    """The activity that carries the message: the card alone, and the words of its notification."""
    activity = carried(_line(message), card(message))
    return {**activity, "entities": [AI_LABEL]} if message.by_model else activity


def carried(summary: str, content: Json) -> Json:
    """The activity that carries a card."""
    return {"type": "message", "summary": summary, "attachments": [{"contentType": CARD, "content": content}]}


def card(message: Message) -> Json:
    """The message as a card of at most 25 KB; very long words are shortened."""
    for longest in LENGTHS:
        content = _card(message, longest, message.parts)
        if size(content) <= LARGEST:
            return content
    return _card(message, LENGTHS[-1], message.parts[:MOST_PARTS])


def size(content: Mapping[str, Any]) -> int:
    """Bytes of a card, in whichever of the two encodings it is larger."""
    text = json.dumps(content, ensure_ascii=False)
    # Teams counts UTF-16; Thai or Chinese letters take more bytes in UTF-8, so the larger of both is safe.
    return max(len(text.encode()), len(text.encode("utf-16-le")))


def _card(message: Message, longest: int, parts: Sequence[Part]) -> Json:
    content = framed(_line(message), list(_body(_without_doubles(parts), longest)))
    return {**content, "rtl": True} if _right_to_left(message.summary) else content


def _without_doubles(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts without what the form of settings can do too: a table of its values, ways to change them."""
    if not any(isinstance(part, SettingsForm) for part in parts):
        return parts
    words = (part for part in parts if not (isinstance(part, Text) and part.tone is Tone.QUIET))
    rest = [part for part in words if not isinstance(part, Choices)]
    return [Facts(part.rows[IN_THE_FORM:]) if isinstance(part, Facts) else part for part in rest]


def _body(parts: Sequence[Part], longest: int) -> Iterator[Json]:
    """A clip stands beside the question that follows it; everything else below each other."""
    skipped = False
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else None
        if skipped:
            skipped = False
        elif isinstance(part, Clip):
            skipped = isinstance(after, Text) and after.tone is Tone.PLAIN
            words = after.words if isinstance(after, Text) and skipped else part.title
            yield _clip(part, cut(words, longest))
        else:
            yield from _part(part, longest)


def _part(part: Part, longest: int) -> Iterator[Json]:
    match part:
        case Text():
            yield _text(part, longest)
        case Choices():
            yield from choices(part, longest)
        case Facts():
            yield from _facts(part.rows, longest)
        case Split():
            yield from (line for share in part.shares for line in _share(share, part.total, longest))
        case Passage():
            yield from _passage(part, longest)
        case Link() if not part.url.startswith("http"):
            yield paragraph(cut(part.label, longest))  # a client draws no card with a button that leads nowhere
        case Link():
            yield {"type": "ActionSet", "actions": [open_url(part.label, part.url)]}
        case SettingsForm():
            yield from settings_card.fields(part, longest)


def _text(part: Text, longest: int) -> Json:
    words = cut(part.words, longest)
    match part.tone:
        case Tone.TITLE:
            return heading(words)
        case Tone.QUIET:
            return quiet(words)
        case Tone.RIGHT:
            return on_colour("good", cut(f"✓ {part.words}", longest))
        case Tone.WRONG:
            return on_colour("warning", cut(f"◆ {part.words}", longest))
        case Tone.PLAIN:
            return paragraph(words)


def _clip(clip: Clip, words: str) -> Json:
    """The poster with the question beside it, and two ways to watch.

    A dialog over the chat is the button; the browser, for where dialogs do not work, stands behind the three dots with
    what can be done with a clip: on a telephone a second button would cut both.
    """
    # On a telephone the column is 40 % of the card: the length would cut the word on the button, and stands below.
    watch = submit(saved_texts.watch(0.0), _dialog(clip), "positive")
    poster = {
        "type": "Image",
        "url": clip.poster_url,
        "altText": cut(saved_texts.video_description(clip.title, clip.seconds), 400),
        "width": POSTER_WIDTH,
        "selectAction": watch,
    }
    browser = {**open_url(tr("Open in the browser"), clip.watch_url), "mode": "secondary"}
    length = [quiet(saved_texts.length(clip.seconds))] if clip.seconds else []
    question = [paragraph(words), *length, {"type": "ActionSet", "actions": [watch, browser, *_menu(clip)]}]
    return columns(("auto", [poster]), ("stretch", question), spacing="Medium")


def _menu(clip: Clip) -> list[Json]:
    """What can be done with a clip beside watching it, behind three dots."""
    token = clip.watch_url.partition("#")[0].rpartition("/")[2]
    menu = [
        submit(label, {"do": KEEP, "deed": action, "token": token})
        for action, label in saved_texts.clip_actions(*CLIP_ACTIONS)
    ]
    return [{**action, "mode": "secondary"} for action in menu]


def _dialog(clip: Clip) -> Json:
    return {"msteams": {"type": "task/fetch"}, "do": WATCH, "url": clip.watch_url, "title": cut(clip.title, 100)}


def _facts(rows: Sequence[tuple[str, str]], longest: int) -> Iterator[Json]:
    most = ROWS if longest > SHORT else FEW_ROWS
    for label, value in rows[:most]:
        yield columns(
            (2, [paragraph(cut(label, longest), weight="Bolder")]),
            (3, [paragraph(cut(value, longest))]),
        )
    if len(rows) > most:
        yield quiet(tr("… and {count} more", count=len(rows) - most))


def _share(share: Share, total: int, longest: int) -> Iterator[Json]:
    """An option with its count in words, and as a bar where the client draws one."""
    mark = f" ({share.mark})" if share.mark else ""
    label, count = (
        paragraph(f"{cut(share.label, longest)}{mark}"),
        paragraph(tr("{seen} of {of}", seen=share.count, of=total)),
    )
    yield columns(("stretch", [label]), ("auto", [count]))
    yield bar(share.count / total if total else 0.0, "Good" if "right" in share.mark else "Accent")


def _passage(part: Passage, longest: int) -> Iterator[Json]:
    runs = part.runs(f"“{cut(part.words, longest)}”")
    looks = ({"italic": True} | ({"weight": "Bolder"} if stands_out else {}) for _, stands_out in runs)
    inlines = [run(words, **look) for (words, _), look in zip(runs, looks, strict=True)]
    quoted: Json = {"type": "RichTextBlock", "inlines": inlines}
    source: Json = quiet(f"— {cut(part.source, longest)}")
    if part.url.startswith("https://"):
        source["inlines"][0]["selectAction"] = {"type": "Action.OpenUrl", "url": part.url}
    yield {"type": "Container", "style": "emphasis", "roundedCorners": True, "items": [quoted, source]}


def _line(message: Message) -> str:
    """One line of notification; without one, Teams names the app and says that it sent a card."""
    return cut(message.summary.strip() or message.plain.strip() or NAMELESS, 200)


def _right_to_left(words: str) -> bool:
    """Whether the first letter with a direction runs from right to left, as the Unicode algorithm (rule P2) asks."""
    strong = (unicodedata.bidirectional(letter) for letter in words)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)
