"""Databases for every test: SQLite in a file, and for races a real PostgreSQL too."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from bot.operations.migrate import migrate
from lessons.database import Database
from tests.postgres import postgres_url as postgres_url
from tests.postgres import server

# What takes more than some seconds, by what its id begins with, and what takes longest first: it runs in a part of its
# own (`make slow`), so that everything else is done in a few minutes. Tests with a browser and the second of Slack's
# two doors belong to it too.
SLOW = (
    "tests/test_a_stranger_plays.py",
    "tests/lessons/studio/test_phone_films.py",
    "tests/faults/",
    "tests/lessons/studio/test_uploads",
    "tests/lessons/answers/test_answers_quality.py",
    "tests/adapters/teams/test_validators.py",
    "tests/lessons/studio/test_normalise.py",
    "tests/lessons/studio/test_cast.py",
    "tests/lessons/studio/test_playback.py",
    "tests/lessons/studio/test_recordings.py",
    "tests/bot/operations/test_exporting.py",
    "tests/lessons/studio/test_look_golden.py",
    "tests/lessons/studio/test_live.py",
    "tests/lessons/studio/test_align.py",
    "tests/lessons/test_authoring_folder.py::test_no_",
    "tests/lessons/answers/test_search.py::test_no_question_breaks_the_search",
    "tests/lessons/answers/test_search.py::test_the_order_of_hashes",
    "tests/lessons/answers/test_rules.py::test_no_item",
    "tests/lessons/answers/test_quotes.py::test_no_forged",
    "tests/schedules/plans/test_planner.py::test_two_planners_at_once",
    "tests/schedules/rules/test_calendar.py::test_in_every_zone",
    "tests/schedules/rules/test_comparison.py::test_nineteen",
    "tests/schedules/ledger/test_pacing.py::test_two_processes",
    "tests/bot/operations/test_health.py::test_a_server_that_went_away",
    "tests/bot/delivery/test_sender.py::test_the_worker_goes_on",
    "tests/bot/parsing/test_phrases.py::test_no_words_break_it",
    "tests/bot/parsing/test_small_talk.py::test_no_words_break_it",
    "tests/bot/test_links.py::test_what_was_put_in_comes_out",
    "tests/adapters/web/test_gallery.py::test_the_command",
    "tests/adapters/web/test_curating.py",
    "tests/bot/clips/",
    "tests/bot/privacy/test_nothing_is_left.py",
    "tests/bot/answers/test_generated_clips.py",
    "tests/stories/test_a_campaign.py",
    "tests/stories/test_faults_of_three_kinds.py",
    "tests/stories/test_monday_digest.py",
    "tests/stories/test_answers_come_back.py",
    "tests/stories/test_any_order.py",
    "tests/stories/test_once_is_once.py",
    "tests/stories/test_second_group.py",
    "tests/lessons/answers/test_lies.py",
    "tests/lessons/answers/test_scope.py::test_what_is_found",
    "tests/lessons/studio/test_film_frame.py",
    "tests/test_wheel.py",
)
# What goes through a whole installation, from a person's press to what they see: half of the time that tests take, and
# so a part of its own too (`make stories`).
STORIES = ("tests/stories/", "tests/adapters/web/", "tests/bot/answers/", "tests/adapters/xapi/")
# How long an example takes says something of the machine, not of the product.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

SECOND_DOOR = "[slack over Socket Mode"
# A busy machine may let a browser wait beyond every limit, once, and a browser that leaves in the middle of a film
# leaves its file to be closed by the collector; what is seen and wrong is never looked at again.
SECOND_LOOK = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError", "PytestUnraisableExceptionWarning"])
SLOW_TIMEOUT_S = 400  # on a busy machine too; only what hangs takes this long


def pytest_xdist_auto_num_workers() -> int:
    """One process more than cores: a third of the time passes in waiting for browsers, databases and clocks."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_slow(item):
            item.add_marker("slow")
            item.add_marker(pytest.mark.timeout(SLOW_TIMEOUT_S))
        elif item.nodeid.startswith(STORIES):
            item.add_marker("story")
        if item.get_closest_marker("browser"):
            item.add_marker(SECOND_LOOK)
    items.sort(key=lambda item: _place(item.nodeid))


def _is_slow(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("browser") or item.get_closest_marker("slow")
    return bool(marked) or item.nodeid.startswith(SLOW) or SECOND_DOOR in item.nodeid


def _place(nodeid: str) -> int:
    return next((place for place, prefix in enumerate(SLOW) if nodeid.startswith(prefix)), len(SLOW))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process keeps a migrated SQLite file, which tests copy: migrating takes a tenth of a second."""
    return tmp_path_factory.mktemp("migrated") / "ninety.db"


@pytest.fixture
async def database(tmp_path: Path, template: Path) -> AsyncIterator[Database]:
    """A migrated SQLite database."""
    opened = Database(await _sqlite(tmp_path, template))
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
async def either_database(request: pytest.FixtureRequest, tmp_path: Path, template: Path) -> AsyncIterator[Database]:
    """The same test on SQLite and on PostgreSQL."""
    opened = Database(await (_sqlite(tmp_path, template) if request.param == "sqlite" else _postgresql()))
    yield opened
    await opened.close()


async def _sqlite(folder: Path, template: Path) -> str:
    """The address of a copy of the migrated SQLite file."""
    if not template.exists():
        fresh = template.with_suffix(".new")  # what a failed migration leaves is nobody's template
        fresh.unlink(missing_ok=True)
        await _migrated(f"sqlite:///{fresh}")
        fresh.rename(template)
    shutil.copyfile(template, folder / "ninety.db")
    return f"sqlite:///{folder}/ninety.db"


async def _postgresql() -> str:
    """The address of a copy of a migrated PostgreSQL database."""
    if not server().template:
        url = server().fresh_url()
        await _migrated(url)
        server().template = str(sa.make_url(url).database)
    return server().fresh_url(server().template)


async def _migrated(url: str) -> None:
    first = Database(url)
    await migrate(first)
    await first.close()
