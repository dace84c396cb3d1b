"""Which files and pages of a place are wanted, by patterns such as "policies/*"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from mimetypes import guess_type

_MEDIA = ("image/", "video/", "audio/", "font/")


@dataclass(frozen=True, slots=True)
class Choice:
    """Patterns of a path within a place, with * for anything; without any to include, everything is.

    Attributes:
        exclude: counts more than include.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def takes(self, path: str) -> bool:
        plain = path.strip("/").casefold()
        return (not self.include or _any(plain, self.include)) and not _any(plain, self.exclude)


def is_media(path: str) -> bool:
    """Whether a file's name says that it is a picture, a film or a sound: beside documents these lie by the hundred."""
    return (guess_type(path)[0] or "").startswith(_MEDIA)


def _any(path: str, patterns: Sequence[str]) -> bool:
    """A pattern means what it matches and everything below it."""
    wanted = [pattern.strip("/").casefold() for pattern in patterns]
    return any(fnmatchcase(path, each) or fnmatchcase(path, f"{each}/*") for each in wanted)
