"""One Markdown file as an episode, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons import episodes
from lessons.authoring.answers import read_answers
from lessons.authoring.dialogue import BEAT_S, Cast, spoken_rows, with_listeners
from lessons.authoring.page.errors import SourceFile, nearest
from lessons.authoring.page.files import SeriesFiles, read_lines
from lessons.authoring.page.frontmatter import Front, read_front
from lessons.authoring.page.markdown import Items, plain, read_sections
from lessons.authoring.page.outline import (
    ACTION,
    BRANCH,
    CLIFFHANGER,
    HOOK,
    REFLECT,
    SCENE,
    SECOND_HOOK,
    SLUG,
    SOURCES,
    Outline,
    Part,
    outline,
)
from lessons.authoring.page.own_film import FILM_KEYS, own_film
from lessons.authoring.passages import NOBODY, ScriptPassage, read_passages, refuse_length, said, shown
from lessons.authoring.question import QuestionPart, read_check
from lessons.episodes import MAIN, MediaBrought, Source, Translation, start_of_scene
from lessons.script import Card, EndCard, Role, Scene, Script

KEYS = ("title", "summary", "language", "voice", *FILM_KEYS)
HINTS = {
    "sources": "Write them as a list under ## Sources, at the end of the file.",
    "number": "The number of an episode is the one that its file name begins with.",
    "slug": "The name of an episode is its file name: 02-the-cover-up.md",
    "characters": "Write them in series.md.",
    "brand": "Write it in series.md.",
}
TITLE_CHARACTERS = 100
SUMMARY_CHARACTERS = 200
PROMPT_CHARACTERS = 140
LANGUAGE = re.compile(r"^([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?$", re.IGNORECASE)
SOURCE = re.compile(r"^\[(.+)\]\(\s*<?([^<>\s]*)>?\s*\)(.*)$")
ROLES = {HOOK: Role.HOOK, SCENE: Role.SCENE, ACTION: Role.ACTION, CLIFFHANGER: Role.ACTION}


@dataclass(frozen=True, slots=True)
class TranslationParts:
    """A file as read.

    Attributes:
        language: "" when the file names none.
        lines: where each scene of each clip begins, by the clip's key.
        film: lines of the front matter that name the author's own clip and its captions.
        voice_line: where the file names its voice.
    """

    page: SourceFile
    translation: Translation
    language: str
    sources: tuple[Source, ...] = ()
    question: QuestionPart | None = None
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)
    film: tuple[int, int] = (1, 1)
    voice_line: int = 1


def read_translation(page: SourceFile, files: SeriesFiles, path: Path, cast: Cast = NOBODY) -> TranslationParts | None:
    """The episode in a file; None when not even its lines can be read. Faults are noted on the page."""
    lines = read_lines(page, path)
    if lines is None:
        return None
    front = read_front(page, lines, KEYS, HINTS)
    page = replace(page, language=language_tag(front.text("language")) or page.language)
    parts = outline(page, read_sections(page, lines[front.ends :], front.ends))
    return _EpisodeReader(page, files, front, parts, cast).parts_of_file()


def language_tag(text: str) -> str:
    """The tag in its usual letters ("pt-br" is "pt-BR"), or "" when the text is no language tag."""
    tag = LANGUAGE.match(text)
    if tag is None:
        return ""
    family, script, region = tag[1].lower(), (tag[2] or "").title(), (tag[3] or "").upper()
    return "-".join(part for part in (family, script, region) if part)


def read_language(front: Front) -> str:
    """The language that a front matter names, "" when it names none."""
    text = front.text("language")
    tag = language_tag(text)
    if text and not tag:
        what = f"{text!r} is no language tag"
        front.page.fault(front.line_of("language"), what, "Write the short tag, such as en, de or pt-BR.")
    return tag


@dataclass(slots=True)
class _EpisodeReader:
    page: SourceFile
    files: SeriesFiles
    front: Front
    parts: Outline
    cast: Cast
    titles: dict[str, int] = field(default_factory=dict)

    def parts_of_file(self) -> TranslationParts:
        front, parts = self.front, self.parts
        title = front.needed("title", "The Data Leak", TITLE_CHARACTERS)
        language, prompt = read_language(front), parts.words(REFLECT, PROMPT_CHARACTERS)
        media = own_film(self.front, self.files)
        main = [] if media else self.passages(parts.spoken, prompt)
        sources = tuple(self.sources())
        cited = tuple(_cited(source) for source in sources)
        script = Script(title, _scenes(main), language, front.text("voice"), sources=cited)
        question, branches = self.asked(script), self.branches()
        second = self.second_hook(main)
        translation = Translation(
            title=title,
            script=script,
            summary=front.text("summary", SUMMARY_CHARACTERS),
            check=None if question is None else question.check,
            prompt=prompt,
            cliffhanger=self.cliffhanger(),
            branches={key: _branch(script, key, passages, question) for key, passages in branches.items()},
            media=media,
            answers=read_answers(self.page, parts),
            second_hook=replace(script, scenes=_scenes(second)) if second else None,
        )
        self.refuse(media, question)
        clips = {MAIN: main, episodes.SECOND_HOOK: second, **branches}
        lines = {
            key: [passage.line for passage in passages] for key, passages in clips.items() if passages or key == MAIN
        }
        film = front.line_of("clip"), front.line_of("captions")
        voice_line = front.line_of("voice")
        return TranslationParts(self.page, translation, language, sources, question, lines, film, voice_line)

    def passages(self, parts: Sequence[Part], prompt: str) -> list[ScriptPassage]:
        """The main clip."""
        passages: list[ScriptPassage] = []
        for part in parts:
            self.titles.setdefault(part.title or part.name.capitalize(), len(passages))
            last = _last_card(part, prompt) if part is parts[-1] and not self.cast else None
            passages += read_passages(self.page, self.files, part, ROLES[part.name], last, self.cast)
        refuse_length(self.page, parts)
        return _with_end(passages, prompt, parts[-1].title if parts else "")

    def second_hook(self, main: Sequence[ScriptPassage]) -> list[ScriptPassage]:
        """The main clip with its other beginning; nothing where there is none."""
        part = self.parts.one(SECOND_HOOK)
        if part is None or not main:
            return []
        hook = read_passages(self.page, self.files, part, Role.HOOK, cast=self.cast)
        rest = [each for each in main if each.scene.role is not Role.HOOK]
        refuse_length(self.page, [part, *(other for other in self.parts.spoken if other.name != HOOK)])
        return [*hook, *rest]

    def asked(self, script: Script) -> QuestionPart | None:
        question = read_check(self.page, self.parts, self.titles)
        if question is None or question.check.scene is None:
            return question
        return replace(
            question, check=replace(question.check, at_s=start_of_scene(script.scenes, question.check.scene))
        )

    def branches(self) -> Mapping[str, Sequence[ScriptPassage]]:
        """Key -> the clip that shows a consequence."""
        branches: dict[str, Sequence[ScriptPassage]] = {}
        for part in self.parts.parts.get(BRANCH, ()):
            branches[part.title] = read_passages(self.page, self.files, part, Role.SCENE, cast=self.cast)
            refuse_length(self.page, [part])
        return branches

    def cliffhanger(self) -> str:
        part = self.parts.one(CLIFFHANGER)
        if part is None:
            return ""
        lines = spoken_rows(part.blocks, SourceFile(self.page.file), self.cast)  # its faults are noted as a scene's
        return shown(" ".join(said(self.page, line.words) for line in lines))

    def sources(self) -> list[Source]:
        part = self.parts.one(SOURCES)
        sources: list[Source] = []
        for block in part.blocks if part else ():
            if isinstance(block, Items):
                sources += [self.source(rows[0].line, " ".join(row.text for row in rows)) for rows in block.items]
            else:
                self.page.fault(block.line, "sources are a list", "Write each as - [its title](https://…)")
        if part and not part.blocks:
            self.page.fault(part.line, "## Sources is empty", "Write each as - [its title](https://…), or take it out.")
        return sources

    def source(self, line: int, text: str) -> Source:
        link = SOURCE.match(text)
        if link is None:
            if "://" in text:
                self.page.fault(line, "the address of the source is no link", "Write - [its title](https://…)")
            return Source(plain(self.page, line, text))
        if not re.match(r"https?://[^/\s]+\.[^/\s]+", link[2]):
            self.page.fault(line, f"{link[2]!r} is no web address", "Write - [its title](https://…)")
        return Source(plain(self.page, line, f"{link[1]}{link[3]}"), link[2])

    def refuse(self, media: MediaBrought | None, asked: QuestionPart | None) -> None:
        """Note what is missing or too much in the whole file."""
        spoken = self.parts.spoken
        for part in [*spoken, *self.parts.parts.get(SECOND_HOOK, ())] if media else ():
            what = f"the episode brings its own clip, so nobody says ## {part.heading}"
            self.page.fault(
                part.line, what, "Take the section out, or take clip: and captions: out of the front matter."
            )
        if media is None and not self.front.broken:
            self.refuse_gaps({part.name for part in spoken} | self.parts.meant)
        self.refuse_branches(asked)

    def refuse_gaps(self, names: set[str]) -> None:
        if HOOK not in names:
            self.page.fault(1, "there is no ## Hook", "Write ## Hook and below it the sentence that makes people stay.")
        if SCENE not in names:
            self.page.fault(1, "there is no ## Scene", "Write ## Scene: its title and below it what is said.")
        if not {ACTION, CLIFFHANGER} & names:
            what = "the episode has no end"
            self.page.fault(1, what, "Write ## Call to action or ## Cliffhanger after the last scene.")

    def refuse_branches(self, asked: QuestionPart | None) -> None:
        leads = asked.leads if asked else {}
        keys = [part.title for part in self.parts.parts.get(BRANCH, ())]
        for key, line in leads.items():
            if key not in keys:
                meant = nearest(key, keys)
                text = "or put the words in backticks if the arrow is text: `Save -> Close`"
                instead = f"Write -> {meant}" if meant else f"Write a section ## Branch: {key}, {text}"
                self.page.fault(line, f"the option leads to {key!r}, which is no branch", instead)
        reached = {key if key in keys else nearest(key, keys) for key in leads}
        for part in self.parts.parts.get(BRANCH, ()):
            self.refuse_branch(part, reached)

    def refuse_branch(self, part: Part, reached: Set[str | None]) -> None:
        first = next(other for other in self.parts.parts[BRANCH] if other.title == part.title)
        if not SLUG.fullmatch(part.title) or part.title in (MAIN, episodes.SECOND_HOOK):
            what = f"{part.title!r} cannot name a branch"
            self.page.fault(
                part.line, what, "Write at most 80 small letters, digits and hyphens: ## Branch: tell-nobody"
            )
        elif first is not part:
            what = f"the branch {part.title} stands here for the second time"
            self.page.fault(part.line, what, f"Keep one; the other is on line {first.line}.")
        elif part.title not in reached:
            what = f"no option leads to the branch {part.title}"
            self.page.fault(part.line, what, f"Write -> {part.title} behind an option of the check.")


def _cited(source: Source) -> str:
    return f"{source.title}, {source.url}" if source.url else source.title


def _last_card(part: Part, prompt: str) -> Card | None:
    return EndCard(prompt, part.title) if prompt else None


def _with_end(passages: list[ScriptPassage], prompt: str, action: str) -> list[ScriptPassage]:
    """The question card in silence behind the last picture, which stays for a beat, where no other card shows it."""
    if not passages or not prompt or isinstance(passages[-1].scene.show, EndCard):
        return passages
    last = passages[-1]
    rests = replace(last, scene=replace(last.scene, hold_s=BEAT_S))
    return [*passages[:-1], rests, ScriptPassage(last.line, Scene(Role.ACTION, "", EndCard(prompt, action)))]


def _scenes(passages: Sequence[ScriptPassage]) -> tuple[Scene, ...]:
    return with_listeners([passage.scene for passage in passages])


def _branch(main: Script, key: str, passages: Sequence[ScriptPassage], asked: QuestionPart | None) -> Script:
    """The clip of a branch, called after the option that leads to it."""
    options = asked.check.options if asked else ()
    chosen = next((option.text for option in options if option.leads_to == key), main.title)
    return replace(main, title=chosen, scenes=_in_acts(_scenes(passages)))


def _in_acts(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """A branch's scenes as a short story of its own: the first hooks, the last says what to do."""
    if not scenes:
        return ()
    first = [replace(scenes[0], role=Role.HOOK)] if len(scenes) > 1 else []
    return (*first, *scenes[1:-1], replace(scenes[-1], role=Role.ACTION))
