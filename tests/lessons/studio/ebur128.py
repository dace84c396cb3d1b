"""Loudness by FFmpeg's own filter: somebody else's meter, to check ours against."""

from __future__ import annotations

import math

import av
from av.audio.frame import AudioFrame
from av.filter import Graph


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
        # The filter's own floor: a track too short to be measured counts as silent.
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
