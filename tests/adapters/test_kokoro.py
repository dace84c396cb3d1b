"""Kokoro's speakers: who they are, how texts become sounds, and what is said where they are not installed."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from adapters import kokoro_phonemes, kokoro_speakers, kokoro_voice
from adapters.kokoro_voice import LANGUAGES, NAMES, KokoroSpeaker, KokoroVoice
from adapters.voices import entries, named_voices

SOUNDS = {
    "es": ("Ocho coches. Adiós.", ("ʧ", "ˈ")),
    "fr": ("Bonjour, le monde.", ("ʒ", "ˈ")),
    "it": ("Ciao, pizza!", ("ʧ", "ʦ")),
    "pt": ("Bom dia, gente.", ("ʤ",)),
    "hi": ("संदेश बंद करो। फिर खोलो।", ("ˈ",)),
}


@pytest.mark.parametrize("language", SOUNDS)
def test_texts_become_sounds_sentence_by_sentence_with_their_marks(language: str) -> None:
    text, letters = SOUNDS[language]
    said = list(kokoro_phonemes.sentences(text, language))
    assert len(said) == sum(text.count(end) for end in ".!।")
    assert all(letter in "".join(said) for letter in letters)
    assert all(sentence[-1] in ".!" for sentence in said)
    assert "^" not in "".join(said)


def test_there_are_fifty_four_speakers_in_nine_languages() -> None:
    assert len(set(NAMES)) == 54
    assert {name[0] for name in NAMES} == set(LANGUAGES)
    assert (KokoroSpeaker("im_nicola").language, KokoroSpeaker("im_nicola").woman) == ("it", False)


def test_a_speaker_reads_its_own_language_only() -> None:
    with pytest.raises(ValueError, match="the voice ef_dora reads es only, not 'de'"):
        KokoroVoice(KokoroSpeaker("ef_dora")).speak("Guten Morgen.", "de")


@pytest.mark.skipif(kokoro_voice.installed(), reason="Kokoro is installed here")
def test_where_it_is_not_installed_others_speak_and_the_command_is_named(tmp_path: Path) -> None:
    assert kokoro_voice.speakers(tmp_path) == ()
    voices = named_voices(tmp_path)
    assert voices["am_fenrir"] is voices["flint"]
    assert voices["bf_emma"] is voices["heart"]
    listed = {entry.name: entry.missing for entry in entries(tmp_path)}
    assert listed["kokoro"] == "make voices"


def packed(folder: Path, *names: str) -> Path:
    path = folder / f"{kokoro_speakers.PACKAGE}-{kokoro_speakers.VERSION}.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name in names:
            about = tarfile.TarInfo(name)
            about.size = 8
            archive.addfile(about, io.BytesIO(bytes(8)))
    return path


def test_another_file_under_the_package_s_name_is_not_unpacked(tmp_path: Path) -> None:
    packed(tmp_path, "package/voices/af_heart.bin")
    assert "is not kokoro-js 1.2.1 as it was published" in kokoro_speakers.bring(tmp_path)
    assert not (tmp_path / "kokoro").exists()


def test_only_speakers_are_unpacked_and_only_into_their_folder(tmp_path: Path) -> None:
    path = packed(tmp_path, "package/voices/af_heart.bin", "package/dist/kokoro.js", "package/voices/../../evil.bin")
    assert kokoro_speakers._unpacked(path, tmp_path / "kokoro") == 1
    assert [file.name for file in tmp_path.rglob("*.bin")] == ["af_heart.bin"]
