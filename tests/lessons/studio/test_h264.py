"""Repeats written by hand: every decoder must show the picture before once more, bit by bit."""

from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lessons.studio.encoding.h264 import Repeater, Unsupported, as_stream, units

Picture = NDArray[np.uint8]
PLAIN = {"preset": "ultrafast", "qp": "22", "tune": "zerolatency"}


def encoder(options: dict[str, str], size: tuple[int, int] = (112, 208)) -> av.VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt, context.time_base, context.framerate = "yuv420p", Fraction(1, 30), Fraction(30)
    context.thread_count, context.gop_size, context.options = 1, 100_000, options
    context.flags |= av.codec.context.Flags.global_header
    context.open()
    return context


def picture(step: int, size: tuple[int, int] = (112, 208)) -> Picture:
    noise = np.random.default_rng(step).integers(16, 235, (size[1] * 3 // 2, size[0]), np.uint8)
    noise[: size[1] // 2] = 40 + step  # half of it calm, half of it new each time
    return noise


def coded(pictures: list[Picture], options: dict[str, str] = PLAIN) -> tuple[bytes, Iterator[bytes]]:
    """The headers and the encoder's own access units."""
    context = encoder(options, (pictures[0].shape[1], pictures[0].shape[0] * 2 // 3))

    def packets() -> Iterator[bytes]:
        for i, each in enumerate(pictures):
            frame = av.VideoFrame.from_numpy_buffer(each, format="yuv420p")
            frame.pts = i
            yield from map(bytes, context.encode(frame))
        yield from map(bytes, context.encode(None))

    assert context.extradata is not None
    return context.extradata, packets()


def decoded(stream: bytes) -> list[Picture]:
    """Every picture of a byte stream; a decoder's complaint is an error."""
    context = av.CodecContext.create("h264", "r")
    assert isinstance(context, av.VideoCodecContext)
    context.options = {"err_detect": "explode+crccheck+bitstream+buffer"}
    packets = [*context.parse(stream), *context.parse(None)]
    frames = [frame for packet in packets for frame in context.decode(packet)]
    return [np.asarray(frame.to_ndarray(), np.uint8) for frame in [*frames, *context.decode(None)]]


def with_repeats(pictures: list[Picture], repeats: int) -> bytes:
    headers, packets = coded(pictures)
    repeater = Repeater(headers)
    samples = b"".join(
        repeater.coded(packet) + b"".join(repeater.repeat() for _ in range(repeats)) for packet in packets
    )
    return headers + as_stream(samples)


@pytest.mark.parametrize("repeats", [1, 3, 40])
def test_a_repeat_is_the_same_picture_bit_by_bit(repeats: int) -> None:
    pictures = [picture(i) for i in range(6)]
    headers, packets = coded(pictures)
    plain = decoded(headers + b"".join(packets))
    shown = decoded(with_repeats(pictures, repeats))
    assert len(shown) == len(plain) * (repeats + 1)
    for i, each in enumerate(shown):
        assert np.array_equal(each, plain[i // (repeats + 1)]), f"picture {i} differs"


def test_numbers_run_over_without_a_slip() -> None:
    shown = decoded(with_repeats([picture(0), picture(1)], 1500))  # more than any counter of 4 to 10 bits holds
    assert np.array_equal(shown[1], shown[1500])
    assert np.array_equal(shown[1501], shown[-1])
    assert not np.array_equal(shown[1500], shown[1501])


def test_a_size_that_is_cropped_repeats_whole() -> None:
    size = (120, 200)  # neither is a multiple of 16
    shown = decoded(with_repeats([picture(i, size) for i in range(3)], 4))
    assert [each.shape for each in shown] == [(300, 120)] * 15
    assert np.array_equal(shown[5], shown[9])


def test_a_repeat_is_tiny() -> None:
    headers, packets = coded([picture(0)])
    repeater = Repeater(headers)
    repeater.coded(next(packets))
    assert len(repeater.repeat()) <= 16


def test_sequences_begin_anew_at_a_key_picture() -> None:
    once = with_repeats([picture(0), picture(1)], 2)
    assert len(decoded(once + once)) == 12


def test_only_pictures_are_kept_of_what_an_encoder_says() -> None:
    headers, packets = coded([picture(0)])
    kinds = [unit[0] & 31 for unit in units(as_stream(Repeater(headers).coded(next(packets))))]
    assert kinds == [5]


@pytest.mark.parametrize(
    "options, why",
    [
        ({"preset": "medium", "tune": "zerolatency", "profile": "main"}, "CABAC"),
        ({"preset": "medium", "tune": "zerolatency"}, "High profile"),
        ({**PLAIN, "x264-params": "bframes=2:ref=2"}, "out of order"),
        ({**PLAIN, "x264-params": "slices=3"}, "slices"),
        ({**PLAIN, "x264-params": "weightp=2"}, "weighted"),
        ({**PLAIN, "x264-params": "interlaced=1"}, "interlaced|out of order"),
    ],
)
def test_what_cannot_be_repeated_is_refused(options: dict[str, str], why: str) -> None:
    headers, packets = coded([picture(i) for i in range(4)], options)
    with pytest.raises(Unsupported, match=why):
        Repeater(headers).coded(next(packets))


@pytest.mark.parametrize("headers", [b"", b"\0\0\0\1\x67", b"\0\0\0\1\x67\x42\xc0", b"garbage"])
def test_broken_headers_are_refused(headers: bytes) -> None:
    with pytest.raises(Unsupported):
        Repeater(headers)
