"""How fast the ledger delivers, beside a bare client loop and two task queues, against one loopback Slack.

    python -m bench.delivery            10,000 deliveries a row, 0 and 100 ms latency, 1 and 2 workers
    python -m bench.delivery --quick    fewer deliveries, no latency row, under 50 seconds

Every row runs in fresh processes against the same fake, which counts what it is sent by delivery id. The last line is
one JSON object. Peers: a bare slack_sdk AsyncWebClient loop without any ledger, Procrastinate (PostgreSQL), DBOS (SQLite).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.delivery_world import prepare
from bench.peers import need
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
WORKSPACES = 20
SLOTS = 64


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes:
        name: what was measured.
        per_second: deliveries a second, from the first to the last that the fake got.
        lost, doubled: deliveries that never came or came twice.
    """

    name: str
    per_second: float
    cpu_us: float
    lost: int
    doubled: int


@contextmanager
def fake(latency_s: float) -> Iterator[str]:
    """A fresh fake Slack in its own process; gives its address."""
    port = _free_port()
    command = [sys.executable, "-m", "tests.fakes.slack", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        url = f"http://127.0.0.1:{port}"
        httpx.post(f"{url}/control/set", json={"latency_s": latency_s})
        yield url
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure(name: str, module: str, count: int, latency_s: float, workers: int = 1, **settings: str) -> Row:
    """Run `workers` processes of a module until the fake has got `count` messages."""
    with fake(latency_s) as url:
        environment = os.environ | {"FAKE_URL": url, "COUNT": str(count), "SLOTS": str(SLOTS), **settings}
        environment["SHARE"] = str(count // workers)
        command = [sys.executable, "-m", module]
        before = _children_cpu()
        processes = [
            subprocess.Popen(command, cwd=ROOT, env=environment | {"NUMBER": str(number)}, stdout=subprocess.DEVNULL)
            for number in range(workers)
        ]
        stats = _wait(url, count, processes)
        for process in processes:
            process.terminate()
            process.wait()
        cpu = _children_cpu() - before
    rate = count / stats["seconds"] if stats["seconds"] else 0.0
    row = Row(name, rate, cpu / count * 1e6, count - stats["unique"], stats["doubled"])
    print(f"  {row.name:44} {row.per_second:8.0f}/s {row.cpu_us:8.0f} us {row.lost:6} {row.doubled:6}", flush=True)
    return row


def _children_cpu() -> float:
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _wait(url: str, count: int, processes: list[subprocess.Popen[bytes]], patience_s: float = 300) -> Any:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        stats = httpx.get(f"{url}/control/stats").json()
        if stats["unique"] >= count or all(process.poll() is not None for process in processes):
            time.sleep(0.3)  # whatever is doubled comes now
            return httpx.get(f"{url}/control/stats").json()
        time.sleep(0.2)
    return httpx.get(f"{url}/control/stats").json()


def ours(kind: str, folder: Path, count: int, latency_s: float, workers: int, server: Any) -> Row:
    url = f"sqlite:///{folder}/{kind}{latency_s}{workers}.db" if kind == "SQLite" else server.fresh_url()
    asyncio.run(prepare(url, count, WORKSPACES))
    name = f"ledger, {kind}, {workers} worker{'s' * (workers > 1)}, {latency_s * 1000:.0f} ms"
    return measure(name, "bench.delivery_worker", count, latency_s, workers, BENCH_DATABASE=url)


def bare(count: int, latency_s: float) -> Row:
    return measure(f"bare slack_sdk loop, {latency_s * 1000:.0f} ms", "bench.delivery_bare", count, latency_s)


def median_ratio(mine: list[Row], theirs: list[Row]) -> float:
    return round(statistics.median(a.per_second / b.per_second for a, b in zip(mine, theirs, strict=True)), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under 50 seconds")
    quick = parser.parse_args().quick
    need("procrastinate", "dbos")
    count, peers, rounds = (4_000, 400, 2) if quick else (10_000, 2_000, 3)
    print(f"  {'what':44} {'rate':>10} {'CPU':>11} {'lost':>6} {'doubled':>6}")
    server = Postgres(durable=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows: dict[str, list[Row]] = {"bare": [], "SQLite": [], "PostgreSQL": []}
        for _ in range(rounds):  # rows that are compared run one after the other, so that both meet the same machine
            rows["bare"].append(bare(count, 0.0))
            for kind in ("SQLite", "PostgreSQL"):
                (folder / f"{kind}0.01.db").unlink(missing_ok=True)
                rows[kind].append(ours(kind, folder, count, 0.0, 1, server))
        others = [] if quick else [ours(kind, folder, count, 0.0, 2, server) for kind in ("SQLite", "PostgreSQL")]
        slow: list[Row] = []
        if not quick:
            slow = [bare(count, 0.1), *[ours(kind, folder, count, 0.1, 1, server) for kind in ("SQLite", "PostgreSQL")]]
        queues = {
            "procrastinate": measure(
                "Procrastinate, 1 worker, 0 ms",
                "bench.delivery_procrastinate",
                peers,
                0.0,
                BENCH_DATABASE=server.fresh_url(),
            ),
            "dbos": measure(
                "DBOS, SQLite, 0 ms", "bench.delivery_dbos", peers, 0.0, BENCH_DATABASE=f"sqlite:///{folder}/dbos.db"
            ),
        }
    mine = [*rows["SQLite"], *rows["PostgreSQL"], *others, *slow[1:]]
    best = statistics.median(row.per_second for row in rows["SQLite"])
    result = {
        "ratio_to_bare_sqlite": median_ratio(rows["SQLite"], rows["bare"]),
        "ratio_to_bare_postgres": median_ratio(rows["PostgreSQL"], rows["bare"]),
        "times_procrastinate": round(
            statistics.median(row.per_second for row in rows["PostgreSQL"]) / queues["procrastinate"].per_second, 1
        ),
        "times_dbos": round(best / queues["dbos"].per_second, 1),
        "lost": sum(row.lost for row in mine),
        "doubled": sum(row.doubled for row in mine),
    }
    if slow:
        result["ratio_at_100_ms_sqlite"] = median_ratio(slow[1:2], slow[:1])
        result["ratio_at_100_ms_postgres"] = median_ratio(slow[2:3], slow[:1])
    print(json.dumps(result))


if __name__ == "__main__":
    main()
