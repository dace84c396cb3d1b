"""schemathesis tries the API by its own document, with many made-up requests, and finds nothing."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.api.pages import api_pages
from adapters.web.app import bare_app
from adapters.web.http.limits import Allowance
from bot.api.tokens import Scope, make_token
from lessons.database import Database
from tests.adapters.web.api.test_api import SECRET, YEAR, Still, healthy
from tests.bot.world import MONDAY, furnished

PROGRAM = Path(sys.executable).parent / "schemathesis"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
CHECKS += ",negative_data_rejection,positive_data_acceptance,ignored_auth,unsupported_method"


@pytest.mark.slow
async def test_schemathesis_finds_nothing(database: Database, tmp_path: Path) -> None:
    world = await furnished(database, privacy=False)
    await world.join("Ada", "Bo")
    await world.deliver("Ada")
    async with database.write() as db:
        _, token = await make_token(db, world.workspace.id, "tests", list(Scope), MONDAY, YEAR)
    patient = Allowance(1_000_000, 1_000_000)
    app = bare_app([lambda app: api_pages(app, database, Still(), SECRET, "/", patient)], healthy, an_address=patient)
    async with TestServer(app, host="127.0.0.1") as server:
        url = f"http://127.0.0.1:{server.port}/api/v1/openapi.json"
        words = [str(PROGRAM), "run", url, "-H", f"Authorization: Bearer {token}", "--checks", CHECKS]
        words += ["--max-examples", "25", "--seed", "1", "--no-color", "--url", f"http://127.0.0.1:{server.port}"]
        done = await asyncio.to_thread(subprocess.run, words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "6 operations" in done.stdout or "Operations:          6" in done.stdout or "6 selected" in done.stdout
