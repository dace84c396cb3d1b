"""How many people one web process lets watch at once.

    python -m bench.pages            600 people, SQLite and PostgreSQL, five minutes at 300 requests a second
    python -m bench.pages --quick    150 people, SQLite, half a minute

Each person's browser asks for the player page, captions and poster, six parts of the film and six beacons; all of them
at 300 requests a second, then as fast as they are answered. Beside it, in the same run, a bare aiohttp handler does the
least that such a server can do, with the same files. The last line is
one JSON object: `requests_per_s` flat out, `p99_ms` at 300 a second, `rss_growth_mb` over the steady part.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import numpy as np

from bench.inbound_rig import free_port
from bench.pages_world import SECONDS, Asked, fill, visits
from tests.postgres import Postgres

RATE = 300
AT_ONCE = 64
BEACONS = 6


@dataclass(frozen=True, slots=True)
class Run:
    """What one server did.

    Attributes:
        waits_ms: at RATE, by kind of request.
        cpu_ms: of the server's process for one request, flat out.
    """

    per_second: float
    waits_ms: dict[str, list[float]]
    cpu_ms: float
    growth_mb: float
    refused: int

    @property
    def p99_ms(self) -> float:
        return float(np.percentile([wait for waits in self.waits_ms.values() for wait in waits], 99))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    people, steady_s = (150, 10) if arguments.quick else (600, 300)
    results = asyncio.run(compare(people, steady_s, postgres=not arguments.quick))
    print(f"{'':16} {'requests/s':>10} {'CPU ms each':>12} {'p99 ms at 300/s':>16} {'growth MB':>10} {'refused':>8}")
    for name, run in results.items():
        figures = f"{run.per_second:10.0f} {run.cpu_ms:12.2f} {run.p99_ms:16.1f} {run.growth_mb:10.1f} {run.refused:8}"
        print(f"{name:16} {figures}")
        kinds = {kind: round(float(np.percentile(waits, 99)), 1) for kind, waits in run.waits_ms.items()}
        print(f"{'':16} p99 ms by kind: {kinds}")
    ours = results["ours, sqlite"]
    line = {"requests_per_s": ours.per_second, "p99_ms": ours.p99_ms, "rss_growth_mb": ours.growth_mb}
    line |= {"ratio_to_bare": ours.per_second / results["bare"].per_second, "refused": ours.refused}
    print(json.dumps({name: round(value, 2) for name, value in line.items()}))
    return 0


async def compare(people: int, steady_s: float, *, postgres: bool) -> dict[str, Run]:
    """Every server, one after the other."""
    results = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/ninety.db"
        addresses = await fill(url, folder, people)
        results["ours, sqlite"] = await _serve("ours", folder, url, addresses, steady_s)
        results["bare"] = await _serve("bare", folder, "", addresses, steady_s)
    if postgres:
        server = Postgres()
        try:
            with tempfile.TemporaryDirectory() as name:
                folder, url = Path(name), server.fresh_url()
                addresses = await fill(url, folder, people)
                results["ours, postgresql"] = await _serve("ours", folder, url, addresses, steady_s)
        finally:
            server.stop()
    return results


async def _serve(kind: str, folder: Path, url: str, addresses: list[tuple[str, str]], steady_s: float) -> Run:

    port = free_port()
    order = [sys.executable, "-m", "bench.pages_server", kind, str(port), str(folder), *([url] if url else [])]
    process = await asyncio.create_subprocess_exec(*order, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        assert (await process.stdout.readline()).strip() == b"ready", f"{kind} did not start"
        return await _measure(f"http://127.0.0.1:{port}", addresses, steady_s, folder, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _measure(base: str, addresses: list[tuple[str, str]], steady_s: float, folder: Path, server: int) -> Run:
    people = list(visits(addresses, min(BEACONS, SECONDS)))
    # Browsers of different people are at different places of the same visit.
    asked = [each for place in itertools.zip_longest(*people) for each in place if each]
    async with aiohttp.ClientSession(base, connector=aiohttp.TCPConnector(limit=0)) as session:
        _, _, text = await _ask(session, asked[0])
        (folder / "page.html").write_bytes(text)
        before = _rss(server)
        steady = await _steadily(session, list(itertools.islice(itertools.cycle(asked), int(RATE * steady_s))))
        growth = (_rss(server) - before) / 1e6
        cpu, began = _cpu_s(server), time.perf_counter()
        flat_out = await _flat_out(session, asked)
        took = time.perf_counter() - began
        cpu = _cpu_s(server) - cpu
    waits: dict[str, list[float]] = {}
    for each, wait, _ in steady:
        waits.setdefault(each.kind, []).append(wait * 1000)
    refused = sum(status >= 400 for _, _, status in [*steady, *flat_out])
    return Run(len(flat_out) / took, waits, cpu / len(flat_out) * 1000, growth, refused)


Answer = tuple[Asked, float, int]


def _rss(process: int) -> int:
    """Bytes in memory. Source: proc(5), statm."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu_s(process: int) -> float:
    """Seconds of CPU, its own and the kernel's. Source: proc(5), stat, fields 14 and 15."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _ask(session: aiohttp.ClientSession, each: Asked) -> tuple[float, int, bytes]:
    began = time.perf_counter()
    headers = {"Range": each.part} if each.part else {}
    if each.body is not None:
        headers["Content-Type"] = "application/json"
    async with session.request("POST" if each.body else "GET", each.path, data=each.body, headers=headers) as reply:
        text = await reply.read()
        return time.perf_counter() - began, reply.status, text


async def _steadily(session: aiohttp.ClientSession, asked: Sequence[Asked]) -> list[Answer]:
    began = time.perf_counter()

    async def one(number: int, each: Asked) -> Answer:
        await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        wait, status, _ = await _ask(session, each)
        return each, wait, status

    return list(await asyncio.gather(*[one(number, each) for number, each in enumerate(asked)]))


async def _flat_out(session: aiohttp.ClientSession, asked: Sequence[Asked]) -> list[Answer]:
    waiting, answers = iter(asked), []

    async def connection() -> None:
        for each in waiting:
            wait, status, _ = await _ask(session, each)
            answers.append((each, wait, status))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(AT_ONCE):
            tasks.create_task(connection())
    return answers


if __name__ == "__main__":
    raise SystemExit(main())
