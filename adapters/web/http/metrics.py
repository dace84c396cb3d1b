"""What monitoring asks for: `/metrics` for Prometheus, and `/readyz` for whoever sends requests to this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

Health = Callable[[], Awaitable[tuple[int, dict[str, Any]]]]


def monitoring_pages(app: web.Application, health: Health, *, metrics: bool) -> None:
    """Add what monitoring asks for.

    Args:
        metrics: figures are for whoever can reach the pages, so an operator says whether they are shown.
    """

    async def ready(request: web.Request) -> web.Response:
        # A worker that is late must not take the pages away from people: only what the pages need counts here.
        _, state = await health()
        well = bool(state.get("database", {}).get("ok") and state.get("migrations", {}).get("ok"))
        return web.json_response({"ready": well}, status=200 if well else 503)

    async def figures(request: web.Request) -> web.Response:
        lag = await _loop_lag()
        _, state = await health()
        return web.Response(body=exposition(state, lag), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/readyz", ready)
    if metrics:
        app.router.add_get("/metrics", figures)


def exposition(state: Mapping[str, Any], loop_lag_s: float) -> bytes:
    """The figures of a health report in Prometheus' format, with this process' memory, CPU and files."""
    # The library's own registry is one for the process: registering there at each scrape would be refused as a
    # duplicate.
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Collected(state, loop_lag_s))
    return generate_latest(registry)


class _Collected:
    """Figures that are read from the database at each scrape, so that every process tells the same."""

    def __init__(self, state: Mapping[str, Any], loop_lag_s: float) -> None:
        self._state = state
        self._loop_lag_s = loop_lag_s

    def collect(self) -> Iterator[Metric]:
        state = self._state
        yield GaugeMetricFamily("ninety_ok", "1 where /healthz finds nothing to mend", value=float(state["ok"]))
        yield GaugeMetricFamily("ninety_faults", "How many things are to be mended", value=len(state["reasons"]))
        yield GaugeMetricFamily("ninety_event_loop_lag_seconds", "How late this process is", value=self._loop_lag_s)
        messages = GaugeMetricFamily("ninety_deliveries", "Messages that wait, by what for", labels=["state"])
        for name, count in state.get("backlog", {}).items():
            messages.add_metric([name], count)
        yield messages
        yield from _rounds(state.get("ticks", {}))
        yield from _waiting(state.get("queues"))
        if (skew := state.get("clock", {}).get("ahead_of_platform_s")) is not None:
            yield GaugeMetricFamily("ninety_clock_skew_seconds", "Our clock before the platforms'", value=skew)


def _rounds(ticks: Mapping[str, Mapping[str, Any]]) -> Iterator[Metric]:
    age = GaugeMetricFamily("ninety_round_age_seconds", "Since a round last came around", labels=["round"])
    took = GaugeMetricFamily("ninety_round_seconds", "How long a round last took", labels=["round"])
    failed = GaugeMetricFamily("ninety_round_failed", "1 where a round last failed", labels=["round"])
    for kind, tick in ticks.items():
        age.add_metric([kind], tick["seconds_ago"])
        took.add_metric([kind], tick["took_ms"] / 1000)
        failed.add_metric([kind], float(bool(tick["fault"])))
    yield from (age, took, failed)


def _waiting(queues: Mapping[str, Any] | None) -> Iterator[Metric]:
    if queues is None:
        return
    for name, help_text, key in (
        ("ninety_oldest_overdue_seconds", "Since the oldest message that is due should have left", "overdue_s"),
        ("ninety_open_questions", "Questions that nobody has answered yet", "questions"),
        ("ninety_oldest_question_seconds", "Since the oldest of them was asked", "question_s"),
        ("ninety_clips_wanted", "Clips that nobody has made yet", "clips"),
        ("ninety_database_connections", "Of this process, in use now", "connections"),
    ):
        yield GaugeMetricFamily(name, help_text, value=float(queues[key]))


# A sleep of 0 comes back after everything that is ready to run now, which is what a new request would wait for too.
async def _loop_lag() -> float:
    """How long this process takes to come back to what it put off."""
    began = time.perf_counter()
    await asyncio.sleep(0)
    return time.perf_counter() - began
