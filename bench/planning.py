"""What a planning tick costs as more and more learners are enrolled while the same 5,000 are due.

    python -m bench.planning            10,000, 100,000 and 1,000,000 enrolled, SQLite and PostgreSQL
    python -m bench.planning --quick    SQLite alone, under 50 seconds

Each size is ticked three times in a process of its own, which also tells its memory; times are medians. Beside it, one
APScheduler job for each learner in its SQLAlchemyJobStore, at a size that ends. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.planning_world import DUE, fill, prepare
from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
JOBS, JOBS_DUE = 2_000, 500
HEADING = f"{'':40} {'tick ms':>9} {'idle ms':>8} {'us/due row':>11} {'CPU us/row':>11} {'RSS MB':>7}"


@dataclass(frozen=True, slots=True)
class Tick:
    """What one process measured.

    Attributes:
        ms: one tick with everything due.
        cpu_ms: what that kept this process's cores busy, which says more than ms where others run too.
        idle_ms: one tick with nothing due.
        rss_mb: the process's largest memory.
    """

    ms: float
    cpu_ms: float
    idle_ms: float
    rss_mb: float
    due: int

    def __str__(self) -> str:
        each, cpu = self.ms * 1000 / self.due, self.cpu_ms * 1000 / self.due
        return f"{self.ms:9.0f} {self.idle_ms:8.1f} {each:11.0f} {cpu:11.0f} {self.rss_mb:7.0f}"


def measure(name: str, module: str, *arguments: str) -> Tick:
    """Run a module that prints a Tick as JSON."""
    command = [sys.executable, "-m", module, *arguments]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    tick = Tick(**json.loads(told.splitlines()[-1]))
    print(f"{name:40} {tick}", flush=True)
    return tick


def sizes(url: str, kind: str) -> dict[str, Tick]:
    """Ticks of a database that grows from size to size."""
    asyncio.run(prepare(url))
    enrolled, ticks = 0, {}
    for name, size in SIZES.items():
        asyncio.run(fill(url, enrolled, size))
        enrolled = size
        ticks[name] = measure(f"{size:,} enrolled, {kind}", "bench.planning_tick", url)
    return ticks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="SQLite alone, under 50 seconds")
    quick = parser.parse_args().quick
    print(f"{DUE:,} due at every size\n{HEADING}")
    with tempfile.TemporaryDirectory() as folder:
        ticks = sizes(f"sqlite:///{folder}/planning.db", "SQLite")
        result: dict[str, float] = {f"tick_ms_{name}": round(tick.ms, 1) for name, tick in ticks.items()}
        result |= {f"idle_ms_{name}": round(tick.idle_ms, 2) for name, tick in ticks.items()}
        result |= {f"rss_mb_{name}": round(tick.rss_mb, 1) for name, tick in ticks.items()}
        if not quick:
            on_server = sizes(Postgres(durable=True).fresh_url(), "PostgreSQL")
            result |= {f"tick_ms_{name}_postgres": round(tick.ms, 1) for name, tick in on_server.items()}
        share = 4 if quick else 1
        jobs = (str(JOBS // share), str(JOBS_DUE // share))
        name = f"{int(jobs[0]):,} APScheduler jobs, {jobs[1]} due"
        peer = measure(name, "bench.planning_apscheduler", f"sqlite:///{folder}/jobs.db", *jobs)
    result |= {f"cpu_us_a_row_{name}": round(tick.cpu_ms * 1000 / tick.due) for name, tick in ticks.items()}
    result["times_apscheduler"] = round(peer.ms / peer.due / (ticks["1m"].ms / DUE), 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
