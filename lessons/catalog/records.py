"""Catalogue values as JSON and back. Every value that goes out comes back equal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import orjson

from lessons.checks import Check, Option
from lessons.episodes import Cue, Episode, MediaBrought, Source, Telling
from lessons.series import Character, Series
from lessons.studio import script as looks
from lessons.studio.script import Brand, Card, Role, Scene, Script

Record = dict[str, Any]

CARDS: Mapping[str, type[Card]] = {
    card.__name__: card
    for card in (
        looks.Headline,
        looks.Statement,
        looks.Bullets,
        looks.Photo,
        looks.Ask,
        looks.BeforeAfter,
        looks.Quote,
        looks.BigNumber,
        looks.Chart,
        looks.EndCard,
    )
}


def script_record(script: Script) -> Record:
    """The script as JSON, each card with its kind under "card"; the version is not content and stays out."""
    return {**_plain(script, "scenes", "version"), "scenes": [_scene_record(scene) for scene in script.scenes]}


def script_from(record: Record, version: str = "") -> Script:
    """The script that script_record wrote, with the version that its clip's provenance mark names.

    Raises:
        KeyError: a kind of card that this version does not know.
    """
    scenes = tuple(_scene_from(scene) for scene in record["scenes"])
    return Script(**{**record, "scenes": scenes, "sources": tuple(record["sources"]), "version": version})


def _scene_record(scene: Scene) -> Record:
    return {
        "role": scene.role.value,
        "say": scene.say,
        "audio": scene.audio,
        "show": {"card": type(scene.show).__name__, **asdict(scene.show)},
    }


def _scene_from(record: Record) -> Scene:
    return Scene(Role(record["role"]), record["say"], _card_from(record["show"]), record["audio"])


def _card_from(record: Record) -> Card:
    values = {name: _tuples(value) for name, value in record.items() if name != "card"}
    return CARDS[record["card"]](**values)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def _plain(value: Any, *without: str) -> Record:
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name not in without}


def check_record(check: Check) -> Record:
    return {**_plain(check, "options"), "options": [_plain(option) for option in check.options]}


def check_from(record: Record) -> Check:
    """The check in a record or a row of the table checks."""
    known = {f.name: record[f.name] for f in fields(Check)}
    return Check(**{**known, "options": tuple(Option(**option) for option in record["options"])})


def telling_record(told: Telling | Episode) -> Record:
    """What is written in one language; without answers it is what it was before there were any, and keeps its hash."""
    return {
        "title": told.title,
        "summary": told.summary,
        "script": script_record(told.script),
        "check": None if told.check is None else check_record(told.check),
        "prompt": told.prompt,
        "cliffhanger": told.cliffhanger,
        "branches": {key: script_record(script) for key, script in told.branches.items()},
        "media": None if told.media is None else _plain(told.media),
        **({"answers": list(told.answers)} if told.answers else {}),
    }


def telling_from(record: Record, version: str) -> Telling:
    """What telling_record wrote; every script names the version given, as the provenance mark of its clip."""
    media, check = record["media"], record["check"]
    return Telling(
        title=record["title"],
        script=script_from(record["script"], version),
        summary=record["summary"],
        check=None if check is None else check_from(check),
        prompt=record["prompt"],
        cliffhanger=record["cliffhanger"],
        branches={key: script_from(script, f"{version}#{key}") for key, script in record["branches"].items()},
        media=None if media is None else MediaBrought(**media),
        answers=tuple(record.get("answers", ())),
    )


def episode_record(episode: Episode) -> Record:
    """What an episode says and shows, without its id, version and place."""
    return {
        **telling_record(episode),
        "language": episode.language,
        "sources": [_plain(source) for source in episode.sources],
        "translations": {language: telling_record(told) for language, told in episode.translations.items()},
    }


def episode_from(record: Record, series_slug: str, slug: str, number: int, version: int) -> Episode:
    """What episode_record wrote, in that version and place."""
    name = f"{series_slug}/{slug}@{version}"
    told = telling_from(record, name)
    return Episode(
        series_slug=series_slug,
        slug=slug,
        number=number,
        version=version,
        language=record["language"],
        sources=tuple(Source(**source) for source in record["sources"]),
        translations={language: telling_from(other, name) for language, other in record["translations"].items()},
        **{f.name: getattr(told, f.name) for f in fields(told)},
    )


def look_record(series: Series) -> Record:
    """A series' characters and brand."""
    return {
        "characters": [_plain(character) for character in series.characters],
        "brand": _brand_record(series.brand),
    }


def _brand_record(brand: Brand | None) -> Record | None:
    return None if brand is None else _plain(brand)


def look_from(record: Record) -> tuple[tuple[Character, ...], Brand | None]:
    brand = record["brand"]
    return tuple(Character(**one) for one in record["characters"]), None if brand is None else Brand(**brand)


def cues_record(cues: tuple[Cue, ...]) -> list[list[Any]]:
    return [[cue.start_s, cue.end_s, cue.text] for cue in cues]


def cues_from(record: list[list[Any]]) -> tuple[Cue, ...]:
    return tuple(Cue(*cue) for cue in record)


def content_hash(record: object) -> str:
    """SHA-256 of a record, whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).hexdigest()


def episode_hash(episode: Episode, brand: Brand | None) -> str:
    """Equal when what it says and how it looks are equal."""
    return content_hash([episode_record(episode), _brand_record(brand)])


def series_hash(series: Series) -> str:
    """Equal when title, look, and the episodes and their order are equal."""
    about = {"title": series.title, "summary": series.summary, "language": series.language}
    content = [(episode.slug, content_hash(episode_record(episode))) for episode in series.episodes]
    return content_hash([about, look_record(series), content])


def brand_hash(brand: Brand) -> str:
    """Equal when two looks are."""
    return content_hash(_brand_record(brand))


def clip_hash(script: Script, brand: Brand | None, media: MediaBrought | None) -> str:
    """Of what a clip is made from: the author's own film, or words and a look."""
    return content_hash([script_record(script), _brand_record(brand)] if media is None else _plain(media))
