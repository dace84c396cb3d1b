"""How a message looks in a browser: parts in, safe HTML out. Whatever people wrote is escaped by Markup.format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup, escape

from adapters.web.chat.messages import Author, ChatEntry
from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Share, Split, Text, Tone
from bot.messages.catalogue import ENGLISH, speaking
from bot.messages.common_texts import long_date
from bot.messages.pages import playground_texts

ICON = Markup('<svg class="icon {}" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>')
TICK = ICON.format("tick", "M3 8.5l3.2 3.2L13 4.8")
TURN = ICON.format("turn", "M12.5 8A4.5 4.5 0 1 1 8 3.5h3.5M9.5 1.2l2.3 2.3-2.3 2.3")
PLAY = ICON.format("play", "M5 3.2v9.6L12.6 8z")


@dataclass(frozen=True, slots=True)
class Look:
    """Where and for whom a chat is shown.

    Attributes:
        home: the address this installation is reached under; its own pages are linked by path, so that they open
            under whatever name the chat page was opened.
        zone: IANA name of the learner's time zone.
        locale: the learner's, in whose language their messages are, and what is said around them too.
    """

    home: str
    zone: str
    locale: str = ENGLISH


def thread(entries: Iterable[ChatEntry], look: Look) -> Markup:
    """A chat, with a line where a new day begins."""
    html, day = Markup(), ""
    with speaking(look.locale):
        for each in entries:
            at = local(each.said_at, look.zone)
            if at.date().isoformat() != day:
                day = at.date().isoformat()
                html += Markup('<p class="day" data-day="{}"><span>{}</span></p>').format(day, long_date(at))
            html += _entry(each, look)
    return html


def entry(spoken: ChatEntry, look: Look) -> Markup:
    """One entry of a chat: an article where the bot speaks, a bubble where the learner does."""
    with speaking(look.locale):
        return _entry(spoken, look)


def _entry(spoken: ChatEntry, look: Look) -> Markup:
    at = local(spoken.said_at, look.zone)
    clock = Markup('<time datetime="{}">{}</time>').format(spoken.said_at.isoformat(), f"{at:%H:%M}")
    where = Markup('id="m-{}" data-position="{}" data-change="{}" data-cause="{}" data-day="{}" data-long-day="{}"')
    place = where.format(
        spoken.id, spoken.position, spoken.change, spoken.cause_id, at.date().isoformat(), long_date(at)
    )
    if spoken.author is Author.LEARNER:
        return Markup('<div class="mine" {}>{}{}</div>').format(place, _bubble(spoken.message), clock)
    article = Markup('<article class="told" tabindex="-1" aria-label="{}" {}>{}{}</article>')
    byline = Markup('<header class="byline"><b>Ninety</b>{}</header>').format(clock)
    return article.format(playground_texts.ninety_at(f"{at:%H:%M}"), place, byline, message(spoken.message, look.home))


def message(content: Message, home: str) -> Markup:
    """All parts of a message, in order; a message without parts shows its summary."""
    parts = content.parts or (Text(content.summary),)
    return Markup().join(part(each, home) for each in parts)


def part(piece: Part, home: str) -> Markup:
    match piece:
        case Text():
            return _text(piece)
        case Clip():
            return _clip(piece, home)
        case Choices():
            return _choices(piece)
        case Facts():
            return _facts(piece)
        case Split():
            return _split(piece)
        case Passage():
            return _passage(piece, home)
        case Link():
            return _link(piece, home)
        case SettingsForm():
            return Markup()  # its buttons and words change everything here


def address(url: str, home: str) -> str:
    """The URL if it is safe to open: http, https, or a path of ours; otherwise "".

    Browsers drop tabs and line ends inside of an address and read a backslash as a slash, so neither is let through.
    """
    # Refused and not mended: a cleaned address would lead somewhere that nobody meant.
    if any(char <= " " or char == "\\" for char in url):
        return ""
    inner = url.removeprefix(home) if home and url.startswith(f"{home}/") else url
    # Two slashes begin the address of another host, although it looks like a path.
    ours = inner.startswith("/") and not inner.startswith("//")
    return inner if ours or inner.lower().startswith(("http://", "https://")) else ""


def local(instant: datetime, zone: str) -> datetime:
    """The instant on a wall clock of that zone; in UTC when no such zone is known."""
    try:
        return instant.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return instant


def position(seconds: float) -> str:
    """A place in a clip, as players show it: minutes and seconds, such as 1:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _bubble(content: Message) -> Markup:
    return Markup('<p dir="auto"><span class="unseen">{}: </span>{}</p>').format(_label("you"), content.plain)


