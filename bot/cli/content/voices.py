"""`ninety voices`: who can read aloud here, and how each sounds."""

from __future__ import annotations

import argparse
import asyncio
import re
import wave
from pathlib import Path

import numpy as np

from bot.settings import Settings
from bot.voices import voice_entries, voices_of
from lessons.ports import Speech, VendorDown, Voice
from lessons.script import HINT
from lessons.studio.wording import readable

DESCRIPTION = """\
Lists the voices that series, episodes and characters may name (voice: stone), what each reads,
and what to do for those that are not installed. With -o each says a sentence into a file.

  ninety voices -o samples"""

SAMPLES = {
    "de": "Hallo, ich bin {name}. Montag, 8:57 Uhr: einundvierzig Seiten, und niemand hat gedruckt.",
    "en": "Hello, I am {name}. Monday, 8:57: forty-one pages, $50k, and nobody pressed print.",
    "es": "Hola, soy {name}. Lunes: cuarenta y una páginas, y nadie ha pulsado imprimir.",
    "fr": "Bonjour, je suis {name}. Lundi : quarante et une pages, et personne n'a imprimé.",
    "hi": "नमस्ते, मैं {name} हूँ। सोमवार: इकतालीस पन्ने, और किसी ने नहीं छापा।",
    "it": "Ciao, sono {name}. Lunedì: quarantuno pagine, e nessuno ha stampato.",
    "ja": "こんにちは、{name}です。月曜日、四十一ページ。誰も印刷していません。",
    "pt": "Olá, eu sou {name}. Segunda-feira: quarenta e uma páginas, e ninguém imprimiu.",
    "zh": "你好，我是{name}。星期一，四十一页，没有人按打印。",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", type=Path, help="folder for a spoken sample of each, as WAV")


async def work(settings: Settings, arguments: argparse.Namespace) -> int:
    """List the voices, and write their samples where a folder is named."""
    voices = voices_of(settings)
    for entry in voice_entries(settings):
        note = f"  (not installed: {entry.missing})" if entry.missing else ""
        print(f"{entry.name:<10} {entry.languages or 'about a hundred languages':<40} {entry.about}{note}")
        if arguments.output and not entry.missing:
            await asyncio.to_thread(_write_sample, arguments.output, entry.name, entry.languages, voices[entry.name])
    return 0


def _write_sample(folder: Path, name: str, languages: str, voice: Voice) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    language = languages if re.fullmatch(r"[a-z]{2,3}(-\w+)?", languages) else "en"
    sample = SAMPLES.get(language.split("-")[0], SAMPLES["en"]).format(name=_called(name))
    text = HINT.sub(lambda hint: hint[2], readable(sample, language))
    path = folder / f"{name}.wav"
    try:
        _write_wav(path, voice.speak(text, language))
    except VendorDown as fault:
        print(f"  {fault}")
        return
    print(f"  {path}")


def _called(name: str) -> str:
    """What a voice calls itself: "ef_dora" is Dora."""
    return name.rpartition("_")[2].capitalize()


def _write_wav(path: Path, speech: Speech) -> None:
    samples = np.clip(np.round(speech.pcm * 32767), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.rate)
        file.writeframes(samples.tobytes())
