"""What rules can say of an episode before a person approves it: each check with its figure and its limit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clips.looks import brand_of
from bot.messages.lower import authoring_texts
from bot.messages.studio import check_texts
from bot.studio.checking import PathOf, Previewer, folder_of, placed, preview_page
from bot.studio.manuscripts import Manuscript
from bot.studio.resting import quoted_sources, stale_in_manuscript
from lessons.answers.reading.pages import Networks
from lessons.authoring.draft_page import DraftPage, read_draft_page, speakers_in
from lessons.authoring.lines import EditedPage, take_apart
from lessons.authoring.lineup import SERIES
from lessons.episodes import Translation
from lessons.review.bias import listed_words
from lessons.review.links import LinkState, link_states, links_in
from lessons.review.readability import hard_from, reading_level
from lessons.script import MAX_SECONDS, Brand
from lessons.studio.type.palette import TEXT, accent_card, caption_colours, contrast, dark_card
from lessons.studio.uploads import Report, check_upload
from schedules.people.roster import Workspace


class CheckKind(StrEnum):
    """What is checked, in the order shown."""

    FAULTS = "faults"
    LENGTH = "length"
    CAPTIONS = "captions"
    ONE_RIGHT = "one_right"
    SOURCES = "sources"
    LINKS = "links"
    BIAS = "bias"
    READING = "reading"
    CONTRAST = "contrast"


class CheckState(StrEnum):
    """What came of it."""

    RIGHT = "right"
    LOOK = "look"  # a person should look at it
    WRONG = "wrong"
    OPEN = "open"  # could not be checked


@dataclass(frozen=True, slots=True)
class AutomaticCheck:
    """One check.

    Attributes:
        detail: what was found, in the reader's language.
        place: of the line that it is about, as in lines.Written, "" for the whole page.
    """

    kind: CheckKind
    state: CheckState
    detail: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks pages.

    Attributes:
        path: where the file of a key of the media store lies.
        networks: private networks whose links may be asked for.
    """

    path: PathOf
    voices: frozenset[str]
    studio: Previewer
    networks: Networks = ()

    async def check(
        self, db: AsyncConnection, manuscript: Manuscript, name: str, workspace: Workspace, today: date
    ) -> Sequence[AutomaticCheck]:
        """Every check of a page, with what is wrong first within its kind."""
        stale = [quote for quote in await stale_in_manuscript(db, manuscript, today) if quote.page == name]
        read = await asyncio.to_thread(self._read, manuscript, name)
        page = take_apart(placed(manuscript, name).text, _speakers(manuscript))
        checks = [_faults(read)]
        if read.translation is not None:
            checks += await self._clip(read.translation, manuscript, name, workspace)
            checks.append(_one_right(read.translation))
        checks.append(_sources(page, len(stale)))
        checks.append(await self._links(manuscript, name))
        language = read.translation.script.language if read.translation else ""
        checks += _words(page, language or (read.parts.page.language if read.parts else "en"))
        checks.append(_contrast(read.brand or brand_of(workspace, None, self.path)))
        order = list(CheckKind)
        return sorted(checks, key=lambda check: order.index(check.kind))

    def _read(self, manuscript: Manuscript, name: str) -> DraftPage:
        with folder_of(manuscript, self.path) as folder:
            return read_draft_page(folder, name, False, self.voices)

    async def _clip(
        self, translation: Translation, manuscript: Manuscript, name: str, workspace: Workspace
    ) -> list[AutomaticCheck]:
        if translation.media:
            captions = self.path(translation.media.captions) if translation.media.captions else None
            text = captions.read_text("utf-8-sig") if captions and captions.is_file() else None
            return list(_film(await check_upload(self.path(translation.media.clip), text), bool(text)))
        preview, faults = await preview_page(manuscript, name, self.path, self.voices, self.studio, workspace)
        if not preview.digest:
            what = authoring_texts.what_is_wrong(faults[0].what) if faults else check_texts.no_clip()
            return [AutomaticCheck(CheckKind.LENGTH, CheckState.WRONG, what)]
        # A script's captions are its own words, timed by the voice: nothing that is said goes without.
        captioned = AutomaticCheck(CheckKind.CAPTIONS, CheckState.RIGHT, check_texts.own_captions())
        return [_length(preview.seconds), captioned]

    async def _links(self, manuscript: Manuscript, name: str) -> AutomaticCheck:
        urls = links_in(manuscript.pages[name].words)
        if not urls:
            return AutomaticCheck(CheckKind.LINKS, CheckState.RIGHT, check_texts.no_links())
        states = await link_states(urls, self.networks)
        dead = [url for url, state in states.items() if state is LinkState.DEAD]
        if dead:
            return AutomaticCheck(CheckKind.LINKS, CheckState.WRONG, check_texts.dead_links(dead))
        silent = [url for url, state in states.items() if state is not LinkState.ALIVE]
        if silent or len(states) < len(urls):
            unasked = [*silent, *urls[len(states) :]]
            return AutomaticCheck(CheckKind.LINKS, CheckState.OPEN, check_texts.silent_links(unasked))
        return AutomaticCheck(CheckKind.LINKS, CheckState.RIGHT, check_texts.links_alive(len(urls)))


