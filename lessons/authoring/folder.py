"""A folder as a series: series.md, and one file an episode and language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.authoring.errors import AuthoringErrors, Fault, Page
from lessons.authoring.files import LOGOS, Shelf, read_lines
from lessons.authoring.frontmatter import Front, one_text, read_front, refuse_unknown
from lessons.authoring.lineup import SERIES, File, read_lineup, stays_inside
from lessons.authoring.outline import SLUG
from lessons.authoring.proof import drawable, refuse_undrawable
from lessons.authoring.telling import SUMMARY_CHARACTERS, TITLE_CHARACTERS, Told, read_language, read_telling
from lessons.catalog.records import series_hash
from lessons.checks import Check
from lessons.episodes import Episode, Telling
from lessons.series import Character, Series
from lessons.studio.script import Brand, Script

KEYS = ("title", "summary", "language", "characters", "brand", "slug", "voice")
BRAND_KEYS = ("name", "background", "accent", "logo")
HINTS = {"episodes": "Every episode is a file of its own in the same folder: 01-the-printer.md"}


def read_series(folder: Path, prove: bool = True) -> Series:
    """The series in a folder, with every file that it needs named in its assets.

    Args:
        prove: draw every card once (about 10 ms each) to find texts that are too long for theirs and broken pictures.

    Raises:
        AuthoringErrors: everything that is wrong, all at once; nothing was changed anywhere.
    """
    faults: list[Fault] = []
    front = _front(folder, faults)
    series = None if front is None else _Binder(folder, faults, front, Shelf(folder), prove).series()
    if faults or series is None:
        raise AuthoringErrors(faults)
    return replace(series, content_hash=series_hash(series))


def _front(folder: Path, faults: list[Fault]) -> Front | None:
    path = folder / SERIES
    page = Page(str(path), faults)
    if not folder.is_dir():
        Page(str(folder), faults).fault(1, "there is no such folder", "Write the folder that holds series.md.")
    elif not path.exists():
        page.fault(1, "there is no such file", "Begin it with four lines: --- and title: … and language: en and ---")
    elif stays_inside(folder, page, path) and (lines := read_lines(page, path)) is not None:
        return read_front(page, lines, KEYS, HINTS)
    return None


@dataclass(frozen=True, slots=True)
class _Binder:
    folder: Path
    faults: list[Fault]
    front: Front
    shelf: Shelf
    prove: bool

    def series(self) -> Series:
        front, slug, brand = self.front, self.slug(), _brand(self.front, self.shelf)
        title = front.needed("title", "The Data Leak", TITLE_CHARACTERS)
        summary, language = front.text("summary", SUMMARY_CHARACTERS), self.language()
        characters, voice = _characters(front), front.text("voice")
        episodes = self.episodes(slug, language, voice, brand or Brand())
        assets = tuple(self.shelf.assets.values())
        return Series(slug, title, language, episodes, summary, characters, brand, assets=assets)

    def language(self) -> str:
        if "language" not in self.front.values:
            self.front.needed("language", "en")
        return read_language(self.front)

    def slug(self) -> str:
        slug = self.front.text("slug") or self.folder.resolve().name
        if not SLUG.fullmatch(slug):
            instead = "Write slug: with at most 80 small letters, digits and hyphens, such as the-data-leak"
            self.front.page.fault(self.front.line_of("slug"), f"{slug!r} cannot name a series in a link", instead)
        return slug

    def episodes(self, slug: str, language: str, voice: str, brand: Brand) -> tuple[Episode, ...]:
        files = read_lineup(self.folder, self.faults, language)
        told = {file.path: read_telling(file.page, self.shelf, file.path) for file in files}
        whole: list[Episode] = []
        for file in files:
            own = None if file.language else told[file.path]
            if own is not None:
                same = [other for other in files if other.language and other.slug == file.slug]
                others = {other.language: found for other in same if (found := told[other.path])}
                whole.append(_episode(slug, file, own, others, language, voice))
                self.refuse_undrawable(whole[-1], own, others, brand)
        return tuple(sorted(whole, key=lambda episode: episode.number))

    def refuse_undrawable(self, episode: Episode, own: Told, others: Mapping[str, Told], brand: Brand) -> None:
        if not self.prove:
            return
        paths = {asset.key: str(asset.path) for asset in self.shelf.assets.values()}
        logo = replace(brand, logo=paths.get(brand.logo, ""))
        sound = drawable(self.front.page, self.front.line_of("brand"), logo)
        for language, told in {episode.language: own, **others}.items():
            if language:
                refuse_undrawable(told, episode.told_in(language), sound, lambda key: paths.get(key, key))


def _characters(front: Front) -> tuple[Character, ...]:
    named = front.texts("characters", "below it a line for each: two spaces, the name, a colon, who it is.")
    return tuple(Character(name, one_text(front.page, name, value)) for name, value in named.items())


def _brand(front: Front, shelf: Shelf) -> Brand | None:
    values = front.texts("brand", "below it, each with two spaces before it: name: …, background: …, accent: …")
    refuse_unknown(front.page, values, BRAND_KEYS)
    given = {key: one_text(front.page, key, value) for key, value in values.items() if key in BRAND_KEYS}
    for key in ("background", "accent"):
        if given.get(key) and not re.fullmatch(r"#[0-9a-fA-F]{6}", given[key]):
            instead = f"Write six digits in quotes: {key}: '#0f2a26'"
            front.page.fault(values[key].line, f"{given.pop(key)!r} is no colour", instead)
    if given.get("logo"):
        given["logo"] = shelf.key(front.page, values["logo"].line, given["logo"], LOGOS)
    return Brand(**given) if given else None


def _episode(series_slug: str, file: File, own: Told, others: Mapping[str, Told], language: str, voice: str) -> Episode:
    tag = own.language or language
    told = _in_language(own.telling, tag, voice, own.telling.script.sources)
    for other, found in others.items():
        _refuse_translation(own, found, other)
    return Episode(
        series_slug=series_slug,
        slug=file.slug,
        number=file.number,
        title=told.title,
        language=tag,
        script=told.script,
        summary=told.summary,
        check=told.check,
        prompt=told.prompt,
        cliffhanger=told.cliffhanger,
        branches=told.branches,
        media=told.media,
        answers=told.answers,
        sources=own.sources,
        translations={
            other: _in_language(found.telling, other, "", told.script.sources) for other, found in others.items()
        },
    )


def _in_language(told: Telling, language: str, voice: str, sources: Sequence[str]) -> Telling:
    """The telling with language, voice and sources filled in where its file leaves them to the series."""

    def filled(script: Script) -> Script:
        return replace(script, language=language, voice=script.voice or voice, sources=tuple(sources))

    branches = {key: filled(script) for key, script in told.branches.items()}
    return replace(told, script=filled(told.script), branches=branches)


def _refuse_translation(own: Told, other: Told, language: str) -> None:
    """Note where a translation asks or branches differently: a vote must mean the same in every language."""
    page, original = other.page, Path(own.page.file).name
    line = other.asked.line if other.asked else 1
    if other.language not in ("", language):
        page.fault(1, f"the file name says {language} and the front matter {other.language}", "Take language: out.")
    if other.sources:
        page.fault(1, "the translation has its own sources", f"Write them once, in {original}.")
    if _shape(own.telling.check) != _shape(other.telling.check):
        instead = "Write as many options, in the same order, with the same one right and the same branches."
        page.fault(line, f"the check differs from the one in {original}", instead)
    if set(own.telling.branches) != set(other.telling.branches):
        keys = ", ".join(own.telling.branches) or "none"
        page.fault(
            line, f"the branches differ from those in {original}", f"Write ## Branch: with the same names: {keys}"
        )


def _shape(check: Check | None) -> object:
    return None if check is None else (check.correct, [option.leads_to for option in check.options])
