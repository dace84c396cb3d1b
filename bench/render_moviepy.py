"""The same clip by moviepy, from ready stills and a ready sound file. Runs in moviepy's own environment.

    python render_moviepy.py layered|frames STILLS.json SOUND.wav OUT.mp4

layered: cards below, captions above, as its documentation composes clips. frames: finished pictures one after the
other, the least work that it can be given. Both with x264's fastest preset.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, concatenate_videoclips

FPS = 30


def still(each: dict[str, Any]) -> ImageClip:
    """An ImageClip of one file; memory-mapped, so that many do not fill the memory."""
    return ImageClip(np.load(each["file"], mmap_mode="r")).with_duration(each["end"] - each["start"])


def layered(listed: dict[str, Any]) -> CompositeVideoClip:
    cards = concatenate_videoclips([still(each) for each in listed["scenes"]], method="chain")
    captions = [still(each).with_start(each["start"]).with_position((0, each["top"])) for each in listed["captions"]]
    return CompositeVideoClip([cards, *captions])


def frames(listed: dict[str, Any]) -> Any:
    return concatenate_videoclips([still(each) for each in listed["pictures"]], method="chain")


def main() -> None:
    how, stills, sound, out = sys.argv[1:]
    listed = json.loads(Path(stills).read_text())
    clip = {"layered": layered, "frames": frames}[how](listed)
    heard = AudioFileClip(sound).subclipped(0, listed["seconds"])
    clip.with_audio(heard).write_videofile(
        out, fps=FPS, codec="libx264", preset="ultrafast", audio_codec="aac", logger=None
    )


if __name__ == "__main__":
    main()
