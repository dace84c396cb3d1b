"""One file as scripts, to see it as clips before it belongs to any series."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.authoring.folder import read_series, refuse_voice
from lessons.authoring.lineup import FILE, SERIES
from lessons.authoring.page.errors import AuthoringErrors, Fault, SourceFile
from lessons.authoring.page.files import SeriesFiles
from lessons.authoring.proof import refuse_undrawable
from lessons.authoring.translation import TranslationParts, read_translation
from lessons.episodes import Episode, Translation, scripts_of, with_files
from lessons.script import Brand, Script
from lessons.series import Series


@dataclass(frozen=True, slots=True)
class Scripts:
    """What one file says.

    Attributes:
        clips: key -> script with the paths of its files in place; "main", and one for each branch.
        brand: of the series that the file lies in, or the default.
    """

    clips: Mapping[str, Script]
    brand: Brand


def read_scripts(file: Path, voices: Collection[str] | None = None) -> Scripts:
    """The scripts of an episode's file: as part of its series where series.md lies beside it, else alone.

    Args:
        voices: the names of those that are there, None when they are not to be compared.

    Raises:
        AuthoringErrors: everything that is wrong.
    """
    if (file.parent / SERIES).exists() and (name := FILE.match(file.name)):
        series = read_series(file.parent, voices=voices, only=name[2])
        own = next(episode for episode in series.episodes if episode.slug == name[2])
        return _of_series(series, own.in_language(name[3] or own.language))
    return _alone(file, voices)


def _of_series(series: Series, episode: Episode) -> Scripts:
    paths = {asset.key: str(asset.path) for asset in series.assets}
    clips = {key: with_files(script, paths.__getitem__) for key, script in episode.scripts().items() if script.scenes}
    brand = series.brand or Brand(name=series.title)
    return Scripts(clips, replace(brand, logo=paths.get(brand.logo, "")))


def _alone(file: Path, voices: Collection[str] | None) -> Scripts:
    faults: list[Fault] = []
    page, files = SourceFile(str(file), faults), SeriesFiles(file.parent)
    parts = read_translation(page, files, file)
    if parts is not None and not parts.translation.script.scenes and not faults:
        page.fault(1, "nothing is said in it", "Write ## Hook, an empty line, and a sentence.")
    paths = {asset.key: str(asset.path) for asset in files.assets.values()}
    if parts is not None:
        refuse_voice(page, parts.voice_line, parts.translation.script.voice, voices)
        refuse_undrawable(parts, _told(parts), Brand(), lambda key: paths.get(key, key))
    if faults or parts is None:
        raise AuthoringErrors(faults)
    scripts = scripts_of(parts.translation)
    language = parts.language or "en"
    clips = {key: replace(with_files(script, paths.__getitem__), language=language) for key, script in scripts.items()}
    return Scripts(clips, Brand(name=parts.translation.title))


def _told(parts: TranslationParts) -> Translation:
    """The translation with its language in every script: letters and their order follow from it."""
    translation, language = parts.translation, parts.language or "en"
    branches = {key: replace(script, language=language) for key, script in translation.branches.items()}
    second = translation.second_hook and replace(translation.second_hook, language=language)
    main = replace(translation.script, language=language)
    return replace(translation, script=main, branches=branches, second_hook=second)
