"""How a message looks in a browser: parts in, safe HTML out. Whatever people wrote is escaped by Markup.format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from markupsafe import Markup

from adapters.web.messages import Author, Said
from bot.chat import Button, Choices, Clip, Facts, Link, Message, Part, Passage, SettingsForm, Share, Split, Text, Tone

ICON = Markup('<svg class="icon {}" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>')
TICK = ICON.format("tick", "M3 8.5l3.2 3.2L13 4.8")
TURN = ICON.format("turn", "M12.5 8A4.5 4.5 0 1 1 8 3.5h3.5M9.5 1.2l2.3 2.3-2.3 2.3")
PLAY = ICON.format("play", "M5 3.2v9.6L12.6 8z")
MARKS = {"right": "right answer", "you": "your choice"}


@dataclass(frozen=True, slots=True)
class Look:
    """Where and for whom a chat is shown.

    Attributes:
        home: the address this installation is reached under; its own pages are linked by path, so that they open
            under whatever name the chat page was opened.
        zone: IANA name of the learner's time zone.
    """

    home: str
    zone: str


def thread(entries: Iterable[Said], look: Look) -> Markup:
    """A chat, with a line where a new day begins."""
    shown, day = Markup(), ""
    for each in entries:
        at = local(each.said_at, look.zone)
        if at.date().isoformat() != day:
            day = at.date().isoformat()
            shown += Markup('<p class="day" data-day="{}"><span>{}</span></p>').format(day, long_day(at))
        shown += entry(each, look)
    return shown


def entry(said: Said, look: Look) -> Markup:
    """One entry of a chat: an article where the bot speaks, a bubble where the learner does."""
    at = local(said.said_at, look.zone)
    clock = Markup('<time datetime="{}">{}</time>').format(said.said_at.isoformat(), f"{at:%H:%M}")
    where = Markup('id="m-{}" data-position="{}" data-change="{}" data-cause="{}" data-day="{}" data-long-day="{}"')
    place = where.format(said.id, said.position, said.change, said.cause_id, at.date().isoformat(), long_day(at))
    if said.author is Author.LEARNER:
        return Markup('<div class="mine" {}>{}{}</div>').format(place, _bubble(said.message), clock)
    heard = Markup('<article class="told" tabindex="-1" aria-label="Ninety at {}" {}>{}{}</article>')
    byline = Markup('<header class="byline"><b>Ninety</b>{}</header>').format(clock)
    return heard.format(f"{at:%H:%M}", place, byline, message(said.message, look.home))


def message(said: Message, home: str) -> Markup:
    """All parts of a message, in order; a message without parts shows its summary."""
    parts = said.parts or (Text(said.summary),)
    return Markup().join(part(each, home) for each in parts)


def part(given: Part, home: str) -> Markup:
    match given:
        case Text():
            return _text(given)
        case Clip():
            return _clip(given, home)
        case Choices():
            return _choices(given)
        case Facts():
            return _facts(given)
        case Split():
            return _split(given)
        case Passage():
            return _passage(given, home)
        case Link():
            return _link(given, home)
        case SettingsForm():
            return Markup()  # its buttons and words change everything here


def address(url: str, home: str) -> str:
    """The URL if it is safe to open: http, https, or a path of ours; otherwise "".

    Browsers drop tabs and line ends inside of an address and read a backslash as a slash, so neither is let through.
    """
    if any(char <= " " or char == "\\" for char in url):
        return ""
    inner = url.removeprefix(home) if home and url.startswith(f"{home}/") else url
    ours = inner.startswith("/") and not inner.startswith("//")
    return inner if ours or inner.lower().startswith(("http://", "https://")) else ""


def local(instant: datetime, zone: str) -> datetime:
    """The instant on a wall clock of that zone; in UTC when no such zone is known."""
    try:
        return instant.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return instant


def long_day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}"


def position(seconds: float) -> str:
    """A place in a clip, as players show it: minutes and seconds, such as 1:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def _bubble(said: Message) -> Markup:
    return Markup('<p dir="auto"><span class="unseen">You: </span>{}</p>').format(said.plain)


