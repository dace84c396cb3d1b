"""Copies the licence files of every installed package into one folder: `python deploy/collect_licences.py FOLDER`."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path

NAMES = ("licen", "copying", "notice", "authors")


def licence_files(package: Distribution) -> list[Path]:
    """The files of a package that look like licences, wherever in it they lie."""
    files = [Path(str(file.locate())) for file in package.files or () if file.name.lower().startswith(NAMES)]
    return [file for file in files if file.is_file() and file.suffix not in (".py", ".pyc")]


def collect(folder: Path) -> int:
    """Writes one folder for each package and returns how many have no licence file, which are named."""
    without = 0
    for package in sorted(distributions(), key=lambda package: package.metadata["Name"].lower()):
        name = f"{package.metadata['Name']}-{package.version}"
        files = licence_files(package)
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        for number, file in enumerate(files):
            shutil.copyfile(file, target / (file.name if not number else f"{number}-{file.name}"))
        if not files:
            without += 1
            fields = package.metadata.json
            declared = str(fields.get("license_expression") or fields.get("license") or "not declared")
            (target / "LICENCE-DECLARED.txt").write_text(f"{name} declares: {declared[:200]}\n")
            print(f"no licence file in {name}; it declares: {declared[:60]}")
    return without


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
