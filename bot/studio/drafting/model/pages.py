"""A model's episode as the file that its authors would keep: its story, the documents' rules, and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answers.generated_script import NothingToSay
from bot.messages.lower import story_texts
from bot.messages.studio.marks_texts import MARK
from bot.studio.drafting.cast import PLACES, StoryCast
from bot.studio.drafting.episodes import FRONT, cited, quoted_lines, shows
from bot.studio.drafting.model.asking import ModelEpisode, ModelLine
from bot.studio.drafting.rules import RuleDraft
from lessons.authoring.cards import escaped, paragraph
from lessons.authoring.lines import EditedPage, PageSection, ScriptLine, put_together, with_front
from lessons.authoring.question import REASON_CHARACTERS
from lessons.authoring.translation import PROMPT_CHARACTERS, SUMMARY_CHARACTERS, TITLE_CHARACTERS
from lessons.script import HINT, Headline, Place
from lessons.studio.cast.looks import MOODS

PARTS = ("hook", "wrong turn", "outcome", "rule", "action", "cliffhanger")


def model_page(
    episode: ModelEpisode, rules: Sequence[RuleDraft], cast: StoryCast, language: str, turn: int, marks: Sequence[str]
) -> str:
    """The page, in the order of a story whatever the order of the reply."""
    wrong_turn, outcome, rule = story_texts.headings()
    label = story_texts.model_label()
    headings = {
        "hook": "Hook",
        "wrong turn": f"Scene: {wrong_turn}",
        "outcome": f"Scene: {outcome}",
        "rule": f"Scene: {rule}",
        "action": "Call to action",
        "cliffhanger": "Cliffhanger",
    }
    spoken = {part: tuple(_lines(episode, part, rules, cast, language, turn)) for part in PARTS}
    last = "cliffhanger" if spoken["cliffhanger"] else "action"
    sections = [
        PageSection(f"{headings[part]}: {label}" if part == last else headings[part], lines)
        for part, lines in spoken.items()
        if lines
    ]
    used = [
        rules[n - 1] for n in dict.fromkeys([*(line.rule for line in episode.lines), episode.rule]) if _known(n, rules)
    ]
    titles = ", ".join(dict.fromkeys(each.document.title for each in used))
    summary = story_texts.by_model(titles) if titles else label
    front = with_front(FRONT, "summary", summary if len(summary) <= SUMMARY_CHARACTERS else label)
    front = with_front(front, "title", _plain(episode.title)[:TITLE_CHARACTERS])
    sections += (
        [PageSection("Reflect", text=paragraph(_plain(episode.reflect)[:PROMPT_CHARACTERS]))] if episode.reflect else []
    )
    if episode.options:
        sections.append(PageSection("Check", text=_check(episode, rule if spoken["rule"] else "")))
        sections.append(PageSection("Why", text=paragraph(_why(episode, rules))))
    sources = [f"- {row}" for each in used for row in cited(each)]
    sections += [PageSection("Sources", text="\n".join(sources))] if sources else []
    sections += [PageSection("Notes", text=notes(marks))] if marks else []
    return put_together(EditedPage(front, tuple(sections))).text


def notes(marks: Sequence[str]) -> str:
    """What has to be looked at, as notes: neither said nor shown, and in the way of publishing."""
    return "\n".join(f"- {MARK} {escaped(mark)}" for mark in marks)


def _known(number: int, rules: Sequence[RuleDraft]) -> bool:
    return 1 <= number <= len(rules)


def _lines(
    episode: ModelEpisode, part: str, rules: Sequence[RuleDraft], cast: StoryCast, language: str, turn: int
) -> Iterator[ScriptLine]:
    own = [line for line in episode.lines if _part_of(line) == part]
    place = shows(Place(PLACES[turn % len(PLACES)]))
    for at, line in enumerate(own):
        who = cast.name_of(line.who)
        mood = line.mood if line.mood in MOODS and line.mood != "neutral" else ""
        if _known(line.rule, rules):
            try:
                yield from quoted_lines(rules[line.rule - 1].quoted, language, who, mood)
                continue
            except NothingToSay:  # no card holds it: it is said over the picture before, and stays the document's words
                line = ModelLine(line.part, line.who, line.mood, rules[line.rule - 1].text, 0, "")
        words = _plain(line.words or line.quote)
        if not any(map(str.isalnum, words)):
            continue
        card = (
            shows(Headline(_plain(episode.title)[:60]))
            if not at and part == "hook" and not who
            else place
            if not at
            else ""
        )
        yield ScriptLine(escaped(words) if who else paragraph(words), who, mood if who else "", card)


def _part_of(line: ModelLine) -> str:
    part = " ".join(line.part.casefold().split())
    return part if part in PARTS else "outcome"


def _check(episode: ModelEpisode, scene: str) -> str:
    rows = [paragraph(_plain(episode.question) or "?"), ""]
    for option in episode.options:
        rows.append(f"- [{'x' if option.right else ' '}] {escaped(_plain(option.text))}")
        rows += [f"  {paragraph(_plain(option.reason))}"] if option.reason.strip() else []
    return "\n".join([*rows, "", *([f"Answer at: {scene}"] if scene else [])])


def _why(episode: ModelEpisode, rules: Sequence[RuleDraft]) -> str:
    """The quoted rule where one is named and fits, else what the model says."""
    if _known(episode.rule, rules):
        reason = story_texts.reason(rules[episode.rule - 1].text, rules[episode.rule - 1].place)
        if len(reason) <= REASON_CHARACTERS:
            return reason
    return _plain(episode.why) or "…"


def _plain(text: str) -> str:
    """One line in which nothing reads as a hint to the voice."""
    return " ".join(HINT.sub(lambda hint: hint[1], text).replace("{", "(").replace("}", ")").split())
