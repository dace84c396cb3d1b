"""The planning benchmark's peer: one APScheduler job for each learner, kept in its SQLAlchemyJobStore."""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bench.planning_tick import most_memory_mb

ran = threading.Semaphore(0)


def remember(learner: int) -> None:
    """What a job does: as little as can be."""
    ran.release()


def run(url: str, jobs: int, due: int) -> dict[str, float]:
    """Milliseconds from waking up until every due job has run and has its next date."""
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url)},
        job_defaults={"misfire_grace_time": None, "coalesce": True},
        timezone="UTC",
    )
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    for number in range(jobs):
        at = now if number < due else now + timedelta(days=1)
        scheduler.add_job(_remember, "interval", args=[number], days=1, next_run_time=at, id=str(number))
    began, worked = time.perf_counter(), time.process_time()
    scheduler.resume()
    for _ in range(due):
        ran.acquire()
    took, cpu = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    scheduler.shutdown()
    return {"ms": took, "cpu_ms": cpu, "idle_ms": 0.0, "rss_mb": most_memory_mb(), "due": due}


_remember = f"{__spec__.name if __spec__ else __name__}:remember"

if __name__ == "__main__":
    from bench import planning_apscheduler as named  # jobs are kept by their function's name

    print(json.dumps(named.run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
