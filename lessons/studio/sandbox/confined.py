"""Work on files that strangers made, in a child process that can do little harm.

A decoder reads bytes that anybody may have written. So it never runs in our own process: a child with limits on memory,
time, files and descriptors does the work, prints its result, and is killed when it takes too long.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use.

    Attributes:
        memory: bytes of address space.
        cpu_s: seconds of CPU time; wall_s: seconds until it is killed.
        file_bytes: size of the largest file it may write, 0 for none at all.
        open_files: descriptors it may hold.
    """

    memory: int = 1500 << 20
    cpu_s: int = 12
    wall_s: float = 20.0
    file_bytes: int = 0
    open_files: int = 64


class ChildFailed(Exception):
    """The child ended without a result.

    Attributes:
        why: "slow" when it ran into the time limit, "crashed" for everything else.
    """

    def __init__(self, why: str, said: str) -> None:
        super().__init__(f"{why}: {said[-400:]}")
        self.why = why


async def run(module: str, task: Mapping[str, object], bounds: Bounds) -> bytes:
    """What `python -m module` printed, given the task.

    Raises:
        ChildFailed: it was killed or broke down.
    """
    import asyncio  # children import this module too, and would take a quarter longer to start

    child = await asyncio.create_subprocess_exec(
        *_command(module, task, bounds),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        cwd="/",
    )
    try:
        printed, complaints = await asyncio.wait_for(child.communicate(), bounds.wall_s)
    except TimeoutError:
        raise ChildFailed("slow", f"more than {bounds.wall_s:.0f} s") from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return _result(child.returncode, printed, complaints)


def run_blocking(module: str, task: Mapping[str, object], bounds: Bounds) -> bytes:
    """Like run, for callers that are off the event loop already."""
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            _command(module, task, bounds),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=bounds.wall_s,
            env=_environment(),
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed("slow", f"more than {bounds.wall_s:.0f} s") from None
    return _result(done.returncode, done.stdout, done.stderr)


def started(module: str, task: Mapping[str, object], bounds: Bounds) -> subprocess.Popen[bytes]:
    """Likewise a child that prints more than anybody wants to hold: whoever reads it also ends it."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        _command(module, task, bounds),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
    )


def _command(module: str, task: Mapping[str, object], bounds: Bounds) -> list[str]:
    # -s and -P: no module of the user or of the folder we stand in can take the place of ours
    return [sys.executable, "-s", "-P", "-m", module, json.dumps({"task": task, "bounds": asdict(bounds)})]


def _environment() -> dict[str, str]:
    """Nothing of ours: the child needs no secret."""
    return {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _result(code: int | None, printed: bytes, said: bytes) -> bytes:
    if code == 0:
        return printed
    log.warning("a confined child ended with %s: %s", code, said.decode(errors="replace")[-2000:])
    slow = code in (-signal.SIGXCPU, -signal.SIGKILL)
    raise ChildFailed("slow" if slow else "crashed", f"exit {code} {said.decode(errors='replace')}")


def begin() -> dict[str, Any]:
    """In the child, before the first byte of the file is read: take the limits on and return the task."""
    limits = json.loads(sys.argv[1])
    bounds = Bounds(**limits["bounds"])
    os.nice(5)
    _limit(resource.RLIMIT_AS, bounds.memory)
    _limit(resource.RLIMIT_CPU, bounds.cpu_s)
    _limit(resource.RLIMIT_FSIZE, bounds.file_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, bounds.open_files)
    task: dict[str, Any] = limits["task"]
    return task


def refuse_more_files(last_file: BinaryIO) -> None:
    """No file and no network connection can be opened from now on, whatever the decoder is talked into."""
    _limit(resource.RLIMIT_NOFILE, last_file.fileno() + 1)


def _limit(what: int, most: int) -> None:
    _, allowed = resource.getrlimit(what)
    most = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
    resource.setrlimit(what, (most, most))
