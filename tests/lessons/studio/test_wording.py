"""What is written is read as a person would read it, and captions keep what was written."""

from __future__ import annotations

import pytest

from adapters.espeak import EspeakVoice
from lessons.script import HINT, Role, Scene, Statement
from lessons.studio.timing.wordtimes import timed
from lessons.studio.wording import readable


def spoken(text: str, language: str = "en") -> str:
    return HINT.sub(lambda hint: hint[2], readable(text, language))


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("The API costs $50k.", "The ay pee eye costs fifty thousand dollars."),
        ("We use the SBI model.", "We use the ess bee eye model."),
        ("KPIs fell by 19.6 %.", "kay pee eyes fell by nineteen point six percent."),
        ("About 3.5 GB, e.g. today.", "About three point five gigabytes, for example today."),
        ("It was $9.99 or €3.5m.", "It was nine dollars ninety-nine or three point five million euros."),
        ("Due on 01/02/2026.", "Due on January second, twenty twenty-six."),
        ("Due on 2026-02-01.", "Due on February first, twenty twenty-six."),
        ("At 17:58, not 9:05.", "At seventeen fifty-eight, not nine oh five."),
        ("Mail you@example.com now.", "Mail you at example dot com now."),
        ("See https://www.example.com/refunds.", "See example dot com slash refunds."),
        ("1,234 mails in 2 days.", "one thousand two hundred and thirty-four mails in two days."),
        ("Wait 3-4 days, the 3rd try.", "Wait three to four days, the third try."),
        ("Dr. Lee said STOP vs. GO.", "Doctor Lee said STOP versus GO."),
        ("Code 007.", "Code zero zero seven."),
        ("No. But now she calls.", "No. But now she calls."),
        ("See No. 5 first.", "See number five first."),
        ("IT said OK.", "eye tee said okay."),
    ],
)
def test_english_is_read_as_people_read_it(written: str, heard: str) -> None:
    assert spoken(written) == heard


def test_a_date_is_read_by_the_region() -> None:
    assert spoken("01/02/2026", "en-GB") == "the first of February twenty twenty-six"
    assert spoken("01/02/2026", "en-US") == "January second, twenty twenty-six"


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("Um 17:58 Uhr.", "Um siebzehn Uhr achtundfünfzig."),
        ("Um 9:00 Uhr.", "Um neun Uhr."),
        ("Die KI hilft.", "Die kah ih hilft."),
        ("Gib Feedback, z. B. heute.", "Gib Fiedbäck, zum Beispiel heute."),
        ("Am 1. Februar 2026.", "Am ersten Februar zweitausendsechsundzwanzig."),
        ("Das sind 19,6 %.", "Das sind neunzehn Komma sechs Prozent."),
        ("1.234 Stück, 50.000 €.", "eintausendzweihundertvierunddreißig Stück, fünfzigtausend Euro."),
    ],
)
def test_german_is_read_as_people_read_it(written: str, heard: str) -> None:
    assert spoken(written, "de") == heard


def test_the_percent_sign_is_heard_in_arabic() -> None:
    assert spoken("20%", "ar") == "20 بالمئة"


def test_an_authors_own_hint_stays() -> None:
    assert spoken("{SQL|sequel} costs $5.") == "sequel costs five dollars."


def test_captions_show_what_was_written_at_the_time_it_is_heard() -> None:
    say = readable("It costs $50k today.", "en")
    speech = EspeakVoice().speak(Scene(Role.SCENE, say, Statement("x")).spoken_words, "en")
    words = timed(say, "en", speech.words or (), len(speech.pcm) / speech.rate)
    assert [word.text for word in words] == ["It", "costs", "$50k", "today."]
    assert words[2].end_s - words[2].start_s > 0.6  # three spoken words long
