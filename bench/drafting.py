"""Drafts of series from documents, without a model: whether each sentence on screen stands in its document.

    python -m bench.drafting [--episodes 3] [--show NAME]

Over the documents of bench/data/drafting, bench/data/fresh and bench/data/heldout, and three of Ninety's own: one draft
each. A sentence counts as found when it stands in the document word for word, or is one of the story's own, which state
no rule (bot/messages/lower/story_texts.py) and whose values then stand in the document. Prints a line for each document
and JSON at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench.drafting_grounds import Grounds
from bot.studio.drafting.material import DraftDocument, NotDrafted, uploaded
from bot.studio.drafting.writing import DraftedSeries, draft_series, proof
from lessons.answers.reading.files import read_content
from lessons.studio.timing.timeline import estimate_seconds

ROOT = Path(__file__).parent.parent
DATA = ROOT / "bench" / "data"
OWN = ("SECURITY.md", "docs/works-council.md", "docs/operating.md")


@dataclass
class DraftFigures:
    """What came of one document.

    Attributes:
        episodes: drafted, of `asked`.
        found, unfounded: sentences on screen that stand in the document, or are the story's own; and those that do not.
        faults: of the automatic checks that import makes.
        longest_s: of the clips, by estimate.
        crash: what was raised, "" for nothing.
    """

    name: str
    asked: int
    episodes: int = 0
    found: int = 0
    unfounded: list[str] = field(default_factory=list)
    faults: int = 0
    longest_s: float = 0.0
    refused: str = ""
    crash: str = ""
    seconds: float = 0.0


def documents() -> list[Path]:
    """At least twenty documents of different kinds."""
    made = [path for path in (DATA / "drafting").iterdir() if path.suffix != ".json"]
    handbooks = [*(DATA / "fresh").glob("*.[mh]*"), *(DATA / "heldout").rglob("*.md")]
    return sorted([*made, *handbooks, *(ROOT / name for name in OWN)], key=lambda path: path.name)


async def read(path: Path) -> DraftDocument:
    content = await read_content(path.name, path.name, await asyncio.to_thread(path.read_bytes))
    return uploaded(content, 0)


def figures(path: Path, document: DraftDocument, episodes: int) -> tuple[DraftFigures, DraftedSeries | None]:
    """What comes of a document."""
    result, drafted, began = DraftFigures(path.name, episodes), None, time.perf_counter()
    try:
        *_, last = draft_series([document], document.title, "draft", episodes)
        drafted = last if isinstance(last, DraftedSeries) else None
    except NotDrafted as fault:
        result.refused = str(fault)
    except Exception as fault:  # a crash is what this benchmark looks for
        result.crash = f"{type(fault).__name__}: {fault}"
    result.seconds = round(time.perf_counter() - began, 1)
    if drafted is not None:
        _measure(result, drafted, document)
    return result, drafted


def _measure(result: DraftFigures, drafted: DraftedSeries, document: DraftDocument) -> None:
    grounds = Grounds([document], drafted.language)
    result.episodes = len(drafted.episodes)
    for name in drafted.episodes:
        page = proof(drafted.slug, drafted.pages, name)
        result.faults += len(page.faults)
        if page.translation is None:
            continue
        result.longest_s = round(max(result.longest_s, estimate_seconds(page.translation.script)), 1)
        for text in grounds.texts_of(page.translation):
            if grounds.founded(text):
                result.found += 1
            else:
                result.unfounded.append(text)


def summary(results: Sequence[DraftFigures]) -> dict[str, object]:
    drafted = [each for each in results if each.episodes]
    return {
        "documents": len(results),
        "drafted": len(drafted),
        "refused": sum(bool(each.refused) for each in results),
        "crashes": sum(bool(each.crash) for each in results),
        "episodes": sum(each.episodes for each in results),
        "episodes_asked": sum(each.asked for each in results),
        "sentences_found": sum(each.found for each in results),
        "sentences_unfounded": sum(len(each.unfounded) for each in results),
        "drafts_passing_checks": sum(not each.faults for each in drafted),
        "longest_clip_s": max((each.longest_s for each in results), default=0.0),
        "slowest_draft_s": max((each.seconds for each in results), default=0.0),
    }


async def main(episodes: int, show: str) -> None:
    results = []
    for path in documents():
        result, drafted = await asyncio.to_thread(figures, path, await read(path), episodes)
        results.append(result)
        print("\n".join(_lines(result)))
        if drafted and show == path.name:
            print("\n\n".join(drafted.pages.values()))
    print(
        json.dumps({"summary": summary(results), "documents": [asdict(each) for each in results]}, ensure_ascii=False)
    )


def _lines(result: DraftFigures) -> Iterator[str]:
    outcome = result.crash or result.refused[:60] or f"{result.found} found, {len(result.unfounded)} not"
    checks = f"{result.faults} faults, longest {result.longest_s} s, {result.seconds} s"
    yield f"{result.name:34} {result.episodes} of {result.asked} episodes  {outcome}  {checks}"
    yield from (f"    NOT FOUND: {text}" for text in result.unfounded)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--episodes", type=int, default=3)
    parser.add_argument("--show", default="", help="print the draft of the document of this name")
    typed = parser.parse_args()
    asyncio.run(main(typed.episodes, typed.show))
