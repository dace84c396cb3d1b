"""Looks at a film that anybody may have sent, in a child process with limits: its traits, and its mark.

An author's own film is looked at too before it is named in a clip's mark: what breaks the reader of marks breaks only
the child.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import c2pa
import numpy as np

from lessons.studio.encoding.recognising import LOOKS, NoClip, Traits, traits
from lessons.studio.pipeline.provenance import FILM_KINDS, OFFLINE, Provenance, as_ingredient, manifests_in
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


async def is_readable(film: Path) -> bool:
    """Whether a film can be named in a mark, with its own mark where it bears one."""
    if film.suffix not in FILM_KINDS:
        return False
    try:
        printed = await confined.run(MODULE, {"path": str(film.resolve()), "naming": True}, BOUNDS)
    except confined.ChildFailed:
        return False
    return bool(json.loads(printed)["readable"])


def main() -> None:
    """In the child: print what was found as JSON."""
    task = confined.begin()
    if task.get("naming"):
        sys.stdout.write(json.dumps({"readable": _names(Path(task["path"]))}))
        return
    try:
        seen = traits(Path(task["path"]))
        packed = np.packbits(seen.look).tobytes().hex()
        manifests = manifests_in(Path(task["path"]), task["settings"])
        result = {"seconds": seen.seconds, "coded": seen.coded, "look": packed, "manifests": manifests}
    except NoClip as fault:
        result = {"fault": str(fault)}
    sys.stdout.write(json.dumps(result))


def _names(film: Path) -> bool:
    try:
        with c2pa.Context.from_dict(OFFLINE) as context, c2pa.Builder("{}", context) as builder:
            as_ingredient(builder, film)
    except c2pa.C2paError:
        return False
    return True


if __name__ == "__main__":
    main()
