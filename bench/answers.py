"""How good and how fast answers are found, beside FTS5, rank_bm25 and bm25s over the same texts.

    python -m bench.answers                                   the slice in bench/data, 2,500 and 100,000 passages
    python -m bench.answers --quick                           100,000 only where an earlier run left them; under 50 s
    python -m bench.answers --slice FILE --predictions OUT    another slice: quality only

The larger corpora are the slice's English texts with words exchanged (see answers_corpus.py). The last line is one
JSON object: top1 and mrr over the slice's questions that have an answer, wrong_answered of the answerable, ood_answered
of the questions from another world, near_answered of those on the topic of a document that holds no answer; p99_ms and
p99_ms_100k from question to finding. handbook_... are everyday questions to a small handbook (answers_everyday.py), and
polarity_wrong counts rules that were quoted or spoken without what turns them (answers_polarity.py).
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
if __package__ in (None, ""):  # run as a file
    sys.path.insert(0, str(ROOT))

from adapters.minilm.embedder import MiniLMEmbedder  # noqa: E402
from bench.answers_corpus import made_texts  # noqa: E402
from bench.answers_everyday import everyday  # noqa: E402
from bench.answers_everyday import summary as everyday_summary  # noqa: E402
from bench.answers_polarity import polarity  # noqa: E402
from bench.answers_quality import ask_slice, hostile, summary  # noqa: E402
from bench.answers_slice import DEV, Line, lines, queries, texts  # noqa: E402

WORK = ROOT / "var" / "bench" / "answers"
SIZES = (2_500, 100_000)
PEERS = ("fts5", "bm25s", "rank_bm25")
QUESTIONS = 400
FUZZED = 5_000  # strings, beside the hostile list
SLOW_QUESTIONS = 60  # of rank_bm25 over 100,000 texts, which takes a fifth of a second for each
LONGEST = 900  # characters: a longer text would become several passages


def prepare(slice_lines: Sequence[Line], size: int) -> Path:
    """A folder with texts.json, of so many texts, and queries.json."""
    folder = WORK / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    english = {line["id"] for line in slice_lines if line["type"] == "passage" and line.get("lang", "en") == "en"}
    own = [text for text in texts(slice_lines) if text[0] in english and len(text[2]) <= LONGEST]
    made = made_texts([text for _, _, text in own], size - len(own))
    every = [*own, *((f"made-{at}", title, text) for at, (title, text) in enumerate(made))]
    (folder / "texts.json").write_text(json.dumps(every))
    known = {name for name, _, _ in own}
    asked = [query for query in queries(slice_lines) if query.get("lang", "en") == "en" and known & {*query["gold"]}]
    (folder / "queries.json").write_text(json.dumps(asked))
    return folder


def measured(size: int, quick: bool, slice_lines: Sequence[Line]) -> list[dict[str, Any]]:
    """A row for each engine over so many texts; our rows are the first, by words and with the embedder."""
    large = size > 10_000
    folder = WORK / str(size) if quick and large else prepare(slice_lines, size)
    built = {} if quick and large else _run("bench.answers_ours", "build", folder)
    ours = built | _run("bench.answers_ours", "ask", folder, QUESTIONS)
    peers = () if quick and large else PEERS
    asked = {name: SLOW_QUESTIONS if large and name == "rank_bm25" else QUESTIONS for name in peers}
    embedded = {} if quick and large else _run("bench.answers_ours", "embed", folder)
    by_meaning = embedded | _run("bench.answers_ours", "meaning", folder, QUESTIONS)
    return [ours, by_meaning, *(_run("bench.answers_peers", name, folder, asked[name]) for name in peers)]


def _run(module: str, *arguments: object) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return row


def table(size: int, rows: Sequence[dict[str, Any]]) -> str:
    columns = ("name", "asked", "top1", "p50", "p99", "busy_p99", "add_ms", "build_s", "disk_mb", "memory_mb")
    shown = [[_shown(row.get(column)) for column in columns] for row in rows]
    heads = (
        "",
        "questions",
        "top-1",
        "p50 ms",
        "p99 ms",
        "p99 while adding",
        "add ms",
        "index s",
        "disk MB",
        "memory MB",
    )
    body = ("| " + " | ".join(row) + " |" for row in shown)
    head = ("| " + " | ".join(heads) + " |", "|" + "---|" * len(heads))
    return "\n".join([f"\n{size:,} passages, English questions of the slice", *head, *body])


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if value < 1 else f"{value:.1f}"
    return "" if value is None else str(value)


def main() -> None:
    arguments = _arguments()
    slice_lines = lines(arguments.slice)
    asked = asyncio.run(ask_slice(slice_lines))
    if arguments.predictions:
        arguments.predictions.write_text("".join(json.dumps(one.prediction) + "\n" for one in asked))
    found: dict[str, float | None] = dict(summary(asked, slice_lines))
    for name, value in found.items():
        print(f"{name:16} {value}")
    if arguments.slice == DEV and not arguments.quick:
        print("hostile questions", asyncio.run(hostile(FUZZED)))
    if arguments.slice == DEV:
        found |= asyncio.run(polarity()) | everyday_summary(asyncio.run(everyday(MiniLMEmbedder())))
    found |= {"p99_ms": None, "p99_ms_100k": None}
    sizes = SIZES if arguments.slice == DEV else ()
    for size, key in zip(sizes, itertools.islice(("p99_ms", "p99_ms_100k"), len(sizes)), strict=True):
        if arguments.quick and size > 10_000 and not (WORK / str(size) / "ours.db").exists():
            print(f"\n{size:,} passages: not measured; run once without --quick")
            continue
        rows = measured(size, arguments.quick, slice_lines)
        print(table(size, rows), flush=True)
        found[key] = round(rows[0]["p99"], 2)
        found[f"{key}_embedder"], found[f"{key}_embedder_rss_mb"] = round(rows[1]["p99"], 2), round(rows[1]["rss_mb"])
    if not sizes:
        found["p99_ms"] = round(sorted(one.took_ms for one in asked)[int(len(asked) * 0.99)], 2)
    print(json.dumps(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--slice", type=Path, default=DEV, help="passages, clips and questions; the one in bench/data")
    parser.add_argument("--predictions", type=Path, help="where to write what was found for each question")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
