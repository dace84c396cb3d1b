"""Monitoring reads the same figures as /healthz, and readiness asks only for what pages need."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.http.metrics import monitoring_pages

STATE: dict[str, Any] = {
    "ok": False,
    "reasons": ["the round 'plan' does not come around: is a worker running?"],
    "database": {"ok": True},
    "migrations": {"ok": True},
    "ticks": {"plan": {"seconds_ago": 95.5, "took_ms": 1200, "fault": "ValueError: no"}},
    "backlog": {"overdue": 3, "sending": 1, "uncertain": 2},
    "clock": {"ahead_of_platform_s": -4.5},
}


async def asked(path: str, state: dict[str, Any], *, metrics: bool = True) -> tuple[int, str]:
    async def health() -> tuple[int, dict[str, Any]]:
        return 503, state

    app = web.Application()
    monitoring_pages(app, health, metrics=metrics)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get(path)
        return answer.status, await answer.text()


async def test_figures_are_those_of_the_health_report() -> None:
    status, text = await asked("/metrics", STATE)
    assert status == 200
    for line in (
        "ninety_ok 0.0",
        "ninety_faults 1.0",
        'ninety_deliveries{state="overdue"} 3.0',
        'ninety_deliveries{state="uncertain"} 2.0',
        'ninety_round_age_seconds{round="plan"} 95.5',
        'ninety_round_seconds{round="plan"} 1.2',
        'ninety_round_failed{round="plan"} 1.0',
        "ninety_clock_skew_seconds -4.5",
    ):
        assert line in text.splitlines()
    assert "process_resident_memory_bytes" in text


async def test_without_a_database_there_are_still_figures() -> None:
    status, text = await asked("/metrics", {"ok": False, "reasons": ["away"], "database": {"ok": False}})
    assert status == 200
    assert "ninety_faults 1.0" in text


async def test_metrics_are_there_only_where_an_operator_says_so() -> None:
    assert (await asked("/metrics", STATE, metrics=False))[0] == 404


async def test_pages_are_ready_while_a_worker_is_late_but_not_without_a_database() -> None:
    assert (await asked("/readyz", STATE))[0] == 200
    assert (await asked("/readyz", {**STATE, "migrations": {"ok": False}}))[0] == 503
    assert (await asked("/readyz", {"ok": False, "reasons": [], "database": {"ok": False}}))[0] == 503
