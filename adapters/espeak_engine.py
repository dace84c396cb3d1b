"""The engine espeak-ng, as its C library is called: speak_lib.h of espeak-ng, by ctypes."""

from __future__ import annotations

import ctypes
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from lessons.ports import VendorDown

SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT: samples come to the callback and play nowhere
DO_NOT_EXIT = 0x8000  # a missing data folder is an error code, not the end of our process
UTF8 = 1  # plain text: without further flags neither SSML nor [[phonemes]] are understood
WORD_EVENT = 1
END_OF_EVENTS = 0
CLAUSE_END_EVENT = 5
RATE, PITCH, RANGE = 1, 3, 4  # espeak_PARAMETER
IPA, TIED, TIE = 0x02, 0x80, ord("^")  # espeak_TextToPhonemes: which alphabet, and what joins two letters
LIVELY = {PITCH: 45, RANGE: 60}  # a little below and wider than the default 50 and 50: less of a drone

SILENT = {"fo", "kaa", "xex"}  # the wheel lacks their dictionaries: the engine lists them, and says nothing in them


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


class _Voice(ctypes.Structure):
    """The start of espeak_VOICE of speak_lib.h."""

    _fields_ = (("name", ctypes.c_char_p), ("languages", ctypes.c_void_p), ("identifier", ctypes.c_char_p))


class EngineEvent(NamedTuple):
    """A word that begins, or a clause that ends, `when` seconds into the speech; the word's text is text[at:to]."""

    kind: int
    at: int
    to: int
    when: float


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))
_one_at_a_time = threading.Lock()  # the engine keeps its state in globals


class Engine:
    """One freshly loaded engine."""

    def __init__(self, engine: ctypes.CDLL) -> None:
        self._engine = engine
        engine.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        engine.espeak_Synth.argtypes = [
            ctypes.c_void_p,
            ctypes.c_size_t,
            *[ctypes.c_uint] * 4,
            *[ctypes.c_void_p] * 2,
        ]
        engine.espeak_Info.restype = ctypes.c_char_p
        engine.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        data = espeakng_loader.get_data_path().encode()
        self.rate = int(engine.espeak_Initialize(SYNCHRONOUS, 0, data, DO_NOT_EXIT))
        if self.rate <= 0:
            raise VendorDown(f"espeak-ng found no voices in {data.decode()}: install espeakng-loader again")

    @property
    def version(self) -> str:
        return str(self._engine.espeak_Info(None).decode())

    def read(self, text: str, voice: str, pace: int, pitch: int) -> tuple[NDArray[np.float32], list[EngineEvent]]:
        """Samples in -1..1 of one of voices(), and what was heard when."""
        samples, events = bytearray(), list[EngineEvent]()

        def take(wave: Any, count: int, event: Any) -> int:
            if wave and count > 0:
                samples.extend(ctypes.string_at(wave, 2 * count))
            events.extend(_read_events(event))
            return 0

        callback = _Callback(take)  # kept in a name: the engine holds only its address
        self._engine.espeak_SetSynthCallback(callback)
        self._prepare(voice, pace, pitch)
        raw = text.encode() + b"\0"
        if self._engine.espeak_Synth(raw, len(raw), 0, 1, 0, UTF8, None, None):
            raise VendorDown("espeak-ng could not read the text")
        return np.frombuffer(bytes(samples), np.int16).astype(np.float32) / np.float32(32768), events

    def phonemes(self, text: str, voice: str) -> str:
        """The text's sounds in the international alphabet, "^" between two that are spoken as one.

        Raises:
            VendorDown: the engine lists the voice and cannot load it.
        """
        self._prepare(voice, 160, LIVELY[PITCH])
        translate = self._engine.espeak_TextToPhonemes
        translate.restype = ctypes.c_char_p
        translate.argtypes = [ctypes.POINTER(ctypes.c_void_p), ctypes.c_int, ctypes.c_int]
        raw = ctypes.create_string_buffer(text.encode())
        at, clauses = ctypes.c_void_p(ctypes.addressof(raw)), list[str]()
        while at.value:  # one clause for each call; the engine moves the pointer on
            clauses.append((translate(ctypes.byref(at), UTF8, IPA | TIE << 8 | TIED) or b"").decode())
        return " ".join(clauses)

    def _prepare(self, voice: str, pace: int, pitch: int) -> None:
        if self._engine.espeak_SetVoiceByName(voice.encode()):
            raise VendorDown(f"espeak-ng lists the voice {voice} and cannot load it: install espeakng-loader again")
        for parameter, value in {RATE: pace, **LIVELY, PITCH: pitch}.items():
            self._engine.espeak_SetParameter(parameter, value, 0)

    def voices(self) -> dict[str, str]:
        """Language tag -> the voice that reads it: the one named like the tag, else the one that claims it most.

        A voice is named by the path of its file: the engine takes no tag that is not also a file's name, such as en-gb.
        """
        listed_voices = self._engine.espeak_ListVoices(None)
        listed = itertools.takewhile(bool, (listed_voices[i] for i in itertools.count()))  # a null pointer ends it
        claims = [(tag, *claim) for voice in listed for tag, claim in _claims(voice.contents) if tag not in SILENT]
        return {tag: path for tag, _, _, path in sorted(claims, reverse=True)}  # the first in order is written last


def _read_events(event: Any) -> Iterator[EngineEvent]:
    i = 0
    while event and event[i].type != END_OF_EVENTS:
        e = event[i]
        if e.type in (WORD_EVENT, CLAUSE_END_EVENT):
            at = max(0, e.text_position - 1)  # the engine counts characters from 1
            yield EngineEvent(e.type, at, at + max(1, e.length), e.audio_position / 1000)
        i += 1


def _claims(voice: _Voice) -> Iterator[tuple[str, tuple[bool, int, str]]]:
    """Each tag of a voice, with how well it fits, the best first: named otherwise, priority (1 is high), its path."""
    path = voice.identifier.decode()
    own = path.rpartition("/")[2].lower()
    for priority, tag in _tags(voice.languages):
        yield tag, (own != tag, priority, path)


def _tags(languages: int) -> Iterator[tuple[int, str]]:
    """The tags at an address: each is a byte of priority, the tag and a zero; a zero as priority ends the list."""
    while priority := ctypes.string_at(languages, 1)[0]:
        tag = ctypes.string_at(languages + 1)
        yield priority, tag.decode().lower()
        languages += len(tag) + 2


@contextmanager
def loaded_engine() -> Iterator[Engine]:
    """The engine, loaded for this one use and unloaded after it.

    Its globals (the phase of the voice's flutter among them) live on from text to text, so that a second reading of the
    same text differs by up to 40 ms. A library loaded afresh begins where every other began; that takes 0.5 ms.
    """
    with _one_at_a_time:
        engine = _load()
        try:
            yield Engine(engine)
        finally:
            engine.espeak_Terminate()
            _unload(engine)


def _load() -> ctypes.CDLL:
    try:
        return ctypes.CDLL(espeakng_loader.get_library_path())
    except OSError as error:
        raise VendorDown(f"espeak-ng does not run on this machine ({error}); choose another voice") from error


def _unload(engine: ctypes.CDLL) -> None:
    system = ctypes.CDLL(None)
    system.dlclose.argtypes = [ctypes.c_void_p]
    system.dlclose(engine._handle)
