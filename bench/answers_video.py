"""How long a question waits for its video: from asking to the first picture, and to the whole clip.

    python -m bench.answers_video            20 questions about a small handbook, each cold and then warm
    python -m bench.answers_video --quick    the same with 8 questions; under 50 s

One process serves the pages and does the work, as `ninety run` does, without any model. A question enters as the
chat page sends it. Its message is waited for, its player page opened over HTTP, and the pieces fetched in the order in
which a player wants them. First picture: the beginning and the first segment are there. Whole clip: the finished MP4
is. Cold: nothing of this clip was ever made. Warm: the same was asked before, in other letters.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from aiohttp import web

ROOT = Path(__file__).parent.parent
if __package__ in (None, ""):  # run as a file
    sys.path.insert(0, str(ROOT))

from adapters.web.chat import messages  # noqa: E402
from bench.answers_handbook import CHAPTERS  # noqa: E402
from bot.chat import Clip, Message  # noqa: E402
from bot.events import Asked, Joined, Person  # noqa: E402
from bot.operations.migrate import migrate  # noqa: E402
from bot.settings import read_settings  # noqa: E402
from bot.wiring import Installation, installation, web_app  # noqa: E402
from lessons.answers.index.drafts import DocumentSource  # noqa: E402
from lessons.answers.index.indexing import learn_document  # noqa: E402
from lessons.answers.index.passages import TextBlock, passages_of_document  # noqa: E402
from schedules.people.roster import Learner, Workspace, learner_outside, open_workspace  # noqa: E402

WHO = Person("web", "playground", "ada")
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds from asking."""

    answer: float
    first_picture: float
    whole_clip: float


@dataclass(frozen=True, slots=True)
class Office:
    """An installation that runs, and somebody who asks."""

    built: Installation
    workspace: Workspace
    learner: Learner
    session: aiohttp.ClientSession
    port: int

    async def ask(self, question: str, number: int) -> Waited:
        began = time.monotonic()
        await self.built.bot.handle(Asked(WHO, f"bench-{number:08}", question, datetime.now(UTC), command=True))
        clip = await self._clip(number + 1)
        answered = time.monotonic()
        page = await self._text(clip.watch_url.partition("#")[0])
        if live := re.search(r'data-live="([^"]+)/clip.m3u8"', page):
            await asyncio.gather(self._bytes(f"{live[1]}/init.mp4"), self._bytes(f"{live[1]}/0.m4s"))
            first = time.monotonic()
            await self._finished(clip.watch_url.partition("#")[0])
            page = await self._text(clip.watch_url.partition("#")[0])
        video = re.search(r'src="(/media/[^"]+clip\.mp4)"', page)
        assert video is not None, "the finished page shows no video"
        if not live:
            await self._bytes(video[1], {"Range": "bytes=0-262143"})
            first = time.monotonic()
        await self._bytes(video[1])
        return Waited(answered - began, first - began, time.monotonic() - began)

    async def _clip(self, entries: int) -> Clip:
        """The clip in the newest message of the chat, once it is an answer."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            async with self.built.database.read() as db:
                said = await messages.latest(db, self.workspace.id, self.learner.id, 1000)
            told = [one.message for one in said if one.author is messages.Author.BOT]
            if len(told) > entries and (clip := _clip_in(told[-1])):
                return clip
            await asyncio.sleep(0.01)
        raise TimeoutError(f"no clip came within {PATIENCE_S:.0f} s: {told[-1].plain if told else 'nothing was said'}")

    async def _finished(self, watch_url: str) -> None:
        while True:
            async with self.session.get(f"{watch_url}/state") as reply:
                if (await reply.json())["state"] == "ready":
                    return
            await asyncio.sleep(0.02)

    async def _bytes(self, path: str, headers: dict[str, str] | None = None) -> bytes:
        address = path if path.startswith("http") else f"http://127.0.0.1:{self.port}{path}"
        async with self.session.get(address, headers=headers) as reply:
            assert reply.status in (200, 206), f"{path}: {reply.status}"
            return await reply.read()

    async def _text(self, path: str) -> str:
        return (await self._bytes(path)).decode()


def _clip_in(message: Message) -> Clip | None:
    return next((part for part in message.parts if isinstance(part, Clip)), None)


async def measured(questions: int, folder: Path) -> dict[str, list[Waited]]:
    port = _free_port()
    settings = read_settings({"DATA_DIR": str(folder), "PORT": str(port), "PLAYGROUND": "off", "LOG_LEVEL": "error"})
    async with installation(settings) as built, aiohttp.ClientSession() as session:
        await migrate(built.database)
        workspace, learner = await _furnished(built)
        await built.set_paces()
        runner = web.AppRunner(web_app(built, _healthy), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        stop = asyncio.Event()
        office = Office(built, workspace, learner, session, port)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(built.sender.run(stop))
            tasks.create_task(built.answer_worker.run(stop))
            asked = [question for _, _, question in CHAPTERS[:questions]]
            started = [await office.ask(asked[0], 0)]
            cold = [await office.ask(question, at) for at, question in enumerate(asked[1:], 1)]
            again = [f"{question.lower().rstrip('?')} ???" for question in asked]
            warm = [await office.ask(question, at) for at, question in enumerate(again, len(asked))]
            stop.set()
        await runner.cleanup()
    return {"started": started, "cold": cold, "warm": warm}


async def _furnished(built: Installation) -> tuple[Workspace, Learner]:
    now = datetime.now(UTC)
    async with built.database.write() as db:
        workspace = await open_workspace(db, "web", WHO.workspace, "Riverbank Studio", now)
        for title, text, _ in CHAPTERS:
            source = DocumentSource(f"handbook/{title}.md", title)
            await learn_document(db, workspace.id, source, passages_of_document(title, [TextBlock(text)]), now)
    await built.bot.handle(Joined(WHO, "joined-1", "Ada", now, zone="UTC", place="ada"))
    async with built.database.read() as db:
        learner = await learner_outside(db, workspace.id, WHO.learner)
    assert learner is not None
    return workspace, learner


async def _healthy() -> tuple[int, dict[str, object]]:
    return 200, {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def p95(values: Sequence[float]) -> float:
    """The nearest rank: of 20 values the 19th."""
    ordered = sorted(values)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="8 questions instead of 20")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(8 if quick else len(CHAPTERS), Path(folder)))
    columns = ("answer p50", "picture p50", "picture p95", "whole p50", "whole p95")
    print(f"{'':10}{'questions':>10}", *(f"{column:>12}" for column in columns), sep="")
    for name, waits in found.items():
        answer = statistics.median(one.answer for one in waits)
        first, whole = [one.first_picture for one in waits], [one.whole_clip for one in waits]
        print(
            f"{name:10}{len(waits):10}{answer:11.2f}s{statistics.median(first):11.2f}s{p95(first):11.2f}s"
            f"{statistics.median(whole):11.2f}s{p95(whole):11.2f}s"
        )
    cold = [*found["started"], *found["cold"]]
    told = {
        "questions": len(cold),
        "first_picture_s_p95": round(p95([one.first_picture for one in cold]), 3),
        "whole_clip_s_p95": round(p95([one.whole_clip for one in cold]), 3),
        "first_picture_warm_s_p95": round(p95([one.first_picture for one in found["warm"]]), 3),
        "first_picture_first_ever_s": round(found["started"][0].first_picture, 3),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
