"""A folder as a series: series.md, and one file an episode and language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.authoring.errors import AuthoringErrors, Fault, Page, listed
from lessons.authoring.files import LOGOS, Shelf, read_lines
from lessons.authoring.frontmatter import Front, one_text, read_front, refuse_unknown
from lessons.authoring.outline import SLUG
from lessons.authoring.telling import (
    SUMMARY_CHARACTERS,
    TITLE_CHARACTERS,
    Told,
    language_tag,
    read_language,
    read_telling,
)
from lessons.catalog.records import series_hash
from lessons.checks import Check
from lessons.episodes import Episode, Telling
from lessons.series import Character, Series
from lessons.studio.script import Brand, Script

SERIES = "series.md"
KEYS = ("title", "summary", "language", "characters", "brand", "slug", "voice")
BRAND_KEYS = ("name", "background", "accent", "logo")
HINTS = {"episodes": "Every episode is a file of its own in the same folder: 01-the-printer.md"}
FILE = re.compile(r"^(\d{1,3})-(.+?)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})*))?\.md$")
NAME = "Rename it like 01-the-printer.md: its number, a hyphen, and small letters, digits and hyphens."
APART = ("README.md", SERIES)


@dataclass(frozen=True, slots=True)
class _File:
    """An episode's file: its number, slug and language ("" for the series' own) as the name says them."""

    path: Path
    page: Page
    number: int
    slug: str
    language: str


def read_series(folder: Path) -> Series:
    """The series in a folder, with every file that it needs named in its assets.

    Raises:
        AuthoringErrors: everything that is wrong, all at once; nothing was changed anywhere.
    """
    faults: list[Fault] = []
    series = _Folder(folder, faults).series()
    if faults or series is None:
        raise AuthoringErrors(faults)
    return replace(series, content_hash=series_hash(series))


@dataclass(slots=True)
class _Folder:
    folder: Path
    faults: list[Fault]

    def page(self, path: Path) -> Page:
        return Page(str(path), self.faults)

    def series(self) -> Series | None:
        page = self.page(self.folder / SERIES)
        if not self.folder.is_dir():
            self.page(self.folder).fault(1, "there is no such folder", "Write the folder that holds series.md.")
            return None
        if not (self.folder / SERIES).is_file():
            page.fault(1, "there is no such file", "Begin it with --- and title: … and language: en and ---")
            return None
        shelf = Shelf(self.folder)
        lines = read_lines(page, self.folder / SERIES) if self.is_inside(self.folder / SERIES) else None
        front = read_front(page, lines, KEYS, HINTS) if lines is not None else Front(page, KEYS)
        return None if lines is None else self.described(front, shelf)

    def described(self, front: Front, shelf: Shelf) -> Series:
        slug = self.slug(front)
        title = front.needed("title", "The Data Leak", TITLE_CHARACTERS)
        if "language" not in front.values:
            front.needed("language", "en")
        language = read_language(front)
        return Series(
            slug=slug,
            title=title,
            language=language,
            episodes=self.episodes(slug, language, front.text("voice"), shelf),
            summary=front.text("summary", SUMMARY_CHARACTERS),
            characters=_characters(front),
            brand=_brand(front, shelf),
            assets=tuple(shelf.assets.values()),
        )

    def slug(self, front: Front) -> str:
        slug = front.text("slug") or self.folder.resolve().name
        if not SLUG.fullmatch(slug) or len(slug) > TITLE_CHARACTERS:
            what = f"{slug!r} cannot name a series in a link"
            front.page.fault(
                front.line_of("slug"), what, "Write slug: with small letters, digits and hyphens, such as the-data-leak"
            )
        return slug

    def episodes(self, slug: str, language: str, voice: str, shelf: Shelf) -> tuple[Episode, ...]:
        files = self.files(language)
        self.refuse_numbers([file for file in files if not file.language])
        told = {file.path: read_telling(file.page, shelf, file.path) for file in files}
        whole: list[Episode] = []
        for file in files:
            own = None if file.language else told[file.path]
            if own is not None:
                others = {
                    other.language: told[other.path] for other in files if other.slug == file.slug and other.language
                }
                whole.append(_episode(slug, file, own, others, language, voice))
        return tuple(sorted(whole, key=lambda episode: episode.number))

    def files(self, language: str) -> Sequence[_File]:
        """The episodes' files by name; what is none is noted."""
        found: list[_File] = []
        for path in sorted(self.folder.iterdir()):
            if path.suffix.lower() == ".md" and path.name not in APART and not path.name.startswith((".", "_")):
                file = self.file(path, language)
                found += [file] if file else []
        if not found:
            what = "the series has no episodes"
            self.page(self.folder / SERIES).fault(
                1, what, "Write the first as a file 01-its-name.md in the same folder."
            )
        self.refuse_lone_translations(found)
        return found

    def file(self, path: Path, language: str) -> _File | None:
        page, name = self.page(path), FILE.match(path.name)
        if not self.is_inside(path):
            return None
        if name is None or not SLUG.fullmatch(name[2]) or len(name[2]) > TITLE_CHARACTERS:
            page.fault(1, f"{path.name} is no name of an episode", NAME)
            return None
        tag = language_tag(name[3]) if name[3] else ""
        return _File(path, page, int(name[1]), name[2], "" if tag == language else tag)

    def is_inside(self, path: Path) -> bool:
        inside = path.resolve().is_relative_to(self.folder.resolve())
        if not inside:
            what = "the file is a link that leads out of the folder of the series"
            self.page(path).fault(1, what, "Copy the file itself into the folder.")
        elif not path.is_file():
            self.page(path).fault(1, "this is no file", "Remove it, or begin its name with _ to have it left alone.")
        return inside and path.is_file()

    def refuse_numbers(self, files: Sequence[_File]) -> None:
        """Note numbers that two episodes have, that are missing, and names that two episodes have."""
        numbers: dict[int, _File] = {}
        slugs: dict[str, _File] = {}
        for file in files:
            if (first := numbers.setdefault(file.number, file)) is not file:
                what = f"{first.path.name} has the number {file.number} too"
                file.page.fault(1, what, "Rename one of them; the numbers are the order of the series.")
            if (first := slugs.setdefault(file.slug, file)) is not file:
                what = f"{first.path.name} has the same name"
                file.page.fault(1, what, "Rename one of them; the name tells episodes apart when their numbers change.")
        missing = sorted(set(range(1, len(numbers) + 1)) - set(numbers))
        if missing:
            last = numbers[max(numbers)]
            what = f"there is an episode {max(numbers)} but none with the number {listed(map(str, missing))}"
            last.page.fault(1, what, f"Rename the files so that they count from 1: {missing[0]:02}-{last.slug}.md")

    def refuse_lone_translations(self, files: Sequence[_File]) -> None:
        own = {(file.number, file.slug) for file in files if not file.language}
        for file in files:
            if file.language and (file.number, file.slug) not in own:
                what = f"the file is a translation ({file.language}) of an episode that is not there"
                file.page.fault(1, what, f"Write {file.number:02}-{file.slug}.md in the language of the series.")


