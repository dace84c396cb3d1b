"""A file of a drive: whether it is one to read, and what a look at it brings."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from lessons.answers.gathering.choosing import Choice, is_media
from lessons.answers.gathering.port import MOST_FILES, Changed, Failed, Glimpse, KnownFile, Same, Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, SUFFIXES

MOST_LISTED = 50_000  # files and folders of a drive, of which at most MOST_FILES are read


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A file as its drive lists it.

    Attributes:
        uri: stays the same when the file is renamed or moved within its drive.
        path: its folders and its name, with / between.
        name: a file name whose suffix tells in which format it comes.
        version: the drive's own word for its state.
        size: in bytes, 0 where the drive does not say.
    """

    id: str
    uri: str
    path: str
    name: str
    version: str
    size: int


async def glimpses(
    files: Iterable[DriveFile],
    known: Mapping[str, KnownFile],
    choice: Choice,
    content: Callable[[DriveFile], Awaitable[bytes]],
) -> AsyncIterator[Glimpse]:
    """What became of each file that the choice takes, pictures and films passed over."""
    listed = list(files)
    # As with a folder: a drive that is not ours to see yet must not empty the answers.
    if not listed:
        raise Unreachable("it is empty")
    chosen = [file for file in listed if choice.takes(file.path) and not is_media(file.path)]
    if len(chosen) > MOST_FILES:
        raise Unreachable(f"it holds {len(chosen)} files: keep it to {MOST_FILES}, or choose some by --include")
    for file in chosen:
        if file.uri in known and known[file.uri].version == file.version:
            yield Same(file.uri)
            continue
        try:
            _check(file)
            yield Changed(file.uri, file.name, await content(file), file.version, path=file.path)
        except Unreachable:
            raise
        except Unreadable as error:
            yield Failed(file.uri, str(error), file.path)


# Asked before the file comes: nothing that cannot be read is sent at all.
def _check(file: DriveFile) -> None:
    if PurePosixPath(file.name).suffix.lower() not in SUFFIXES:
        raise Unreadable(f"its kind is not known: use one of {', '.join(sorted(SUFFIXES))}")
    if file.size > MOST_BYTES:
        raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")


def credential_fields(text: str, names: tuple[str, ...]) -> dict[str, str]:
    """The values of a file with credentials, by name.

    Raises:
        ValueError: what is wrong, without any value.
    """
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise ValueError("the file with credentials is no JSON") from error
    values = fields if isinstance(fields, dict) else {}
    missing = [name for name in names if not isinstance(values.get(name), str) or not values[name].strip()]
    if missing:
        raise ValueError(f"the file with credentials has no {' and no '.join(missing)}")
    return {name: value for name, value in values.items() if isinstance(value, str)}
