"""What an uploaded clip may be."""

from __future__ import annotations

from lessons.script import MAX_SECONDS
from lessons.studio.sandbox.confined import Bounds

MAX_BYTES = 200 << 20
MIN_SECONDS = 1.0
TOLERANCE_S = 0.25  # recorders round up to whole packets of sound
MAX_LOSS_S = 1.0  # between what the file says of its length and what is in it
MAX_DRIFT_S = 2.0  # between the lengths of sound and picture
MAX_SIDE = 4096
MAX_PIXELS = MAX_SIDE * 2304  # 4096 x 2304: more than any phone records upright
MIN_SIDE = 360
USUAL_SHAPES = (0.45, 0.82)  # width / height, from 9:20 to 4:5
MAX_FPS = 61
MAX_STREAMS = 24  # phones put up to eight tracks of measurements beside picture and sound
HDR_TRANSFERS = (16, 18)  # PQ and HLG in ITU-T H.273, table 3
MAX_PACKETS = 90 * (MAX_FPS + 94) + 2000  # 94 packets of sound a second are AAC at 96 kHz
VIDEO_CODECS = {"h264": "H.264", "hevc": "HEVC", "vp8": "VP8", "vp9": "VP9", "av1": "AV1"}
AUDIO_CODECS = {
    "aac": "AAC",
    "mp3": "MP3",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "alac": "ALAC",
    "flac": "FLAC",
    "pcm_s16le": "PCM",
    "pcm_s16be": "PCM",
    "pcm_s24le": "PCM",
    "pcm_s24be": "PCM",
}
PIXEL_BUDGET = 1_500_000_000  # decoded for the check in all: about 3 s of one core
HINT_PIXELS_PER_SEEK = 130  # pictures' worth of pixels that one look for burned-in captions may take on top
BLACK_SHARE = 0.5
STILL_WARN_S = 15.0
STILL_SHARE = 0.95
LOUDNESS_LUFS = (-23.0, -9.0)
SILENT_LUFS = -45.0
PEAK_DBTP = 0.0

# The work is bounded by processor time: on a busy machine a good film takes long on the clock, and is no worse for it.
CHECK = Bounds(memory=1500 << 20, cpu_s=20, wall_s=300.0, file_bytes=0, open_files=64)
LONGEST_S = MAX_SECONDS + TOLERANCE_S

REENCODE = Bounds(memory=2 << 30, cpu_s=600, wall_s=600.0, file_bytes=0, open_files=64)
MOST_READING = 2.0  # a transcript that takes so many times the clip's length to read belongs to another clip
