"""One process of the planning benchmark: ticks a database and tells what that took."""

from __future__ import annotations

import asyncio
import json
import resource
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from bench.planning_world import DUE, MONDAY, make_due
from lessons.database import Database
from schedules.plans.planner import plan_due

ROUNDS = 3


async def tick(url: str) -> dict[str, float]:
    """Medians of ticks with everything due, and of ticks right after, with nothing left to do."""
    database = Database(url)
    busy, idle, cpu = [], [], []
    for _ in range(ROUNDS):
        await make_due(database)
        began = time.process_time()
        busy.append(await _timed(database, DUE))
        cpu.append((time.process_time() - began) * 1000)
        idle.append(await _timed(database, 0))
    await database.close()
    medians = {"ms": statistics.median(busy), "cpu_ms": statistics.median(cpu), "idle_ms": statistics.median(idle)}
    return {**medians, "rss_mb": most_memory_mb(), "due": DUE}


def most_memory_mb() -> float:
    """This process's largest memory. Its usage counts what its parent had before it began, so /proc is asked first."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))


async def _timed(database: Database, wanted: int) -> float:
    began = time.perf_counter()
    planned = await plan_due(database, MONDAY + timedelta(minutes=1))
    took = (time.perf_counter() - began) * 1000
    assert planned == wanted, f"{planned} planned instead of {wanted}"
    return took


if __name__ == "__main__":
    print(json.dumps(asyncio.run(tick(sys.argv[1]))))
