"""Pictures in which nothing changed, written by hand, so that the encoder is asked only about pictures that differ.

A P picture whose every macroblock is skipped is an exact copy of the picture before it and takes about ten bytes. The
encoder never sees these copies, so the frame numbers of its own pictures are rewritten to count them.

Source: ITU-T H.264 (08/2021), 7.3.2.1 sequence parameters, 7.3.2.2 picture parameters, 7.3.3 slice header, 7.4.1 bytes
that keep start codes out of the data, 8.4.1.1 motion of skipped macroblocks.
"""

from __future__ import annotations

from collections.abc import Iterator

PICTURE, KEY_PICTURE, SPS, PPS = 1, 5, 7, 8  # nal_unit_type
HIGH_PROFILES = frozenset((44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139))  # their SPS has more fields
KINDS_P_AND_I = frozenset((0, 2, 5, 7))  # slice_type
HEADER_BYTES = 24  # more than a slice header up to its frame number ever takes


class Unsupported(ValueError):
    """The stream uses a part of H.264 that repeats cannot be written for."""


class Repeater:
    """One sequence of an encoder's pictures and repeats between them, as MP4 samples (each unit behind its length).

    Args:
        headers: the encoder's parameter sets, each behind a start code.

    Raises:
        Unsupported: anything but one slice a picture, coded with CAVLC, without B pictures, in frames.
    """

    def __init__(self, headers: bytes) -> None:
        self.sps, self.pps = _unit(headers, SPS), _unit(headers, PPS)
        self._number_bits, self._macroblocks = _read_sps(self.sps)
        self._deblocking_in_slice = _read_pps(self.pps)
        self._count = 0  # pictures since the last key picture
        self._repeats: dict[int, bytes] = {}

    def coded(self, picture: bytes) -> bytes:
        """The encoder's next picture, in its place of the sequence.

        Args:
            picture: one access unit, each unit behind a start code.
        """
        slices = [unit for unit in units(picture) if unit[0] & 31 in (PICTURE, KEY_PICTURE)]
        if len(slices) != 1:
            raise Unsupported(f"a picture of {len(slices)} slices: ask the encoder for one")
        return sample(self._renumbered(slices[0]))

    def repeat(self) -> bytes:
        """A copy of the picture before."""
        number = self._next_number()
        if number not in self._repeats:
            self._repeats[number] = sample(self._skipped_picture(number))
        return self._repeats[number]

    def _next_number(self) -> int:
        number = self._count % (1 << self._number_bits)
        self._count += 1
        return number

    def _renumbered(self, unit: bytes) -> bytes:
        if unit[0] & 31 == KEY_PICTURE:
            self._count = 0
        if not unit[0] & 0x60:
            raise Unsupported("a picture that later ones must not refer to: switch B pictures off")
        cut = _clean_cut(unit)
        header = bytearray(_without_guards(unit[1:cut]))
        at = _frame_number_at(header)
        _write_bits(header, at, self._number_bits, self._next_number())
        return unit[:1] + _with_guards(bytes(header)) + unit[cut:]

    def _skipped_picture(self, number: int) -> bytes:
        bits = _BitWriter()
        bits.ue(0)  # first macroblock
        bits.ue(5)  # P, and so are all slices of this picture
        bits.ue(0)  # picture parameters
        bits.u(self._number_bits, number)
        bits.u(3, 0)  # references: their default count, their order, and which are kept stay as they are
        bits.ue(0)  # no change of quantiser
        if self._deblocking_in_slice:
            bits.ue(1)  # off
        bits.ue(self._macroblocks)  # all skipped
        return b"\x41" + _with_guards(bits.closed())


def units(stream: bytes) -> Iterator[bytes]:
    """The units of a byte stream in which each follows a start code."""
    start = stream.find(b"\0\0\1")
    while start >= 0:
        after = stream.find(b"\0\0\1", start + 3)
        yield stream[start + 3 : after if after >= 0 else None].rstrip(b"\0")  # a unit never ends in a zero
        start = after


def sample(unit: bytes) -> bytes:
    """A unit behind its length in four bytes, as MP4 keeps it."""
    return len(unit).to_bytes(4, "big") + unit


def as_stream(samples: bytes) -> bytes:
    """MP4 samples as a byte stream with start codes, for decoders that want one."""
    out, at = bytearray(), 0
    while at < len(samples):
        size = int.from_bytes(samples[at : at + 4], "big")
        out += b"\0\0\0\1" + samples[at + 4 : at + 4 + size]
        at += 4 + size
    return bytes(out)


