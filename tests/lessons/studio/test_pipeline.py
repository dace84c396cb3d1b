"""From a script to files: what is in them, what is made again after an edit, and what is said about bad scripts."""

import json
import wave
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from adapters.espeak import EspeakVoice
from lessons.script import Brand, Headline, Photo, Role, Scene, Script
from lessons.studio.pipeline.pool import WorkerFailed
from lessons.studio.pipeline.provenance import Making
from lessons.studio.pipeline.studio import Studio
from lessons.studio.store.clips import RenderedClip
from lessons.studio.timing.subtitles import read_vtt
from lessons.studio.timing.timeline import ClipTooLong
from lessons.studio.voice.loudness import loudness
from tests.lessons.studio.making import BRAND, SCRIPT, SIZE, Wordless, film, long_list, studio, with_scene

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pieces made by one test spare the next one's time."""
    return tmp_path_factory.mktemp("studio")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def here(shared: Path) -> AsyncIterator[Studio]:
    made = studio(shared)
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def clip(here: Studio) -> RenderedClip:
    return await here.render(SCRIPT, BRAND, SIZE)


def pieces(folder: Path) -> set[str]:
    return {path.name for path in (folder / "pieces").glob("??/*")}


async def test_the_file_is_what_every_player_takes(clip: RenderedClip) -> None:
    content = clip.video.read_bytes()
    made = film(content)
    assert made.codec == ("h264", "Constrained Baseline", "yuv420p")
    assert (made.size, made.fps, made.colours) == (SIZE, 30, (1, 1, 1, 1))
    assert content.index(b"moov") < content.index(b"mdat")
    assert made.ticks == {round(1 / 30, 6)}


async def test_every_picture_decodes_and_each_scene_begins_with_a_key_picture(clip: RenderedClip) -> None:
    made = film(clip.video.read_bytes())
    starts = json.loads((clip.folder / "transcript.json").read_text())["scenes"]
    assert made.pictures == round(clip.seconds * 30)
    assert made.keys == [round(start * 30) for start in starts]
    assert len(starts) == 3


async def test_the_sound_is_as_long_and_as_loud_as_promised(clip: RenderedClip) -> None:
    made = film(clip.video.read_bytes())
    assert len(made.pcm) / made.rate == pytest.approx(clip.seconds, abs=0.05)
    assert loudness(made.pcm, made.rate) == pytest.approx(-16, abs=0.7)
    assert np.abs(made.pcm).max() < 10 ** (-1 / 20)


async def test_words_are_heard_when_the_captions_say(clip: RenderedClip) -> None:
    made = film(clip.video.read_bytes())
    (first, *_), *_ = [cue.words for cue in clip.cues]
    onset = np.flatnonzero(np.abs(made.pcm) > 0.02)[0] / made.rate
    assert onset == pytest.approx(first.start_s, abs=0.04)


async def test_captions_show_what_is_written_and_not_what_is_spoken(clip: RenderedClip) -> None:
    cues = read_vtt((clip.folder / "clip.vtt").read_text())
    assert [cue.text for cue in cues] == [
        "Who wrote this mail?",
        "The CEO never asks for 1,000 dollars.",
        "What would you do?",
    ]
    assert all(cue.words for cue in cues)
    assert "line:8%" in (clip.folder / "clip.vtt").read_text()


async def test_the_transcript_and_the_poster_are_there(clip: RenderedClip) -> None:
    about = json.loads((clip.folder / "transcript.json").read_text())
    assert (about["title"], about["version"], about["seconds"]) == ("The mail", "the-mail/1@1", round(clip.seconds, 3))
    assert [cue["text"] for cue in about["cues"]] == [cue.text for cue in clip.cues]
    with Image.open(clip.folder / "poster.jpg") as poster:
        assert poster.size == SIZE


async def test_the_same_script_is_the_same_bytes_on_another_machine(clip: RenderedClip, tmp_path: Path) -> None:
    other = studio(tmp_path, workers=2)
    again = await other.render(SCRIPT, BRAND, SIZE)
    await other.close()
    assert again.digest == clip.digest
    for name in ("clip.mp4", "clip.vtt", "poster.jpg", "transcript.json"):
        assert (again.folder / name).read_bytes() == (clip.folder / name).read_bytes()


async def test_an_unchanged_script_starts_no_worker(clip: RenderedClip, shared: Path) -> None:
    again = studio(shared)
    assert await again.render(SCRIPT, BRAND, SIZE) == clip
    assert not again._pool.pids
    await again.close()


