"""An installed Ninety has everything that a checkout has, and works from any folder."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HELP_CPU_S = 0.5


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as pip would leave it."""
    place = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = place.glob("ninety-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "content")
    return place / "content"


def ninety(installed: Path, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=home, env=environment, capture_output=True, text=True, check=False
    )


def test_every_file_of_the_product_is_in_the_wheel(installed: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "adapters", "bot", "lessons", "schedules", "examples"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    expected = {re.sub("^examples/", "bot/examples/", name) for name in tracked if name}
    inside = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert expected - inside == set()


def test_the_wheel_names_the_command_and_every_requirement(installed: Path) -> None:
    (about,) = installed.glob("*.dist-info")
    assert "ninety = bot.__main__:main" in (about / "entry_points.txt").read_text()
    needed = re.findall(r"^Requires-Dist: ([\w.-]+)==[^;\n]*$", (about / "METADATA").read_text(), re.MULTILINE)
    written = re.findall(r"^([\w.-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert {re.sub("[-_.]+", "-", name).lower() for name in needed} == {
        re.sub("[-_.]+", "-", name).lower() for name in written
    }


def test_a_series_is_imported_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = ninety(installed, tmp_path, "import", str(installed / "bot/examples/the-data-leak"), "--no-clips")
    assert done.returncode == 0, done.stderr
    assert "01-the-printer-knows" in done.stdout or "episode" in done.stdout.lower()
    assert (tmp_path / "var" / "ninety.db").exists()


def test_help_loads_nothing_that_takes_long(installed: Path, tmp_path: Path) -> None:
    ninety(installed, tmp_path, "--help")  # bytecode is written once
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    help_ = ninety(installed, tmp_path, "--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert "ninety run" in help_.stdout
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= HELP_CPU_S
