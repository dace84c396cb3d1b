"""What a newcomer waits for: `python -m bench.start` installs the wheel into an empty environment and plays a lesson.

The environment lies in a folder of its own, far from the checkout, so that nothing of the checkout can help. Prints
`installed_mb` (the environment's size without Python's own, after the first lesson), `help_cpu_s` (CPU time of `ninety
--help`) and `first_lesson_s` (from the first `ninety run` in an empty folder to the first lesson in the chat page).
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_S = 600  # making the sample's five clips takes 80 s on two busy cores
LESSON = "episode 1 of 5"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ninety-start-") as folder:
        place = Path(folder)
        bare = _environment(place / "venv")
        _install(bare, place)
        # The lesson comes first: bytecode is written when a module is first imported, and counts as installed.
        first_lesson_s, help_cpu_s = round(_first_lesson_s(place), 1), round(_help_cpu_s(place), 2)
        installed_mb = round((_size(place / "venv") - _size(bare)) / 1e6)
        figures = {"installed_mb": installed_mb, "help_cpu_s": help_cpu_s, "first_lesson_s": first_lesson_s}
    print(json.dumps(figures))


def _environment(folder: Path) -> Path:
    """Two environments: one to install into, and one beside it that shows what is there before."""
    for name in (folder, folder.with_name("bare")):
        venv.create(name, with_pip=True)
    return folder.with_name("bare")


def _install(bare: Path, place: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    pip = [str(place / "venv" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    (wheel,) = place.glob("ninety-*.whl")
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _help_cpu_s(place: Path) -> float:
    ninety = str(place / "venv" / "bin" / "ninety")
    subprocess.run([ninety, "--help"], check=True, capture_output=True)  # the first one also writes bytecode
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([ninety, "--help"], check=True, capture_output=True, cwd=place)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _first_lesson_s(place: Path) -> float:
    """Start it in an empty folder, as the README says, and look at the chat page until the lesson is in it."""
    home = place / "home"
    home.mkdir()
    port = _free_port()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PORT": str(port)}
    began = time.monotonic()
    process = subprocess.Popen([str(place / "venv" / "bin" / "ninety"), "run"], cwd=home, env=environment)
    try:
        while time.monotonic() - began < PATIENCE_S:
            if process.poll() is not None:
                raise SystemExit(f"`ninety run` ended with {process.returncode}")
            if LESSON in _page(f"http://127.0.0.1:{port}/"):
                return time.monotonic() - began
            time.sleep(0.5)
        raise SystemExit(f"no lesson within {PATIENCE_S} s")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _page(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
