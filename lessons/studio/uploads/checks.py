"""The child that looks at an uploaded clip. It decodes what a stranger made, so it runs confined and prints a report.

Headers lie, so the length is that of the packets. Pictures are looked at small, grey and only here and there, and never
more pixels are decoded than a budget allows, whatever the file says.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import BinaryIO

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from lessons.studio.sandbox import confined, untrusted
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.findings import Findings, Refused, Times, refuse_size
from lessons.studio.uploads.pictures import look
from lessons.studio.uploads.sound import listen


def main() -> None:
    """Check the file that the task names."""
    task = confined.begin()
    findings = Findings()
    with open(task["path"], "rb") as file:  # noqa: PTH123 - no other file can be opened after this one
        confined.refuse_more_files(file)
        try:
            _check(file, findings)
        except Refused as refused:
            findings.problems.append(refused.problem)
        except MemoryError:
            findings.problems.append(say.too_heavy())
    sys.stdout.write(json.dumps(asdict(findings)))


def _check(file: BinaryIO, findings: Findings) -> None:
    demuxer = _demuxer(file, findings)
    try:
        media = untrusted.open_media(file, demuxer)
    except untrusted.UNREADABLE as error:
        raise Refused(say.broken("file")) from error
    with media:
        video, audio = _tracks(media, findings)
        times = _times(media, video, audio, findings)
        if findings.problems:
            return
        look(media, video, times, findings)
        if audio is not None:
            listen(media, audio, findings)


def _demuxer(file: BinaryIO, findings: Findings) -> str:
    size = os.fstat(file.fileno()).st_size
    findings.facts["bytes"] = size
    if not size:
        raise Refused(say.empty())
    if size > limits.MAX_BYTES:
        raise Refused(say.too_large(size))
    head = file.read(4096)
    file.seek(0)
    demuxer = untrusted.video_demuxer(head)
    if demuxer is None:
        raise Refused(say.not_a_video(untrusted.looks_like(head)))
    findings.facts["container"] = {"mov": "MP4", "matroska": "WebM"}[demuxer]
    return demuxer


def _tracks(media: InputContainer, findings: Findings) -> tuple[VideoStream, AudioStream | None]:
    findings.facts["caption_track"] = bool(media.streams.subtitles)
    if len(media.streams) > limits.MAX_STREAMS:
        raise Refused(say.too_many_tracks(len(media.streams)))
    moving = [track for track in media.streams.video if not track.disposition & Disposition.attached_pic]
    if len(moving) != 1:
        raise Refused(say.video_tracks(len(moving)))
    _video_track(moving[0], findings)
    return moving[0], _audio_track(media, findings)


def _video_track(track: VideoStream, findings: Findings) -> None:
    codec = _codec(track)
    if codec not in limits.VIDEO_CODECS:
        raise Refused(say.video_codec(codec))
    width, height, fps = track.codec_context.width, track.codec_context.height, float(track.average_rate or 0)
    findings.facts |= {"video_codec": codec, "width": width, "height": height, "fps": round(fps, 2)}
    refuse_size(width, height)
    findings.refuse(fps > limits.MAX_FPS, say.too_fast(fps))
    findings.warn(track.codec_context.color_trc in limits.HDR_TRANSFERS, say.hdr())


def _audio_track(media: InputContainer, findings: Findings) -> AudioStream | None:
    if not media.streams.audio:
        findings.problems.append(say.no_sound())
        return None
    codec = _codec(media.streams.audio[0])
    findings.facts["audio_codec"] = codec
    findings.refuse(codec not in limits.AUDIO_CODECS, say.audio_codec(codec))
    return media.streams.audio[0]


def _codec(track: Stream) -> str:
    # A codec that this library cannot decode has no context, whatever its types say.
    return track.codec_context.codec.canonical_name if track.codec_context else "something unknown"


def _times(media: InputContainer, video: VideoStream, audio: AudioStream | None, findings: Findings) -> Times:
    """Where the packets really stand."""
    times = Times()
    try:
        _read_packets(media, video, audio, times)
    except untrusted.UNREADABLE:
        findings.problems.append(say.broken("file"))
    _judge_times(times, (media.duration or 0) / 1e6, findings)
    uneven = audio is not None and abs(times.video_s - times.audio_s) > limits.MAX_DRIFT_S
    findings.warn(uneven, say.uneven_tracks(times.video_s, times.audio_s))
    return times


def _judge_times(times: Times, declared: float, findings: Findings) -> None:
    seconds, total_s = times.video_s, max(times.video_s, times.audio_s)
    findings.facts |= {"duration_s": round(seconds, 3), "declared_s": round(declared, 3)}
    findings.facts |= {"pictures": times.pictures, "key_pictures": len(times.keys)}
    cut_off = declared > total_s + limits.MAX_LOSS_S and not times.cut
    findings.refuse(cut_off, say.truncated(declared, total_s))
    findings.refuse(seconds < limits.MIN_SECONDS and not cut_off, say.too_short(seconds))
    findings.refuse(seconds > limits.LONGEST_S, say.too_long(seconds))


def _read_packets(media: InputContainer, video: VideoStream, audio: AudioStream | None, times: Times) -> None:
    tracks = [video] if audio is None else [video, audio]
    for number, packet in enumerate(media.demux(*tracks)):
        if number > limits.MAX_PACKETS:
            raise Refused(say.too_dense())
        times.add(packet, picture=packet.stream is video)
        if times.video_s > limits.LONGEST_S + 5:  # enough to know that it is too long
            times.cut = True
            return


if __name__ == "__main__":
    main()
