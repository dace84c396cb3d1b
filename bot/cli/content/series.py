"""`ninety series`: `export` to a folder, `package` for a learning system, `draft` from documents."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.cli.choosing import BadOrder, add_workspace, choose
from bot.cli.content.drafting import draft
from bot.operations.exporting import NotExported, export_series
from bot.packages.course import NotPacked, gather_course
from bot.packages.zipping import Format, pack
from bot.settings import Settings
from bot.studio.drafting.material import LANGUAGES
from bot.studio.drafting.writing import MOST_EPISODES, USUAL_EPISODES
from bot.wiring import Installation, installation
from lessons import catalog
from lessons.series import Series
from schedules.people.roster import all_workspaces

DESCRIPTION = (
    "Writes a series of the catalogue into a folder or a package for learning systems, or drafts one from documents: "
    "`ninety series export --help`, `package --help` and `draft --help` say how."
)
RAW = argparse.RawDescriptionHelpFormatter
EXPORT = """\
Writes Markdown, pictures, recordings and clips as docs/authoring.md describes them. What was
made or changed on a page comes with it; importing the folder brings back the same.

  ninety series export the-data-leak exported/the-data-leak"""


DRAFT = """\
Makes a first draft from one to three documents: a story around their own sentences, a question each,
and where everything stands. It waits in the studio; with --folder it is written as files to edit.

  ninety series draft travel-policy.pdf --episodes 3
  ninety series draft --prompt "a 90-second lesson on respectful communication in customer service"
  ninety series draft handbook.docx rules.html --title "House rules" --folder drafts/house-rules"""


PACKAGE = """\
Writes one ZIP for a learning system: every clip with its captions, the questions, and a player. Nothing in it asks
this installation for anything, so it plays wherever the system stands. One entry in the system is the whole series; it
gets where somebody stands, each answer and the score: the share of questions that were right at the first try.

  ninety series package the-data-leak --scorm12 --out the-data-leak.zip
  ninety series package the-data-leak --cmi5 --pass 80 --language de --out the-data-leak.zip"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(required=True, metavar="export|draft|package")
    _add_package(verbs.add_parser("package", help="for a learning system", description=PACKAGE, formatter_class=RAW))
    _add_draft(verbs.add_parser("draft", help="a first draft from documents", description=DRAFT, formatter_class=RAW))
    out = verbs.add_parser(
        "export",
        help="write a series of the catalogue into a folder",
        description=EXPORT,
        formatter_class=RAW,
    )
    out.set_defaults(verb=_export)
    out.add_argument("slug", help="the series, as its folder was called")
    out.add_argument("folder", type=Path, help="an empty folder, or a new one")
    add_workspace(out)
    out.add_argument("--drafts", action="store_true", help="the newest version, approved or not")
    out.add_argument("--force", action="store_true", help="write into a folder that holds something")


def _add_package(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=_package)
    parser.add_argument("slug", help="the series, as its folder was called")
    packed_as = parser.add_mutually_exclusive_group(required=True)
    for each in Format:
        packed_as.add_argument(f"--{each.value}", dest="packed_as", action="store_const", const=each)
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument(
        "--pass", dest="pass_percent", type=int, default=0, metavar="PERCENT", help="right answers to pass"
    )
    parser.add_argument("--language", default="", help="of several that the series is told in")
    parser.set_defaults(drafts=False)
    add_workspace(parser)


def _add_draft(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(verb=draft)
    parser.add_argument("documents", nargs="*", type=Path, help="one to three files")
    parser.add_argument("--prompt", default="", help="what it should teach, for a language model (OPENAI_API_KEY)")
    parser.add_argument("--title", default="", help="of the series; by default that of the first document")
    parser.add_argument("--episodes", type=int, default=USUAL_EPISODES, choices=range(1, MOST_EPISODES + 1))
    parser.add_argument(
        "--language", default="", choices=("", *LANGUAGES), help="of the documents, where it is not seen"
    )
    parser.add_argument("--folder", type=Path, help="write files into this new folder instead of the studio")
    add_workspace(parser)


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """Export or draft, as typed."""
    done: int = await arguments.verb(settings, arguments)
    return done


async def _export(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write a series of the catalogue into a folder."""
    async with installation(settings) as ready:
        series = await _series(ready, arguments)
        try:
            names = await export_series(series, ready.media, arguments.folder, force=arguments.force)
        except NotExported as fault:
            print(f"{fault}\n\nNothing was written to {arguments.folder}.", file=sys.stderr)
            return 1
    for name in names:
        print(arguments.folder / name)
    print(f"{series.title}, version {series.version}: {len(series.episodes)} episodes.")
    return 0


async def _package(settings: Settings, arguments: argparse.Namespace) -> int:
    if arguments.out.exists():
        raise BadOrder(f"{arguments.out} is there: name another file with --out")
    if not 0 <= arguments.pass_percent <= 100:
        raise BadOrder("--pass is a share of right answers from 0 to 100")
    async with installation(settings) as ready:
        series = await _series(ready, arguments)
        async with ready.database.read() as db:
            workspace = choose(await all_workspaces(db), arguments.workspace)
            try:
                course = await gather_course(db, ready.media, workspace.id, series, arguments.language)
            except NotPacked as fault:
                raise BadOrder(str(fault)) from fault
        content = await asyncio.to_thread(
            pack, course, arguments.packed_as, arguments.pass_percent, settings.public_url
        )
    await asyncio.to_thread(arguments.out.write_bytes, content)
    print(f"{arguments.out}: {course.title} ({course.language}), {len(course.episodes)} episodes")
    return 0


async def _series(ready: Installation, arguments: argparse.Namespace) -> Series:
    async with ready.database.read() as db:
        workspace = choose(await all_workspaces(db), arguments.workspace)
        # Drafts are what curators work on; what learners see is what is exported unless asked otherwise.
        read = catalog.latest_series if arguments.drafts else catalog.current_series
        series = await read(db, workspace.id, arguments.slug)
        slugs = [each.slug for each in await catalog.list_series(db, workspace.id)]
    if series is None:
        raise BadOrder(f"there is no series {arguments.slug!r}; there are: {', '.join(slugs) or 'none yet'}")
    return series
