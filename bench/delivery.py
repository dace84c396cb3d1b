"""How fast the ledger delivers, beside bare client loops and two task queues, against one loopback Slack or Teams.

    python -m bench.delivery            10,000 deliveries a row, 0 and 100 ms latency, 1 and 2 workers
    python -m bench.delivery --quick    fewer deliveries, no latency row, no Teams SDK, under 50 seconds

Every row runs in fresh processes against the same fake, which counts what it is sent by delivery id. The last line is
one JSON object. Peers: bare loops of slack_sdk, of botbuilder-core and of Microsoft's Teams SDK without any ledger,
Procrastinate (PostgreSQL) and DBOS (SQLite). A bare row runs right before the rows that are compared with it, and
ratios are medians over the rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.delivery_rig import HEADING, TEAMS, Row, fake, fill, measure, said
from bench.delivery_world import prepare
from bench.peers import need
from tests.postgres import Postgres

WORKSPACES = 20


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: deliveries a row, rows of each kind, deliveries of a peer, of a row for Teams, its pauses.

    What blocks the event loop does so every time, a busy machine does not: it is watched `pauses` times.
    """

    count: int
    rounds: int
    peers: int
    teams: int
    pauses: int


QUICK, FULL = Size(2_500, 2, 150, 400, 1), Size(10_000, 3, 2_000, 5_000, 5)
SLOW_S = 2.0  # how long tokens and keys take while the loop is watched
PAUSED = 300  # deliveries that wait for them


