"""What coding alone costs: x264 with our settings, fed ready pictures, and AAC, fed ready sound. Prints JSON.

python -m bench.render_floor 1080 CLIP_FOLDER PHOTOS SECONDS      of the clip's first seconds, scaled up
"""

from __future__ import annotations

import json
import sys
import time
from itertools import takewhile
from pathlib import Path

import av
import numpy as np

from bench.render_lesson import lesson
from bench.render_ours import BRAND, SIZES
from bench.render_stills import coded_planes, stills
from lessons.studio.cards.frames import caption_box
from lessons.studio.encoding.encoder import SceneEncoder
from lessons.studio.encoding.yuv import Planes
from lessons.studio.store.clips import RenderedClip
from lessons.studio.timing.transcript import cues_from
from lessons.studio.voice.sound import SoundJob, Take, render_sound


def pictures_cpu(pictures: list[tuple[Planes, int]], size: tuple[int, int], *, every: bool) -> float:
    """CPU seconds to code each picture once, or as often as it is shown."""
    start = time.process_time()
    encoder = SceneEncoder(size)
    for picture, count in pictures:
        for _ in range(count if every else 1):
            encoder.show(picture)
    return time.process_time() - start


def sound_cpu(video: Path, seconds: float) -> float:
    with av.open(str(video)) as file:
        rate = file.streams.audio[0].rate
        pcm = np.concatenate([np.asarray(frame.to_ndarray()[0]) for frame in file.decode(audio=0)])
    job = SoundJob((Take(0.0, (pcm * 32767).astype(np.int16), rate),), seconds)
    start = time.process_time()
    render_sound(job)
    return time.process_time() - start


def main() -> None:
    size, folder, photos = SIZES[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    transcript = (folder / "transcript.json").read_text()
    clip = RenderedClip(folder.name, json.loads(transcript)["seconds"], folder, cues_from(transcript))
    seconds = min(float(sys.argv[4]), clip.seconds)
    found = takewhile(lambda still: still.end <= seconds * 30, stills(lesson(photos), BRAND, size, clip))
    pictures = list(coded_planes(found, caption_box(size)[1]))
    share = sum(count for _, count in pictures) / 30 / clip.seconds
    sound = sound_cpu(clip.video, clip.seconds)
    changed, every = (pictures_cpu(pictures, size, every=all_of_them) / share for all_of_them in (False, True))
    print(json.dumps({"changed_cpu_s": changed + sound, "every_cpu_s": every + sound, "pictures": len(pictures)}))


if __name__ == "__main__":
    main()
