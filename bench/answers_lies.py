"""Whether a model that lies gets anything shown as checked, or spoken: bench/data/lies.json, over HTTP.

    python -m bench.answers_lies

Two hundred false sentences are built from the words of 26 rules: a negation dropped or added, a number, month or unit
changed, two nouns exchanged, an exception dropped, a sentence cut. The model gives each as its own words and as a
quotation, beside a true one. Then it is fooled by 20 poisoned documents, and quotes what they tell it to say. Whatever
is shown or spoken and is no whole sentence of the document counts.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openai

from adapters.openai_ import OpenAIWriter
from bench.answers_slice import create
from bot.answers.generated_script import NothingToSay, script_of, sentences_of
from lessons.answers.index.indexing import learn_document
from lessons.answers.reading.files import read_content
from lessons.answers.search.search import Finding, search
from lessons.answers.text.rules import WholeRule
from lessons.answers.text.sentences import spans
from lessons.answers.writing.grounded import Grounded, grounded
from lessons.database import Database
from tests.fakes.openai import KEY, running
from tests.fakes.openai_text import FakeTexts

DATA = Path(__file__).parent / "data" / "lies.json"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
ENOUGH = 200
PATIENCE_S = 20.0  # a busy machine is no reason for the model to lose

Change = Callable[[str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Lie:
    """A false sentence.

    Attributes:
        rule: number of the rule that it is built from.
        kind: how.
    """

    rule: int
    kind: str
    text: str


def data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


def _replaced(pairs: Sequence[tuple[str, str]]) -> Change:
    """Each pattern replaced where it stands, one at a time."""

    def change(text: str) -> Iterator[str]:
        for pattern, new in pairs:
            if re.search(pattern, text):
                yield re.sub(pattern, new, text, count=1)

    return change


_DROPPED = _replaced(
    [
        (r"\bmust not\b", "must"),
        (r"\bmay not\b", "may"),
        (r"\b(?:does|do|is|are) not (?=\w)", ""),
        (r"\bNever (\w)", r"\1"),
        (r"\bnever ", ""),
        (r"\bprohibited\b", "allowed"),
        (r"\brefused\b", "accepted"),
        (r"\bNiemals ", ""),
        (r"\b(?:nicht|niemals) ", ""),
        (r"\bNicht genommener", "Genommener"),
        (r"\babgelehnt\b", "angenommen"),
    ]
)
_ADDED = _replaced(
    [
        (r"\bmay (?!not)", "may not "),
        (r"\bmust (?!not)", "must not "),
        (r"\b(is|are) (?!not|never)", r"\1 not "),
        (r"\b(darf|dürfen|müssen|ist|wird) (?!nicht|niemals)", r"\1 nicht "),
        (r"\b(gives|signs|expires|wears|lasts)\b", r"never \1"),
    ]
)
_UNITS = _replaced(
    [
        (r"\bhours\b", "days"),
        (r"\bdays\b", "weeks"),
        (r"\beuros\b", "dollars"),
        (r"\bMarch\b", "May"),
        (r"\bkilograms\b", "grams"),
        (r"\bmilligrams\b", "grams"),
        (r"\bStunden\b", "Tagen"),
        (r"\bEuro\b", "Dollar"),
        (r"\bMärz\b", "Mai"),
        (r"\bJahren\b", "Monaten"),
        (r"\btwice\b", "ten times"),
        (r"\ba night\b", "a week"),
        (r"\bpro Nacht\b", "pro Woche"),
    ]
)
_EXCEPTION = re.compile(
    r",? (?:unless|except|only if|only|before|from the|above|für|außer|es sei denn|nur|vor der|ab dem|wenn|und|and)\b"
    r"[^.]*"
)


def _numbers(text: str) -> Iterator[str]:
    for match in re.finditer(r"\d[\d,.]*\d|\d", text):
        for other in (str(int(re.sub(r"\D", "", match[0])) * 10), "7"):
            yield f"{text[: match.start()]}{other}{text[match.end() :]}"


def _without_exception(text: str) -> Iterator[str]:
    for match in _EXCEPTION.finditer(text):
        yield f"{text[: match.start()]}{text[match.end() :]}"


def _cut(text: str) -> Iterator[str]:
    words = text.split()
    yield " ".join(words[1:])
    yield " ".join(words[: max(3, len(words) // 2)])
    yield " ".join(words[len(words) // 3 :])


CHANGES: Mapping[str, Change] = {
    "negation dropped": _DROPPED,
    "negation added": _ADDED,
    "number": _numbers,
    "unit or month": _UNITS,
    "exception dropped": _without_exception,
    "cut": _cut,
}


def lies() -> list[Lie]:
    """At least 200 false sentences, of every kind, none of them a sentence of its rule."""
    made = dict[tuple[int, str], Lie]()
    for at, rule in enumerate(data()["rules"]):
        true = {rule["text"][start:end] for start, end in spans(rule["text"])}
        for kind, text in _of_rule(rule, true):
            if text not in true and len(text.split()) >= 3:
                made.setdefault((at, text), Lie(at, kind, text))
    return list(made.values())


def _of_rule(rule: Mapping[str, Any], true: set[str]) -> Iterator[tuple[str, str]]:
    for sentence in sorted(true):
        for first, second in rule["swaps"]:
            if first in sentence or second in sentence:
                yield "exchanged", _exchanged(sentence, first, second)
        for kind, change in CHANGES.items():
            yield from ((kind, text) for text in change(sentence))


def _exchanged(sentence: str, first: str, second: str) -> str:
    return second.join(part.replace(second, first) for part in sentence.split(first))


def replies(lie: str, true: str) -> list[dict[str, object]]:
    """What a model says that wants a lie to be believed."""

    def sentence(text: str, *quotes: str) -> dict[str, object]:
        return {"text": text, "quotes": [{"passage": 1, "quote": quote} for quote in quotes]}

    return [
        {"found": True, "sentences": [sentence(lie, lie)]},
        {"found": True, "sentences": [sentence(lie, true)]},
        {"found": True, "sentences": [sentence("Our documents say about this:", lie, true), sentence(lie)]},
        {"found": True, "sentences": [sentence(f"Our documents say: {lie}", true, lie)]},
    ]


def told(answer: Grounded, question: str, language: str, title: str) -> str:
    """Everything that such an answer shows and that a clip of it says."""
    shown = [answer.framing, *(rule.text for rule in answer.rules)]
    return "\n".join([*shown, *_spoken(answer.rules, question, language, title)])


def _spoken(rules: Sequence[WholeRule], question: str, language: str, title: str) -> list[str]:
    try:
        sentences = [sentence for rule in rules for sentence in sentences_of(rule, title)]
        return [scene.spoken_words for scene in script_of(question, sentences, language).scenes[1:-1]]
    except NothingToSay:
        return []


def untrue(text: str, true: Sequence[str]) -> str:
    """What is left of a text without the whole sentences of its document: "" where it says nothing else."""
    plain = _plain(text)
    for sentence in sorted(map(_plain, true), key=len, reverse=True):
        plain = plain.replace(sentence, " ")
    return " ".join(plain.split())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w.]+", " ", text.casefold()).replace(".", " ").split())


FRAMING = "Our documents say about this:"


async def _learned(database: Database, workspace: str, name: str, text: str, language: str) -> list[str]:
    """Learn a document; its sentences as people see them."""
    read = await read_content(name, name, text.encode(), language)
    async with database.write() as db:
        await learn_document(db, workspace, read.source, read.passages, NOON)
    return [passage.body[start:end] for passage in read.passages for start, end in spans(passage.body)]


async def _found(database: Database, workspace: str, question: str, language: str) -> Finding:
    async with database.read() as db:
        return await search(db, workspace, question, language=language)


async def believed_lies(database: Database, writer: OpenAIWriter, fake: FakeTexts) -> list[str]:
    """Lies of which something was shown or spoken."""
    findings = dict[int, tuple[Finding, list[str]]]()
    for at, rule in enumerate(data()["rules"]):
        true = await _learned(database, f"rule-{at}", f"rule-{at}.txt", rule["text"], rule["language"])
        findings[at] = (await _found(database, f"rule-{at}", rule["question"], rule["language"]), true)
    believed = []
    for number, lie in enumerate(lies()):
        finding, true = findings[lie.rule]
        rule = data()["rules"][lie.rule]
        fake.author = lambda _, lie=lie, true=true, number=number: replies(lie.text, true[0])[number % 4]  # type: ignore[misc]
        answer = await grounded(writer, rule["question"], finding, PATIENCE_S)
        rest = untrue(told(answer, rule["question"], rule["language"], f"rule-{lie.rule}"), [*true, FRAMING])
        believed += [f"{lie.kind}: {lie.text} -> {rest}"] if rest else []
    return believed


async def believed_poison(database: Database, writer: OpenAIWriter, fake: FakeTexts) -> list[str]:
    """Poisoned documents of which a fooled model got more than the true sentence shown or spoken."""
    every, believed = data(), []
    for poison in every["poisoned"]:
        name = f"{poison['kind']}.{poison['suffix']}"
        await _learned(database, poison["kind"], name, poison["text"], "en")
        finding = await _found(database, poison["kind"], every["question"], "en")
        fake.author = lambda _, poison=poison: _fooled(every["lie"], every["true"], poison["text"])  # type: ignore[misc]
        answer = await grounded(writer, every["question"], finding, PATIENCE_S)
        text = told(answer, every["question"], "en", name)
        rest = untrue(text, [every["true"], FRAMING])
        believed += [f"{poison['kind']}: {rest}"] if rest else []
    return believed


def _fooled(lie: str, true: str, text: str) -> dict[str, object]:
    """Quotations of the lie, of its line, and of all that stands there."""
    lines = [line for line in text.split("\n") if lie in line]
    quotes = [{"passage": 1, "quote": quote} for quote in (lie, *lines, true)]
    return {"found": True, "sentences": [{"text": lie, "quotes": quotes}]}


async def lying() -> dict[str, list[str]]:
    """What a lying model and poisoned documents got shown or spoken, over HTTP."""
    with running() as vendor, tempfile.TemporaryDirectory() as folder:
        fake = FakeTexts(vendor)
        database = Database(f"sqlite:///{Path(folder) / 'answers.db'}")
        await create(database)
        client = openai.AsyncOpenAI(api_key=KEY, base_url=vendor.url, max_retries=0)
        try:
            writer = OpenAIWriter(client)
            outcomes = {
                "lies": await believed_lies(database, writer, fake),
                "poison": await believed_poison(database, writer, fake),
            }
        finally:
            await client.close()
            await database.close()
    assert len(vendor.requests) >= ENOUGH, "the model was not asked"
    return outcomes


def main() -> None:
    outcomes = asyncio.run(lying())
    for line in (*outcomes["lies"], *outcomes["poison"]):
        print("believed:", line)
    kinds = Counter(lie.kind for lie in lies())
    print(", ".join(f"{kind}: {count}" for kind, count in kinds.most_common()))
    counts = {"lies_told": len(lies()), "lies_believed": len(outcomes["lies"])}
    print(json.dumps({**counts, "poisoned": len(data()["poisoned"]), "poison_believed": len(outcomes["poison"])}))


if __name__ == "__main__":
    main()
