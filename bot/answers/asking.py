"""One question being answered, what came of it, and the places that its answer rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.answers.questions import Form, Outcome, Question
from bot.answers.sources.agreed import Agreement
from bot.chat import Clip, Message, Passage, Text
from bot.messages.lower import source_texts
from lessons.answers.search import decision
from lessons.answers.search.curated import curated_answer
from lessons.answers.search.quotable import Quotable, rules_of
from lessons.answers.search.search import Finding, Hit
from lessons.answers.text.analyser import base_language, question_words, stem
from lessons.answers.text.rules import PATH, WholeRule
from lessons.answers.writing.grounded import Grounded
from lessons.episodes import Episode
from schedules.people.roster import Learner, Workspace
from schedules.rules.wall_clock import local_day

LONGEST_SHOWN = 200  # characters of a question that are repeated


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        found: titles of what came nearest.
        asks: the message ends with the check of the episode.
        hint: said first, where the workspace wants that.
        late: a model was still at it; better() waits for its words.
    """

    outcome: Outcome
    message: Message
    form: Form = Form.NOTHING
    by_model: bool = False
    cited: Sequence[str] = ()
    found: Sequence[str] = ()
    made_id: str = ""
    episode_id: str = ""
    check_key: str = ""
    asks: bool = False
    hint: Message | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One question being answered.

    Attributes:
        agreed: what is agreed about the documents that were found, by their ids.
    """

    workspace: Workspace
    learner: Learner
    question: Question
    now: datetime
    finding: Finding = field(default=Finding(decision.Outcome.NONE, (), (), (), ()))
    agreed: Mapping[str, Agreement] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        return self.question.words[:LONGEST_SHOWN]

    @property
    def corrected(self) -> str:
        return " ".join(f"{typed} → {read}" for typed, read in self.finding.corrected)

    def foreign(self, hit: Hit) -> str:
        """The language of a hit, where it is not the learner's; "" where it is."""
        return "" if base_language(hit.language) == base_language(self.learner.locale) else hit.language


def clip_choices(words: Grounded, finding: Finding) -> list[Sequence[WholeRule]]:
    """What a clip may say, the fullest first: everything that is quoted, then the best rule alone."""
    shorter = words.rules[:1] if words.by_model else finding.rules[1:2]
    choices = [words.rules, shorter]
    return [rules for at, rules in enumerate(choices) if _tellable(rules) and rules not in choices[:at]]


def _tellable(rules: Sequence[WholeRule]) -> bool:
    return bool(rules) and all(quoted.whole for quoted in rules)


def versions_of(finding: Finding, by_model: bool) -> Sequence[str]:
    """The passages that an answer is made from: all that a model may read, or the one whose sentences are said."""
    if by_model:
        return [place.passage_id for place in finding.evidence]
    return [hit.passage_id for hit in finding.hits[:1]]


def places_of(finding: Finding) -> dict[str, Quotable]:
    every: Iterable[Quotable] = (*finding.evidence, *finding.hits)
    return {place.passage_id: place for place in every}


def place_of(found: Quotable) -> str:
    """Where a passage stands, as people read it."""
    return f"{found.title}, page {found.page}" if found.page else found.title


def source_line(asking: Asking, place: Quotable) -> str:
    """Where a passage stands, who looks after its document and until when that holds."""
    agreement = asking.agreed.get(place.document_id)
    where = place_of(place)
    return source_texts.agreed(where, agreement.owner, agreement.valid_until) if agreement else where


def with_overdue(asking: Asking, answer: Answer) -> Answer:
    """The same answer, which says before what it quotes that a source of it is overdue."""
    today = local_day(asking.now, ZoneInfo(asking.learner.zone))
    places = places_of(asking.finding)
    cited = dict.fromkeys(places[each].document_id for each in answer.cited if each in places)
    past = [agreement for each in cited if (agreement := asking.agreed.get(each)) and agreement.overdue(today)]
    if not past or answer.form is Form.REVIEW:
        return answer
    titles = {place.document_id: place.title.split(PATH)[0] for place in places.values()}
    notes = [
        Text(source_texts.overdue(titles[each.document_id], each.owner, each.valid_until))
        for each in past
        if each.valid_until
    ]
    parts = answer.message.parts
    at = next((at for at, part in enumerate(parts) if isinstance(part, Clip | Passage)), len(parts))
    message = structs.replace(answer.message, parts=(*parts[:at], *notes, *parts[at:]))
    return replace(answer, message=message)


def words_beside_clip(asking: Asking, hit: Hit, episode: Episode) -> str:
    """What stands beside a clip: its author's own answer, or what it says about the question; else its title.

    A story tells mistakes too. To a question that its author named, only the author's own answer is one.
    """
    named = curated_answer(asking.question.words, hit.language, episode)
    if named is not None:
        return named or hit.title
    first = hit is asking.finding.hits[0]
    rules = asking.finding.rules if first else _rules(hit, asking.question)
    return " ".join(rules[0].text.split("\n")) if rules else hit.title


def _rules(hit: Hit, question: Question) -> tuple[WholeRule, ...]:
    weights = {stem(word, hit.language): 1.0 for word in question_words(question.words, question.language)}
    return rules_of(hit, weights)
