"""A series: numbered episodes of one plot with recurring characters. Plain values; no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lessons.episodes import Episode
from lessons.script import Brand, Look


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody who comes back.

    Attributes:
        look: what was chosen of it; without a seed the name is one.
        voice: name of the voice, "" for the series' own.
        drawn: speaks and is drawn; a character who is only named is in the description alone.
    """

    name: str
    role: str = ""
    look: Look = ()
    voice: str = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the author brought: a picture, a recording, a clip, captions, a logo.

    Attributes:
        key: its name in the media store, "assets/<sha256 of the content>.<kind>": same content, same key.
        path: where the file is on disk now.
    """

    key: str
    path: Path


@dataclass(frozen=True, slots=True)
class Series:
    """A course of short lessons, in the version named.

    Attributes:
        id: "" until it is in the catalogue; then the id of this version.
        version: 1, 2, ...; 0 until it is in the catalogue. Any change to it or its episodes makes a new one.
        episodes: in order; episode.number is the place, from 1.
        brand: its own look, or None for the workspace's.
        content_hash: 64 hexadecimal digits; equal when nothing a learner can notice differs.
        assets: files to put into the media store before its clips are made; empty when read from the catalogue.
    """

    slug: str
    title: str
    language: str
    episodes: tuple[Episode, ...]
    summary: str = ""
    characters: tuple[Character, ...] = ()
    brand: Brand | None = None
    content_hash: str = ""
    assets: tuple[Asset, ...] = ()
    id: str = ""
    version: int = 0
