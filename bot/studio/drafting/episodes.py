"""The page of a drafted episode: problem at work, wrong turn, consequence, rule, next step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.generated_script import ProvenSentence, quoted_scenes
from bot.messages.lower import story_texts
from bot.messages.lower.story_texts import StoryLine
from bot.messages.studio import marks_texts
from bot.messages.studio.marks_texts import MARK
from bot.studio.drafting.cast import PLACES, StoryCast
from bot.studio.drafting.checks import ONLY_FOUND, DraftedCheck
from bot.studio.drafting.rules import RuleDraft
from lessons.authoring.cards import box, escaped, paragraph
from lessons.authoring.lines import EditedPage, PageSection, ScriptLine, put_together, with_front
from lessons.authoring.translation import SUMMARY_CHARACTERS
from lessons.script import Ask, Card, Headline, Place

MOST_ON_CARD = 4  # options that a card shows
LONGEST_ASKED = 115  # characters of a question that a card shows above its options
LONGEST_HEADLINE = 90  # characters of a heading that a card shows large
FRONT = "---\n---"
_END = re.compile(r"[.:!?…\s]+$")


@dataclass(frozen=True, slots=True)
class EpisodeDraft:
    """What an episode is made of.

    Attributes:
        turn: its place in the series, from 0.
        following: what the next episode is about, "" for the last.
    """

    rule: RuleDraft
    check: DraftedCheck
    turn: int
    following: str
    consequence: RuleDraft | None = None

    @property
    def title(self) -> str:
        return topic_of(self.rule)


def topic_of(rule: RuleDraft) -> str:
    """What an episode is about, in the document's own words."""
    plain = _END.sub("", rule.heading)
    return plain if len(plain) <= LONGEST_HEADLINE else f"{plain[:LONGEST_HEADLINE].rsplit(' ', 1)[0]}…"


def episode_page(draft: EpisodeDraft, cast: StoryCast) -> str:
    """The episode as the file that its authors would keep. Sentences are made in the reader's language of the moment.

    Raises:
        NothingToSay: a card cannot show what is quoted.
    """
    front = with_front(with_front(FRONT, "summary", _summary(draft)), "title", draft.title[:100])
    wrong_turn, outcome, rule = story_texts.headings()
    # The last part's title stands on the last card: there it says that no person wrote this.
    label, last = story_texts.label(), not draft.following
    ending = tuple(_said(story_texts.ending(draft.turn, last), cast))
    sections = [
        PageSection("Hook", tuple(_hook(draft, cast))),
        PageSection(f"Scene: {wrong_turn}", tuple(_wrong_turn(draft, cast))),
        PageSection(f"Scene: {outcome}", tuple(_outcome(draft, cast))),
        PageSection(f"Scene: {rule}", tuple(_rule(draft, cast))),
        PageSection(f"Call to action: {label}" if last else "Call to action", ending),
    ]
    if not last:
        lines = story_texts.cliffhanger(draft.following, draft.turn)
        sections.append(PageSection(f"Cliffhanger: {label}", tuple(_said(lines, cast))))
    sections += [
        PageSection("Reflect", text=story_texts.reflect(draft.turn)),
        PageSection("Check", text=_check(draft.check, rule)),
        PageSection("Why", text=paragraph(draft.check.why)),
        PageSection("Sources", text=sources_of(draft)),
    ]
    if draft.check.depth >= ONLY_FOUND:
        sections.append(PageSection("Notes", text=f"- {MARK} {escaped(marks_texts.question_to_write())}"))
    return put_together(EditedPage(front, tuple(sections))).text


def _summary(draft: EpisodeDraft) -> str:
    made_from = story_texts.by_template(draft.rule.document.title)
    return made_from if len(made_from) <= SUMMARY_CHARACTERS else story_texts.label()


def sources_of(draft: EpisodeDraft) -> str:
    """Every quoted place with the words that stand there."""
    rules = [draft.rule, *([draft.consequence] if draft.consequence else [])]
    return "\n".join(f"- {row}" for rule in rules for row in cited(rule))


def cited(rule: RuleDraft) -> Iterator[str]:
    """The rows of a list of sources: the place, and each sentence that is quoted from it."""
    place = escaped(rule.place)
    name = f"[{place}](<{rule.document.url}>)" if rule.document.url else place
    for text in rule.verbatim:
        yield f"{name}: “{escaped(text)}”"


