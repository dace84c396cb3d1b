"""Pictures of any upright shape and rate as a clip has them: 9:16, BT.709, 30 a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from av.filter import Graph
from av.filter.context import FilterContext
from av.video.frame import VideoFrame

from lessons.studio.timing.timeline import FPS
from lessons.studio.uploads import limits, orientation

NEARLY = 0.02  # shapes that differ by less are stretched: nobody sees it, and a rim of three pixels looks like a fault
BLUR_AT = 8  # the backdrop is blurred in so many times smaller a picture, which looks the same and costs little
DIM = 0.7


@dataclass(frozen=True, slots=True)
class House:
    """What comes out.

    Attributes:
        backdrop: "#rrggbb" behind pictures of another shape, "" for a blurred copy of themselves.
    """

    width: int
    height: int
    backdrop: str = ""


class Fitter:
    """Turns, scales and fills up pictures that are all of one size.

    Args:
        pixel: width / height of one pixel, which need not be square.
    """

    def __init__(self, house: House, pixel: float) -> None:
        self._house, self._pixel = house, pixel
        self._graph: Graph | None = None
        self._colours = COLOURS

    def fit(self, frame: VideoFrame) -> VideoFrame:
        """Raises:
        av.FFmpegError: the picture has another size than the ones before.
        """
        self._graph = self._graph or self._graph_for(frame)
        self._graph.vpush(frame)
        return self._graph.vpull()

    def _graph_for(self, frame: VideoFrame) -> Graph:
        graph = Graph()
        last: FilterContext = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
        )
        for name, arguments in orientation.upright(frame):
            last = _then(graph, last, name, arguments)
        shape = frame.width * self._pixel / frame.height
        self._colours = COLOURS + (FROM_HDR if frame.color_trc in limits.HDR_TRANSFERS else "")
        last = self._framed(graph, last, 1 / shape if orientation.lies_down(frame) else shape)
        last = _then(graph, _then(graph, last, "format", "yuv420p"), "setsar", "1")
        _then(graph, last, "buffersink")
        graph.configure()
        return graph

    def _framed(self, graph: Graph, last: FilterContext, shape: float) -> FilterContext:
        """Args:
        shape: width / height as it is to be seen.
        """
        wide, high = self._house.width, self._house.height
        if abs(shape * high / wide - 1) < NEARLY:
            return _then(graph, last, "scale", f"{wide}:{high}{self._colours}")
        inner = (wide, _even(wide / shape)) if shape > wide / high else (_even(high * shape), high)
        if self._house.backdrop:
            last = _then(graph, last, "scale", f"{inner[0]}:{inner[1]}{self._colours}")
            colour = self._house.backdrop.replace("#", "0x")
            return _then(graph, last, "pad", f"{wide}:{high}:(ow-iw)/2:(oh-ih)/2:{colour}")
        copies = _then(graph, last, "split")
        front = graph.add("scale", f"{inner[0]}:{inner[1]}{self._colours}")
        copies.link_to(front, 1, 0)
        over = graph.add("overlay", "(W-w)/2:(H-h)/2")
        self._backdrop(graph, copies, shape).link_to(over, 0, 0)
        front.link_to(over, 0, 1)
        return over

    def _backdrop(self, graph: Graph, last: FilterContext, shape: float) -> FilterContext:
        wide, high = self._house.width, self._house.height
        small = (wide // BLUR_AT, high // BLUR_AT)
        cover = (_even(small[1] * shape), small[1]) if shape > wide / high else (small[0], _even(small[0] / shape))
        last = _then(graph, last, "scale", f"{cover[0]}:{cover[1]}{self._colours}")
        last = _then(graph, last, "crop", f"{small[0]}:{small[1]}")
        last = _then(graph, last, "gblur", "6")
        last = _then(graph, last, "lutyuv", f"y=16+(val-16)*{DIM}")
        return _then(graph, last, "scale", f"{wide}:{high}")


COLOURS = ":out_color_matrix=bt709:out_range=tv"
FROM_HDR = ":out_transfer=bt709:out_primaries=bt709"  # squeezes brightness and colours into SDR, at ten times the cost


def _then(graph: Graph, last: FilterContext, name: str, arguments: str | None = None) -> FilterContext:
    following = graph.add(name, arguments)
    last.link_to(following)
    return following


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)


def steady(frames: Iterable[VideoFrame], seconds: float) -> Iterator[VideoFrame]:
    """The picture to be shown in each of the clip's thirtieths of a second, whatever rhythm the frames come in."""
    count, last, first = 0, None, None
    total = round(seconds * FPS)
    for frame in frames:
        now = frame.time or 0.0
        first = now if first is None else first
        due = min(total, round((now - first) * FPS))
        for _ in range(due - count):
            yield last or frame
        count = max(count, due)
        last = frame
        if count >= total:
            return
    for _ in range(total - count if last else 0):
        assert last is not None  # noqa: S101 - the range above is empty otherwise
        yield last