class Bench:
    """Databases with the same deliveries due, and the rows that were measured on them."""

    def __init__(self, size: Size, folder: Path, server: Postgres) -> None:
        self.size = size
        self._folder = folder
        self._server = server
        self._numbers = count()
        asyncio.run(prepare(f"sqlite:///{folder}/filled.db", size.count, WORKSPACES))
        self.ours: list[Row] = []

    def ledger(self, kind: str, latency_s: float = 0.0, workers: int = 1) -> Row:
        name = f"ledger, {kind}, {workers} worker{'s' * (workers > 1)}{_latency(latency_s)}"
        server = self._server if kind == "PostgreSQL" else None
        url = self._postgres() if server else self._sqlite()
        row = measure(
            name,
            "bench.delivery_worker",
            self.size.count,
            latency_s=latency_s,
            workers=workers,
            database=url,
            server=server,
        )
        self.ours.append(row)
        return row

    def _sqlite(self) -> str:
        for old in self._folder.glob("fresh.db*"):
            old.unlink()
        shutil.copy(self._folder / "filled.db", self._folder / "fresh.db")
        return f"sqlite:///{self._folder}/fresh.db"

    def _postgres(self) -> str:
        url = self._server.fresh_url()
        asyncio.run(prepare(url, self.size.count, WORKSPACES))
        return url

    def bare(self, latency_s: float = 0.0) -> Row:
        name = f"bare slack_sdk loop{_latency(latency_s)}"
        return measure(name, "bench.delivery_bare", self.size.count, latency_s=latency_s)

    def teams(self, kind: str) -> Row:
        server = self._server if kind == "PostgreSQL" else None
        url = self._tenant(self.size.teams, server)
        name = f"Teams: ledger, {kind}, 1 worker"
        row = measure(name, "bench.delivery_teams", self.size.teams, platform=TEAMS, database=url, server=server)
        self.ours.append(row)
        return row

    def _tenant(self, count: int, server: Postgres | None = None) -> str:
        """A database with deliveries to one tenant, which is what an installation speaks to."""
        url = server.fresh_url() if server else f"sqlite:///{self._folder}/teams-{next(self._numbers)}.db"
        asyncio.run(prepare(url, count, 1, "teams"))
        return url

    def bare_teams(self, name: str, module: str) -> Row:
        return measure(f"Teams: bare {name} loop", module, self.size.teams // 2, platform=TEAMS)

    def teams_pause_ms(self) -> float:
        """The longest that the event loop stood still while tokens and keys came slowly, in the calmest of runs."""
        pauses = []
        for _ in range(self.size.pauses):
            with fake(TEAMS, slow_s=SLOW_S) as url:
                told = said("bench.delivery_teams", "run_pause", url, PAUSED, self._tenant(PAUSED))
            pauses.append(float(told))
        print(f"Teams: longest pauses of the loop, ms: {', '.join(map(str, pauses))}")
        return min(pauses)

    def procrastinate(self) -> Row:
        url = self._server.fresh_url()
        fill("bench.delivery_procrastinate", self.size.peers, url)
        module = "bench.delivery_procrastinate"
        return measure("Procrastinate", module, self.size.peers, database=url, server=self._server)

    def dbos(self) -> Row:
        url = f"sqlite:///{self._folder}/dbos.db"
        fill("bench.delivery_dbos", self.size.peers, url)
        return measure("DBOS, SQLite", "bench.delivery_dbos", self.size.peers, database=url)


def _latency(latency_s: float) -> str:
    return f", {latency_s * 1000:.0f} ms" if latency_s else ""


def ratio(mine: Sequence[Row], theirs: Sequence[Row]) -> float:
    """How many times as fast, row by row, in the median."""
    return round(statistics.median(a.per_second / b.per_second for a, b in zip(mine, theirs, strict=True)), 2)


def times(mine: Sequence[Row], theirs: Row) -> float:
    return round(statistics.median(row.per_second for row in mine) / theirs.per_second, 1)


def run(bench: Bench, quick: bool) -> dict[str, float]:
    """Measure everything; the numbers that are held."""
    bare, sqlite, postgres = [], [], []
    for _ in range(bench.size.rounds):
        bare.append(bench.bare())
        sqlite.append(bench.ledger("SQLite"))
        postgres.append(bench.ledger("PostgreSQL"))
    result = {"ratio_to_bare_sqlite": ratio(sqlite, bare), "ratio_to_bare_postgres": ratio(postgres, bare)}
    if not quick:
        bench.ledger("SQLite", workers=2)
        bench.ledger("PostgreSQL", workers=2)
        slow = [bench.bare(0.1)]
        result["ratio_at_100_ms_sqlite"] = ratio([bench.ledger("SQLite", 0.1)], slow)
        result["ratio_at_100_ms_postgres"] = ratio([bench.ledger("PostgreSQL", 0.1)], slow)
    result |= run_teams(bench, quick)
    result["times_procrastinate"] = times(postgres, bench.procrastinate())
    result["times_dbos"] = times(sqlite, bench.dbos())
    result["lost"] = sum(row.lost for row in bench.ours)
    result["doubled"] = sum(row.doubled for row in bench.ours)
    return result


def run_teams(bench: Bench, quick: bool) -> dict[str, float]:
    """The rows of Teams."""
    bare = bench.bare_teams("botbuilder-core", "bench.delivery_botbuilder")
    sqlite, postgres = bench.teams("SQLite"), bench.teams("PostgreSQL")
    result = {
        "ratio_teams_to_bare": ratio([sqlite], [bare]),
        "ratio_teams_to_bare_postgres": ratio([postgres], [bare]),
        "teams_sends_per_s": round(min(sqlite.per_second, postgres.per_second)),
        "teams_longest_block_ms": bench.teams_pause_ms(),
    }
    if not quick:
        need("microsoft_teams")
        result["times_teams_sdk"] = times([sqlite], bench.bare_teams("Teams SDK", "bench.delivery_teams_sdk"))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under 50 seconds")
    quick = parser.parse_args().quick
    need("procrastinate", "dbos")
    print(HEADING)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(QUICK if quick else FULL, Path(folder), Postgres(durable=True))
        print(json.dumps(run(bench, quick)))


if __name__ == "__main__":
    main()
