"""Every voice of this installation by the name that scripts call it, and which one reads what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path

from adapters import espeak, hibari_voice, kokoro_voice, piper_voice
from adapters.espeak import EspeakVoice
from adapters.hibari_voice import SPEAKERS, HibariVoice
from lessons.ports import Speech, Voice

PITCHES = {"heart": 45, "flint": 18, "wren": 72, "stone": 30}
"""What espeak reads with in the place of a speaker, in languages that no better voice here reads."""

WOMEN = ("heart", "wren")

OPTIONAL = {"joe": "heart"} | {name: "heart" if name[1] == "f" else "flint" for name in kokoro_voice.NAMES}
"""Voices that `make voices` installs, and who speaks in their place meanwhile."""


@dataclass(frozen=True, slots=True)
class VoiceEntry:
    """What `ninety voices` lists.

    Attributes:
        languages: that it reads, "" for about a hundred.
        about: one line on what it sounds like.
        missing: what to do to have it, "" when it is there.
    """

    name: str
    languages: str
    about: str
    missing: str = ""


class LanguageVoice:
    """One speaker in every language: the best voice installed for the language reads it.

    Args:
        choices: language family -> voice; `otherwise` reads the rest.
    """

    synthetic = True

    def __init__(self, choices: Mapping[str, Voice], otherwise: Voice) -> None:
        self._choices, self._otherwise = choices, otherwise
        self.name = "; ".join([*(f"{tag}: {voice.name}" for tag, voice in choices.items()), otherwise.name])

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak."""
        return self._choices.get(language.lower().split("-")[0], self._otherwise).speak(text, language)


def default_voice(folder: Path) -> Voice:
    """Reads scripts that name no voice."""
    return _speaker("heart", *_optional(folder))


def named_voices(folder: Path) -> dict[str, Voice]:
    """The voices that scripts may name; one that is not installed is played by the nearest that is."""
    files, speakers = _optional(folder)
    voices: dict[str, Voice] = {name: _speaker(name, files, speakers) for name in SPEAKERS}
    for speaker in speakers:
        voices[speaker.name] = LanguageVoice(
            {_family(speaker.language): kokoro_voice.KokoroVoice(speaker)}, EspeakVoice()
        )
    for file in files:
        voices[file.name] = LanguageVoice({_family(file.language): piper_voice.PiperVoice(file)}, EspeakVoice())
    voices["espeak"] = EspeakVoice()
    for name, stand_in in OPTIONAL.items():
        # A script that names an optional voice is then played everywhere, and gets its own voice once it is installed.
        voices.setdefault(name, voices[stand_in])
    return voices


def _optional(folder: Path) -> tuple[tuple[piper_voice.VoiceFile, ...], tuple[kokoro_voice.KokoroSpeaker, ...]]:
    """The voice files and the speakers that can be heard here."""
    return piper_voice.voice_files(folder) if piper_voice.installed() else (), kokoro_voice.speakers(folder)


def _speaker(
    name: str, files: Sequence[piper_voice.VoiceFile], speakers: Sequence[kokoro_voice.KokoroSpeaker]
) -> Voice:
    """A speaker of hibari; in other languages a voice file or Kokoro, else espeak at about the speaker's pitch."""
    choices: dict[str, Voice] = {}
    for speaker in speakers:
        if speaker.woman is (name in WOMEN):
            choices.setdefault(_family(speaker.language), kokoro_voice.KokoroVoice(speaker))
    for speaker in speakers:  # a language with women or men alone
        choices.setdefault(_family(speaker.language), kokoro_voice.KokoroVoice(speaker))
    choices |= {_family(file.language): piper_voice.PiperVoice(file) for file in files}
    if util.find_spec("hibari") is not None:
        choices["en"] = HibariVoice(name)
    return LanguageVoice(choices, EspeakVoice(pitch=PITCHES[name]))


def _family(language: str) -> str:
    return language.lower().split("-")[0]


ABOUT = {
    "heart": "a woman, warm; the default",
    "flint": "a man, low and dry",
    "wren": "young and bright",
    "stone": "a man, calm",
}


def entries(folder: Path) -> Iterator[VoiceEntry]:
    """Every voice that is there or could be."""
    for name in SPEAKERS:
        yield VoiceEntry(name, "en (others by voice files, or espeak)", ABOUT[name])
    files = piper_voice.voice_files(folder)
    without_engine = "" if piper_voice.installed() else "its engine is missing: make voices"
    for file in files:
        yield VoiceEntry(file.name, file.language, f"Piper voice file {file.path.name}", without_engine)
    for speaker in kokoro_voice.speakers(folder):
        yield VoiceEntry(speaker.name, speaker.language, f"a {'wo' * speaker.woman}man; Kokoro, slow")
    if not kokoro_voice.installed():
        yield VoiceEntry("kokoro", "nine languages", f"{len(kokoro_voice.NAMES)} speakers, slow", "make voices")
    if "joe" not in {file.name for file in files}:
        yield VoiceEntry("joe", "en-US", "a man; Piper", "make voices")
    yield VoiceEntry("espeak", "", "a robot that reads about a hundred languages")


def voice_credits(folder: Path) -> tuple[str, ...]:
    """Whose voices are installed."""
    files, speakers = _optional(folder)
    kokoro = (kokoro_voice.CREDIT,) if speakers else ()
    return (hibari_voice.CREDIT, *kokoro, *(f"Piper, voice {file.name}" for file in files), espeak.CREDIT)
