"""Arrows point down: adapters -> bot -> schedules -> lessons; vendors' names stay in adapters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("lessons", "schedules", "bot", "adapters")
MAY_IMPORT = {
    "lessons": {"lessons"},
    "schedules": {"schedules", "lessons"},
    "bot": {"bot", "schedules", "lessons"},
    "adapters": {"adapters", "bot", "schedules", "lessons"},
}
SEE_BOTH_SIDES = ("bot/wiring/", "bot/platforms.py", "bot/voices.py", "bot/__main__.py")
ONLY_HERE = {
    "apscheduler": "schedules/ticker.py",
    "fsrs": "schedules/rules/spacing.py",
    "holidays": "schedules/rules/holidays.py",
}
VENDORS = {"slack_bolt", "slack_sdk", "botbuilder", "botframework", "openai", "espeakng_loader"}
VENDOR_NAMES = re.compile(r"\b(slack|slack_sdk|slack_bolt|msteams|openai|espeak|espeakng|botbuilder)\b", re.IGNORECASE)


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imported(source: str) -> set[str]:
    """Every module that a source imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            names.add(node.module or "")
    return names


def wrong_imports(path: str, source: str) -> list[str]:
    """What a file of ours imports and may not."""
    package, roots = path.split("/")[0], {name: name.split(".")[0] for name in imported(source)}
    allowed = set(OURS) if path.startswith(SEE_BOTH_SIDES) else MAY_IMPORT[package]
    wrong = [name for name, root in roots.items() if root in OURS and root not in allowed]
    if package != "adapters" and not path.startswith(SEE_BOTH_SIDES):
        wrong += [name for name, root in roots.items() if root in VENDORS]
    wrong += [name for name, root in roots.items() if root in ONLY_HERE and path != ONLY_HERE[root]]
    if path.startswith("schedules/rules/"):
        wrong += [name for name, root in roots.items() if root == "sqlalchemy"]
    return wrong


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in sources(*OURS)])
def test_a_file_imports_only_what_lies_below_it(path: str) -> None:
    assert wrong_imports(path, (ROOT / path).read_text()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lessons/x.py", "from schedules import ledger"),
        ("schedules/x.py", "import bot.chat"),
        ("bot/learners/replies.py", "from adapters.web.chat.chat import WebChat"),
        ("bot/inbound.py", "def f():\n    import slack_sdk"),
        ("schedules/rules/calendar.py", "import sqlalchemy as sa"),
        ("bot/worker.py", "from apscheduler.schedulers.asyncio import AsyncIOScheduler"),
    ],
)
def test_a_planted_wrong_import_is_found(path: str, source: str) -> None:
    assert wrong_imports(path, source)


@pytest.mark.parametrize("path", [str(path.relative_to(ROOT)) for path in sources("lessons", "schedules")])
def test_no_platform_is_named_below_the_bot(path: str) -> None:
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if VENDOR_NAMES.search(line)
    ]
    assert found == []
