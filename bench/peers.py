"""Other people's programs that we are measured beside: installed when a benchmark first needs them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

PINS = {
    "procrastinate": "procrastinate==3.10.0",
    "dbos": "dbos==3.4.0",
    "microsoft_teams": "microsoft-teams-apps==2.1.1",
    "rank_bm25": "rank-bm25==0.2.2",
    "bm25s": "bm25s==0.3.11",
}
ROOT = Path(__file__).parent.parent


def need(*modules: str) -> None:
    """Make modules importable, installing those that are missing into this environment."""
    missing = [PINS[module] for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        print(f"installing {', '.join(missing)} to compare with …", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", *missing], check=True)
        importlib.invalidate_caches()
