"""A folder as a series: series.md, and one file an episode and language."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.authoring.characters import read_characters
from lessons.authoring.dialogue import Cast
from lessons.authoring.lineup import SERIES, File, read_lineup, stays_inside
from lessons.authoring.page.errors import AuthoringErrors, Fault, SourceFile, listed, nearest
from lessons.authoring.page.files import LOGOS, SeriesFiles, read_lines
from lessons.authoring.page.frontmatter import Front, Value, one_text, read_front, refuse_unknown
from lessons.authoring.page.outline import SLUG
from lessons.authoring.proof import drawable, refuse_undrawable
from lessons.authoring.translation import (
    SUMMARY_CHARACTERS,
    TITLE_CHARACTERS,
    TranslationParts,
    read_language,
    read_translation,
)
from lessons.catalog.records import series_hash
from lessons.checks import Check
from lessons.episodes import Episode, Translation
from lessons.script import Brand, Script
from lessons.series import Character, Series
from lessons.studio.music.moods import MUSIC

KEYS = ("title", "summary", "language", "characters", "brand", "slug", "voice", "music")
BRAND_KEYS = ("name", "background", "accent", "logo")
HINTS = {"episodes": "Every episode is a file of its own in the same folder: 01-the-printer.md"}


@dataclass(frozen=True, slots=True)
class SeriesPages:
    """A series, and where its authors wrote each part of it.

    Attributes:
        pages: (slug of the episode, language) -> the file, and the lines at which its scenes begin.
    """

    series: Series
    pages: Mapping[tuple[str, str], TranslationParts]


def read_series(folder: Path, prove: bool = True, voices: Collection[str] | None = None, only: str = "") -> Series:
    """The series in a folder, with every file that it needs named in its assets. See read_pages."""
    return read_pages(folder, prove, voices, only).series


def read_pages(folder: Path, prove: bool = True, voices: Collection[str] | None = None, only: str = "") -> SeriesPages:
    """The series in a folder, with every file that it needs named in its assets.

    Args:
        prove: draw every card once (about 10 ms each) to find texts that are too long for theirs and broken pictures.
        voices: names of the voices that scripts may ask for; None where nobody knows.
        only: the slug of the one episode that is read, "" for all of them.

    Raises:
        AuthoringErrors: everything that is wrong, all at once; nothing was changed anywhere.
    """
    faults: list[Fault] = []
    front = series_front(folder, faults)
    binder = None if front is None else Binder(folder, faults, front, SeriesFiles(folder), prove, voices, only)
    series = None if binder is None else binder.series()
    if faults or series is None or binder is None:
        raise AuthoringErrors(faults)
    return SeriesPages(replace(series, content_hash=series_hash(series)), binder.pages)


def series_front(folder: Path, faults: list[Fault]) -> Front | None:
    path = folder / SERIES
    page = SourceFile(str(path), faults)
    if not folder.is_dir():
        SourceFile(str(folder), faults).fault(1, "there is no such folder", "Write the folder that holds series.md.")
    elif not path.exists():
        page.fault(1, "there is no such file", "Begin it with four lines: --- and title: … and language: en and ---")
    elif stays_inside(folder, page, path) and (lines := read_lines(page, path)) is not None:
        return read_front(page, lines, KEYS, HINTS)
    return None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a series says once for all its episodes: who reads, what is played, who speaks."""

    voice: str
    music: str
    cast: Cast


@dataclass(frozen=True, slots=True)
class Binder:
    folder: Path
    faults: list[Fault]
    front: Front
    files: SeriesFiles
    prove: bool
    voices: Collection[str] | None
    only: str = ""
    pages: dict[tuple[str, str], TranslationParts] = field(default_factory=dict)

    def series(self) -> Series:
        front, slug = self.front, self.slug()
        title = front.needed("title", "The Data Leak", TITLE_CHARACTERS)
        brand = read_brand(front, self.files, title)
        summary, language = front.text("summary", SUMMARY_CHARACTERS), self.language()
        characters, voice = read_characters(front), front.text("voice")
        self.refuse_voices(voice, characters)
        whole = Spoken(voice, self.music(), speakers_of(characters))
        episodes = self.episodes(slug, language, whole, brand or Brand())
        assets = tuple(self.files.assets.values())
        return Series(slug, title, language, episodes, summary, characters, brand, assets=assets)

    def music(self) -> str:
        """The mood of the bed, "" for one that follows the story."""
        music = self.front.text("music").casefold()
        if music and music not in MUSIC:
            meant = nearest(music, MUSIC)
            instead = f"Write music: {meant}" if meant else f"Write one of {listed(MUSIC, 'or')}, or take the line out."
            self.front.page.fault(self.front.line_of("music"), f"there is no music {music!r}", instead)
        return music

    def refuse_voices(self, voice: str, characters: Sequence[Character]) -> None:
        """Note every voice that is not there, of the series and of its characters."""
        page, people = self.front.page, self.front.values.get("characters")
        named = {self.front.line_of("voice"): voice}
        for character in characters:
            parts = people.parts[character.name].parts if people and people.parts else None
            if parts and "voice" in parts:
                named[parts["voice"].line] = character.voice
        for line, name in named.items():
            refuse_voice(page, line, name, self.voices)

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

    def episodes(self, slug: str, language: str, spoken: Spoken, brand: Brand) -> tuple[Episode, ...]:
        files = [file for file in read_lineup(self.folder, self.faults, language) if self.only in ("", file.slug)]
        translations = {
            file.path: read_translation(
                replace(file.page, language=file.language or language), self.files, file.path, spoken.cast
            )
            for file in files
        }
        whole: list[Episode] = []
        for read in filter(None, translations.values()):
            refuse_voice(read.page, read.voice_line, read.translation.script.voice, self.voices)
        for file in files:
            own = None if file.language else translations[file.path]
            if own is not None:
                same = [other for other in files if other.language and other.slug == file.slug]
                others = {other.language: translation for other in same if (translation := translations[other.path])}
                whole.append(_episode(slug, file, own, others, language, spoken))
                self.pages.update(
                    {(file.slug, tag): parts for tag, parts in {whole[-1].language: own, **others}.items()}
                )
                self.refuse_undrawable(whole[-1], own, others, brand)
        return tuple(sorted(whole, key=lambda episode: episode.number))

    def refuse_undrawable(
        self, episode: Episode, own: TranslationParts, others: Mapping[str, TranslationParts], brand: Brand
    ) -> None:
        if not self.prove:
            return
        paths = {asset.key: str(asset.path) for asset in self.files.assets.values()}
        logo = replace(brand, logo=paths.get(brand.logo, ""))
        sound = drawable(self.front.page, self.front.line_of("brand"), logo)
        for language, parts in {episode.language: own, **others}.items():
            if language:
                refuse_undrawable(parts, episode.in_language(language), sound, lambda key: paths.get(key, key))


