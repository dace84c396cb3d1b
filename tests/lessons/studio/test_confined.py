"""A child that reads a stranger's file cannot reach anything else, and cannot take more than it is given."""

import asyncio
import os
from pathlib import Path

import pytest

from lessons.studio.sandbox import confined
from lessons.studio.sandbox.confined import Bounds, ChildFailed

CHILD = "tests.lessons.studio.children"


def children() -> set[str]:
    """Process ids of our confined children."""
    here = {path.name for path in Path("/proc").iterdir() if path.name.isdigit()}
    return {
        pid
        for pid in here
        if f"PPid:\t{os.getpid()}\n" in proc_file(pid, "status") and CHILD in proc_file(pid, "cmdline")
    }


def proc_file(pid: str, what: str) -> str:
    try:
        return Path("/proc", pid, what).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_after_the_door_is_shut_no_file_and_no_socket_can_be_opened() -> None:
    assert confined.run_blocking(CHILD, {"try": "doors"}, Bounds()) == b"0 opened"


def test_our_secrets_are_not_in_the_childs_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret")
    seen = confined.run_blocking(CHILD, {"try": "environment"}, Bounds()).decode().split()
    assert "PYTHONPATH" in seen
    assert "BOT_TOKEN" not in seen


async def test_a_child_that_hangs_is_killed_by_its_limit_of_cpu_time() -> None:
    with pytest.raises(ChildFailed) as failed:
        await confined.run(CHILD, {"try": "spin"}, Bounds(cpu_s=1))
    assert failed.value.why == "slow"


async def test_a_child_that_hangs_is_killed_when_its_time_is_over() -> None:
    before = os.times().elapsed
    with pytest.raises(ChildFailed) as failed:
        await confined.run(CHILD, {"try": "spin"}, Bounds(wall_s=0.5))
    assert failed.value.why == "slow"
    assert os.times().elapsed - before < 10
    assert not children()


async def test_a_child_dies_with_the_request_that_started_it() -> None:
    asked = asyncio.create_task(confined.run(CHILD, {"try": "spin"}, Bounds()))
    await asyncio.sleep(0.3)
    assert children()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert not children()


@pytest.mark.parametrize("tried", ["hoard", "write"])
def test_memory_and_files_are_refused(tried: str, tmp_path: Path) -> None:
    left = tmp_path / "left"
    with pytest.raises(ChildFailed) as failed:
        confined.run_blocking(CHILD, {"try": tried, "file": str(left)}, Bounds())
    assert failed.value.why == "crashed"
    assert not left.exists() or not left.read_bytes()