def _characters(front: Front) -> tuple[Character, ...]:
    named = front.texts("characters", "below it a line for each: two spaces, the name, a colon, who it is.")
    return tuple(Character(name, one_text(front.page, name, value)) for name, value in named.items())


def _brand(front: Front, shelf: Shelf) -> Brand | None:
    values = front.texts("brand", "below it, each with two spaces before it: name: …, background: …, accent: …")
    refuse_unknown(front.page, values, BRAND_KEYS)
    given = {key: one_text(front.page, key, value) for key, value in values.items() if key in BRAND_KEYS}
    for key in ("background", "accent"):
        if given.get(key) and not re.fullmatch(r"#[0-9a-fA-F]{6}", given[key]):
            what = f"{given[key]!r} is no colour"
            front.page.fault(values[key].line, what, f"Write six digits in quotes: {key}: '#0f2a26'")
    if given.get("logo"):
        given["logo"] = shelf.key(front.page, values["logo"].line, given["logo"], LOGOS)
    return Brand(**given) if given else None


def _episode(
    series_slug: str, file: _File, own: Told, others: Mapping[str, Told | None], language: str, voice: str
) -> Episode:
    tag = own.language or language
    told = _in_language(own.telling, tag, voice)
    translations = {}
    for other, found in others.items():
        if found is not None:
            _refuse_translation(own, found, other)
            translations[other] = _in_language(found.telling, other, "", own.telling.script.sources)
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
        sources=own.sources,
        translations=translations,
    )


def _in_language(told: Telling, language: str, voice: str, sources: tuple[str, ...] | None = None) -> Telling:
    """The telling with language, voice and sources filled in where its file left them to the series."""

    def filled(script: Script) -> Script:
        cited = script.sources if sources is None else sources
        return replace(script, language=language, voice=script.voice or voice, sources=cited)

    branches = {key: filled(script) for key, script in told.branches.items()}
    return replace(told, script=filled(told.script), branches=branches)


def _refuse_translation(own: Told, other: Told, language: str) -> None:
    """Note where a translation asks or branches differently: a vote must mean the same in every language."""
    page = other.page
    if other.language not in ("", language):
        page.fault(1, f"the file name says {language} and the front matter {other.language}", "Take language: out.")
    if other.sources:
        page.fault(1, "the translation has its own sources", f"Write them once, in {Path(own.page.file).name}.")
    line = other.asked.line if other.asked else 1
    if _shape(own.telling.check) != _shape(other.telling.check):
        what = f"the check differs from the one in {Path(own.page.file).name}"
        page.fault(
            line, what, "Write as many options, in the same order, with the same one right and the same branches."
        )
    if set(own.telling.branches) != set(other.telling.branches):
        what = f"the branches differ from those in {Path(own.page.file).name}"
        page.fault(line, what, f"Write ## Branch: with the same names: {', '.join(own.telling.branches) or 'none'}")


def _shape(check: Check | None) -> object:
    return None if check is None else (check.correct, [option.leads_to for option in check.options])
