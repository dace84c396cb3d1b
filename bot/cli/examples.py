"""Where the example series are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
# The wheel carries a copy of the checkout's examples/, which authors read and copy from.
FOLDER = next(folder for folder in (_PACKAGE / "examples", _PACKAGE.parent / "examples") if folder.is_dir())
SAMPLE = FOLDER / "the-data-leak"
