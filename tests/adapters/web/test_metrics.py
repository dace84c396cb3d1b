"""Monitoring reads the same figures as /healthz, and readiness asks only for what pages need."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
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
    "queues": {"overdue_s": 754.2, "questions": 2, "question_s": 3.5, "clips": 7, "connections": 1},
}
MONITORING = Path(__file__).parents[3] / "deploy" / "monitoring"


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
        "ninety_oldest_overdue_seconds 754.2",
        "ninety_open_questions 2.0",
        "ninety_oldest_question_seconds 3.5",
        "ninety_clips_wanted 7.0",
        "ninety_database_connections 1.0",
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


@pytest.mark.parametrize("file", ["alerts.yaml", "grafana.json"])
async def test_board_and_alerts_ask_for_figures_that_are_there(file: str) -> None:
    asked_for = set(re.findall(r"\b(?:ninety|process)_[a-z_]+", (MONITORING / file).read_text()))
    _, text = await asked("/metrics", STATE)
    exposed = set(re.findall(r"^([a-z_]+)[{ ]", text, re.M))
    assert len(asked_for) >= 8
    assert asked_for - exposed == set()


def test_each_alert_says_what_to_do_and_the_guide_names_it() -> None:
    guide = (MONITORING.parents[1] / "docs" / "operating.md").read_text()
    rules = yaml.safe_load((MONITORING / "alerts.yaml").read_text())["groups"][0]["rules"]
    for rule in rules:
        assert all(rule["annotations"][part] for part in ("summary", "action")), rule["alert"]
        assert f"`{rule['alert']}`" in guide


def test_no_two_panels_of_the_board_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads((MONITORING / "grafana.json").read_text())["panels"]:
        place = panel["gridPos"]
        cells = {(place["x"] + i, place["y"] + j) for i in range(place["w"]) for j in range(place["h"])}
        assert not cells & taken, panel["title"]
        taken |= cells


@pytest.mark.skipif(shutil.which("promtool") is None, reason="no promtool here to check the rules")
def test_promtool_takes_the_rules() -> None:
    checked = subprocess.run(
        ["promtool", "check", "rules", str(MONITORING / "alerts.yaml")], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
