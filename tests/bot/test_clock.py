"""Time is moved only where nobody real is served, and a wrong clock stops sending before anything is sent twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.dates import PlatformTimes, date_trace
from adapters.sessions import vendor_session
from adapters.slack.outbound.chat import SlackChat
from bot.__main__ import main
from bot.chat import Message, Text
from bot.clock import PLAYGROUND, Clock, RealPeople, mark_as_test, noted_skew, unmark_as_test
from bot.delivery.composer import Composer
from bot.delivery.sender import Sender
from bot.lease import uptime
from bot.links import Links
from bot.messages.codec import to_json
from bot.operations.migrate import migrate
from bot.platform_time import PlatformTime
from bot.settings import BadSettings, read_settings
from bot.wiring import installation
from lessons.database import Database
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from schedules.people.roster import Workspace, open_workspace
from tests.bot.commanding import environment as environment
from tests.fakes.slack import FakeSlack
from tests.schedules.team import MONDAY, make_team
from tests.stories.world import Moved

THREE_DAYS = timedelta(hours=68.8)
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


async def opened(database: Database, platform: str, name: str) -> Workspace:
    async with database.write() as db:
        return await open_workspace(db, platform, name, name, datetime.now(UTC))


async def ahead(database: Database, name: str) -> timedelta:
    """How far a new process would be ahead."""
    clock = Clock(name)
    await clock.refresh(database)
    return clock.ahead


async def test_the_playgrounds_time_never_moves_real_people(either_database: Database) -> None:
    await opened(either_database, "web", "playground")
    await Clock(PLAYGROUND).move(either_database, THREE_DAYS)
    assert await ahead(either_database, PLAYGROUND) == THREE_DAYS
    assert await ahead(either_database, "test") == timedelta(0)
    await opened(either_database, "slack", "T1")
    assert await ahead(either_database, "test") == timedelta(0)
    assert await ahead(either_database, PLAYGROUND) == timedelta(0)


async def test_time_is_not_moved_beside_real_people(either_database: Database) -> None:
    await opened(either_database, "slack", "Riverbank")
    clock = Clock(PLAYGROUND)
    with pytest.raises(RealPeople, match="Riverbank"):
        await clock.move(either_database, THREE_DAYS)
    assert clock.ahead == timedelta(0)


async def test_tokens_added_after_playing_leave_time_as_it_is(tmp_path: Path) -> None:
    async with installation(read_settings({"DATA_DIR": str(tmp_path)})) as played:
        await migrate(played.database)
        await played.begin()
        assert played.playground is not None
        await played.playground.workspace()
        await played.clock.move(played.database, THREE_DAYS)
    settings = read_settings({"DATA_DIR": str(tmp_path), **SLACK, "SLACK_API_URL": "http://127.0.0.1:9"})
    async with installation(settings) as real:
        await real.begin()
        assert abs(real.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


async def test_the_playground_is_not_opened_beside_a_real_workspace(tmp_path: Path) -> None:
    async with installation(read_settings({"DATA_DIR": str(tmp_path)})) as ready:
        await migrate(ready.database)
        await opened(ready.database, "slack", "Riverbank")
        with pytest.raises(BadSettings, match="serves Riverbank"):
            await ready.begin()
        _, state = await ready.health()
    assert any("the playground is not opened" in reason for reason in state["reasons"])


async def test_a_test_workspaces_time_is_moved_until_somebody_real_comes(either_database: Database) -> None:
    tests = await opened(either_database, "slack", "Testers")
    async with either_database.write() as db:
        await mark_as_test(db, tests.id, datetime.now(UTC))
    await Clock().move(either_database, timedelta(days=1))
    await Clock().move(either_database, timedelta(hours=1))
    assert await ahead(either_database, "test") == timedelta(hours=25)
    real = await opened(either_database, "teams", "Real")
    assert await ahead(either_database, "test") == timedelta(0)
    async with either_database.write() as db:
        await mark_as_test(db, real.id, datetime.now(UTC))
        await unmark_as_test(db, tests.id)
    assert await ahead(either_database, "test") == timedelta(0)


def test_an_operator_moves_the_time_of_testers_alone(environment: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clock"]) == 0
    assert "Tests: none." in capsys.readouterr().out
    assert main(["clock", "forward", "soon"]) == 2
    assert "Write 90m, 3h, 1d or 2w" in capsys.readouterr().err
    assert main(["clock", "test"]) == 0
    assert main(["clock", "forward", "2w"]) == 0
    assert "moved ahead by 336 hours" in capsys.readouterr().out


def served(ahead_by: timedelta) -> web.Application:
    """A platform whose clock is so far ahead of ours, behind the paths of its API."""

    async def answer(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def dated(_: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(datetime.now(UTC) + ahead_by, usegmt=True)

    app = web.Application()
    app.router.add_get("/api.test", answer)
    app.on_response_prepare.append(dated)
    return app


@asynccontextmanager
async def measured(ahead_by: timedelta) -> AsyncIterator[Clock]:
    clock = Clock(platform_time=PlatformTime(required=True))
    trace = date_trace(clock.platform_time.observe, clock.real_now)
    async with TestServer(served(ahead_by)) as server, vendor_session(trace_configs=[trace]) as session:
        assert "did not say yet what time it is" in clock.fault
        await PlatformTimes(session, [str(server.make_url("/api.test"))]).look(clock.platform_time)
        yield clock


async def test_the_skew_is_measured_by_the_platforms_own_date(either_database: Database) -> None:
    async with measured(timedelta(seconds=-90)) as clock:
        assert clock.platform_time.ahead is not None
        assert abs(clock.platform_time.ahead - timedelta(seconds=90)) < timedelta(seconds=2)
        await clock.note_skew(either_database)
    async with either_database.read() as db:
        noted = await noted_skew(db)
    assert noted is not None
    assert abs(noted - timedelta(seconds=90)) < timedelta(seconds=2)


@pytest.mark.parametrize(
    "ahead_by, words",
    [
        (timedelta(0), ""),
        (timedelta(seconds=45), ""),
        (timedelta(minutes=10), "10 minutes behind"),
        (timedelta(minutes=-10), "10 minutes ahead of"),
    ],
)
async def test_clocks_that_disagree_by_minutes_are_named(ahead_by: timedelta, words: str) -> None:
    async with measured(ahead_by) as clock:
        assert bool(clock.fault) == bool(words)
        assert words in clock.fault


async def test_a_platform_that_names_no_time_does_not_hold_sending_up() -> None:
    async def bare(reader: object, writer: object) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")  # type: ignore[attr-defined]
        writer.close()  # type: ignore[attr-defined]

    clock = Clock(platform_time=PlatformTime(required=True))
    async with await asyncio.start_server(bare, "127.0.0.1", 0) as server, aiohttp.ClientSession() as session:
        port = server.sockets[0].getsockname()[1]
        await PlatformTimes(session, [f"http://127.0.0.1:{port}/"]).look(clock.platform_time)
    assert clock.fault == ""


async def test_nothing_is_sent_while_the_clock_is_wrong_and_all_of_it_afterwards(database: Database) -> None:
    team, slack = await make_team(database), FakeSlack()
    body = to_json(Message("Hello", (Text("Hello."),)))
    (ada,) = await team.join(1)
    owed = await team.owe(ada, DeliveryKind.ANSWER, body=body, prompted=True)
    now = datetime.now(UTC)
    clock = Moved(MONDAY)
    async with TestServer(slack.app()) as server, aiohttp.ClientSession() as session:
        chat = SlackChat(_token, session, inline_video=True, base_url=str(server.make_url("/api/")))
        composer = Composer(database, Links("a secret of more than thirty-two characters", "https://n.example"))
        sender = Sender(database, {"slack": chat}, composer, clock)
        clock.platform_time.observe("slack.com", format_datetime(now - timedelta(minutes=10)), now, now)
        assert await sender.deliver_due() == 0
        assert (await team.delivery(owed)).state is DeliveryState.PLANNED
        clock.platform_time.forget()
        assert await sender.deliver_due() == 1
    assert (await team.delivery(owed)).state is DeliveryState.SENT


async def _token(workspace_id: str) -> str:
    return f"xoxb-{workspace_id}"


async def test_a_clock_that_is_set_waits_until_the_time_is_measured_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    assert clock.fault == ""
    # Only the kernel could set the real one; the steady clock beside it is where an hour can be missing.
    monkeypatch.setattr("bot.clock.uptime", lambda: uptime() - 3600)
    assert "was just set by 60 minutes" in clock.fault
    await clock.refresh(database)
    assert clock.fault == ""
