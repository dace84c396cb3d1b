"""One Markdown file as an episode, told in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from lessons.authoring.answers import read_answers
from lessons.authoring.errors import Page, nearest
from lessons.authoring.files import CAPTIONS, CLIPS, Shelf, read_lines
from lessons.authoring.frontmatter import Front, read_front
from lessons.authoring.markdown import Items, Words, plain, read_sections
from lessons.authoring.outline import (
    ACTION,
    BRANCH,
    CLIFFHANGER,
    HOOK,
    REFLECT,
    SCENE,
    SLUG,
    SOURCES,
    Outline,
    Part,
    outline,
)
from lessons.authoring.passages import Passage, read_passages, refuse_length, said, shown
from lessons.authoring.question import Asked, read_check
from lessons.episodes import MAIN, MediaBrought, Source, Telling, start_of_scene
from lessons.studio.script import Card, EndCard, Role, Scene, Script

KEYS = ("title", "summary", "language", "voice", "clip", "captions")
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
class Told:
    """A file as read.

    Attributes:
        language: "" when the file names none.
        lines: where each scene of each clip begins, by the clip's key.
    """

    page: Page
    telling: Telling
    language: str
    sources: tuple[Source, ...] = ()
    asked: Asked | None = None
    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)


def read_telling(page: Page, shelf: Shelf, path: Path) -> Told | None:
    """The episode in a file; None when not even its lines can be read. Faults are noted on the page."""
    lines = read_lines(page, path)
    if lines is None:
        return None
    front = read_front(page, lines, KEYS, HINTS)
    parts = outline(page, read_sections(page, lines[front.ends :], front.ends))
    return _Writer(page, shelf, front, parts).told()


def language_tag(text: str) -> str:
    """The tag in its usual letters ("pt-br" is "pt-BR"), or "" when the text is no language tag."""
    found = LANGUAGE.match(text)
    if found is None:
        return ""
    family, script, region = found[1].lower(), (found[2] or "").title(), (found[3] or "").upper()
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
class _Writer:
    page: Page
    shelf: Shelf
    front: Front
    parts: Outline
    titles: dict[str, int] = field(default_factory=dict)

    def told(self) -> Told:
        front, parts = self.front, self.parts
        title = front.needed("title", "The Data Leak", TITLE_CHARACTERS)
        language, prompt = read_language(front), parts.words(REFLECT, PROMPT_CHARACTERS)
        media = self.media()
        main = [] if media else self.passages(parts.spoken, prompt)
        sources = tuple(self.sources())
        cited = tuple(_cited(source) for source in sources)
        script = Script(title, _scenes(main), language, front.text("voice"), sources=cited)
        asked, branches = self.asked(script), self.branches()
        telling = Telling(
            title=title,
            script=script,
            summary=front.text("summary", SUMMARY_CHARACTERS),
            check=None if asked is None else asked.check,
            prompt=prompt,
            cliffhanger=self.cliffhanger(),
            branches={key: _branch(script, key, passages, asked) for key, passages in branches.items()},
            media=media,
            answers=read_answers(self.page, parts),
        )
        self.refuse(media, asked)
        lines = {key: [passage.line for passage in passages] for key, passages in {MAIN: main, **branches}.items()}
        return Told(self.page, telling, language, sources, asked, lines)

    def media(self) -> MediaBrought | None:
        """The author's own clip, which needs its captions."""
        if not {"clip", "captions"} & set(self.front.values):
            return None
        clip = self.front.needed("clip", "our-clip.mp4")
        captions = self.front.needed("captions", "our-clip.vtt")
        page, line_of = self.page, self.front.line_of
        return MediaBrought(
            self.shelf.key(page, line_of("clip"), clip, CLIPS) if clip else "",
            self.shelf.key(page, line_of("captions"), captions, CAPTIONS) if captions else "",
        )

    def passages(self, parts: Sequence[Part], prompt: str) -> list[Passage]:
        """The main clip."""
        found: list[Passage] = []
        for part in parts:
            self.titles.setdefault(part.title or part.name.capitalize(), len(found))
            last = _last_card(part, prompt) if part is parts[-1] else None
            found += read_passages(self.page, self.shelf, part, ROLES[part.name], last)
        refuse_length(self.page, parts)
        return found

    def asked(self, script: Script) -> Asked | None:
        asked = read_check(self.page, self.parts, self.titles)
        if asked is None or asked.check.scene is None:
            return asked
        return replace(asked, check=replace(asked.check, at_s=start_of_scene(script.scenes, asked.check.scene)))

    def branches(self) -> Mapping[str, Sequence[Passage]]:
        """Key -> the clip that shows a consequence."""
        found: dict[str, Sequence[Passage]] = {}
        for part in self.parts.parts.get(BRANCH, ()):
            found[part.title] = read_passages(self.page, self.shelf, part, Role.SCENE)
            refuse_length(self.page, [part])
        return found

    def cliffhanger(self) -> str:
        part = self.parts.one(CLIFFHANGER)
        if part is None:
            return ""
        return shown(" ".join(said(self.page, block) for block in part.blocks if isinstance(block, Words)))

    def sources(self) -> list[Source]:
        part = self.parts.one(SOURCES)
        found: list[Source] = []
        for block in part.blocks if part else ():
            if isinstance(block, Items):
                found += [self.source(rows[0].line, " ".join(row.text for row in rows)) for rows in block.items]
            else:
                self.page.fault(block.line, "sources are a list", "Write each as - [its title](https://…)")
        if part and not part.blocks:
            self.page.fault(part.line, "## Sources is empty", "Write each as - [its title](https://…), or take it out.")
        return found

    def source(self, line: int, text: str) -> Source:
        link = SOURCE.match(text)
        if link is None:
            if "://" in text:
                self.page.fault(line, "the address of the source is no link", "Write - [its title](https://…)")
            return Source(plain(self.page, line, text))
        if not re.match(r"https?://[^/\s]+\.[^/\s]+", link[2]):
            self.page.fault(line, f"{link[2]!r} is no web address", "Write - [its title](https://…)")
        return Source(plain(self.page, line, f"{link[1]}{link[3]}"), link[2])

    def refuse(self, media: MediaBrought | None, asked: Asked | None) -> None:
        """Note what is missing or too much in the whole file."""
        spoken = self.parts.spoken
        for part in spoken if media else ():
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

    def refuse_branches(self, asked: Asked | None) -> None:
        leads = asked.leads if asked else {}
        keys = [part.title for part in self.parts.parts.get(BRANCH, ())]
        for key, line in leads.items():
            if key not in keys:
                meant = nearest(key, keys)
                instead = f"Write -> {meant}" if meant else f"Write a section ## Branch: {key}"
                self.page.fault(line, f"the option leads to {key!r}, which is no branch", instead)
        reached = {key if key in keys else nearest(key, keys) for key in leads}
        for part in self.parts.parts.get(BRANCH, ()):
            self.refuse_branch(part, reached)

    def refuse_branch(self, part: Part, reached: Set[str | None]) -> None:
        first = next(other for other in self.parts.parts[BRANCH] if other.title == part.title)
        if not SLUG.fullmatch(part.title) or part.title == MAIN:
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


def _scenes(passages: Sequence[Passage]) -> tuple[Scene, ...]:
    return tuple(passage.scene for passage in passages)


def _branch(main: Script, key: str, passages: Sequence[Passage], asked: Asked | None) -> Script:
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
