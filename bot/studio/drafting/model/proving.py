"""What a model's episode claims without a source, quotes wrongly, or asks badly: marked for whoever edits it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.messages.studio import marks_texts
from bot.studio.drafting.model.asking import ModelEpisode
from bot.studio.drafting.rules import RuleDraft
from lessons.answers.text.machine_orders import orders_a_machine
from lessons.answers.writing.quotes import find_quote
from lessons.authoring.question import OPTION_CHARACTERS, QUESTION_CHARACTERS, REASON_CHARACTERS
from lessons.checks import MAX_OPTIONS, MIN_OPTIONS

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# Words with which people state rules: a line of a story that has one rests on a document, or is marked.
_STATES = re.compile(
    r"\b(?:must|have to|has to|need to|never|always|allowed|forbidden|prohibited|required|may not|obliged|illegal|law|"
    r"policy (?:is|says)|muss|müssen|musst|darf|dürfen|niemals|immer|erlaubt|verboten|vorgeschrieben|Pflicht|Gesetz)\b",
    re.IGNORECASE,
)
LONGEST_SHOWN = 80  # characters of a line that a mark repeats


def marks_of(episode: ModelEpisode, rules: Sequence[RuleDraft]) -> list[str]:
    """Everything that a person has to look at, a sentence each."""
    return list(dict.fromkeys([*_line_marks(episode, rules), *_check_marks(episode, rules), *_sourceless(rules)]))


def _sourceless(rules: Sequence[RuleDraft]) -> Iterator[str]:
    if not rules:
        yield marks_texts.no_document()


def _line_marks(episode: ModelEpisode, rules: Sequence[RuleDraft]) -> Iterator[str]:
    quoted = " ".join(rules[line.rule - 1].text for line in episode.lines if 1 <= line.rule <= len(rules))
    for line in episode.lines:
        if line.rule and not 1 <= line.rule <= len(rules):
            yield marks_texts.invented_source(_short(line.quote or line.words))
        elif line.rule:
            yield from _quote_marks(line.quote, rules[line.rule - 1])
        elif line.quote:
            yield marks_texts.invented_source(_short(line.quote))
        # Where a rule is named its own words are shown, and a model's words beside it are left out.
        if not line.rule:
            yield from _claims(line.words, quoted)


def _quote_marks(quote: str, rule: RuleDraft) -> Iterator[str]:
    # A whole rule is shown by its number: an empty quote says nothing wrong.
    if quote.strip() and find_quote(rule.passage.id, rule.text, quote) is None:
        yield marks_texts.not_quoted(_short(quote), rule.place)


def _claims(words: str, quoted: str) -> Iterator[str]:
    """What a line of the story says although no source is named for it."""
    if orders_a_machine(words):
        yield marks_texts.orders_a_machine(_short(words))
    foreign = [number for number in _NUMBER.findall(words) if number not in _NUMBER.findall(quoted)]
    if foreign:
        yield marks_texts.foreign_number(foreign[0], _short(words))
    elif _STATES.search(words):
        yield marks_texts.no_source(_short(words))


def _check_marks(episode: ModelEpisode, rules: Sequence[RuleDraft]) -> Iterator[str]:
    right = [option for option in episode.options if option.right]
    if len(right) != 1:
        yield marks_texts.not_one_right(len(right))
    if not MIN_OPTIONS <= len(episode.options) <= MAX_OPTIONS:
        yield marks_texts.options(len(episode.options))
    texts = [" ".join(option.text.casefold().split()) for option in episode.options]
    if len(set(texts)) < len(texts):
        yield marks_texts.same_options()
    yield from (marks_texts.long_option(_short(each.text)) for each in episode.options if _over(each.text))
    if len(episode.question) > QUESTION_CHARACTERS or len(episode.why) > REASON_CHARACTERS:
        yield marks_texts.long_question()
    rule = rules[episode.rule - 1] if 1 <= episode.rule <= len(rules) else None
    if rule is None:
        yield marks_texts.check_without_rule()
        return
    claim = " ".join([episode.why, *(option.text for option in right)])
    for number in _NUMBER.findall(claim):
        if number not in _NUMBER.findall(rule.text):
            yield marks_texts.foreign_number(number, _short(claim))
            return


def _over(text: str) -> bool:
    return len(text) > OPTION_CHARACTERS


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN].rsplit(' ', 1)[0]}…"
