"""Whether documents that disagree are told from those that are merely similar: bench/data/disagreements.json.

    python -m bench.answers_disagreements [--real]

The first round of pairs was written before anything decided between them, and what it missed was mended; the second
was asked once (17 of 25 and 0 of 27) and then mended too; nothing was ever mended for the third. With --real every two
sentences of different documents in bench/data are compared too: each alarm is printed, to be read by a person.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from lessons.answers.agreeing.disagreement import Disagreement, disagreement
from lessons.answers.reading.files import Read, read_files
from lessons.answers.text.sentences import spans

DATA = Path(__file__).parent / "data"
PAIRS = DATA / "disagreements.json"
HANDBOOKS = (DATA / "heldout", DATA / "fresh")


def pairs() -> list[Mapping[str, Any]]:
    read: list[Mapping[str, Any]] = json.loads(PAIRS.read_text(encoding="utf-8"))
    return read


def found_apart(pair: Mapping[str, Any]) -> bool:
    """Whether the two texts of a pair count as disagreeing."""
    first, second = pair["first"], pair["second"]
    texts = [first["text"]], first["title"], [second["text"]], second["title"]
    return disagreement(*texts, pair["language"]) is not None


def rates(some: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Share of the disagreeing pairs that are found, and of the similar ones that raise a false alarm."""
    outcomes = [(pair["disagree"], found_apart(pair)) for pair in some]
    apart = [found for disagree, found in outcomes if disagree]
    similar = [found for disagree, found in outcomes if not disagree]
    return {
        "found": sum(apart) / len(apart),
        "of": len(apart),
        "false_alarms": sum(similar) / len(similar),
        "of_similar": len(similar),
    }


async def _handbooks(folders: Sequence[Path]) -> dict[str, list[tuple[str, str]]]:
    """The sentences of each document with the title and headings above them."""
    sentences = defaultdict[str, list[tuple[str, str]]](list)
    async for read in read_files(list(folders), "en"):
        if isinstance(read, Read):
            for passage in read.passages:
                body = passage.body
                sentences[read.source.uri] += [(passage.title, body[start:end]) for start, end in spans(body)]
    return sentences


def _alarms(documents: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[Disagreement | None]:
    """What comes of every two sentences of two documents."""
    for first, second in combinations(documents.values(), 2):
        for title, sentence in first:
            for other_title, other in second:
                yield disagreement([sentence], title, [other], other_title, "en")


def real_alarms(folders: Sequence[Path] = HANDBOOKS) -> dict[str, float]:
    """How often handbooks that nobody made for this disagree; what is printed may be true."""
    compared, alarms = 0, list[Disagreement]()
    for apart in _alarms(asyncio.run(_handbooks(folders))):
        compared += 1
        alarms += [apart] if apart else []
    for apart in alarms:
        print(f"{apart.first}\n  {apart.other}\n  {apart.values or 'the opposite'}")
    return {"real_compared": compared, "real_alarms": len(alarms)}


def main() -> None:
    everything = pairs()
    for pair in everything:
        if found_apart(pair) != pair["disagree"]:
            print("missed:" if pair["disagree"] else "false alarm:", pair["id"])
    chosen = {f"round {number}": ("round", number) for number in (1, 2, 3)} | {"en": ("language", "en")}
    for name, (key, value) in (chosen | {"de": ("language", "de")}).items():
        shares = rates(pair for pair in everything if pair[key] == value)
        print(f"{name}: found {shares['found']:.2f} of {shares['of']}", end=", ")
        print(f"false alarms {shares['false_alarms']:.2f} of {shares['of_similar']}")
    shares = rates(everything)
    figures = {"disagreements_found": shares["found"], "disagreements_false": shares["false_alarms"]}
    print(json.dumps(figures | (real_alarms() if "--real" in sys.argv else {})))


if __name__ == "__main__":
    main()
