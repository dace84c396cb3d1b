"""Catalogue values as JSON and back. Every value that goes out comes back equal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

import orjson

from lessons import script as looks
from lessons.checks import Check, Option
from lessons.episodes import SECOND_HOOK, Cue, Episode, MediaBrought, Source, Translation
from lessons.script import Brand, Card, Person, Role, Scene, ScreenKind, Script
from lessons.series import Character, Series

Record = dict[str, Any]

CARDS: Mapping[str, type[Card]] = {
    card.__name__: card
    for card in (
        looks.Headline,
        looks.Statement,
        looks.Bullets,
        looks.Photo,
        looks.Footage,
        looks.Ask,
        looks.BeforeAfter,
        looks.Quote,
        looks.BigNumber,
        looks.Chart,
        looks.EndCard,
        looks.Talk,
        looks.Place,
        looks.Screen,
    )
}


def script_record(script: Script) -> Record:
    """The script as JSON, each card with its kind under "card"; the version is not content and stays out."""
    music = {"music": script.music} if script.music else {}  # absent in what was kept before there was any
    return {
        **_plain(script, "scenes", "version", "music"),
        **music,
        "scenes": [_scene_record(scene) for scene in script.scenes],
    }


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
        **({"voice": scene.voice} if scene.voice else {}),
        **({"hold_s": scene.hold_s} if scene.hold_s else {}),
        **({"speaker": asdict(scene.speaker), "mood": scene.mood} if scene.speaker else {}),
    }


def _scene_from(record: Record) -> Scene:
    card, voice, hold_s = _card_from(record["show"]), record.get("voice", ""), record.get("hold_s", 0.0)
    speaker, mood = _part_from("person", record.get("speaker")), record.get("mood", "neutral")
    return Scene(Role(record["role"]), record["say"], card, record["audio"], voice, hold_s, speaker, mood)


def _card_from(record: Record) -> Card:
    values = {name: _part_from(name, value) for name, value in record.items() if name != "card"}
    return CARDS[record["card"]](**values)


def _part_from(name: str, value: Any) -> Any:
    """A card's part; two of them are values of their own."""
    if name in ("person", "listener") and value is not None:
        return Person(value["name"], value["role"], _tuples(value["look"]))
    if name == "kind":
        return ScreenKind(value)
    return _tuples(value) if isinstance(value, list) else value


def _tuples(value: Iterable[Any]) -> tuple[Any, ...]:
    # Only lists are gone into: the looks of people who talk are rows of some 500 words in an episode, and a call for
    # each of them is time.
    return tuple([_tuples(part) if isinstance(part, list) else part for part in value])


def _plain(value: Any, *without: str) -> Record:
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name not in without}


def check_record(check: Check) -> Record:
    record = {**_plain(check, "options"), "options": [_plain(option) for option in check.options]}
    # A question without one is what it was before there were any, and keeps its hash.
    return record if check.document else {name: value for name, value in record.items() if name != "document"}


def check_from(record: Record) -> Check:
    """The check in a record or a row of the table checks."""
    values = {f.name: record[f.name] for f in fields(Check) if f.name in record}
    return Check(**{**values, "options": tuple(Option(**option) for option in record["options"])})


def translation_record(translation: Translation | Episode) -> Record:
    """What is written in one language.

    Without answers or a second hook it is what it was before there were any, and keeps its hash.
    """
    return {
        "title": translation.title,
        "summary": translation.summary,
        "script": script_record(translation.script),
        "check": None if translation.check is None else check_record(translation.check),
        "prompt": translation.prompt,
        "cliffhanger": translation.cliffhanger,
        "branches": {key: script_record(script) for key, script in translation.branches.items()},
        "media": None if translation.media is None else _media_record(translation.media),
        **({"answers": list(translation.answers)} if translation.answers else {}),
        **({"second_hook": script_record(translation.second_hook)} if translation.second_hook else {}),
    }


def translation_from(record: Record, version: str) -> Translation:
    """What translation_record wrote; every script names the version given, as the provenance mark of its clip."""
    media, check, second = record["media"], record["check"], record.get("second_hook")
    return Translation(
        title=record["title"],
        script=script_from(record["script"], version),
        summary=record["summary"],
        check=None if check is None else check_from(check),
        prompt=record["prompt"],
        cliffhanger=record["cliffhanger"],
        branches={key: script_from(script, f"{version}#{key}") for key, script in record["branches"].items()},
        media=None if media is None else MediaBrought(**media),
        answers=tuple(record.get("answers", ())),
        second_hook=None if second is None else script_from(second, f"{version}#{SECOND_HOOK}"),
    )


def episode_record(episode: Episode) -> Record:
    """What an episode says and shows, without its id, version and place."""
    return {
        **translation_record(episode),
        "language": episode.language,
        "sources": [_plain(source) for source in episode.sources],
        "translations": {
            language: translation_record(translation) for language, translation in episode.translations.items()
        },
    }


def episode_from(record: Record, series_slug: str, slug: str, number: int, version: int) -> Episode:
    """What episode_record wrote, in that version and place."""
    name = f"{series_slug}/{slug}@{version}"
    translation = translation_from(record, name)
    return Episode(
        series_slug=series_slug,
        slug=slug,
        number=number,
        version=version,
        language=record["language"],
        sources=tuple(Source(**source) for source in record["sources"]),
        translations={language: translation_from(other, name) for language, other in record["translations"].items()},
        **{f.name: getattr(translation, f.name) for f in fields(translation)},
    )


def look_record(series: Series) -> Record:
    """A series' characters and brand."""
    return {
        "characters": [_character_record(character) for character in series.characters],
        "brand": _brand_record(series.brand),
    }


def _character_record(character: Character) -> Record:
    """Somebody's name and role; what makes them drawn and heard only where it was written."""
    drawn = _plain(character, "name", "role") if character.drawn else {}
    return {"name": character.name, "role": character.role, **drawn}


def _brand_record(brand: Brand | None) -> Record | None:
    return None if brand is None else _plain(brand)


def look_from(record: Record) -> tuple[tuple[Character, ...], Brand | None]:
    brand = record["brand"]
    characters = tuple(_character_from(character) for character in record["characters"])
    return characters, None if brand is None else Brand(**brand)


def _character_from(record: Record) -> Character:
    """JSON knows no tuples, and a look that came back as lists would differ from the one that went in."""
    return Character(**{**record, "look": _tuples(record.get("look", ()))})


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


def clip_hash(script: Script, brand: Brand | None, film: Translation | Episode | None) -> str:
    """Of what a clip is made from: words and a look, or the author's own film with what it is framed in.

    Args:
        film: whose own film it is, None where it is drawn.
    """
    if film is None or film.media is None:
        return content_hash([script_record(script), _brand_record(brand)])
    frame = [_brand_record(brand), film.prompt or film.title] if film.media.framed else []
    return content_hash([_media_record(film.media), *frame])


def _media_record(media: MediaBrought) -> Record:
    """Without what is as usual: a film that was imported before there was a choice counts as unchanged."""
    usual = MediaBrought(media.clip, media.captions)
    return {
        name: value
        for name, value in _plain(media).items()
        if name in ("clip", "captions") or value != getattr(usual, name)
    }
