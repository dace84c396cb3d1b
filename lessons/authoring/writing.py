"""A series as the files that its authors would write: the way back from folder.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from lessons.authoring.cards import box, escaped, paragraph
from lessons.authoring.lineup import SERIES
from lessons.authoring.page.own_film import BURNED, FRAME
from lessons.catalog.records import episode_record, look_record
from lessons.checks import Check
from lessons.episodes import Episode, MediaBrought, asked_and_answered, files_of
from lessons.script import Brand, EndCard, Role, Scene, Talk
from lessons.series import Character, Series

FILES = "files"
"""The folder of pictures, recordings, clips and captions below that of the series."""

_TITLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class WrittenSeries:
    """A series as files.

    Attributes:
        pages: name -> words.
        files: name -> key in the media store.
    """

    pages: Mapping[str, str]
    files: Mapping[str, str]


def write_series(series: Series) -> WrittenSeries:
    """The files of a series. What reads them should compare with differences(): a few values have no words for them."""
    pages = {SERIES: _series_page(series)}
    for episode in series.episodes:
        name = f"{episode.number:02}-{episode.slug}"
        pages[f"{name}.md"] = _Page(episode, series.language, series.characters).text()
        for language in episode.translations:
            translation = replace(episode.in_language(language), sources=())
            pages[f"{name}.{language}.md"] = _Page(translation, language, series.characters).text()
    return WrittenSeries(pages, {name_of(key): key for key in _keys(series)})


def name_of(key: str) -> str:
    """A media key as a file's name: "assets/3f2a….png" is "files/3f2a….png"."""
    return f"{FILES}/{key.rpartition('/')[2]}"


def differences(series: Series, other: Series) -> tuple[str, ...]:
    """What learners could notice as different between two series, in words; what clips measured does not count."""
    changes = [] if _about(series) == _about(other) else ["the title, summary, language, characters or brand"]
    contents = {episode.slug: _content(episode) for episode in other.episodes}
    strangers = [candidate for candidate in series.episodes if contents.get(candidate.slug) != _content(candidate)]
    return (*changes, *(f"episode {candidate.number}, {candidate.title}" for candidate in strangers))


def _about(series: Series) -> object:
    slugs = [(episode.number, episode.slug) for episode in series.episodes]
    return series.slug, series.title, series.summary, series.language, look_record(series), slugs


def _content(episode: Episode) -> object:
    translations = {
        tag: replace(translation, check=_unmeasured(translation.check))
        for tag, translation in episode.translations.items()
    }
    plain = replace(episode, check=_unmeasured(episode.check), translations=translations)
    return episode_record(plain)


def _unmeasured(check: Check | None) -> Check | None:
    return check if check is None or check.scene is None else replace(check, at_s=None)


def _keys(series: Series) -> Iterator[str]:
    if series.brand and series.brand.logo:
        yield series.brand.logo
    for episode in series.episodes:
        for translation in (episode.in_language(language) for language in episode.languages):
            if translation.media:
                yield from filter(None, (translation.media.clip, translation.media.captions))
            for script in translation.scripts().values():
                yield from files_of(script)


Values = Mapping[str, str | Mapping[str, str | Mapping[str, str]]]


def _front(values: Values) -> str:
    """Front matter of what is not empty; every value in quotes, so that none is taken for a date or a number."""
    rows: list[str] = []
    for key, value in values.items():
        if isinstance(value, str):
            rows += [f"{key}: {_quoted(value)}"] if value else []
        elif value:
            rows += [f"{key}:", *(row for name, text in value.items() for row in _nested(name, text))]
    return "\n".join(["---", *rows, "---", ""])


def _nested(name: str, value: str | Mapping[str, str]) -> list[str]:
    if isinstance(value, str):
        return [f"  {_quoted(name)}: {_quoted(value)}"]
    return [f"  {_quoted(name)}:", *(f"    {_quoted(key)}: {_quoted(text)}" for key, text in value.items())]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _series_page(series: Series) -> str:
    about = {"title": series.title, "summary": series.summary, "language": series.language, "slug": series.slug}
    music = next((episode.script.music for episode in series.episodes if episode.script.music), "")
    characters = {character.name: _character(character) for character in series.characters}
    return _front({**about, "music": music, "characters": characters, "brand": _brand(series.brand)})


def _character(character: Character) -> str | Mapping[str, str]:
    if not character.drawn:
        return character.role
    about = {"role": character.role, "voice": character.voice, **dict(character.look)}
    return {key: text for key, text in about.items() if text}


def _brand(brand: Brand | None) -> Mapping[str, str]:
    if brand is None:
        return {}
    logo = {"logo": name_of(brand.logo)} if brand.logo else {}
    return {"name": brand.name, "background": brand.background, "accent": brand.accent, **logo}


