"""Which files of a folder are episodes, in which order, and in which languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lessons.authoring.page.errors import Fault, SourceFile, listed
from lessons.authoring.page.outline import SLUG
from lessons.authoring.translation import language_tag

SERIES = "series.md"
APART = ("README.md", SERIES)
FILE = re.compile(r"^(\d{1,3})-(.+?)(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})*))?\.md$")
NAME = "Rename it like 01-the-printer.md: its number, a hyphen, and at most 80 small letters, digits and hyphens."


@dataclass(frozen=True, slots=True)
class File:
    """An episode's file, as its name says it.

    Attributes:
        language: "" for the one in the language of the series, which every episode has.
    """

    path: Path
    page: SourceFile
    number: int
    slug: str
    language: str


def read_lineup(folder: Path, faults: list[Fault], language: str) -> Sequence[File]:
    """The episodes' files in the order of their names; wrong names, numbers and lone translations are noted.

    Args:
        language: of the series, "" when it names none.
    """
    names = (path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".md" and _is_meant(path))
    files = [file for path in names if (file := _file(folder, path, faults, language))]
    if not files:
        what = "the series has no episodes"
        instead = "Write the first as a file 01-its-name.md in the same folder."
        faults.append(Fault(str(folder / SERIES), 1, what, instead))
    own = [file for file in files if not file.language]
    _refuse_doubles(own)
    _refuse_gaps(own)
    _refuse_lone_translations(files)
    return files


def stays_inside(folder: Path, page: SourceFile, path: Path) -> bool:
    """Whether the path is a file of the folder; notes what it is when it is not."""
    if not path.resolve().is_relative_to(folder.resolve()):
        page.fault(1, "the file is a link that leads out of the folder of the series", "Copy the file itself into it.")
    elif not path.is_file():
        page.fault(1, "this is no file", "Remove it, or begin its name with _ to have it left alone.")
    else:
        return True
    return False


def _is_meant(path: Path) -> bool:
    return path.name not in APART and not path.name.startswith((".", "_"))


def _file(folder: Path, path: Path, faults: list[Fault], language: str) -> File | None:
    page, name = SourceFile(str(path), faults), FILE.match(path.name)
    if not stays_inside(folder, page, path):
        return None
    if name is None or not SLUG.fullmatch(name[2]):
        page.fault(1, f"{path.name} is no name of an episode", NAME)
        return None
    tag = language_tag(name[3]) if name[3] else ""
    return File(path, page, int(name[1]), name[2], "" if tag == language else tag)


def _refuse_doubles(files: Sequence[File]) -> None:
    numbers: dict[int, File] = {}
    slugs: dict[str, File] = {}
    for file in files:
        if (first := numbers.setdefault(file.number, file)) is not file:
            what = f"{first.path.name} has the number {file.number} too"
            file.page.fault(1, what, "Rename one of them; the numbers are the order of the series.")
        if (first := slugs.setdefault(file.slug, file)) is not file:
            what = f"{first.path.name} has the same name"
            file.page.fault(1, what, "Rename one of them; the name tells episodes apart when their numbers change.")


def _refuse_gaps(files: Sequence[File]) -> None:
    numbers = {file.number: file for file in files}
    missing = sorted(set(range(1, len(numbers) + 1)) - set(numbers))
    if missing:
        last = numbers[max(numbers)]
        what = f"there is an episode {last.number} but none with the number {listed(map(str, missing))}"
        instead = f"Rename the files so that they count from 1: {missing[0]:02}-{last.slug}.md"
        last.page.fault(1, what, instead)


def _refuse_lone_translations(files: Sequence[File]) -> None:
    own = {(file.number, file.slug) for file in files if not file.language}
    for file in files:
        if file.language and (file.number, file.slug) not in own:
            what = f"the file is a translation ({file.language}) of an episode that is not there"
            instead = f"Write {file.number:02}-{file.slug}.md in the language of the series."
            file.page.fault(1, what, instead)
