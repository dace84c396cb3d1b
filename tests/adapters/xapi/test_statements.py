"""xAPI: a learning record store gets what learners did, by the same outbox, as its makers' validator allows it."""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.outbox.endpoints import EndpointKind, OutboxEvent
from bot.outbox.happenings import Happening
from bot.outbox.statements import VERBS, statement, statement_id
from lessons.catalog.versions import LessonVersion
from lessons.database import Database, new_id
from tests import node
from tests.bot.outbox.test_webhooks import HOME, Systems, live
from tests.bot.world import MONDAY, furnished
from tests.fakes.receiver import Receiver

LESSON = LessonVersion(
    *("e1", "the-leak", "The Leak", (1, 2), "the-mail", "Die Poststelle & <sie>", 3, "de", "0" * 64, "mira", MONDAY),
    *("Was zuerst?", ("Löschen", "Melden"), 1, (), 20.4),
)


@pytest.fixture
async def systems(either_database: Database) -> AsyncIterator[Systems]:
    world, receiver = await furnished(either_database, privacy=False), Receiver()
    async with TestServer(receiver.app(), host="127.0.0.1") as server:
        yield Systems(world, receiver, f"http://127.0.0.1:{server.port}")


def happening(event: OutboxEvent, number: int) -> Happening:
    facts: dict[OutboxEvent, dict[str, Any]] = {
        OutboxEvent.REPLIED: {"choice": number % 2, "answer": "Melden", "correct": number % 2 == 1, "seconds": 12.5},
        OutboxEvent.PLAYED: {"length": 20.4},
        OutboxEvent.COMPLETED: {"played_seconds": 20, "length": 20.4},
    }
    return Happening(event, new_id(), new_id(), "c1", LESSON, MONDAY + timedelta(seconds=number), facts[event])


def faults_in(statements: Sequence[Any], folder: Path) -> list[str]:
    """What the validator says is wrong, a line each."""
    (folder / "statements.json").write_text(json.dumps(statements))
    order = [node.node(), str(node.XAPI / "validate.mjs"), str(folder / "statements.json")]
    done = subprocess.run(order, capture_output=True, text=True, env=node.environment(), timeout=300, check=False)
    assert f"{len(statements)} statements" in done.stdout, done.stderr
    return done.stderr.splitlines()


@node.needs(node.XAPI)
def test_statements_of_ten_thousand_deliveries_validate_and_a_planted_fault_does_not(tmp_path: Path) -> None:
    every = [statement(happening(event, number), HOME) for number in range(10_000) for event in VERBS]
    assert faults_in(every, tmp_path) == []
    planted = {**every[0], "actor": {"objectType": "Agent"}}
    assert faults_in([every[1], planted], tmp_path) != []


def test_the_first_thing_done_with_a_delivery_has_its_id_and_the_others_ids_that_follow_from_it() -> None:
    played = happening(OutboxEvent.PLAYED, 1)
    assert uuid.UUID(statement_id(played)).hex == played.delivery_id
    ids = {statement_id(Happening(event, played.delivery_id, *rest(played))) for event in VERBS}
    assert len(ids) == 3
    assert ids == {statement_id(Happening(event, played.delivery_id, *rest(played))) for event in VERBS}


def rest(happening: Happening) -> tuple[Any, ...]:
    return happening.learner_id, happening.campaign_id, happening.lesson, happening.at, happening.facts


async def test_a_store_gets_each_statement_once_and_no_name_stands_in_it(systems: Systems) -> None:
    await systems.add(EndpointKind.XAPI)
    await live(systems.world, "Ada", "Bo")
    systems.receiver.failures = [500, 503]
    for hours in (0, 1, 2, 3):
        await systems.beat(hours)
    assert len(systems.receiver.statements) == 6
    assert systems.receiver.changed == []
    verbs = sorted(each["verb"]["display"]["en-US"] for each in systems.receiver.statements.values())
    assert verbs == ["answered", "answered", "completed", "completed", "played", "played"]
    assert "Ada" not in str(systems.receiver.statements)
