"""Every way to write an episode wrong, and the sentence that mends it: authoring_faults.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from lessons.authoring import AuthoringErrors, read_series
from tests.lessons.authored import GOOD, edited, write


@dataclass(frozen=True)
class Mistake:
    file: str
    stands: str
    written: str
    said: list[str]


TABLE = Path(__file__).with_name("authoring_faults.yaml")
MISTAKES = [Mistake(**row) for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[repr(one.written[:40]) for one in MISTAKES])
def test_a_fault_is_said_with_its_line_and_what_to_write(tmp_path: Path, mistake: Mistake) -> None:
    right = GOOD[mistake.file]
    assert isinstance(right, str)
    home = write(tmp_path, {mistake.file: edited(right, mistake.stands, mistake.written)})
    with pytest.raises(AuthoringErrors) as found:
        read_series(home, prove=False)
    assert [str(fault) for fault in found.value.faults] == [f"{home / mistake.file}:{line}" for line in mistake.said]
