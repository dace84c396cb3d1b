"""One page of a series that is being written: what is wrong with it alone, whatever its neighbours say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.authoring.characters import read_characters
from lessons.authoring.folder import HINTS, KEYS, Binder, Spoken, in_series, read_brand, series_front, speakers_of
from lessons.authoring.lineup import FILE, SERIES
from lessons.authoring.page.errors import Fault, SourceFile
from lessons.authoring.page.files import SeriesFiles
from lessons.authoring.page.frontmatter import read_front
from lessons.authoring.proof import drawable, refuse_undrawable
from lessons.authoring.translation import KEYS as PAGE_KEYS
from lessons.authoring.translation import TranslationParts, language_tag, read_translation
from lessons.episodes import Translation
from lessons.script import Brand

KNOWN = (*KEYS, *PAGE_KEYS)


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A page as read.

    Attributes:
        parts: None when not even its lines can be read.
        translation: what it says; None when something is wrong with it.
        brand: of the series, its logo as a key of the media store; None for the workspace's.
        faults: of this page, or of series.md where the page rests on it.
        speakers: who has lines of their own.
    """

    parts: TranslationParts | None = None
    translation: Translation | None = None
    brand: Brand | None = None
    faults: Sequence[Fault] = ()
    speakers: Sequence[str] = ()
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)


def read_draft_page(folder: Path, name: str, prove: bool, voices: Collection[str] | None = None) -> DraftPage:
    """The page of that name in the folder of its series.

    Args:
        prove: also draw every card, which takes about 10 ms each.
        voices: names of the voices that scripts may ask for; None where nobody knows.
    """
    faults: list[Fault] = []
    front = series_front(folder, faults)
    if front is None:
        return DraftPage(faults=tuple(faults))
    files = SeriesFiles(folder)
    binder = Binder(folder, faults, front, files, prove, voices)
    characters, voice = read_characters(front), front.text("voice")
    binder.refuse_voices(voice, characters)
    spoken, brand = (
        Spoken(voice, binder.music(), speakers_of(characters)),
        read_brand(front, files, front.text("title")),
    )
    language = _language(name) or binder.language()
    if name == SERIES:
        return DraftPage(brand=brand, faults=tuple(sorted(set(faults))), speakers=tuple(spoken.cast))
    page = SourceFile(str(folder / name), faults, language)
    parts = read_translation(page, files, folder / name, spoken.cast)
    if parts is None:
        return DraftPage(brand=brand, faults=tuple(faults), speakers=tuple(spoken.cast))
    translation = in_series(parts.translation, parts.language or language, spoken, parts.translation.script.sources)
    if prove:
        paths = {asset.key: str(asset.path) for asset in files.assets.values()}
        look = brand or Brand(name=front.text("title"))
        sound = drawable(SourceFile(str(folder / SERIES), faults), front.line_of("brand"), _placed(look, paths))
        refuse_undrawable(parts, translation, sound, lambda key: paths.get(key, key))
    wrong = tuple(sorted(set(faults)))
    return DraftPage(parts, None if wrong else translation, brand, wrong, tuple(spoken.cast), parts.lines)


def _placed(brand: Brand, paths: Mapping[str, str]) -> Brand:
    return replace(brand, logo=paths.get(brand.logo, ""))


def _language(name: str) -> str:
    """The language that the name of a translation's file says, "" for the series' own."""
    file = FILE.match(name)
    return language_tag(file[3]) if file and file[3] else ""


def speakers_in(words: str) -> tuple[str, ...]:
    """Who has lines of their own, as the words of a series.md say it."""
    front = read_front(SourceFile(SERIES), words.split("\n"), KEYS, HINTS)
    return tuple(character.name for character in read_characters(front) if character.drawn)


def front_text(words: str, key: str) -> str:
    """The text under a key of a page's front matter, "" for none."""
    return read_front(SourceFile(SERIES), words.split("\n"), KNOWN, {}).text(key)