def _text(piece: Text) -> Markup:
    match piece.tone:
        case Tone.TITLE:
            return Markup('<h3 dir="auto">{}</h3>').format(piece.words)
        case Tone.QUIET:
            return Markup('<p class="quiet" dir="auto">{}</p>').format(piece.words)
        case Tone.RIGHT:
            return Markup('<p class="verdict right" dir="auto">{}{}</p>').format(TICK, piece.words)
        case Tone.WRONG:
            return Markup('<p class="verdict wrong" dir="auto">{}{}</p>').format(TURN, piece.words)
        case Tone.PLAIN:
            return Markup('<p dir="auto">{}</p>').format(piece.words)


def _clip(piece: Clip, home: str) -> Markup:
    notes = [playground_texts.clip_length(piece.seconds)] if piece.seconds else []
    notes += [playground_texts.starts_at(position(piece.start_s))] if piece.start_s else []
    picture = Markup('<img src="{}" alt="" width="108" height="192" loading="lazy">').format(
        address(piece.poster_url, home)
    )
    return Markup(
        '<div class="clip"><div class="poster">{}</div><div class="about"><p class="clip-title" dir="auto">{}</p>'
        '<p class="quiet number">{}</p>{}</div></div>'
    ).format(
        PLAY + (picture if address(piece.poster_url, home) else ""), piece.title, ", ".join(notes), _watch(piece, home)
    )


def _watch(piece: Clip, home: str) -> Markup:
    url = address(piece.watch_url, home)
    if not url:
        return Markup('<p class="quiet">{}</p>').format(_label("no_clip"))
    button = Markup('<button type="button" class="button first watch" data-watch="{}" data-title="{}">{}{}</button>')
    return button.format(url, piece.title, PLAY, _label("watch"))


def _choices(piece: Choices) -> Markup:
    buttons = Markup().join(_option(button) for button in piece.buttons)
    return Markup('<div class="options" role="group" aria-label="{}">{}</div>').format(_label("choose"), buttons)


def _option(button: Button) -> Markup:
    return Markup('<button type="button" class="button option" dir="auto" data-token="{}">{}</button>').format(
        button.token, button.label
    )


def _facts(piece: Facts) -> Markup:
    row = Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>')
    return Markup('<dl class="facts">{}</dl>').format(Markup().join(row.format(*each) for each in piece.rows))


def _split(piece: Split) -> Markup:
    votes = playground_texts.votes(piece.total)
    bars = Markup().join(_bar(share, piece.total) for share in piece.shares)
    return Markup(
        '<figure class="split"><ul class="bars">{}</ul><figcaption class="quiet">{}</figcaption></figure>'
    ).format(bars, votes)


def _bar(share: Share, total: int) -> Markup:
    percent = round(100 * share.count / total) if total else 0
    marks = [word.strip() for word in share.mark.split(",") if word.strip()]
    names = Markup().join(_mark(word) for word in marks)
    of_all = playground_texts.share_of(share.count, total, percent)
    # The width is an attribute of a drawing: the content policy allows no style attributes.
    return Markup(
        '<li class="{}"><span class="label" dir="auto">{}</span>{}<span class="number">{}</span>'
        '<svg class="fill" aria-hidden="true"><rect width="{}%" height="100%" rx="4"/></svg></li>'
    ).format("right" if "right" in marks else "", share.label, names, of_all, percent)


def _mark(word: str) -> Markup:
    name = playground_texts.chat_marks().get(word, word)
    return Markup('<span class="chip">{}{}</span>').format(TICK if word == "right" else "", name)


def _passage(piece: Passage, home: str) -> Markup:
    url = address(piece.url, home)
    source = _anchor(piece.source, url, "") if url else piece.source
    return Markup(
        '<figure class="passage"><blockquote dir="auto">{}</blockquote><figcaption dir="auto">{}</figcaption></figure>'
    ).format(_marked(piece), source)


def _marked(piece: Passage) -> Markup:
    """The words, those that stand out as the browser marks them."""
    runs = piece.runs(piece.words)
    return Markup("").join(Markup("<mark>{}</mark>").format(words) if marks else escape(words) for words, marks in runs)


def _link(piece: Link, home: str) -> Markup:
    url = address(piece.url, home)
    return Markup("<p>{}</p>").format(_anchor(piece.label, url, "button") if url else piece.label)


def _anchor(label: str, url: str, look: str) -> Markup:
    return Markup(
        # The opened page gets no handle on this one, and does not learn the address that holds a person's token.
        '<a class="{}" href="{}" target="_blank" rel="noopener noreferrer">{}<span class="unseen"> ({})</span></a>'
    ).format(look, url, label, _label("new_tab"))


def _label(name: str) -> str:
    return playground_texts.chat_labels()[name]
