"""A finished clip says of itself how it was made, and any reader of C2PA notices when it was changed."""

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import c2pa
import pytest

from lessons.studio.pipeline.foreign import is_readable
from lessons.studio.pipeline.provenance import LESSON, SOURCE_TYPES, Making, Provenance
from tests.bot.packages.packing import film as small_film
from tests.lessons.studio.boxes import boxes, find
from tests.lessons.studio.clips import Clip


@pytest.fixture(scope="module")
def unsigned(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Clip(seconds=1).write(tmp_path_factory.mktemp("unsigned") / "clip.mp4").read_bytes()


@pytest.fixture
def clip(tmp_path: Path, unsigned: bytes) -> Path:
    (tmp_path / "clip.mp4").write_bytes(unsigned)
    return tmp_path / "clip.mp4"


MADE = Making(credits=("a voice (CC0)",))


@pytest.fixture
def ours(tmp_path: Path) -> Provenance:
    return Provenance(tmp_path / "data" / "provenance")


def signed(clip: Path, by: Provenance, making: Making = MADE) -> Path:
    sources = ["Handbook, section 4.2", "ENISA 2025"]
    by.sign(clip, title="The data leak", version="leak/1@3", sources=sources, making=making)
    return clip


def assertion(read: dict[str, Any], label: str) -> dict[str, Any]:
    manifest = read["manifests"][read["active_manifest"]]
    found: dict[str, Any] = next(one["data"] for one in manifest["assertions"] if one["label"] == label)
    return found


def test_the_mark_names_title_version_and_sources(clip: Path, ours: Provenance) -> None:
    read = ours.read(signed(clip, ours))
    assert read["validation_state"] == "Trusted"
    assert read["manifests"][read["active_manifest"]]["title"] == "The data leak"
    assert assertion(read, LESSON) == {
        "version": "leak/1@3",
        "sources": ["Handbook, section 4.2", "ENISA 2025"],
        "syntheticVoice": True,
        "credits": ["a voice (CC0)"],
    }


@pytest.mark.parametrize(
    ("making", "kind"),
    [
        (Making(), "algorithmicMedia"),
        (Making(trained=True), "trainedAlgorithmicMedia"),
        (Making(recorded=True), "compositeSynthetic"),
        (Making(recorded=True, trained=True), "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_the_mark_says_exactly_how_it_was_made(clip: Path, ours: Provenance, making: Making, kind: str) -> None:
    actions = assertion(ours.read(signed(clip, ours, making)), "c2pa.actions.v2")["actions"]
    made = [(action["action"], action["digitalSourceType"]) for action in actions]
    assert made == [("c2pa.created", SOURCE_TYPES + kind)]


def test_a_reader_that_does_not_know_us_finds_the_mark_intact(clip: Path, ours: Provenance) -> None:
    with c2pa.Reader(str(signed(clip, ours))) as reader:
        assert reader.get_validation_state() == "Valid"
        failures = json.loads(reader.json())["validation_results"]["activeManifest"]["failure"]
    assert [failure["code"] for failure in failures] == ["signingCredential.untrusted"]


@pytest.mark.parametrize("place", [lambda file: len(file) - 99, lambda file: find(file, b"mvhd") + 30])
def test_one_flipped_bit_is_noticed(clip: Path, ours: Provenance, place: Callable[[bytes], int]) -> None:
    content = bytearray(signed(clip, ours).read_bytes())
    content[place(bytes(content))] ^= 1
    clip.write_bytes(content)
    read = ours.read(clip)
    assert read["validation_state"] == "Invalid"
    assert "assertion.bmffHash.mismatch" in [status["code"] for status in read["validation_status"]]


def test_another_version_cannot_be_claimed_afterwards(clip: Path, ours: Provenance) -> None:
    content = signed(clip, ours).read_bytes()
    assert content.count(b"leak/1@3") == 1
    clip.write_bytes(content.replace(b"leak/1@3", b"leak/1@4"))
    assert ours.read(clip)["validation_state"] == "Invalid"


def decoded(clip: Path) -> list[bytes]:
    with av.open(str(clip)) as media:
        return [bytes(frame.planes[0]) for frame in media.decode(video=0)]


def test_pictures_stay_the_same_and_the_index_before_the_media(clip: Path, ours: Provenance) -> None:
    before = decoded(clip)
    content = signed(clip, ours).read_bytes()
    assert decoded(clip) == before
    kinds = [kind for _, kind in boxes(content, 0, len(content))]
    assert kinds.index(b"moov") < kinds.index(b"mdat")


def test_a_clip_without_a_mark_reads_as_nothing(clip: Path, ours: Provenance) -> None:
    assert ours.read(clip) == {}


def test_the_key_is_made_once_and_kept_from_others(clip: Path, ours: Provenance, tmp_path: Path) -> None:
    signed(clip, ours)
    key = tmp_path / "data" / "provenance" / "signer.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [file.name for file in key.parent.iterdir()] == ["signer.pem"]
    after_a_restart = Provenance(key.parent)
    assert after_a_restart.read(clip)["validation_state"] == "Trusted"
    assert Provenance(tmp_path / "elsewhere").read(clip)["validation_state"] == "Valid"


def test_processes_that_start_together_agree_on_one_key(clip: Path, tmp_path: Path) -> None:
    copies = [tmp_path / f"{number}.mp4" for number in range(8)]
    for copy in copies:
        copy.write_bytes(clip.read_bytes())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda copy: signed(copy, Provenance(tmp_path / "keys")), copies))
    reader = Provenance(tmp_path / "keys")
    assert {reader.read(copy)["validation_state"] for copy in copies} == {"Trusted"}


def test_a_file_that_cannot_be_signed_is_left_as_it_was(ours: Provenance, tmp_path: Path) -> None:
    text = tmp_path / "clip.mp4"
    text.write_text("no video")
    with pytest.raises(c2pa.C2paError):
        signed(text, ours)
    assert text.read_text() == "no video"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["clip.mp4"]


def test_no_authority_on_the_network_is_asked_for_the_time(clip: Path, ours: Provenance) -> None:
    read = ours.read(signed(clip, ours))
    assert "time" not in read["manifests"][read["active_manifest"]]["signature_info"]


@pytest.mark.parametrize("marked", [True, False], ids=["with a mark", "without"])
async def test_an_authors_film_is_named_in_the_mark_of_its_clip_with_its_own_mark(tmp_path: Path, marked: bool) -> None:
    film, clip = tmp_path / "film.mp4", tmp_path / "clip.mp4"
    for file in (film, clip):
        file.write_bytes(small_film())
    if marked:
        making = Making(trained=True)
        Provenance(tmp_path / "theirs").sign(film, title="Camera", version="their/1@1", sources=[], making=making)
    assert await is_readable(film)
    ours = Provenance(tmp_path / "ours")
    ours.sign_film(clip, film, title="Ida shows it", version="leak/1@3", sources=["Handbook"])
    manifests = ours.read(clip)
    assert manifests["validation_state"] == "Trusted"
    mark = manifests["manifests"][manifests["active_manifest"]]
    (parent,) = mark["ingredients"]
    assert ("active_manifest" in parent, len(manifests["manifests"])) == (marked, 2 if marked else 1)
    actions = [each["action"] for part in mark["assertions"] for each in part["data"].get("actions", ())]
    assert actions == ["c2pa.opened", "c2pa.transcoded"]
    if marked:
        assert manifests["manifests"][parent["active_manifest"]]["title"] == "Camera"


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4"])
async def test_a_film_that_marks_cannot_name_is_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x00\x00\x18ftypisom nonsense")
    assert not await is_readable(tmp_path / name)
