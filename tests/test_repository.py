"""What the documents say is true of the program, and nothing in the tree betrays where it was made."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from bench.house import rooms
from bench.house.tree import Tree
from bot.cli.commands import COMMANDS
from bot.settings import NAMES

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_explained_in_the_example_file(name: str) -> None:
    assert re.search(rf"^#? ?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"ninety {command}" in (ROOT / "README.md").read_text()


def test_requirements_are_pinned_and_say_why() -> None:
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[\w\[\]-]+==[\w.]+(; .*?)? +# \S.*", line), line


def _pins(file: str) -> dict[str, str]:
    """Package -> version, of a requirements file or a lock file."""
    pins = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", (ROOT / file).read_text(), re.MULTILINE)
    return {re.sub("[-_.]+", "-", name).lower(): version for name, version in pins}


@pytest.mark.parametrize(
    "written, lock",
    [
        ("requirements.txt", "requirements.lock"),
        ("requirements-build.txt", "requirements-build.lock"),
        ("tests/requirements.txt", "tests/requirements.lock"),
        ("requirements.lock", "tests/requirements.lock"),
    ],
)
def test_lock_files_agree_with_what_people_write(written: str, lock: str) -> None:
    assert _pins(written).items() <= _pins(lock).items(), f"run `make lock`: {lock} is older than {written}"


def test_the_builder_is_the_same_everywhere() -> None:
    builder = {name: version for name, version in _pins("requirements-build.txt").items() if name != "editables"}
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert dict(each.split("==") for each in needed) == builder


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock", "tests/requirements.lock"])
def test_every_locked_package_has_its_hash(lock: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert len(entries) >= len(_pins(lock)) > 0
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_the_customer_asked_for_is_here() -> None:
    required = (ROOT / "requirements.txt").read_text().lower()
    for package in ("slack-bolt", "botbuilder-core", "apscheduler", "openai", "sqlalchemy", "httpx"):
        assert f"\n{package}==" in required
    for name in ("bot", "lessons", "schedules", "adapters", "tests", "Procfile", "requirements.txt"):
        assert (ROOT / name).exists()


PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")] + sorted(
    (ROOT / "docs").rglob("*.md")
)


def test_links_between_documents_lead_somewhere() -> None:
    for page in PAGES:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_files_that_guides_name_are_there(name: str) -> None:
    named = re.findall(r"`((?:adapters|bench|bot|docs|lessons|schedules|tests)/[\w./-]+)`", (ROOT / name).read_text())
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_list_of_tables_is_the_programs() -> None:
    written = re.findall(
        r"^\| `(\w+)` \| `([\w/]+\.py)` \| \w", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE
    )
    assert sorted(written) == sorted(rooms.table_owners(Tree(ROOT)))


def test_every_decision_is_dated_and_listed() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text()
    files = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(file.name[:3]) for file in files] == list(range(1, len(files) + 1))
    for file in files:
        assert re.search(
            r"^Status: (proposed|accepted|replaced by \d+)\. Date: \d{4}-\d\d-\d\d\.$", file.read_text(), re.M
        )
        assert f"({file.name})" in listed


def test_continuous_integration_runs_what_people_can_run() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    (job,) = workflow["jobs"].values()
    assert job["steps"][-1]["run"] == ".ci/run ${{ matrix.part }}"
    for part in job["strategy"]["matrix"]["part"]:
        assert re.search(rf"^  {part}\)", (ROOT / ".ci/run").read_text(), re.MULTILINE)


def test_no_machines_path_stands_in_the_tree() -> None:
    folders = "/|/".join(("work", "farm", "root"))
    found = subprocess.run(
        ["git", "grep", "-nIE", f"(/{folders}/)", "--", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
