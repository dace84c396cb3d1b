"""Worker processes that draw and code.

A worker takes one job at a time over its pipes, and is replaced after some number of them, so that nothing it leaks
grows for long. One that dies in the middle of a job costs that job one more try, and nobody else anything.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lessons.studio.sandbox.confined import ROOT
from lessons.studio.sandbox.memory import give_back

Argument = TypeVar("Argument")
Result = TypeVar("Result")

JOBS_A_WORKER = 400  # then it is replaced
MEMORY_MB = 2048  # of address space; a scene of 1080 x 1920 takes about a fifth
PATIENCE_S = 60.0  # a scene takes a tenth of a second: one that takes a minute hangs
IDLE_S = 900.0
TRIES = 2
SOON, LATER = 0, 1
LARGEST_ANSWER = 64 << 20
INHERITED = ("PATH", "LD_LIBRARY_PATH", "LANG", "TZ")  # and no secret
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "OPENBLAS_NUM_THREADS": "1",  # no matrix here is worth a second thread, and each reserves memory
    "MALLOC_ARENA_MAX": "1",
    # Pictures come from the heap, which is warm, and not fresh from the system: that takes a tenth more time of cards.
    "MALLOC_MMAP_THRESHOLD_": str(64 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
}


class WorkerFailed(Exception):
    """A job could not be done: the processes that tried it died or hung."""


@dataclass(order=True)
class _Ticket:
    """A job in the queue: what a viewer waits for goes first, and then in order."""

    rank: tuple[int, int]
    job: bytes = field(compare=False)
    result: asyncio.Future[Any] = field(compare=False)


class Pool:
    """Some worker processes, started when they are first needed.

    Args:
        workers: how many; one for each core is right.
        jobs_a_worker: how many jobs one does before it is replaced.
        patience_s: how long a job may take; idle_s: how long a worker waits for one before it ends.
    """

    def __init__(
        self,
        workers: int,
        jobs_a_worker: int = JOBS_A_WORKER,
        patience_s: float = PATIENCE_S,
        idle_s: float = IDLE_S,
    ) -> None:
        self.workers, self._jobs_a_worker, self._patience_s, self._idle_s = workers, jobs_a_worker, patience_s, idle_s
        self._queue: asyncio.PriorityQueue[_Ticket] = asyncio.PriorityQueue()
        self._order = itertools.count()
        self._running: list[asyncio.Task[None]] = []
        self._workers: list[_Worker] = []

    async def do(self, work: Callable[[Argument], Result], argument: Argument, priority: int = LATER) -> Result:
        """What work(argument) returns, in a worker, which must be able to import both.

        Raises:
            ValueError: as raised by the work.
            WorkerFailed: it could not be done.
        """
        self._start()
        job = pickle.dumps((work, argument), pickle.HIGHEST_PROTOCOL)
        ticket = _Ticket((priority, next(self._order)), job, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(ticket)
        result: Result = await ticket.result
        return result

    async def warm_up(self) -> None:
        """Starts every worker."""
        await asyncio.gather(*(self.do(_meet, n, SOON) for n in range(self.workers)))

    async def close(self) -> None:
        """Ends all workers; jobs that wait are cancelled."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        while not self._queue.empty():
            self._queue.get_nowait().result.cancel()

    @property
    def pids(self) -> list[int]:
        """Processes that run now."""
        return [worker.pid for worker in self._workers if worker.pid]

    def _start(self) -> None:
        if not self._running:
            self._workers = [_Worker(self._jobs_a_worker) for _ in range(self.workers)]
            self._running = [asyncio.create_task(self._serve(worker)) for worker in self._workers]

    async def _serve(self, worker: _Worker) -> None:
        """Takes ticket after ticket until cancelled by close()."""
        try:
            while True:
                if (ticket := await self._next()) is None:
                    await worker.end()
                    continue
                try:
                    await self._settle(worker, ticket)
                finally:
                    ticket.result.cancel()  # changes nothing when it is settled
        finally:
            await worker.end()

    async def _next(self) -> _Ticket | None:
        """The next job; None when there was none for long."""
        try:
            async with asyncio.timeout(self._idle_s):
                return await self._queue.get()
        except TimeoutError:
            return None

    async def _settle(self, worker: _Worker, ticket: _Ticket) -> None:
        if ticket.result.done():  # whoever asked went away
            return
        try:
            answer = await self._tried(worker, ticket.job)
        except WorkerFailed as error:
            answer = error
        if ticket.result.done():
            return
        if isinstance(answer, Exception):
            ticket.result.set_exception(answer)
        else:
            ticket.result.set_result(answer)

    async def _tried(self, worker: _Worker, job: bytes) -> Any:
        how: Exception | None = None
        for _ in range(TRIES):
            try:
                # Not wait_for, which in Python 3.11 loses a cancellation that comes together with the answer.
                async with asyncio.timeout(self._patience_s):
                    return await worker.do(job)
            except (OSError, EOFError, TimeoutError, pickle.UnpicklingError) as error:
                await worker.end()
                how = error
        what = "hung" if isinstance(how, TimeoutError) else "died"
        raise WorkerFailed(f"gave up after {TRIES} tries: the worker {what}") from how


def once_in_a_while(job: tuple[Callable[[Argument], Result], Argument]) -> Result:
    """A job that takes much more memory than those around it: what it took is given back when it is done."""
    work, argument = job
    try:
        return work(argument)
    finally:
        give_back()


def _meet(_: int) -> None:
    """The first job of a worker: loads what drawing and coding need."""
    import lessons.studio.pipeline.scenes
    import lessons.studio.voice.sound  # noqa: F401


class _Worker:
    """One process, started for its first job and again after it died."""

    def __init__(self, jobs: int) -> None:
        self._most, self._done = jobs, 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def do(self, job: bytes) -> Any:
        """What the job returned, or the ValueError that it raised.

        Raises:
            EOFError, OSError: the process died.
        """
        if self._process is None or self._done >= self._most:
            await self.end()
            self._process, self._done = await _launched(), 0
        self._done += 1
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        assert pipe_in is not None and pipe_out is not None  # noqa: S101, PT018 - both were asked for
        pipe_in.write(len(job).to_bytes(8, "big") + job)
        await pipe_in.drain()
        size = int.from_bytes(await pipe_out.readexactly(8), "big")
        return pickle.loads(await pipe_out.readexactly(size))  # noqa: S301 - our own process wrote it

    async def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _launched() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "lessons.studio.pipeline.worker",
        str(MEMORY_MB),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LARGEST_ANSWER,
        env={name: os.environ[name] for name in INHERITED if name in os.environ} | ENVIRONMENT,
    )