def _hook(draft: EpisodeDraft, cast: StoryCast) -> Iterator[ScriptLine]:
    place = Place(PLACES[draft.turn % len(PLACES)], story_texts.when(draft.turn))
    opening = _said(story_texts.opening(draft.turn, not draft.following), cast)
    yield from _shown_over(place, opening)
    headline = Headline(draft.title, draft.rule.document.title)
    yield ScriptLine(paragraph(story_texts.topic(draft.title)), shows=shows(headline))


def _wrong_turn(draft: EpisodeDraft, cast: StoryCast) -> Iterator[ScriptLine]:
    guesser, reader = _turned(draft, cast)
    asking = story_texts.asking(draft.turn, [text for text, _, _ in draft.check.options])
    yield ScriptLine(escaped(asking), reader, "sly", shows(_question(draft)))
    guess = story_texts.guess(_END.sub("", draft.check.wrong[0].text), draft.turn)
    yield ScriptLine(escaped(guess), guesser, "glad", shows(Place(PLACES[draft.turn % len(PLACES)])))


def _question(draft: EpisodeDraft) -> Ask:
    """The question with its options, as short as a card needs it."""
    options = [text for text, _, _ in draft.check.options][:MOST_ON_CARD]
    wordings = (draft.check.question, draft.check.stem, f"{draft.title}?")
    room = LONGEST_ASKED - sum(max(0, len(option) - 25) for option in options)
    return Ask(next((words for words in wordings if len(words) <= room), f"{draft.title}?"), tuple(options))


def _outcome(draft: EpisodeDraft, cast: StoryCast) -> Iterator[ScriptLine]:
    _, reader = _turned(draft, cast)
    if draft.consequence is None:
        turned = StoryCast(*_turned(draft, cast))
        place = Place(PLACES[(draft.turn + 1) % len(PLACES)])
        yield from _shown_over(place, _said(story_texts.aftermath(draft.turn), turned))
        return
    yield ScriptLine(story_texts.before_consequence(), reader, "worried", shows(Place(PLACES[draft.turn % 4])))
    yield from quoted_lines(draft.consequence.quoted, draft.rule.document.language, reader, "worried")


def _rule(draft: EpisodeDraft, cast: StoryCast) -> Iterator[ScriptLine]:
    _, reader = _turned(draft, cast)
    yield ScriptLine(story_texts.before_rule(draft.turn), reader, "", shows(Place(PLACES[draft.turn % 4])))
    yield from quoted_lines(draft.rule.quoted, draft.rule.document.language, reader, "")


def quoted_lines(sentences: Sequence[ProvenSentence], language: str, who: str, mood: str) -> Iterator[ScriptLine]:
    """Words of the document, said by whoever reads, over cards that name the place."""
    for scene in quoted_scenes(sentences, language):
        yield ScriptLine(escaped(scene.say), who, mood, shows(scene.show))


def _turned(draft: EpisodeDraft, cast: StoryCast) -> tuple[str, str]:
    """Who guesses and who reads: in the last episode of several they change places."""
    return (cast.reader, cast.guesser) if draft.turn and not draft.following else (cast.guesser, cast.reader)


def _said(lines: Sequence[StoryLine], cast: StoryCast) -> list[ScriptLine]:
    return [ScriptLine(_words(line, cast), cast.name_of(line.who), line.mood) for line in lines]


def _words(line: StoryLine, cast: StoryCast) -> str:
    return escaped(line.words) if cast.name_of(line.who) else paragraph(line.words)


def _shown_over(card: Card, lines: Sequence[ScriptLine]) -> Iterator[ScriptLine]:
    first, *more = lines
    yield ScriptLine(first.words, first.speaker, first.mood, shows(card))
    yield from more


def shows(card: Card) -> str:
    """The rows of a box without their marks."""
    return "\n".join(row[2:] for row in box(card, "", str, "en").split("\n"))


def _check(check: DraftedCheck, scene: str) -> str:
    rows = [paragraph(check.question), ""]
    for text, reason, right in check.options:
        rows.append(f"- [{'x' if right else ' '}] {escaped(text)}")
        rows += [f"  {paragraph(reason)}"] if reason else []
    return "\n".join([*rows, "", f"Answer at: {scene}"])
