"""How a message looks in Slack: Block Kit, made by pure functions and held to its limits.

Limits: docs.slack.dev/reference/block-kit/blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import orjson

from adapters.slack.connector.port import OPEN_SETTINGS
from adapters.slack.outbound.choice_blocks import choice_blocks
from adapters.slack.outbound.clip_blocks import clip_blocks, only_here
from adapters.slack.outbound.limits import (
    BLOCKS,
    BUTTON,
    FIELD,
    HEADER,
    SECTION,
    URL,
    cut,
    plain_text,
    safe,
    short,
)
from adapters.slack.outbound.richtext import Block as Block
from adapters.slack.outbound.richtext import Run, bold, emoji, link, paragraph, quote, rich, text_block
from adapters.slack.outbound.vote_blocks import MOST_CHARTS, vote_chart, vote_line, vote_words
from bot.chat import (
    Choices,
    Clip,
    Facts,
    Layout,
    Link,
    Message,
    Part,
    Passage,
    SettingsForm,
    Split,
    Text,
    Tone,
)
from bot.messages.catalogue import tr

LENGTHS = (3000, 1000, 300)  # characters of one text, tried until the message is small enough
MOST_CHARACTERS = 13_000  # of a message's texts together; a little more is refused, though no document says so
VERDICTS = (Tone.RIGHT, Tone.WRONG)


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """How a message is laid out.

    Attributes:
        inline_video: whether the player page can be shown inside of the message: Slack must reach it over HTTPS.
        file: where Slack shows the message's clip as a file, "" where it does not.
        longest: characters of one text.
        merged: the message's title stands above the player instead of in a line of its own.
        charts: whether Slack draws charts; where it refused one, bars are letters.
    """

    inline_video: bool
    file: str
    longest: int
    merged: bool
    charts: bool


def blocks(message: Message, inline_video: bool, file: str = "", *, charts: bool = True) -> list[Block]:
    """The message's blocks, at most 50.

    Args:
        inline_video, file, charts: see BlockLayout.
    """
    charts = charts and sum(isinstance(part, Split) for part in message.parts) <= MOST_CHARTS
    merged = inline_video and _title_is_the_clips(message.parts)
    for longest in LENGTHS:
        # When even the last length is too much it is sent all the same: no document names the limit.
        laid_out = _laid_out(message.parts, BlockLayout(inline_video, file, longest, merged, charts))[:BLOCKS]
        if _fits(laid_out):
            break
    return laid_out


def _title_is_the_clips(parts: Sequence[Part]) -> bool:
    """Whether the title only says what the player right below it says too."""
    if not parts or not isinstance(parts[0], Text) or parts[0].tone is not Tone.TITLE:
        return False
    below = next((part for part in parts[1:] if not isinstance(part, Text)), None)
    return isinstance(below, Clip) and below.title.strip() != "" and below.title in parts[0].words


def _laid_out(parts: Sequence[Part], layout: BlockLayout) -> list[Block]:
    laid_out: list[Block] = []
    titles = ""
    for number, part in enumerate(parts):
        if isinstance(part, Text) and part.tone is Tone.TITLE:
            titles += part.words
            if number == 0 and layout.merged:
                continue
        if _is_question(part, parts[number + 1 :]):
            laid_out.append(text_block(bold(short(part.words, layout.longest))))
            continue
        laid_out.extend(_part(part, number, layout, titles))
    return laid_out


def _is_question(part: Part, later: Sequence[Part]) -> TypeGuard[Text]:
    """Whether words are what the rows right below them answer."""
    asks = bool(later) and isinstance(later[0], Choices) and later[0].layout is Layout.OPTIONS
    return asks and isinstance(part, Text) and part.tone is Tone.PLAIN


def _fits(laid_out: list[Block]) -> bool:
    """Whether Slack takes so many characters; most messages are short enough with all that is around their texts."""
    # The JSON never has fewer bytes than its texts have characters, and its length is quickly known.
    return len(orjson.dumps(laid_out)) <= MOST_CHARACTERS or _characters(laid_out) <= MOST_CHARACTERS


def _characters(value: Any) -> int:
    """Characters of all texts within."""
    if isinstance(value, list):
        return sum(_characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    if value.get("type") in ("mrkdwn", "plain_text", "text", "link"):
        return len(value["text"])
    return sum(_characters(item) for item in value.values())


def notice(message: Message) -> str:
    """The line for notifications: phones show it alone, so it says the question, or the verdict, beside the title.

    It is short enough for chat.update, which takes 4,000 characters.
    """
    return cut(safe(" — ".join(dict.fromkeys(_noticed(message)))), SECTION)


def _noticed(message: Message) -> Iterator[str]:
    verdict = next((part for part in message.parts if isinstance(part, Text) and part.tone in VERDICTS), None)
    if verdict:
        yield verdict.words
    yield message.summary
    before = None
    for part in message.parts:
        if isinstance(part, Choices) and part.layout is Layout.OPTIONS and isinstance(before, Text):
            yield before.words
        before = part


def _part(part: Part, number: int, layout: BlockLayout, titles: str) -> Iterator[Block]:
    match part:
        case Text():
            yield _text(part, layout.longest)
        case Clip():
            heading = titles if layout.merged else ""
            yield from clip_blocks(part, number, layout.inline_video, layout.file, heading, part.title in titles)
        case Choices():
            yield from choice_blocks(part, number)
        case Facts():
            yield from _facts(part.rows, layout.longest)
        case Split():
            yield vote_line(part)
            if layout.charts:
                yield vote_chart(part, number)
            yield vote_words(part, layout.longest, bars=not layout.charts)
        case Passage():
            runs = part.runs(short(part.words, layout.longest))
            quoted = quote(*(bold(words) if stands_out else words for words, stands_out in runs))
            yield rich(quoted, paragraph("— ", _source(part, layout.longest)))
        case Link():
            yield link_block(part, number)
        case SettingsForm():
            yield {"type": "actions", "block_id": OPEN_SETTINGS, "elements": [settings_button()]}


def settings_button() -> Block:
    """Opens the window with all settings."""
    label = {"type": "plain_text", "text": tr("Change settings")}
    return {"type": "button", "action_id": OPEN_SETTINGS, "text": label, "value": OPEN_SETTINGS}


def _text(part: Text, longest: int) -> Block:
    """Plain text where nothing is bold: what people wrote keeps its asterisks and underscores."""
    words = short(part.words, longest)
    match part.tone:
        case Tone.TITLE:
            return {"type": "header", "text": plain_text(part.words, HEADER)}
        case Tone.QUIET:
            return {"type": "context", "elements": [plain_text(part.words, min(longest, FIELD))]}
        case Tone.RIGHT:
            return text_block(emoji("white_check_mark"), " ", bold(words))
        case Tone.WRONG:
            return text_block(emoji("small_orange_diamond"), " ", bold(words))
        case Tone.PLAIN:
            return {"type": "section", "text": plain_text(words, SECTION)}


def link_block(part: Link, number: int) -> Block:
    """A button to a page; an address that leads nowhere from most machines stands as words that say so."""
    if only_here(part.url):
        words = f"{part.label}: {part.url} (opens only on the machine where Ninety runs: PUBLIC_URL is not set)"
        return {"type": "context", "elements": [plain_text(words, FIELD)]}
    if len(part.url) > URL:
        return {"type": "context", "elements": [plain_text(part.label, FIELD)]}  # Slack opens no address that long
    button = {"type": "button", "action_id": f"open-{number}", "text": plain_text(part.label, BUTTON), "url": part.url}
    return {"type": "actions", "block_id": f"link-{number}", "elements": [button]}


def _facts(rows: Sequence[tuple[str, str]], longest: int) -> Iterator[Block]:
    """Label and value, line by line; two spaces and the line's end count too."""
    lines = [(bold(short(label, longest)), f"  {short(value, longest - 3)}") for label, value in rows]
    if lines:
        yield rich(*(paragraph(*line) for line in lines))


def _source(part: Passage, longest: int) -> Run:
    name = short(part.source, longest)
    linked = urlsplit(part.url).scheme in ("http", "https") and len(part.url) <= URL
    return link(name, part.url) if linked else name
