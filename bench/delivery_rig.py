"""Runs what the delivery benchmark compares: each in fresh processes, against a fresh loopback Slack or Teams."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.postgres import Postgres

ROOT = Path(__file__).parent.parent
SLOTS = 64
FILL_S = 300.0
PATIENCE_S = 60.0  # without a message for so long, no more will come
SLACK, TEAMS = "tests.fakes.slack", "bench.teams_fake"
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    Attributes:
        name: what was measured.
        per_second: deliveries a second, from the first to the last that the fake got.
        cpu_us: CPU time of the senders for one delivery, from when they were ready; 0 where /proc does not tell.
        server_us: the same of the database server, where there is one.
        rss_mb: the largest sender's memory.
        lost, doubled: deliveries that never came, or came twice.
    """

    name: str
    per_second: float
    cpu_us: float
    server_us: float
    rss_mb: float
    lost: int
    doubled: int

    def __str__(self) -> str:
        cpu = f"{self.cpu_us:.0f} + {self.server_us:.0f}" if self.server_us else f"{self.cpu_us:.0f}"
        return f"{self.name:40} {self.per_second:8.0f} {cpu:>12} {self.rss_mb:6.0f} {self.lost:6} {self.doubled:8}"


HEADING = f"{'':40} {'sends/s':>8} {'CPU us/send':>12} {'RSS MB':>6} {'lost':>6} {'doubled':>8}"


@contextmanager
def fake(module: str = SLACK, **attributes: float) -> Iterator[str]:
    """A fresh fake platform in its own process, with these attributes; gives its address."""
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-m", module, str(port)], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        _ready(process)
        url = f"http://127.0.0.1:{port}"
        httpx.post(f"{url}/control/set", json=attributes)
        yield url
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process says so."""
    assert process.stdout is not None
    if process.stdout.readline().strip() != b"ready":
        raise RuntimeError(f"{process.args!r} did not start")


def measure(
    name: str,
    module: str,
    count: int,
    *,
    platform: str = SLACK,
    latency_s: float = 0.0,
    workers: int = 1,
    database: str = "",
    server: Postgres | None = None,
) -> Row:
    """Run `workers` processes of a module until the fake has got `count` messages."""
    with fake(platform, latency_s=latency_s) as url:
        settings = _settings(url, count, database)
        with _running(module, workers, settings) as senders:
            before = _cpu(senders), _server_cpu(server)
            stats = _wait(url, count, senders)
            spent = _cpu(senders) - before[0], _server_cpu(server) - before[1]
            rss_mb = max(_rss_mb(sender) for sender in senders)
    rate = stats["unique"] / stats["seconds"] if stats["seconds"] else 0.0
    lost = count - stats["unique"]
    row = Row(name, rate, spent[0] / count * 1e6, spent[1] / count * 1e6, rss_mb, lost, stats["doubled"])
    print(row, flush=True)
    return row


def said(module: str, function: str, url: str, count: int, database: str) -> str:
    """What a function of a module, in a process of its own, prints about what it does with the fake."""
    with _start(module, function, _settings(url, count, database)) as process:
        words, _ = process.communicate(timeout=PATIENCE_S)
    if process.returncode:
        raise RuntimeError(f"{module}.{function} failed")
    return words.decode()


def _settings(url: str, count: int, database: str) -> dict[str, str]:
    return {"FAKE_URL": url, "COUNT": str(count), "SLOTS": str(SLOTS), "BENCH_DATABASE": database}


@contextmanager
def _running(module: str, workers: int, settings: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes of a module that have just begun to send; they are killed at the end of the block."""
    senders = [_start(module, "run", settings) for _ in range(workers)]
    try:
        for sender in senders:
            _ready(sender)
        yield senders
    finally:
        for sender in senders:
            sender.kill()
            sender.wait()


def fill(module: str, count: int, database: str) -> None:
    """Let a peer write down what its worker is to send."""
    filling = _start(module, "fill", _settings("", count, database))
    if filling.wait(FILL_S):
        raise RuntimeError(f"{module} could not write down what to send")


def _start(module: str, function: str, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    # Imported, not run by name: some libraries find their own functions by the module's name.
    command = [sys.executable, "-c", f"import {module} as peer; peer.{function}()"]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE)


def _wait(url: str, count: int, senders: Sequence[subprocess.Popen[bytes]]) -> Any:
    """The fake's numbers once everything came, or once nothing more will."""
    came, deadline = 0, time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        stats = httpx.get(f"{url}/control/stats").json()
        if stats["unique"] > came:
            came, deadline = stats["unique"], time.monotonic() + PATIENCE_S
        if stats["unique"] >= count or all(sender.poll() is not None for sender in senders):
            break
        time.sleep(0.05)
    time.sleep(0.3)  # whatever is doubled comes now, and the last outcomes are written
    return httpx.get(f"{url}/control/stats").json()


def _cpu(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    return sum(_cpu_of(process.pid) for process in processes)


def _server_cpu(server: Postgres | None) -> float:
    """CPU seconds of a database server: its first process, those that it started, and those that have ended."""
    return sum(_cpu_of(pid) for pid in server.pids()) if server else 0.0


def _cpu_of(pid: int) -> float:
    """CPU seconds of a process and of its children that have ended. Source: proc(5), fields 14 to 17 of stat."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) * TICK_S


def _rss_mb(process: subprocess.Popen[bytes]) -> float:
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
