"""One file as scripts, to see it as clips before it belongs to any series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lessons.authoring.errors import AuthoringErrors, Fault, Page
from lessons.authoring.files import Shelf
from lessons.authoring.folder import read_series
from lessons.authoring.lineup import FILE, SERIES
from lessons.authoring.telling import read_telling
from lessons.episodes import Episode, with_files
from lessons.series import Series
from lessons.studio.script import Brand, Script


@dataclass(frozen=True, slots=True)
class Scripts:
    """What one file says.

    Attributes:
        clips: key -> script with the paths of its files in place; "main", and one for each branch.
        brand: of the series that the file lies in, or the default.
    """

    clips: Mapping[str, Script]
    brand: Brand


def read_scripts(file: Path) -> Scripts:
    """The scripts of an episode's file: as part of its series where series.md lies beside it, else alone.

    Raises:
        AuthoringErrors: everything that is wrong.
    """
    if (file.parent / SERIES).exists() and (name := FILE.match(file.name)):
        series = read_series(file.parent)
        own = next(episode for episode in series.episodes if episode.slug == name[2])
        return _of_series(series, own.told_in(name[3] or own.language))
    return _alone(file)


def _of_series(series: Series, episode: Episode) -> Scripts:
    paths = {asset.key: str(asset.path) for asset in series.assets}
    clips = {key: with_files(script, paths.__getitem__) for key, script in episode.scripts().items() if script.scenes}
    brand = series.brand or Brand(name=series.title)
    return Scripts(clips, replace(brand, logo=paths.get(brand.logo, "")))


def _alone(file: Path) -> Scripts:
    faults: list[Fault] = []
    page, shelf = Page(str(file), faults), Shelf(file.parent)
    told = read_telling(page, shelf, file)
    if told is not None and not told.telling.script.scenes and not faults:
        page.fault(1, "nothing is said in it", "Write ## Hook, an empty line, and a sentence.")
    if faults or told is None:
        raise AuthoringErrors(faults)
    paths = {asset.key: str(asset.path) for asset in shelf.assets.values()}
    scripts = {"main": told.telling.script, **told.telling.branches}
    language = told.language or "en"
    clips = {key: replace(with_files(script, paths.__getitem__), language=language) for key, script in scripts.items()}
    return Scripts(clips, Brand())
