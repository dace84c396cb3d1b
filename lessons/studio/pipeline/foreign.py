"""Looks at a film that anybody may have sent, in a child process with limits: its traits, and its mark."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from lessons.studio.encoding.recognising import LOOKS, NoClip, Traits, traits
from lessons.studio.pipeline.provenance import Provenance, manifests_in
from lessons.studio.sandbox import confined

MODULE = "lessons.studio.pipeline.foreign"
BOUNDS = confined.Bounds(cpu_s=40, wall_s=60.0)  # decoding a dozen pictures of 90 seconds takes about two


async def look(file: Path, provenance: Provenance) -> tuple[Traits, dict[str, Any]]:
    """What a film is known by, and the manifests of its mark, {} without one.

    Raises:
        NoClip: it cannot be read as a film, or not within the limits.
    """
    task = {"path": str(file.resolve()), "settings": provenance.settings}
    try:
        printed = json.loads(await confined.run(MODULE, task, BOUNDS))
    except confined.ChildFailed as error:
        raise NoClip("this file cannot be read as a film") from error
    if "fault" in printed:
        raise NoClip(printed["fault"])
    bits = np.unpackbits(np.frombuffer(bytes.fromhex(printed["look"]), np.uint8))
    shape = np.asarray(bits, np.bool_).reshape(LOOKS, -1)
    return Traits(printed["seconds"], printed["coded"], shape), printed["manifests"]


def main() -> None:
    """In the child: print what was found as JSON."""
    task = confined.begin()
    try:
        seen = traits(Path(task["path"]))
        packed = np.packbits(seen.look).tobytes().hex()
        manifests = manifests_in(Path(task["path"]), task["settings"])
        result = {"seconds": seen.seconds, "coded": seen.coded, "look": packed, "manifests": manifests}
    except NoClip as fault:
        result = {"fault": str(fault)}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
