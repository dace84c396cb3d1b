"""Byte ranges and entity tags, as in RFC 9110 sections 13 and 14: what part of a file a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


class NoSuchRange(ValueError):
    """The range asked for begins behind the end of the file."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from first to last, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def span(header: str, size: int) -> Span | None:
    """The one range that a Range header asks for; None when the whole file is to be sent.

    A header that is malformed, in other units or asks for several ranges is ignored, as section 14.2 allows: no
    player asks for several, and answering them only helps whoever wants to make us work.

    Raises:
        NoSuchRange: nothing of the file lies in the range.
    """
    asked = _ONE_RANGE.fullmatch(header)
    if not asked or asked[0].endswith("=-"):
        return None
    first, last = asked[1], asked[2]
    if not first:
        return _ending(int(last), size) if last else None
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NoSuchRange(header)
    return Span(int(first), min(int(last), size - 1) if last else size - 1)


def _ending(length: int, size: int) -> Span:
    if length == 0 or size == 0:
        raise NoSuchRange(f"the last {length} bytes of {size}")
    return Span(max(0, size - length), size - 1)


def wanted(headers: Mapping[str, str], etag: str, size: int) -> Span | None:
    """The span to send to a GET: a range that is bound to another version of the file (If-Range) is ignored.

    Raises:
        NoSuchRange: nothing of the file lies in the range.
    """
    if headers.get("If-Range", etag) != etag:
        return None
    return span(headers.get("Range", ""), size)


def unchanged(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the sender has the file already (If-None-Match)."""
    known = headers.get("If-None-Match", "")
    return known.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
