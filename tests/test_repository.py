"""What the documents say is true of the program, and nothing in the tree betrays where it was made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import _parser
from bot.settings import NAMES

ROOT = Path(__file__).parent.parent
COMMANDS = sorted(next(iter(_parser()._subparsers._group_actions)).choices)  # type: ignore[union-attr, arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_is_explained_in_the_example_file(name: str) -> None:
    assert re.search(rf"^#? ?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"python -m bot {command}" in (ROOT / "README.md").read_text()


def test_requirements_are_pinned_and_say_why() -> None:
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[\w\[\]-]+==[\w.]+(; .*?)? +# \S.*", line), line


def test_what_the_customer_asked_for_is_here() -> None:
    required = (ROOT / "requirements.txt").read_text().lower()
    for package in ("slack-bolt", "botbuilder-core", "apscheduler", "openai", "sqlalchemy", "httpx"):
        assert f"\n{package}==" in required
    for name in ("bot", "lessons", "schedules", "adapters", "tests", "Procfile", "requirements.txt"):
        assert (ROOT / name).exists()


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_machines_path_stands_in_the_tree() -> None:
    folders = "/|/".join(("work", "farm", "root"))
    found = subprocess.run(
        ["git", "grep", "-nIE", f"(/{folders}/)", "--", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
