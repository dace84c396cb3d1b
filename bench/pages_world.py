"""A company whose people all watch the same episode now: its rows, its files, and what their browsers ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.media import FileMedia
from bot.links import Links
from bot.operations.migrate import migrate
from lessons.database import Database
from tests.adapters.web.moving import mp4, poster
from tests.bot.world import MEDIA, furnished

SECRET = "a secret of more than thirty-two characters"
SECONDS = 20
PART = 262_144  # bytes that a browser asks of a film at once


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a browser.

    Attributes:
        kind: "page", "part" (of the film), "file" (captions or poster) or "beacon".
        body: what is posted, None for a GET.
        part: the bytes that are asked for, "" all.
    """

    kind: str
    path: str
    body: bytes | None = None
    part: str = ""


async def fill(url: str, folder: Path, people: int) -> list[tuple[str, str]]:
    """Rows and files; returns each person's address of the page, and of the clip's files."""
    database, links, now = Database(url), Links(SECRET, ""), datetime.now(UTC)
    await migrate(database)
    world = await furnished(database)
    names = [f"Person {number}" for number in range(people)]
    await world.join(*names)
    addresses = []
    for name in names:
        delivery = await world.deliver(name)
        watch = links.player(world.workspace.id, delivery, world.team[name].id, now)
        addresses.append((watch, f"/media/{links.files(world.workspace.id, MEDIA[0], now)}"))
    await database.close()
    store = FileMedia(folder / "media")
    await store.put(f"{MEDIA[0]}/clip.mp4", mp4(folder / "made.mp4", SECONDS).ljust(6_000_000, b"\0"))
    await store.put(f"{MEDIA[0]}/clip.vtt", b"WEBVTT\n\n00:00.000 --> 00:09.000\nReport it first.\n")
    await store.put(f"{MEDIA[0]}/poster.jpg", poster())
    return addresses


def visits(addresses: list[tuple[str, str]], beacons: int) -> Iterator[list[Asked]]:
    """What each person's browser asks for, in its order: the page, captions, poster, six parts of the film, beacons."""
    for watch, media in addresses:
        page = [Asked("page", watch), Asked("file", f"{media}/clip.vtt"), Asked("file", f"{media}/poster.jpg")]
        parts = [Asked("part", f"{media}/clip.mp4", part=f"bytes={at * PART}-{(at + 1) * PART - 1}") for at in range(6)]
        seen = [Asked("beacon", f"{watch}/seen", _beacon(at)) for at in range(beacons)]
        yield [*page, *parts, *seen]


def _beacon(at: int) -> bytes:
    return json.dumps({"seconds": [at], "played": at == 0, "captions": False, "at": float(at)}).encode()