def refuse_voice(page: SourceFile, line: int, name: str, voices: Collection[str] | None) -> None:
    """Note a voice that is not there; None for voices that nobody knows here."""
    if name and voices is not None and name not in voices:
        meant = nearest(name, voices)
        instead = f"Write {meant}." if meant else f"The voices are {listed(sorted(voices))}."
        page.fault(line, f"there is no voice {name!r}", instead)


def speakers_of(characters: Sequence[Character]) -> Cast:
    return {character.name: character for character in characters if character.drawn}


def _is_brand_text(front: Front, key: str, value: Value) -> bool:
    """Whether it may be read on; a colour without quotes is a comment to YAML, and therefore empty."""
    if key in ("background", "accent") and value.parts is None and not value.text and not value.wrong:
        what = f"{key} is empty, because # begins a comment"
        front.page.fault(value.line, what, f"Write the colour in quotes: {key}: '#0f2a26'")
        return False
    return key in BRAND_KEYS


def read_brand(front: Front, files: SeriesFiles, title: str) -> Brand | None:
    """The series' own look; a name that it does not give is the series' title, never the product's."""
    values = front.texts("brand", "below it, each with two spaces before it: name: …, background: …, accent: …")
    refuse_unknown(front.page, values, BRAND_KEYS)
    look = {key: one_text(front.page, key, value) for key, value in values.items() if _is_brand_text(front, key, value)}
    for key in ("background", "accent"):
        if look.get(key) and not re.fullmatch(r"#[0-9a-fA-F]{6}", look[key]):
            instead = f"Write six digits in quotes: {key}: '#0f2a26'"
            front.page.fault(values[key].line, f"{look.pop(key)!r} is no colour", instead)
    if look.get("logo"):
        look["logo"] = files.key(front.page, values["logo"].line, look["logo"], LOGOS)
    return Brand(**{"name": title, **look}) if look else None


def _episode(
    series_slug: str,
    file: File,
    own: TranslationParts,
    others: Mapping[str, TranslationParts],
    language: str,
    spoken: Spoken,
) -> Episode:
    tag = own.language or language
    translation = in_series(own.translation, tag, spoken, own.translation.script.sources)
    for other, parts in others.items():
        _refuse_translation(own, parts, other)
    return Episode(
        series_slug=series_slug,
        slug=file.slug,
        number=file.number,
        title=translation.title,
        language=tag,
        script=translation.script,
        summary=translation.summary,
        check=translation.check,
        prompt=translation.prompt,
        cliffhanger=translation.cliffhanger,
        branches=translation.branches,
        media=translation.media,
        answers=translation.answers,
        second_hook=translation.second_hook,
        sources=own.sources,
        translations={
            other: in_series(parts.translation, other, replace(spoken, voice=""), translation.script.sources)
            for other, parts in others.items()
        },
    )


def in_series(translation: Translation, language: str, spoken: Spoken, sources: Sequence[str]) -> Translation:
    """The translation with language, voice and sources filled in where its file leaves them to the series."""

    def filled(script: Script) -> Script:
        voice = script.voice or spoken.voice
        return replace(script, language=language, voice=voice, sources=tuple(sources), music=spoken.music)

    branches = {key: filled(script) for key, script in translation.branches.items()}
    second = translation.second_hook and filled(translation.second_hook)
    return replace(translation, script=filled(translation.script), branches=branches, second_hook=second)


def _refuse_translation(own: TranslationParts, other: TranslationParts, language: str) -> None:
    """Note where a translation asks or branches differently: a vote must mean the same in every language."""
    page, original = other.page, Path(own.page.file).name
    line = other.question.line if other.question else 1
    if other.language not in ("", language):
        page.fault(1, f"the file name says {language} and the front matter {other.language}", "Take language: out.")
    if other.sources:
        page.fault(1, "the translation has its own sources", f"Write them once, in {original}.")
    if _shape(own.translation.check) != _shape(other.translation.check):
        instead = "Write as many options, in the same order, with the same one right and the same branches."
        page.fault(line, f"the check differs from the one in {original}", instead)
    if set(own.translation.branches) != set(other.translation.branches):
        keys = ", ".join(own.translation.branches) or "none"
        page.fault(
            line, f"the branches differ from those in {original}", f"Write ## Branch: with the same names: {keys}"
        )
    if (own.translation.second_hook is None) != (other.translation.second_hook is None):
        page.fault(
            1, f"the hooks differ from those in {original}", "Write ## Second hook in both files, or in neither."
        )


def _shape(check: Check | None) -> object:
    return None if check is None else (check.correct, [option.leads_to for option in check.options])