def _unit(headers: bytes, kind: int) -> bytes:
    for unit in units(headers):
        if unit[0] & 31 == kind:
            return unit
    raise Unsupported("the encoder gave no parameter sets: set its global header flag")


def _read_sps(unit: bytes) -> tuple[int, int]:
    """Bits of a frame number, and macroblocks of a picture."""
    bits = _BitReader(_without_guards(unit[1:]))
    if bits.u(8) in HIGH_PROFILES:
        raise Unsupported("a High profile: ask the encoder for Constrained Baseline")
    bits.u(16)  # constraints, level
    bits.ue()  # id
    number_bits = bits.ue() + 4
    if bits.ue() != 2:
        raise Unsupported("pictures may be shown out of order: switch B pictures off")
    bits.ue()  # reference pictures
    bits.u(1)  # gaps in numbers
    macroblocks = (bits.ue() + 1) * (bits.ue() + 1)
    if not bits.u(1):
        raise Unsupported("interlaced pictures")
    return number_bits, macroblocks


def _read_pps(unit: bytes) -> bool:
    """Whether every slice says how it is deblocked."""
    bits = _BitReader(_without_guards(unit[1:]))
    if bits.ue() or bits.ue():
        raise Unsupported("more than one parameter set")
    if bits.u(1):
        raise Unsupported("CABAC: ask the encoder for CAVLC")
    bits.u(1)
    if bits.ue():
        raise Unsupported("slice groups")
    bits.ue()
    bits.ue()
    if bits.u(1):
        raise Unsupported("weighted prediction")
    bits.u(2)
    for _ in range(3):
        bits.ue()  # quantisers; signed numbers are as long as unsigned ones
    deblocking = bits.u(1)
    bits.u(1)
    if bits.u(1):
        raise Unsupported("redundant pictures")
    return bool(deblocking)


def _frame_number_at(header: bytearray) -> int:
    """The bit of a slice header at which its frame number begins."""
    bits = _BitReader(bytes(header))
    if bits.ue():
        raise Unsupported("more than one slice a picture")
    if bits.ue() not in KINDS_P_AND_I:
        raise Unsupported("a B picture")
    bits.ue()
    return bits.at


def _clean_cut(unit: bytes) -> int:
    """A place behind the frame number where no guard byte stands between the two parts."""
    cut = min(len(unit), HEADER_BYTES)
    while cut < len(unit) and (unit[cut - 1] <= 3 or unit[cut - 2] <= 3):
        cut += 1
    return cut


def _without_guards(payload: bytes) -> bytes:
    """Removes the 3 that follows two zeros."""
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte == 3:
            zeros = 0
            continue
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _with_guards(payload: bytes) -> bytes:
    """Puts a 3 between two zeros and whatever could be taken for a start code."""
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _write_bits(data: bytearray, at: int, count: int, value: int) -> None:
    for i in range(count):
        byte, mask = (at + i) >> 3, 0x80 >> ((at + i) & 7)
        data[byte] = data[byte] | mask if value >> (count - 1 - i) & 1 else data[byte] & ~mask


class _BitReader:
    """Bits from the front; ue is the Exp-Golomb code of 9.1."""

    def __init__(self, data: bytes) -> None:
        self._value, self._size, self.at = int.from_bytes(data, "big"), 8 * len(data), 0

    def u(self, count: int) -> int:
        self.at += count
        if self.at > self._size:
            raise Unsupported("a parameter set or slice that ends too early")
        return self._value >> (self._size - self.at) & ((1 << count) - 1)

    def ue(self) -> int:
        zeros = 0
        while not self.u(1):
            zeros += 1
        return (1 << zeros) - 1 + self.u(zeros)


class _BitWriter:
    def __init__(self) -> None:
        self._value, self._size = 0, 0

    def u(self, count: int, value: int) -> None:
        self._value, self._size = self._value << count | value, self._size + count

    def ue(self, value: int) -> None:
        self.u(2 * (value + 1).bit_length() - 1, value + 1)

    def closed(self) -> bytes:
        """The bits, a one, and zeros up to a whole byte."""
        self.u(1, 1)
        self.u(-self._size % 8, 0)
        return self._value.to_bytes(self._size // 8, "big")
