"""How loud an uploaded clip is."""

from __future__ import annotations

import math

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph

from lessons.studio import untrusted
from lessons.studio.uploads import limits
from lessons.studio.uploads import problems as say
from lessons.studio.uploads.findings import Findings


def listen(media: InputContainer, track: AudioStream, findings: Findings) -> None:
    """Loudness and peak of the whole track."""
    meter = Meter()
    try:
        media.seek(0)
        for frame in untrusted.frames(media, track):
            meter.add(frame)
            if meter.seconds > limits.LONGEST_S * 1.1:
                break
    except untrusted.UNREADABLE:
        findings.problems.append(say.broken("sound"))
        return
    lufs, peak = meter.lufs, meter.peak_db
    findings.facts |= {"loudness_lufs": round(lufs, 1), "true_peak_dbtp": round(peak, 1)}
    low, high = limits.LOUDNESS_LUFS
    findings.refuse(lufs < limits.SILENT_LUFS, say.silent(lufs))
    findings.warn(limits.SILENT_LUFS <= lufs < low or lufs > high, say.loudness(lufs))
    findings.warn(peak > limits.PEAK_DBTP, say.clipped(peak))


class Meter:
    """EBU R128, by the library's own filter."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._graph: Graph | None = None
        self._said: dict[str, str] = {}

    def add(self, frame: AudioFrame) -> None:
        self.seconds += frame.samples / frame.sample_rate
        self._graph = self._graph or _graph_for(frame)
        self._graph.push(frame)
        while True:
            try:
                self._said = self._graph.pull().metadata or self._said
            except (av.BlockingIOError, av.EOFError):
                return

    @property
    def lufs(self) -> float:
        return float(self._said.get("lavfi.r128.I", "-70"))

    @property
    def peak_db(self) -> float:
        return 20 * math.log10(max(1e-6, float(self._said.get("lavfi.r128.true_peak", "0"))))


def _graph_for(frame: AudioFrame) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name, time_base=frame.time_base
    )
    meter = graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph
