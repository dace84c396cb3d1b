"""A series from documents without a model: the best rules that a question can be asked about, each in a story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from bot.answers.generated_script import LONGEST_S, NothingToSay
from bot.messages.catalogue import speaking
from bot.messages.lower import story_texts
from bot.messages.studio import drafting_texts
from bot.studio.beginnings import slug_of
from bot.studio.checking import folder_of
from bot.studio.drafting.cast import NARRATOR, StoryCast, cast_of, characters
from bot.studio.drafting.checks import DraftedCheck, check_of
from bot.studio.drafting.episodes import EpisodeDraft, episode_page, topic_of
from bot.studio.drafting.material import DraftDocument, NotDrafted, common_language
from bot.studio.drafting.rules import RuleDraft, consequence_of, rules_of
from bot.studio.manuscripts import DraftedPage, Manuscript
from lessons.authoring.draft_page import DraftPage, front_text, read_draft_page
from lessons.authoring.lines import with_front
from lessons.authoring.lineup import SERIES
from lessons.studio.timing.timeline import estimate_seconds

MOST_EPISODES, USUAL_EPISODES = 6, 3
MOST_TRIED = 150  # rules that a question is looked for: a long handbook has thousands
DEPTH = 0.6  # how much less a question is worth for each step from knowing a rule to finding it


@dataclass(frozen=True, slots=True)
class DraftedSeries:
    """A series as the files that its authors would keep.

    Attributes:
        pages: by name; series.md is one of them.
        missing: how many episodes less than were asked for.
    """

    slug: str
    title: str
    language: str
    pages: dict[str, str]
    missing: int = 0

    @property
    def episodes(self) -> list[str]:
        return sorted(name for name in self.pages if name != SERIES)


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """How far a draft is: number `at` of `of`, and what was just done, for whoever waits."""

    at: int
    of: int
    what: str


@dataclass(frozen=True, slots=True)
class _Chosen:
    rule: RuleDraft
    check: DraftedCheck
    consequence: RuleDraft | None
    place: int


def draft_series(
    documents: Sequence[DraftDocument],
    title: str,
    slug: str,
    count: int,
    only: Sequence[RuleDraft] | None = None,
) -> Iterator[DraftProgress | DraftedSeries]:
    """DraftProgress, and the series last. Slow, some seconds an episode: keep it off the event loop.

    Args:
        only: the rules that episodes may be about; all of the documents' by default.

    Raises:
        NotDrafted: nothing in the documents can be asked about.
    """
    language = common_language(documents)
    rules = [rule for document in documents for rule in rules_of(document)]
    yield DraftProgress(0, count, drafting_texts.read_rules(len(rules)))
    drafter, pages = _Drafter(documents, rules, slug, title, language), dict[str, str]()
    for pages in drafter.attempts(only if only is not None else rules, count):
        if pages:
            *_, newest = pages.values()
            yield DraftProgress(
                len(pages), count, drafting_texts.wrote_episode(len(pages), front_text(newest, "title"))
            )
    if not pages:
        raise NotDrafted(drafting_texts.no_rules())
    yield DraftedSeries(slug, title, language, {SERIES: drafter.about, **pages}, count - len(pages))


class _Drafter:
    """Writes one series."""

    def __init__(
        self, documents: Sequence[DraftDocument], rules: Sequence[RuleDraft], slug: str, title: str, language: str
    ) -> None:
        self.rules, self.slug, self.language = rules, slug, language
        self.cast = cast_of(slug, [passage.body for document in documents for passage in document.passages])
        self.names = ", ".join(dict.fromkeys(document.title for document in documents))
        self._questions: list[_Chosen] | None = None
        with speaking(language):
            self.about = about_series(slug, title, language, self.cast, story_texts.series_summary(self.names))

    def attempts(self, allowed: Sequence[RuleDraft], count: int) -> Iterator[dict[str, str]]:
        """The episodes written so far, by name; the last of these is the whole series.

        What cannot be shown is refused, so that another rule takes its place: then it begins anew.
        """
        refused = set[str]()
        while chosen := self._choose(allowed, count, refused):
            pages = dict[str, str]()
            for turn, each in enumerate(chosen):
                following = topic_of(chosen[turn + 1].rule) if turn + 1 < len(chosen) else ""
                page = self._page(each, turn, following)
                if page is None:
                    refused.add(each.rule.focus)
                    break
                pages[f"{turn + 1:02}-{self._name(each.rule, pages)}.md"] = page
                yield pages
            else:
                return
        yield {}

    def _choose(self, allowed: Sequence[RuleDraft], count: int, refused: Set[str]) -> list[_Chosen]:
        """The worthiest rules with a question, each about something else, in the order of the documents."""
        chosen: dict[str, _Chosen] = {}
        for each in self._ranked(allowed):
            topic = topic_of(each.rule).casefold()
            if len(chosen) < count and topic not in chosen and each.rule.focus not in refused:
                chosen[topic] = each
        return sorted(chosen.values(), key=lambda each: each.place)

    def _ranked(self, allowed: Sequence[RuleDraft]) -> list[_Chosen]:
        """Rules with their questions, those first that say most and can be asked about best."""
        if self._questions is None:
            places = {rule.focus: at for at, rule in enumerate(self.rules)}
            worthiest = sorted(allowed, key=lambda rule: -rule.worth)[:MOST_TRIED]
            with speaking(self.language):
                checked = [(rule, check_of(rule, self.rules, at)) for at, rule in enumerate(worthiest)]
            self._questions = sorted(
                (
                    _Chosen(rule, check, consequence_of(rule, self.rules), places.get(rule.focus, 0))
                    for rule, check in checked
                    if check is not None
                ),
                key=lambda each: each.check.depth * DEPTH - each.rule.worth,
            )
        return self._questions

    def _page(self, each: _Chosen, turn: int, following: str) -> str | None:
        # A consequence makes the story better and longer: where it is too long, the story goes without.
        for consequence in dict.fromkeys((each.consequence, None)):
            draft = EpisodeDraft(each.rule, each.check, turn, following, consequence)
            try:
                with speaking(self.language):
                    page = episode_page(draft, self.cast)
            except NothingToSay:
                continue
            if self._holds(page):
                return page
        return None

    def _holds(self, page: str) -> bool:
        """Whether import would take it, and its clip is short enough."""
        read = proof(self.slug, {SERIES: self.about, "01-draft.md": page}, "01-draft.md")
        return (
            not read.faults and read.translation is not None and estimate_seconds(read.translation.script) <= LONGEST_S
        )

    def _name(self, rule: RuleDraft, pages: Mapping[str, str]) -> str:
        name, taken = slug_of(topic_of(rule)), {page.partition("-")[2].removesuffix(".md") for page in pages}
        return name if name not in taken else f"{name[:50]}-{len(pages) + 1}"


def about_series(slug: str, title: str, language: str, cast: StoryCast, summary: str) -> str:
    """The words of series.md."""
    front = with_front(with_front("---\n---", "voice", NARRATOR), "slug", slug)
    front = with_front(with_front(with_front(front, "language", language), "summary", summary[:200]), "title", title)
    return f"{front.removesuffix('---')}{characters(cast)}\n---\n"


def proof(slug: str, pages: dict[str, str], name: str) -> DraftPage:
    """What import makes of a page, with every card drawn once."""
    drafted = {key: DraftedPage(key, 1, words, True) for key, words in pages.items()}
    with folder_of(Manuscript("", slug, "", {}, (), "", drafted), Path) as folder:
        return read_draft_page(folder, name, True, frozenset(("heart", "flint", "stone", "wren")))
