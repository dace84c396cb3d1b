"""Every card and the manifest, held to the programs and schemas that Microsoft publishes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests import node
from tests.adapters.teams.validators.__main__ import main

pytestmark = node.needs(node.TEAMS)


def test_every_card_and_the_manifest_pass_and_a_planted_fault_in_either_does_not(tmp_path: Path) -> None:
    main(tmp_path)
    assert validate(tmp_path) == []
    cards, manifest = tmp_path / "cards.json", tmp_path / "manifest.json"
    first, *_ = json.loads(cards.read_text()).values()
    cards.write_text(json.dumps({"good": first, "planted": first | {"body": [{"type": "Nothing"}]}}))
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"bots": "one"}))
    told = validate(tmp_path)
    assert any(line.startswith("planted: ") for line in told)
    assert any(line.startswith("manifest: ") for line in told)
    assert not any(line.startswith("good: ") for line in told)


def validate(folder: Path) -> list[str]:
    """What the validators say is wrong, a line each."""
    order = [node.node(), str(node.TEAMS / "validate.mjs"), str(folder)]
    done = subprocess.run(order, capture_output=True, env=node.environment(), timeout=110, check=False)
    faults = done.stderr.decode().splitlines()
    assert (done.returncode == 0) == (not faults), done.stdout.decode()
    return faults
