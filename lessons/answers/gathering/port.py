"""What every place that documents come from can do, whether folder, web site or somebody's wiki."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from lessons.answers.reading.document import Unreadable

MOST_FILES = 2_000  # of one source; more are no handbook, and the round would take the night


class Unreachable(Unreadable):
    """A place cannot be looked at as a whole: nothing is known to have left it."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file or page as it was when it was last there.

    Attributes:
        version: the place's own word for its state, such as an etag; "" where it has none.
        links: the pages that it led to.
    """

    version: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A file or page that is new, or may have changed.

    Attributes:
        name: a file name whose suffix tells the format.
        charset: its encoding by whoever sent it, "" where nobody says.
        path: where people find it, such as Policies/Travel.docx, where its address does not say so.
    """

    uri: str
    name: str
    content: bytes
    version: str = ""
    charset: str = ""
    links: tuple[str, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True)
class Same:
    """A file or page that is as it was."""

    uri: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A file or page that could not be had this time; it is not known to have left.

    Attributes:
        reason: for whoever looks after documents.
        path: as of Changed.
    """

    uri: str
    reason: str
    path: str = ""


Glimpse: TypeAlias = Changed | Same | Failed


class DocumentPlace(Protocol):
    """Somewhere that documents come from. What a whole look does not come across has left it."""

    def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        """Every file and page that is there.

        Args:
            known: what was there the last time, by address.

        Raises:
            Unreachable: the place itself cannot be looked at.
        """
        ...
