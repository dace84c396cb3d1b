"""Worker processes: one that dies, hangs or swells costs its own job a second try, and nobody else anything."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lessons.studio.pipeline.pool import LATER, SOON, Pool, WorkerFailed
from tests.lessons.studio import jobs


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(1, patience_s=1.5)
    yield pool
    await pool.close()


async def test_work_is_done_in_another_process(pool: Pool) -> None:
    assert await pool.do(jobs.double, 21) == 42
    assert await pool.do(jobs.whoami, 0) == pool.pids[0] != os.getpid()


async def test_what_the_work_refuses_comes_back_as_the_error_it_was(pool: Pool) -> None:
    with pytest.raises(ValueError, match="the card cannot be drawn"):
        await pool.do(jobs.refuse, "the card")
    assert await pool.do(jobs.double, 1) == 2


async def test_a_process_that_dies_is_replaced_and_its_job_done_again(pool: Pool, tmp_path: Path) -> None:
    before = await pool.do(jobs.whoami, 0)
    assert await pool.do(jobs.die_once, tmp_path / "mark") == "done"
    assert await pool.do(jobs.whoami, 0) != before


async def test_a_process_that_hangs_is_ended_and_its_job_done_again(pool: Pool, tmp_path: Path) -> None:
    assert await pool.do(jobs.hang_once, tmp_path / "mark") == "done"


async def test_a_job_that_kills_twice_is_given_up_and_the_next_one_is_done(pool: Pool) -> None:
    with pytest.raises(WorkerFailed, match="gave up after 2 tries: the worker died"):
        await pool.do(jobs.die, 0)
    assert await pool.do(jobs.double, 2) == 4


async def test_a_process_killed_while_idle_is_replaced(pool: Pool) -> None:
    os.kill(await pool.do(jobs.whoami, 0), signal.SIGKILL)
    assert await pool.do(jobs.double, 3) == 6


async def test_memory_is_bounded(pool: Pool) -> None:
    with pytest.raises(WorkerFailed):
        await pool.do(jobs.hoard, 0)


async def test_processes_are_replaced_after_some_jobs() -> None:
    pool = Pool(1, jobs_a_worker=2)
    seen = [await pool.do(jobs.whoami, n) for n in range(4)]
    await pool.close()
    assert seen[0] == seen[1] != seen[2] == seen[3]


async def test_idle_processes_end_and_start_again_when_there_is_work() -> None:
    pool = Pool(1, idle_s=0.1)
    first = await pool.do(jobs.whoami, 0)
    await asyncio.sleep(0.3)
    assert pool.pids == []
    assert await pool.do(jobs.whoami, 0) != first
    await pool.close()


async def test_what_libraries_print_does_not_mix_with_answers(pool: Pool) -> None:
    assert [await pool.do(jobs.chatter, n) for n in range(3)] == [0, 1, 2]


async def test_what_a_viewer_waits_for_goes_first(pool: Pool, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(pool.do(jobs.note, (log, name, 0.1), LATER))
        await asyncio.sleep(0.02)
        group.create_task(pool.do(jobs.note, (log, "S", 0.0), SOON))
    assert log.read_text() in ("Sabc", "aSbc")


async def test_nobody_waits_for_a_job_whose_asker_went_away(pool: Pool) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(pool.do(jobs.note, (Path("/dev/null"), "x", 0.3)), 0.05)
    assert await pool.do(jobs.double, 4) == 8


async def test_closing_ends_the_processes_and_cancels_what_waits() -> None:
    pool = Pool(1)
    await pool.do(jobs.double, 1)
    (pid,) = pool.pids
    waiting = asyncio.create_task(pool.do(jobs.note, (Path("/dev/null"), "x", 5.0)))
    await asyncio.sleep(0.05)
    await pool.close()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_workers_see_none_of_our_secrets(pool: Pool) -> None:
    os.environ["NINETY_SECRET_KEY"] = "do not tell"
    try:
        assert "NINETY_SECRET_KEY" not in await pool.do(jobs.secrets, 0)
    finally:
        del os.environ["NINETY_SECRET_KEY"]
