"""One file with everything that cannot be made again: the database, the key, the provenance keys and the media."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from bot.operations.keys import fingerprint
from bot.operations.migrate import head_revision
from bot.settings import Settings

FOLDERS = ("media", "provenance")  # the caches in studio/ can be made again
KEY, MANIFEST, SQLITE, POSTGRESQL = "secret", "manifest.json", "ninety.db", "ninety.dump"


class NotDone(ValueError):
    """The backup was not made, or not restored; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of."""

    at: str
    database: str
    revision: str | None
    key: str


def back_up(settings: Settings, file: Path) -> Manifest:
    """Write a backup while everything goes on; the file appears once it is whole.

    The database is taken first: media that comes afterwards does no harm, media that was missing would.
    """
    if file.exists():
        raise NotDone(f"{file} is there already: choose another name")
    url = sa.make_url(settings.database_url)
    kind = SQLITE if url.get_backend_name() == "sqlite" else POSTGRESQL
    manifest = Manifest(datetime.now(UTC).isoformat(), kind, head_revision(), fingerprint(settings.secret_key))
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as scratch:
        dump = Path(scratch) / kind
        _dump_sqlite(url, dump) if kind == SQLITE else _dump_postgresql(url, dump)
        (Path(scratch) / MANIFEST).write_text(json.dumps(asdict(manifest)))
        whole = Path(scratch) / "whole.tar"
        with tarfile.open(whole, "w") as archive:
            for path in (Path(scratch) / MANIFEST, dump, settings.data_dir / KEY):
                if path.exists():
                    archive.add(path, path.name)
            for name in FOLDERS:
                if (settings.data_dir / name).is_dir():
                    archive.add(settings.data_dir / name, name)
        shutil.move(whole, file)
    return manifest


def restore(settings: Settings, file: Path) -> Manifest:
    """Bring a backup into an empty place. What it still owes is to be doubted before anything runs (ninety restored).

    Raises:
        NotDone: the place is not empty, the file is no backup of this kind of database, or a program is missing.
    """
    url = sa.make_url(settings.database_url)
    with tempfile.TemporaryDirectory(dir=settings.data_dir) as scratch:
        folder = Path(scratch)
        try:
            with tarfile.open(file) as archive:
                archive.extractall(folder, filter="data")  # no path out of the folder, no device, no other owner
            manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        except (tarfile.TarError, OSError, ValueError, TypeError) as error:
            raise NotDone(f"{file} is no backup of Ninety ({type(error).__name__})") from error
        _refuse_other_kind(url, manifest)
        _load_sqlite(url, folder / SQLITE) if manifest.database == SQLITE else _load_postgresql(
            url, folder / POSTGRESQL
        )
        for name in (KEY, *FOLDERS):
            _bring(folder / name, settings.data_dir / name)
    return manifest


def _refuse_other_kind(url: sa.URL, manifest: Manifest) -> None:
    kind = SQLITE if url.get_backend_name() == "sqlite" else POSTGRESQL
    if manifest.database != kind:
        raise NotDone(f"the backup holds {manifest.database}, and DATABASE_URL names another kind of database")


def _bring(source: Path, target: Path) -> None:
    if not source.exists():
        return
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target)


def _dump_sqlite(url: sa.URL, file: Path) -> None:
    with closing(sqlite3.connect(str(url.database))) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)  # consistent, and nobody who writes meanwhile waits for it


def _load_sqlite(url: sa.URL, file: Path) -> None:
    target = Path(str(url.database))
    if target.exists() and target.stat().st_size:
        raise NotDone(f"{target} is there already: restore into an empty DATA_DIR, or move it away first")
    shutil.copyfile(file, target)


def _dump_postgresql(url: sa.URL, file: Path) -> None:
    _run("pg_dump", url, "--format=custom", f"--file={file}")


def _load_postgresql(url: sa.URL, file: Path) -> None:
    # One transaction: a database that is not empty, or a version that does not fit, changes nothing.
    _run(
        "pg_restore",
        url,
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={url.database}",
        str(file),
    )


def _run(program: str, url: sa.URL, *arguments: str) -> None:
    """PostgreSQL's own programs; the password goes by the environment, where no list of processes shows it."""
    where = {"PGHOST": url.host or url.query.get("host"), "PGPORT": url.port, "PGUSER": url.username}
    where |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    environment = os.environ | {name: str(value) for name, value in where.items() if value}
    try:
        done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise NotDone(
            f"{program} is missing here: install PostgreSQL's client programs of the server's version"
        ) from error
    if done.returncode:
        raise NotDone(f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
