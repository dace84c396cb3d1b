"""Other searches over the same texts, each in a process of its own: `python -m bench.answers_peers ENGINE FOLDER`.

FTS5 gets its porter stemmer, any of the words, and our stop words left out, which is its best plain setting;
rank_bm25 and bm25s get our analyser's terms, since they bring none. All use k1 = 1.2 and b = 0.75.
"""

from __future__ import annotations

import importlib
import json
import resource
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bench.peers import need
from lessons.answers.text.analyser import question_words, stem, terms, words

Text = tuple[str, str, str]
FOUND = 10


class Engine(Protocol):
    """Built from (id, title, text); gives the ids found for a question, best first."""

    def ask(self, question: str) -> list[str]: ...

    def add(self, text: Text) -> None: ...


class Fts5:
    """SQLite's own index, in a file or in memory."""

    def __init__(self, texts: Sequence[Text], path: str = ":memory:") -> None:
        self._db = sqlite3.connect(path)
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, body, tokenize='porter unicode61')"
        )
        self._db.executemany("INSERT INTO found VALUES (?, ?, ?)", texts)
        self._db.commit()

    def ask(self, question: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in question_words(question, "en")[:32])
        if not asked:
            return []
        query = "SELECT id FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?"
        return [row[0] for row in self._db.execute(query, (asked, FOUND))]

    def add(self, text: Text) -> None:
        self._db.execute("INSERT INTO found VALUES (?, ?, ?)", text)
        self._db.commit()


class RankBm25:
    """Everything in Python; a new text means a new index."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = list(texts)
        self._build()

    def _build(self) -> None:
        made_by = importlib.import_module("rank_bm25")
        self._index = made_by.BM25Okapi([terms(f"{title}\n{text}", "en") for _, title, text in self._texts], k1=1.2)

    def ask(self, question: str) -> list[str]:
        scores = self._index.get_scores(_asked(question))
        return [self._texts[at][0] for at in np.argsort(-scores, kind="stable")[:FOUND]]

    def add(self, text: Text) -> None:
        self._texts.append(text)
        self._build()


class Bm25s:
    """Scores kept ready in sparse matrices; a new text means a new index."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = list(texts)
        self._build()

    def _build(self) -> None:
        self._index = importlib.import_module("bm25s").BM25(k1=1.2, b=0.75)
        self._index.index([terms(f"{title}\n{text}", "en") for _, title, text in self._texts], show_progress=False)

    def ask(self, question: str) -> list[str]:
        asked = [term for term in _asked(question) if term in self._index.vocab_dict]
        if not asked:
            return []
        found, _ = self._index.retrieve([asked], k=min(FOUND, len(self._texts)), show_progress=False)
        return [self._texts[at][0] for at in found[0]]

    def add(self, text: Text) -> None:
        self._texts.append(text)
        self._build()


def _asked(question: str) -> list[str]:
    return [stem(word, "en") for word in question_words(question, "en")]


def _built(engine: str, texts: Sequence[Text], folder: Path) -> Engine:
    match engine:
        case "rank_bm25":
            return RankBm25(texts)
        case "bm25s":
            return Bm25s(texts)
    (folder / "fts5.db").unlink(missing_ok=True)
    return Fts5(texts, str(folder / "fts5.db"))


def main(name: str, folder: Path, most: int) -> None:
    """Build, ask, add one text, and print what it took as one line of JSON.

    Args:
        folder: with texts.json and queries.json.
        most: questions to ask.
    """
    if name in ("rank_bm25", "bm25s"):
        need(name)
    texts = [tuple(text) for text in json.loads((folder / "texts.json").read_text())]
    asked = json.loads((folder / "queries.json").read_text())[:most]
    list(words("warm"))
    before = _memory_mb()
    began = time.perf_counter()
    engine = _built(name, texts, folder)
    build_s = time.perf_counter() - began
    took, right = [], 0
    for query in asked:
        began = time.perf_counter()
        found = engine.ask(query["query"])
        took.append((time.perf_counter() - began) * 1_000)
        right += bool(found) and found[0] in query["gold"]
    memory_mb = _memory_mb() - before
    began = time.perf_counter()
    engine.add(("new", "zebra", "zebrafish swim"))
    engine.ask("zebrafish")
    added_ms = (time.perf_counter() - began) * 1_000
    row = {
        "name": name,
        "asked": len(asked),
        "top1": right / len(asked),
        "build_s": build_s,
        "memory_mb": memory_mb,
        "add_ms": added_ms,
    }
    row |= {"p50": float(np.percentile(took, 50)), "p99": float(np.percentile(took, 99))}
    row["disk_mb"] = (folder / "fts5.db").stat().st_size / 1e6 if name == "fts5" else 0.0
    print(json.dumps(row))


def _memory_mb() -> float:
    """Resident now; a process started by a larger one would inherit that one's peak."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
