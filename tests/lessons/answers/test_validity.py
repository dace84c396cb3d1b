"""Until when a document holds, as it says itself."""

from __future__ import annotations

from datetime import date

import pytest

from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import read_content
from lessons.answers.reading.validity import day_written

MARCH = date(2027, 3, 31)


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("2027-03-31", "en", MARCH),
        ("31.03.2027", "de", MARCH),
        ("31. 3. 2027", "de", MARCH),
        ("31. März 2027", "de", MARCH),
        ("31. März 2027", "de-AT", MARCH),
        ("31 March 2027", "de", MARCH),
        ("March 31st, 2027", "en", MARCH),
        ("Mar 31, 2027", "en", MARCH),
        ("31 mars 2027", "fr", MARCH),
        ("31 de marzo de 2027", "es", MARCH),
        ("31/03/2027", "en", MARCH),
        ("03/31/2027", "en", MARCH),
        ("04/03/2027", "fr", date(2027, 3, 4)),
        ("04/03/2027", "en", None),
        ("31 ma 2027", "en", None),
        ("31. März 2027", "en", None),
        ("2027-02-30", "en", None),
        ("31 June 2027", "en", None),
        ("next spring", "en", None),
        ("March 2027", "en", None),
    ],
)
def test_a_day_is_read_as_the_documents_language_writes_it(written: str, language: str, day: date | None) -> None:
    assert day_written(written, language) == day


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", "---\nvalid until: 2027-03-31\nowner: Mira Kaya\n---\nTrains go second class.\n"),
        (
            "a.md",
            "---\nVALID_UNTIL: 31 March 2027\nOwner: ' Mira\\u200b  Kaya '\n---\nTrains.\n".replace(
                "\\u200b", "\u200b"
            ),
        ),
        (
            "a.md",
            "---\nlanguage: de\ngültig bis: 31. März 2027\nverantwortlich: Mira Kaya\n---\nBahn zweiter Klasse.\n",
        ),
        (
            "a.html",
            '<html lang="de"><meta name="valid-until" content="31.3.2027"><meta name="owner" content="Mira Kaya">'
            "<p>Bahn zweiter Klasse.</p></html>",
        ),
    ],
)
async def test_front_matter_and_meta_name_owner_and_day(name: str, content: str) -> None:
    source = (await read_content(name, name, content.encode())).source
    assert (source.owner, source.valid_until) == ("Mira Kaya", MARCH)


async def test_what_a_site_calls_its_owner_is_nobody_who_checks_a_document() -> None:
    page = b'<html><meta name="owner" content="webmaster@example.com"><p>Trains go second class.</p></html>'
    assert (await read_content("a.html", "a.html", page)).source.owner == ""


@pytest.mark.parametrize("day", ["2027-02-30", "soon", "04/03/2027"])
async def test_a_bad_day_is_refused_with_its_line(day: str) -> None:
    text = f"---\ntitle: Travel\nvalid until: {day}\n---\nTrains go second class.\n"
    with pytest.raises(Unreadable, match=f"line 3: “{day}” is no date"):
        await read_content("a.md", "a.md", text.encode())


async def test_settings_are_read_as_they_are_written() -> None:
    text = b"---\nlanguage: no\ntitle: 2024\nowner:\nvalid until: ~\n---\nTog.\n"
    source = (await read_content("a.md", "a.md", text)).source
    assert (source.language, source.title, source.owner, source.valid_until) == ("no", "2024", "", None)