def _speakers(manuscript: Manuscript) -> tuple[str, ...]:
    return speakers_in(manuscript.pages[SERIES].words) if SERIES in manuscript.pages else ()


def _faults(read: DraftPage) -> AutomaticCheck:
    state = CheckState.WRONG if read.faults else CheckState.RIGHT
    return AutomaticCheck(CheckKind.FAULTS, state, check_texts.faults(len(read.faults)))


def _length(seconds: float) -> AutomaticCheck:
    state = CheckState.RIGHT if seconds <= MAX_SECONDS else CheckState.WRONG
    return AutomaticCheck(CheckKind.LENGTH, state, check_texts.length(seconds, int(MAX_SECONDS)))


def _film(report: Report, captioned: bool) -> Iterator[AutomaticCheck]:
    seconds = report.facts.get("duration_s")
    if isinstance(seconds, float):
        yield _length(seconds)
    for problem in (*report.problems, *report.warnings):
        state = CheckState.WRONG if problem in report.problems else CheckState.LOOK
        kind = CheckKind.CAPTIONS if "caption" in problem.code else CheckKind.LENGTH
        if problem.code != "too long":  # said with its seconds above
            yield AutomaticCheck(kind, state, check_texts.about_film(problem))
    if captioned:
        yield AutomaticCheck(CheckKind.CAPTIONS, CheckState.RIGHT, check_texts.film_captions())


def _one_right(translation: Translation) -> AutomaticCheck:
    if translation.check is None:
        return AutomaticCheck(CheckKind.ONE_RIGHT, CheckState.LOOK, check_texts.no_question())
    options = translation.check.options
    texts = [" ".join(option.text.casefold().split()) for option in options]
    if len(set(texts)) < len(texts):
        return AutomaticCheck(CheckKind.ONE_RIGHT, CheckState.WRONG, check_texts.same_options())
    silent = sum(not option.feedback for option in options)
    state = CheckState.RIGHT if translation.check.why or not silent else CheckState.LOOK
    right = options[translation.check.correct].text
    return AutomaticCheck(CheckKind.ONE_RIGHT, state, check_texts.one_right(right, len(options), silent))


def _sources(page: EditedPage, stale: int) -> AutomaticCheck:
    texts = (section.text for section in page.sections if section.heading.casefold().startswith("sources"))
    count = sum(1 for text in texts for _ in quoted_sources(text))
    state = CheckState.WRONG if stale or not count else CheckState.RIGHT
    return AutomaticCheck(CheckKind.SOURCES, state, check_texts.sources(count, stale))


def _words(page: EditedPage, language: str) -> Iterator[AutomaticCheck]:
    """How hard what is said is to read, and which of all words stand on the list."""
    lines = [
        (f"{at}.{n}", line.words) for at, section in enumerate(page.sections) for n, line in enumerate(section.lines)
    ]
    level = reading_level([words for _, words in lines], language)
    if level is None:
        yield AutomaticCheck(CheckKind.READING, CheckState.OPEN, check_texts.no_level())
    else:
        state = CheckState.LOOK if level > hard_from(language) else CheckState.RIGHT
        yield AutomaticCheck(CheckKind.READING, state, check_texts.level(level, hard_from(language)))
    texts = [*lines, *((f"{at}", section.text) for at, section in enumerate(page.sections) if section.text)]
    listed = listed_words([words for _, words in texts], language)
    if listed is None:
        yield AutomaticCheck(CheckKind.BIAS, CheckState.OPEN, check_texts.no_list())
    elif not listed:
        yield AutomaticCheck(CheckKind.BIAS, CheckState.RIGHT, check_texts.no_listed_words())
    for word in listed or ():
        detail = check_texts.listed_word(word.word, word.instead)
        yield AutomaticCheck(CheckKind.BIAS, CheckState.LOOK, detail, texts[word.line][0])


def _contrast(brand: Brand) -> AutomaticCheck:
    """The weakest of all pairs in which a card sets text on a surface."""
    cards = [dark_card(brand), accent_card(brand)]
    pairs = [(ink, surface) for card in cards for ink in (card.ink, card.soft) for surface in card.surfaces]
    captions = caption_colours(brand)
    pairs += [(captions.word, captions.plate), (captions.on_mark, captions.mark)]
    weakest = min(contrast(*pair) for pair in pairs)
    state = CheckState.RIGHT if weakest >= TEXT else CheckState.WRONG
    return AutomaticCheck(CheckKind.CONTRAST, state, check_texts.contrast(weakest, TEXT))
