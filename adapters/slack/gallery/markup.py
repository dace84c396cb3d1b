"""Slack's own markup read into HTML, as its clients show it.

Source: docs.slack.dev/messaging/formatting-message-text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

EMOJI = {"white_check_mark": "✅", "small_orange_diamond": "🔸"}
TAGS = {
    "bold": Markup("<b>{}</b>"),
    "italic": Markup("<i>{}</i>"),
    "strike": Markup("<s>{}</s>"),
    "code": Markup("<code>{}</code>"),
    "pre": Markup("<pre>{}</pre>"),
}
NAMES = re.compile(r":([a-z0-9_+-]+):")
MARKS = re.compile(
    r"```(?P<pre>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<link>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
    r"|(?<![\w*])\*(?P<bold>(?=\S)[^*\n]*?(?<=\S))\*(?![\w*])"
    r"|(?<!\w)_(?P<italic>(?=\S)[^_\n]*?(?<=\S))_(?!\w)"
    r"|(?<!\w)~(?P<strike>(?=\S)[^~\n]*?(?<=\S))~(?!\w)",
    re.DOTALL,
)


def mrkdwn(words: str) -> Markup:
    """Paragraphs and quotes, line by line."""
    drawn: list[Markup] = []
    quoted: list[str] = []
    # One line more than there is, so that a quote at the end is closed too.
    for line in [*words.split("\n"), None]:
        if line is not None and line.startswith((">", "&gt;")):
            quoted.append(line.removeprefix("&gt;").removeprefix(">"))
            continue
        drawn += [_quote(quoted)] if quoted else []
        quoted = []
        drawn += [] if line is None else [_paragraph(line)]
    return Markup().join(drawn)


def emoji(name: str) -> Markup:
    return escape(EMOJI.get(name, f":{name}:"))


def with_emoji(words: str) -> Markup:
    """Words without markup, where names of emoji alone are read."""
    return lines(NAMES.sub(lambda match: EMOJI.get(match[1], match[0]), words))


def lines(words: str) -> Markup:
    return Markup("<br>").join(words.split("\n"))


def _quote(quoted: Sequence[str]) -> Markup:
    return Markup('<blockquote dir="auto">{}</blockquote>').format(_marked("\n".join(quoted)))


def _paragraph(line: str) -> Markup:
    return Markup('<p dir="auto">{}</p>').format(_marked(line) or Markup("&nbsp;"))


def _marked(words: str) -> Markup:
    drawn, at = Markup(), 0
    for match in MARKS.finditer(words):
        kind = str(match.lastgroup)
        drawn += lines(_read(words[at : match.start()])) + _mark(kind, match[kind])
        at = match.end()
    return drawn + lines(_read(words[at:]))


def _mark(kind: str, words: str) -> Markup:
    match kind:
        case "pre" | "code":
            return TAGS[kind].format(lines(_read(words)))
        case "emoji":
            return emoji(words)
        case "link":
            address, _, label = words.partition("|")
            look = "slack-mention" if address[:1] in "@#!" else "slack-link"
            return Markup('<span class="{}">{}</span>').format(look, _read(label or address))
        case _:
            return TAGS[kind].format(_marked(words))


def _read(words: str) -> str:
    """Words without Slack's three escapes."""
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
