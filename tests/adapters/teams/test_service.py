"""Teams in an installation: where its registration is set, it is spoken to; where not, nothing of it is there."""

from __future__ import annotations

from pathlib import Path

from bot.operations.health import health
from bot.operations.migrate import migrate
from bot.settings import read_settings
from bot.wiring import installation, web_app
from schedules.ledger.pacing import SEND, pacing
from schedules.people.roster import all_workspaces

GUID = "99999999-8888-7777-6666-555555555555"
VALUES = {"TEAMS_APP_ID": GUID, "TEAMS_APP_PASSWORD": "x", "TEAMS_TENANT_ID": GUID}


async def test_with_a_registration_teams_is_connected_paced_and_served(tmp_path: Path) -> None:
    async with installation(read_settings({"DATA_DIR": str(tmp_path), **VALUES})) as built:
        await migrate(built.database)
        await built.connect()
        assert set(built.chats) == {"web", "teams"}
        assert built.playground is None
        async with built.database.read() as db:
            (workspace,) = await all_workspaces(db)
            row = (await db.execute(pacing.select().where(pacing.c.method == SEND))).one()
        assert (workspace.platform, workspace.outside_id, row.per_second) == ("teams", GUID, 30)
        app = web_app(built, lambda: health(built.database, built.clock, built.intervals))
        assert "/teams/messages" in {one.resource.canonical for one in app.router.routes() if one.resource}
        assert {"teams places", "teams events"} <= {one.kind for one in built.rounds()}
        async with built.receiving():
            pass


async def test_without_one_there_is_no_address(tmp_path: Path) -> None:
    async with installation(read_settings({"DATA_DIR": str(tmp_path)})) as built:
        app = web_app(built, lambda: health(built.database, built.clock, built.intervals))
        assert not any("/teams" in one.resource.canonical for one in app.router.routes() if one.resource)
        assert (set(built.chats), built.playground is not None) == ({"web"}, True)


def test_no_secret_is_written_where_settings_are_logged(tmp_path: Path) -> None:
    settings = read_settings({"DATA_DIR": str(tmp_path), **VALUES, "TEAMS_APP_PASSWORD": "hush hush"})
    assert "hush" not in repr(settings)