async def test_an_edited_headline_makes_one_scene_again(here: Studio, clip: RenderedClip, shared: Path) -> None:
    before = pieces(shared)
    edited = with_scene(SCRIPT, 1, replace(SCRIPT.scenes[1], show=Headline("Surely not")))
    other = await here.render(edited, BRAND, SIZE)
    assert other.digest != clip.digest
    assert len(pieces(shared) - before) == 1


async def test_an_edited_line_is_spoken_drawn_and_joined_again_and_nothing_else(here: Studio, shared: Path) -> None:
    await here.render(SCRIPT, BRAND, SIZE)
    before = pieces(shared)
    await here.render(with_scene(SCRIPT, 1, replace(SCRIPT.scenes[1], say="Nobody asks that.")), BRAND, SIZE)
    assert len(pieces(shared) - before) == 3


async def test_a_renamed_picture_with_the_same_content_changes_nothing(here: Studio, tmp_path: Path) -> None:
    digests = set()
    for name in ("a.png", "b.png"):
        Image.effect_noise((400, 300), 60).convert("RGB").save(tmp_path / name) if name == "a.png" else None
        (tmp_path / name).write_bytes((tmp_path / "a.png").read_bytes())
        shown = Photo(str(tmp_path / name), "A desk", "A desk with papers")
        digests.add(
            (await here.render(with_scene(SCRIPT, 0, replace(SCRIPT.scenes[0], show=shown)), BRAND, SIZE)).digest
        )
    assert len(digests) == 1


async def test_progress_is_told_part_by_part(tmp_path: Path) -> None:
    progress: list[tuple[int, int]] = []
    fresh = studio(tmp_path)
    await fresh.render(with_scene(SCRIPT, 1, long_list()), BRAND, SIZE, lambda done, of: progress.append((done, of)))
    await fresh.close()
    assert progress == [(n, 5) for n in range(1, 6)]


async def test_a_voice_is_not_asked_twice_for_the_same_line(shared: Path) -> None:
    voice = Wordless()
    made = studio(shared, voice, reference=EspeakVoice())
    first = await made.render(SCRIPT, BRAND, SIZE)
    await made.render(SCRIPT, Brand("Other"), SIZE)
    await made.close()
    assert sorted(voice.asked) == sorted(scene.spoken_words for scene in SCRIPT.scenes)
    starts = [word.start_s for cue in first.cues for word in cue.words]
    assert starts == sorted(starts)


async def test_words_found_by_listening_are_near_those_the_voice_knows(shared: Path) -> None:
    by_ear, by_heart = studio(shared, Wordless(), reference=EspeakVoice()), studio(shared, EspeakVoice(150))
    found, known = await by_ear.render(SCRIPT, BRAND, SIZE), await by_heart.render(SCRIPT, BRAND, SIZE)
    await by_ear.close()
    await by_heart.close()
    pairs = zip(
        (word for cue in found.cues for word in cue.words),
        (word for cue in known.cues for word in cue.words),
        strict=True,
    )
    errors = [abs(a.start_s - b.start_s) for a, b in pairs]
    assert float(np.median(errors)) <= 0.04


async def test_a_recording_is_heard_instead_of_the_voice_and_no_label_claims_otherwise(
    here: Studio, tmp_path: Path
) -> None:
    speech = EspeakVoice(140).speak("Who wrote this mail?", "en")
    with wave.open(str(tmp_path / "own.wav"), "wb") as file:
        file.setparams((1, 2, speech.rate, 0, "NONE", ""))
        file.writeframes((speech.pcm * 3000).astype("<i2").tobytes())
    scene = Scene(Role.HOOK, "Who wrote this mail?", Headline("Who?"), str(tmp_path / "own.wav"))
    clip = await here.render(replace(SCRIPT, scenes=(scene,)), BRAND, SIZE)
    made = film(clip.video.read_bytes())
    assert loudness(made.pcm, made.rate) == pytest.approx(-16, abs=0.7)
    assert [word.text for word in clip.cues[0].words] == ["Who", "wrote", "this", "mail?"]
    assert here._order(replace(SCRIPT, scenes=(scene,)), BRAND, SIZE).label == ""
    assert here._order(SCRIPT, BRAND, SIZE).label == "AI voice"


