"""How fast the pages of managers open over a campaign of a million messages, beside counting at each opening.

Every page is asked for over HTTP with a manager's session, on SQLite and on PostgreSQL. The naive way is the same
counting, done when the page is opened; Ninety's worker does it ahead, every ten minutes at most, for large campaigns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.http.limits import PEOPLE, Allowance, Limits
from adapters.web.managers.pages import manager_pages
from adapters.web.pages.report import report_pages
from bench.reports_world import CAMPAIGN, MANAGER, NOW, WORKSPACE, prepare
from bot.clock import Clock
from bot.links import Links
from bot.managers.campaign_look import LOOK, counted_look
from bot.reports import campaign_report
from bot.reports.results import campaign_results
from bot.reports.standing import FIGURES, count_ahead
from lessons.database import Database
from tests.postgres import Postgres

ROUNDS = 20
NO_LIMIT = Allowance(100_000, 1_000)
HERE = f"/manage/campaigns/{CAMPAIGN}"


class Still(Clock):
    """Stands at the moment for which the company was made."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Measured:
    """Milliseconds by page, and for counting once."""

    pages: dict[str, list[float]] = field(default_factory=dict)
    naive: dict[str, float] = field(default_factory=dict)
    ahead_s: float = 0.0

    def p95(self, page: str) -> float:
        return float(np.percentile(self.pages[page], 95))

    @property
    def worst(self) -> float:
        return max(self.p95(page) for page in self.pages)


async def measure(url: str, messages: int, rounds: int) -> Measured:
    """Fill the database, let the worker count, and open every page again and again."""
    await prepare(url, messages)
    database, links, clock = Database(url), Links("a secret of more than thirty-two characters", ""), Still()
    measured = Measured()
    measured.naive = await _naive(database)
    start = time.perf_counter()
    await count_ahead(database, NOW, {**FIGURES, LOOK: counted_look})
    measured.ahead_s = time.perf_counter() - start

    def pages(app: web.Application) -> None:
        manager_pages(app, database, links, clock, 100, lambda: None)
        report_pages(app, database, links, clock)

    app = bare_app([pages], _healthy)
    app[PEOPLE] = Limits(NO_LIMIT)  # nobody opens a page twenty times in a few seconds
    async with TestClient(TestServer(app)) as client:
        door = links.managing(WORKSPACE, MANAGER, "once", NOW)
        (await client.post(door)).raise_for_status()
        for name, path in _paths(links).items():
            measured.pages[name] = [await _opened(client, path) for _ in range(rounds)]
    await database.close()
    return measured


def _paths(links: Links) -> Mapping[str, str]:
    report = links.report(WORKSPACE, CAMPAIGN, MANAGER, NOW)
    return {
        "campaigns": "/manage/",
        "new campaign": "/manage/new",
        "campaign": HERE,
        "metric": f"{HERE}/metric",
        "rules": f"{HERE}/rules",
        "two hooks": f"{HERE}/hooks",
        "weeks ahead": "/manage/ahead",
        "results": f"{HERE}/results",
        "results as CSV": f"{HERE}/results.csv",
        "report": report,
        "report as CSV": f"{report}/figures.csv",
    }


async def _opened(client: TestClient[web.Request, web.Application], path: str) -> float:
    start = time.perf_counter()
    reply = await client.get(path)
    await reply.read()
    reply.raise_for_status()
    return 1000 * (time.perf_counter() - start)


async def _naive(database: Database) -> dict[str, float]:
    took = {}
    for name, make in {"results": campaign_results, "report": campaign_report}.items():
        start = time.perf_counter()
        async with database.read() as db:
            await make(db, WORKSPACE, CAMPAIGN, NOW)
        took[name] = 1000 * (time.perf_counter() - start)
    return took


async def _healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


def _printed(name: str, measured: Measured) -> None:
    print(f"{name}: counted ahead in {measured.ahead_s:.1f} s", flush=True)
    for page, times in measured.pages.items():
        naive = f", counted at opening {measured.naive[page]:.0f} ms" if page in measured.naive else ""
        print(f"  {page:<16} p50 {np.median(times):6.0f} ms, p95 {measured.p95(page):6.0f} ms{naive}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the messages, half of the rounds")
    parser.add_argument("--messages", type=int, default=0)
    arguments = parser.parse_args()
    messages = arguments.messages or (100_000 if arguments.quick else 1_000_000)
    rounds = ROUNDS // 2 if arguments.quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        sqlite = asyncio.run(measure(f"sqlite:///{folder}/ninety.db", messages, rounds))
        _printed("SQLite", sqlite)
    server = Postgres(durable=True)
    try:
        postgres = asyncio.run(measure(server.fresh_url(), messages, rounds))
        _printed("PostgreSQL", postgres)
    finally:
        server.stop()
    times = min(each.naive[page] / each.p95(page) for each in (sqlite, postgres) for page in each.naive)
    figures = {"p95_ms_sqlite": sqlite.worst, "p95_ms_postgres": postgres.worst, "times_naive": times}
    print(json.dumps({"messages": messages, **{name: round(value, 1) for name, value in figures.items()}}))


if __name__ == "__main__":
    main()
