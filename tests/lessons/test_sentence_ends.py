"""Where sentences end: abbreviations, initials and numbers of days go on."""

from __future__ import annotations

import pytest

from lessons.sentence_ends import sentences


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dr. Smith paid $1,234.50 at 8:05 a.m. on 29 Feb 2028, i.e. 3.5 % more.", "en"),
        ("Ms. Ines Vogt, Prof. Lang and Mr. O'Brien met on Feb. 3 in rm. 12.", "en"),
        ("Am 1. März um 8:05 Uhr zahlte Dr. Groß 1.234,50 € bzw. 3,5 % mehr, d. h. viel.", "de"),
        ("Der 3. Versuch im 2. OG, Zi. 3, kostete ca. 5 Mio. Euro, z. B. für Frau Prof. Dr. Vogt.", "de"),
        ("Bis zum 31. Dezember gilt Nr. 7.", ""),
        ("John F. Kennedy and A.B. Smith knew U.S. Army rules.", "en"),
        ("Call ext. 4711, see p. 5 and No. 12, e.g. Berlin.", "en"),
        ("“Really?” she asked.", "en"),
        ("M. Dupont, Mme. Durand et le Dr. Petit arrivent.", "fr"),
        ("El Sr. García y la Dra. Ruiz firman.", "es"),
        ("Встреча с проф. Ивановым в г. Москве.", "ru"),
        ("Wait… what?", "en"),
    ],
)
def test_a_full_stop_that_ends_no_sentence_parts_none(text: str, language: str) -> None:
    assert list(sentences(text, language)) == [text]


@pytest.mark.parametrize(
    ("parts", "language"),
    [
        (["No.", "That is wrong."], "en"),
        (["She left at 5 p.m.", "Nobody saw her."], "en"),
        (["The porter waits at gate C.", "It rains."], "en"),
        (["Read version 2.", "Then version 3."], "en"),
        (["Please call me.", "I am at home."], "en"),
        (["Es waren 5.", "Dann ging er."], "de"),
        (["Das war 2024.", "Alle lachten."], "de"),
        (["Call!", "“Who?”", "(Nobody.)", "So be it..."], "en"),
        (["休暇は三十日です。", "申請は上司に出します。"], "ja"),
    ],
)
def test_sentences_that_end_are_parted(parts: list[str], language: str) -> None:
    between = "" if language == "ja" else " "
    assert list(sentences(between.join(parts), language)) == parts
