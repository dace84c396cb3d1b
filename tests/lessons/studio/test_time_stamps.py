"""Time stamps in marks: an authority's where one is set; where it does not answer the clip is there anyhow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lessons.studio.pipeline.provenance import PAUSE_S, Making, Provenance, stamped_at
from tests.bot.packages.packing import film
from tests.fakes.timestamps import Authority, authority

pytestmark = pytest.mark.slow


@pytest.fixture
def stamps(tmp_path: Path) -> Iterator[Authority]:
    with authority(tmp_path / "authority") as used:
        yield used


def signed(by: Provenance, folder: Path) -> Path:
    clip = folder / "clip.mp4"
    clip.write_bytes(film())
    by.sign(clip, title="The data leak", version="leak/1@3", sources=["Handbook"], making=Making())
    return clip


def test_a_mark_says_when_it_was_made_by_an_authoritys_word(stamps: Authority, tmp_path: Path) -> None:
    by = Provenance(tmp_path / "keys", stamps.url)
    manifests = by.read(signed(by, tmp_path))
    assert manifests["validation_state"] == "Trusted"
    at = datetime.fromisoformat(stamped_at(manifests))
    assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)
    assert stamps.asked == 1


def test_without_an_authority_there_is_none(tmp_path: Path) -> None:
    by = Provenance(tmp_path / "keys")
    assert stamped_at(by.read(signed(by, tmp_path))) == ""


def test_an_authority_that_fails_costs_no_clip_and_is_left_alone_for_a_while(stamps: Authority, tmp_path: Path) -> None:
    at = [0.0]
    by = Provenance(tmp_path / "keys", stamps.url, lambda: at[0])
    stamps.broken = True
    for _ in range(3):
        manifests = by.read(signed(by, tmp_path))
        assert (manifests["validation_state"], stamped_at(manifests)) == ("Trusted", "")
    assert stamps.asked == 1
    stamps.broken = False
    at[0] = PAUSE_S
    assert stamped_at(by.read(signed(by, tmp_path)))


def test_a_changed_clip_is_changed_whatever_its_stamp_says(stamps: Authority, tmp_path: Path) -> None:
    by = Provenance(tmp_path / "keys", stamps.url)
    clip = signed(by, tmp_path)
    content = bytearray(clip.read_bytes())
    content[-20] ^= 1
    clip.write_bytes(content)
    assert by.read(clip)["validation_state"] == "Invalid"