def _text(given: Text) -> Markup:
    match given.tone:
        case Tone.TITLE:
            return Markup('<h3 dir="auto">{}</h3>').format(given.words)
        case Tone.QUIET:
            return Markup('<p class="quiet" dir="auto">{}</p>').format(given.words)
        case Tone.RIGHT:
            return Markup('<p class="verdict right" dir="auto">{}{}</p>').format(TICK, given.words)
        case Tone.WRONG:
            return Markup('<p class="verdict wrong" dir="auto">{}{}</p>').format(TURN, given.words)
        case Tone.PLAIN:
            return Markup('<p dir="auto">{}</p>').format(given.words)


def _clip(given: Clip, home: str) -> Markup:
    known = [f"{given.seconds:.0f} seconds"] if given.seconds else []
    known += [f"starts at {position(given.start_s)}"] if given.start_s else []
    picture = Markup('<img src="{}" alt="" width="108" height="192" loading="lazy">').format(
        address(given.poster_url, home)
    )
    return Markup(
        '<div class="clip"><div class="poster">{}</div><div class="about"><p class="clip-title" dir="auto">{}</p>'
        '<p class="quiet number">{}</p>{}</div></div>'
    ).format(
        PLAY + (picture if address(given.poster_url, home) else ""), given.title, ", ".join(known), _watch(given, home)
    )


def _watch(given: Clip, home: str) -> Markup:
    url = address(given.watch_url, home)
    if not url:
        return Markup('<p class="quiet">This clip cannot be opened from here.</p>')
    button = Markup('<button type="button" class="button first watch" data-watch="{}" data-title="{}">{}Watch</button>')
    return button.format(url, given.title, PLAY)


def _choices(given: Choices) -> Markup:
    return Markup('<div class="options" role="group" aria-label="Choose one">{}</div>').format(
        Markup().join(_option(button) for button in given.buttons)
    )


def _option(button: Button) -> Markup:
    return Markup('<button type="button" class="button option" dir="auto" data-token="{}">{}</button>').format(
        button.token, button.label
    )


def _facts(given: Facts) -> Markup:
    row = Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>')
    return Markup('<dl class="facts">{}</dl>').format(Markup().join(row.format(*each) for each in given.rows))


def _split(given: Split) -> Markup:
    votes = "1 vote" if given.total == 1 else f"{given.total} votes"
    bars = Markup().join(_bar(share, given.total) for share in given.shares)
    return Markup(
        '<figure class="split"><ul class="bars">{}</ul><figcaption class="quiet">{}</figcaption></figure>'
    ).format(bars, votes)


def _bar(share: Share, total: int) -> Markup:
    percent = round(100 * share.count / total) if total else 0
    marks = [word.strip() for word in share.mark.split(",") if word.strip()]
    names = Markup().join(_mark(word) for word in marks)
    # The width is an attribute of a drawing: the content policy allows no style attributes.
    return Markup(
        '<li class="{}"><span class="label" dir="auto">{}</span>{}<span class="number">{} of {}, {} %</span>'
        '<svg class="fill" aria-hidden="true"><rect width="{}%" height="100%" rx="4"/></svg></li>'
    ).format("right" if "right" in marks else "", share.label, names, share.count, total, percent, percent)


def _mark(word: str) -> Markup:
    return Markup('<span class="chip">{}{}</span>').format(TICK if word == "right" else "", MARKS.get(word, word))


def _passage(given: Passage, home: str) -> Markup:
    url = address(given.url, home)
    source = _anchor(given.source, url, "") if url else given.source
    return Markup(
        '<figure class="passage"><blockquote dir="auto">{}</blockquote><figcaption dir="auto">{}</figcaption></figure>'
    ).format(given.words, source)


def _link(given: Link, home: str) -> Markup:
    url = address(given.url, home)
    return Markup("<p>{}</p>").format(_anchor(given.label, url, "button") if url else given.label)


def _anchor(label: str, url: str, look: str) -> Markup:
    return Markup(
        '<a class="{}" href="{}" target="_blank" rel="noopener noreferrer">{}'
        '<span class="unseen"> (opens in a new tab)</span></a>'
    ).format(look, url, label)
