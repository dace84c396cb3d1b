"""The voices of an installation: those on this machine, and a vendor's where its key is set."""

from __future__ import annotations

from collections.abc import Sequence

from adapters import whisper_ears
from adapters.voices import VoiceEntry, entries, named_voices, voice_credits
from bot.settings import Settings
from lessons.ports import Recogniser, Voice

VOICES = "voices"
"""The folder of DATA_DIR in which voice files are looked for."""

EARS = "speech-recognition"
"""The folder of DATA_DIR in which its weights are put together."""


def voices_of(settings: Settings) -> dict[str, Voice]:
    """The voices that scripts may name."""
    voices = named_voices(settings.data_dir / VOICES)
    if not settings.openai_api_key:
        return voices
    from adapters.openai_voice import cloud_voices  # the vendor's library takes half a second to import

    return {**voices, **cloud_voices(settings.openai_api_key, settings.openai_base_url or None)}


def recogniser_of(settings: Settings) -> Recogniser | None:
    """Who listens to films here; None where nobody was installed."""
    return whisper_ears.WhisperEars(settings.data_dir / EARS) if whisper_ears.installed() else None


def voice_entries(settings: Settings) -> Sequence[VoiceEntry]:
    """Every voice that is there, and those that could be."""
    return tuple(entries(settings.data_dir / VOICES))


def credits_of(settings: Settings) -> Sequence[str]:
    """Whose voices are installed."""
    return voice_credits(settings.data_dir / VOICES)
