"""True quotes pass, forged ones do not."""

from __future__ import annotations

import random
import re

import pytest

from bench.answers_slice import DEV, lines
from lessons.answers.text.sentences import spans
from lessons.answers.writing.quotes import find_quote, whole_sentences

BODY = (
    "The limit is “180 euros” a night—unless\nyour manager  agrees. Do not pay €1,800 in cash. Naïve façades cost £2."
)


@pytest.mark.parametrize(
    "claimed, written",
    [
        ('the limit is "180 euros" a night', "The limit is “180 euros” a night"),
        ("a night-unless your MANAGER agrees", "a night—unless\nyour manager  agrees"),
        ("not pay €1,800 in cash.", "not pay €1,800 in cash."),
        ("Nai\u0308ve fac\u0327ades cost", "Naïve façades cost"),
    ],
)
def test_signs_spaces_and_capitals_may_differ(claimed: str, written: str) -> None:
    found = find_quote("p", BODY, claimed)
    assert found is not None
    assert (found.text, BODY[found.start : found.end]) == (written, written)


@pytest.mark.parametrize(
    "claimed",
    [
        "The limit is 80 euros a night",
        "The limit is “18",
        "Do pay €1,800 in cash",
        "pay €1,80",
        "800 in cash. Naïve façades",
        "imit is “180 euros” a night",
        "The limit your manager agrees",
        "in cash",
        "",
        "   ",
        "x" * 10_000,
        "(?=.*)limit is “180 euros”",
    ],
)
def test_what_is_not_written_there_is_no_quote(claimed: str) -> None:
    assert find_quote("p", BODY, claimed) is None


def test_scripts_without_spaces_are_quoted_from_the_middle() -> None:
    body = "数据泄露后请立即联系安全团队并更改密码。"
    found = find_quote("p", body, "请立即联系安全团队并更改密码")
    assert found is not None
    assert body[found.start : found.end] == found.text
    assert find_quote("p", body, "请立即联系安全部门并更改密码") is None


def test_a_quote_is_widened_until_no_not_is_cut_off() -> None:
    found = find_quote("p", BODY, "pay €1,800 in cash")
    assert found is not None
    assert whole_sentences(found, BODY).text == "Do not pay €1,800 in cash."


def sentences(number: int) -> list[tuple[str, str]]:
    """Bodies with one of their sentences, with a number or a verb to forge."""
    bodies = [line["text"] for line in lines(DEV) if line["type"] == "passage" and line["lang"] == "en"]
    pairs = [(body, body[start:end]) for body in bodies for start, end in spans(body) if end - start >= 40]
    return random.Random(90).sample(pairs, number)


def test_every_true_sentence_is_accepted_however_it_is_typeset() -> None:
    for body, sentence in sentences(300):
        changed = sentence.replace(" ", "  ").replace("-", "–").replace('"', "”").replace("'", "’").upper()
        for claimed in (sentence, changed.replace("SS", "ss")):
            found = find_quote("p", body, claimed)
            assert found is not None
            assert body[found.start : found.end] == found.text


def test_no_forged_sentence_is_accepted() -> None:
    chance = random.Random(7)
    forged = 0
    for body, sentence in sentences(500):
        numbers = [*re.finditer(r"\d+", sentence)]
        words = sentence.split()
        at = chance.randrange(1, len(words) - 1)
        fakes = [
            " ".join((*words[:at], "not", *words[at:])),
            " ".join((*words[:at], *words[at + 1 :])),
            " ".join((*words[:at], "zebras", *words[at + 1 :])),
        ]
        if numbers:
            one = chance.choice(numbers)
            fakes.append(f"{sentence[: one.start()]}{int(one.group()) + 1}{sentence[one.end() :]}")
        if re.search(r"\b(?:is|was|are|were) ", sentence):
            fakes.append(re.sub(r"\b(is|was|are|were) ", r"\1 not ", sentence, count=1))
        forged += len(fakes)
        assert [fake for fake in fakes if fake not in body and find_quote("p", body, fake)] == []
    assert forged > 1_500