@dataclass(slots=True)
class _Page:
    """An episode in one language.

    Attributes:
        language: that the reader takes it to be in without a key that says so.
    """

    episode: Episode
    language: str
    characters: Sequence[Character] = ()

    def text(self) -> str:
        sections = [*self.spoken(), *self.questions(), *self.branches(), *self.lists()]
        return "\n".join([_front(self.front()), *sections])

    def front(self) -> Mapping[str, str]:
        episode = self.episode
        return {
            "title": episode.title,
            "summary": episode.summary,
            "language": "" if episode.language == self.language else episode.language,
            "voice": episode.script.voice,
            **_media(episode.media),
        }

    def spoken(self) -> Iterator[str]:
        for heading, scenes in self.headed():
            yield _section(heading, *map(self.scene, filter(_is_written, scenes)))
            if heading == "Hook" and self.episode.second_hook:
                hook = [each for each in self.episode.second_hook.scenes if each.role is Role.HOOK]
                yield _section("Second hook", *map(self.scene, hook))

    def scene(self, scene: Scene) -> str:
        words = paragraph(scene.say)
        if isinstance(scene.show, Talk):
            words = f"{scene.show.person.name} ({scene.show.mood}): {words}"
        elif scene.speaker:
            words = f"{scene.speaker.name} ({scene.mood}): {words}"
        elif scene.voice:  # kept before a card's speaker was
            speaker = next((one.name for one in self.characters if one.voice == scene.voice), "")
            words = f"{speaker}: {words}" if speaker else words
        return f"{box(scene.show, scene.audio, name_of, self.episode.language)}\n\n{words}"

    def headed(self) -> Sequence[tuple[str, Sequence[Scene]]]:
        """The main clip's scenes under their headings; the scene that shows the answer begins a section of its own."""
        scenes, check = self.episode.script.scenes, self.episode.check
        if not scenes:  # the author brought the clip
            return []
        ends = len(scenes) - len(self.last_words())
        starts = [at for at in range(len(scenes)) if at in (0, ends) or scenes[at].role is not scenes[at - 1].role]
        if check and check.scene is not None and scenes[check.scene].role is Role.SCENE:
            starts.append(check.scene)
        firsts = sorted(set(starts))
        stretches = zip(firsts, [*firsts[1:], len(scenes)], strict=True)
        return [(self.heading(first, first >= ends), scenes[first:stop]) for first, stop in stretches]

    def last_words(self) -> Sequence[Scene]:
        """The scenes at the end whose words are the cliffhanger."""
        acts = [*takewhile(lambda scene: scene.role is Role.ACTION, reversed(self.episode.script.scenes))][::-1]
        wanted = self.episode.cliffhanger
        parts = (acts[at:] for at in range(len(acts)))
        return next((part for part in parts if wanted and _shown(part) == wanted), [])

    def heading(self, first: int, hangs: bool) -> str:
        match self.episode.script.scenes[first].role:
            case Role.HOOK:
                return "Hook"
            case Role.SCENE:
                return f"Scene: {self.title(first)}"
            case Role.ACTION:
                return f"{'Cliffhanger' if hangs else 'Call to action'}{self.action()}"

    def action(self) -> str:
        """What stands on the question card that comes by itself, as the title of the last section."""
        last = self.episode.script.scenes[-1]
        card = last.show
        return f": {card.action}" if isinstance(card, EndCard) and card.action and not last.say else ""

    def title(self, first: int) -> str:
        """What a section is called after, in the words that begin it; no two are called alike."""
        words = re.sub(r"[^\w\s'’,-]", "", self.episode.script.scenes[first].shown_words).split()[:_TITLE_WORDS]
        return f"{' '.join(words)} ({first + 1})"

    def questions(self) -> Iterator[str]:
        if self.episode.prompt:
            yield _section("Reflect", paragraph(self.episode.prompt))
        check = self.episode.check
        if check is None:
            return
        options = "\n".join(_option(check, at) for at in range(len(check.options)))
        yield _section(
            "Acknowledge" if check.document else "Check", paragraph(check.question), options, *self.answer_at(check)
        )
        yield _section("Why", paragraph(check.why))

    def answer_at(self, check: Check) -> Iterator[str]:
        if check.scene is not None:
            shows = self.episode.script.scenes[check.scene]
            for heading, scenes in self.headed():
                if scenes[0] is shows:
                    yield f"Answer at: {heading.removeprefix('Scene: ')}"
        elif check.at_s is not None:
            yield f"Answer at: {int(check.at_s) // 60}:{int(check.at_s) % 60:02}"

    def branches(self) -> Iterator[str]:
        for key, script in self.episode.branches.items():
            yield _section(f"Branch: {key}", *map(self.scene, filter(_is_written, script.scenes)))

    def lists(self) -> Iterator[str]:
        pairs = map(asked_and_answered, self.episode.answers)
        answers = [f"- {paragraph(question)}" + (f"\n  {paragraph(own)}" if own else "") for question, own in pairs]
        sources = [
            f"- [{escaped(source.title)}](<{source.url}>)" if source.url else f"- {paragraph(source.title)}"
            for source in self.episode.sources
        ]
        for heading, rows in (("Answers", answers), ("Sources", sources)):
            if rows:
                yield _section(heading, "\n".join(rows))


def _media(media: MediaBrought | None) -> Mapping[str, str]:
    if media is None:
        return {}
    files = {"clip": name_of(media.clip), "captions": name_of(media.captions)}
    return files | ({} if media.framed else {FRAME: "off"}) | ({BURNED: "on"} if media.burned else {})


def _section(heading: str, *blocks: str) -> str:
    return "\n\n".join([f"## {heading}", *blocks]) + "\n"


def _is_written(scene: Scene) -> bool:
    """The question card behind the last words comes from ## Reflect by itself."""
    return bool(scene.say) or not isinstance(scene.show, EndCard)


def _shown(scenes: Sequence[Scene]) -> str:
    return " ".join(scene.shown_words for scene in scenes if scene.say)


def _option(check: Check, at: int) -> str:
    option = check.options[at]
    arrow = option.leads_to and f" -> {option.leads_to}"
    words = escaped(option.text).replace("→", "&rarr;")  # else it would lead to a branch
    feedback = option.feedback and f"\n  {paragraph(option.feedback)}"
    return f"- [{'x' if at == check.correct else ' '}] {words}{arrow}{feedback}"