async def test_a_scene_without_words_is_silent_and_seen(here: Studio) -> None:
    quiet = replace(SCRIPT, scenes=(Scene(Role.HOOK, "", Headline("Look")), SCRIPT.scenes[2]))
    clip = await here.render(quiet, BRAND, SIZE)
    made = film(clip.video.read_bytes())
    assert not np.abs(made.pcm[: int(2.3 * made.rate)]).max() > 0.02
    assert len(clip.cues) == 1


@pytest.mark.parametrize(
    "language, say", [("ar", "من كتب هذه الرسالة؟"), ("zh", "这封邮件是谁写的？"), ("th", "ใครเขียน")]
)
async def test_other_scripts_are_made_too(here: Studio, language: str, say: str) -> None:
    script = Script("Mail", (Scene(Role.HOOK, say, Headline(say)),), language)
    clip = await here.render(script, BRAND, SIZE)
    assert clip.cues[0].text == say


async def test_signing_comes_last_and_is_told_what_was_made(shared: Path) -> None:
    class Signer:
        call: dict[str, object]

        def sign(self, mp4: Path, **about: object) -> None:
            self.call = {"bytes": mp4.read_bytes()[4:8], **about}
            mp4.write_bytes(mp4.read_bytes() + b"\0\0\0\x08free")

    signer = Signer()
    made = studio(shared / "signed", provenance=signer)
    clip = await made.render(SCRIPT, BRAND, SIZE)
    await made.close()
    assert signer.call == {
        "bytes": b"ftyp",
        "title": "The mail",
        "version": "the-mail/1@1",
        "sources": ("A source",),
        "making": Making(credits=("espeak-ng (GPL-3.0-or-later)",)),
    }
    assert clip.video.read_bytes().endswith(b"free")


@pytest.mark.parametrize(
    "script, why",
    [
        (replace(SCRIPT, scenes=()), "no scene"),
        (replace(SCRIPT, language="xx"), "scene 1: this voice does not read 'xx'"),
        (replace(SCRIPT, voice="nova"), "there is no voice 'nova'"),
        (
            with_scene(SCRIPT, 1, replace(SCRIPT.scenes[1], show=Photo("gone.jpg", "a", "b"))),
            "scene 2: gone.jpg cannot",
        ),
        (with_scene(SCRIPT, 2, replace(SCRIPT.scenes[2], audio="gone.wav")), "scene 3: gone.wav cannot"),
        (with_scene(SCRIPT, 1, replace(SCRIPT.scenes[1], show=Headline("word " * 300))), "scene 2: .*headline"),
        (with_scene(SCRIPT, 0, replace(SCRIPT.scenes[0], say="word " * 900)), "take out about"),
    ],
    ids=["empty", "language", "voice", "photo", "recording", "long card", "long clip"],
)
async def test_a_script_that_cannot_be_made_is_refused_with_where_and_why(
    here: Studio, script: Script, why: str
) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        await here.render(script, BRAND, SIZE)
    assert isinstance(refused.value, ClipTooLong) == ("take out" in why)


async def test_another_size_is_refused_with_those_there_are(here: Studio) -> None:
    with pytest.raises(ValueError, match="640 x 480 is not made; ask for 1080 x 1920 or 720 x 1280"):
        await here.render(SCRIPT, BRAND, (640, 480))


async def test_a_scene_that_kills_its_worker_names_itself(here: Studio, tmp_path: Path) -> None:
    """A picture file that swells beyond the memory a worker may use."""
    Image.new("L", (9000, 9000), 200).save(tmp_path / "huge.png")
    scene = Scene(Role.HOOK, "Look at this.", Photo(str(tmp_path / "huge.png"), "Huge", "A wall"))
    with pytest.raises((ValueError, WorkerFailed), match=r"^scene 1: "):
        await here.render(replace(SCRIPT, scenes=(scene,)), BRAND, SIZE)
    assert (await here.render(SCRIPT, BRAND, SIZE)).seconds > 1


async def test_the_kept_files_are_those_a_player_page_serves(shared: Path) -> None:
    folder = next(path for path in (shared / "clips").iterdir() if not path.name.startswith("."))
    assert {path.name for path in folder.iterdir()} >= {"clip.mp4", "clip.vtt", "poster.jpg", "transcript.json"}
    with av.open(str(folder / "clip.mp4")) as file:
        assert {stream.type for stream in file.streams} == {"video", "audio"}
