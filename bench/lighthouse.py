"""What Lighthouse says of the pages that learners open.

    python -m bench.lighthouse

Plays Ninety in a fresh folder, waits for its first lesson, and looks at its player, at the page of clips and at the
lesson as text, each as on a phone on slow 4G (Lighthouse's own throttling) and on a desk. Needs Debian's chromium, and
npm once. Search engines are kept out of these pages on purpose, so the category SEO does not apply. The last line is
one JSON object.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from bench.inbound_rig import free_port
from tests.node import environment, install, node

VERSION = "12.8.2"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")
PATIENCE_S = 300


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder) / "npm"
        tools.mkdir()
        (tools / "package.json").write_text(json.dumps({"private": True, "dependencies": {"lighthouse": VERSION}}))
        if not install(tools):
            sys.exit("npm cannot be reached: Lighthouse comes from there")
        port = free_port()
        order = [sys.executable, "-m", "bot", "run"]
        settings = {**os.environ, "DATA_DIR": str(Path(folder) / "var"), "PORT": str(port)}
        process = subprocess.Popen(order, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            addresses = _pages(f"http://127.0.0.1:{port}")
            scores = {
                f"{name}, {size}": _look(tools, address, desk=size == "desk")
                for name, address in addresses.items()
                for size in ("phone", "desk")
            }
        finally:
            process.terminate()
            process.wait()
    _print(scores)


def _pages(home: str) -> Mapping[str, str]:
    """The addresses of the first lesson's pages, once there is one."""
    until = time.monotonic() + PATIENCE_S
    while not (watch := first_in(home, r"/watch/[A-Za-z0-9_.-]+")):
        if time.monotonic() > until:
            sys.exit("there was no lesson in time")
        time.sleep(1)
    feed = first_in(home + watch, r"/feed/[A-Za-z0-9_.-]+")
    return {"player": home + watch, "for you": home + feed, "as text": f"{home}{watch}/text"}


def first_in(address: str, pattern: str) -> str:
    """What on a page fits a pattern first, or its group; "" where nothing does yet."""
    try:
        with urllib.request.urlopen(address, timeout=10) as reply:
            match = re.search(pattern, reply.read().decode())
    except OSError:
        return ""  # it is starting
    return (match[1] if match.lastindex else match.group()) if match else ""


def _look(tools: Path, address: str, *, desk: bool) -> Mapping[str, object]:
    program = tools / "node_modules" / "lighthouse" / "cli" / "index.js"
    order = [node(), str(program), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    order += [f"--only-categories={','.join(CATEGORIES)}", *(["--preset=desktop"] if desk else [])]
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    places = {**environment(), "CHROME_PATH": chromium}
    reply = subprocess.run(order, env=places, check=True, capture_output=True, timeout=PATIENCE_S)
    report = json.loads(reply.stdout)
    seconds = {name: report["audits"][name]["displayValue"].replace("\xa0", " ") for name in TIMES}
    return {**{name: report["categories"][name]["score"] for name in CATEGORIES}, **seconds}


def _print(scores: Mapping[str, Mapping[str, object]]) -> None:
    print("| Page | " + " | ".join((*CATEGORIES, *TIMES)) + " |")
    for name, row in scores.items():
        print(f"| {name} | " + " | ".join(str(value) for value in row.values()) + " |")
    lowest = {name: min(float(str(row[name])) for row in scores.values()) for name in CATEGORIES}
    print(json.dumps({f"lowest_{name.replace('-', '_')}": score for name, score in lowest.items()}))


if __name__ == "__main__":
    main()
