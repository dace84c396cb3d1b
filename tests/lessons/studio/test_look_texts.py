"""Texts of every length fit, or are refused in the author's terms."""

from __future__ import annotations

import time

import numpy as np
import pytest

from lessons.script import (
    Ask,
    BeforeAfter,
    BigNumber,
    Brand,
    Bullets,
    Card,
    Chart,
    EndCard,
    Headline,
    Photo,
    Quote,
    Statement,
)
from lessons.studio.cards.canvas import FLOOR, START, TOP, WIDE
from lessons.studio.cards.frames import draw_card
from lessons.studio.cards.wording import amount
from lessons.studio.type.palette import dark_card
from lessons.studio.type.typography import TooLong
from tests.golden.look import cards_in, every_card, photograph
from tests.lessons.studio.looking import EDGE, LARGE, SMALL, frame, pixels, strong


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> str:
    return photograph(tmp_path_factory.mktemp("photos") / "hills.jpg")


LONGEST_WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"


@pytest.mark.parametrize(
    "text",
    ["?", LONGEST_WORD, "W" * 40, "👍" * 12, "ผู้ใช้งานทุกคนต้องเปลี่ยนรหัสผ่าน", "漢" * 30],
    ids=["sign", "German", "wide", "emoji", "Thai", "Chinese"],
)
def test_very_short_and_very_long_words_fit_every_card(text: str, photo: str) -> None:
    for card in (
        Headline(text, text[:20]),
        Statement(text),
        Bullets(text, (text,)),
        Photo(photo, text, "alt"),
        Ask(text, (text[:40], text[:40])),
        Ask(text),
        BeforeAfter(text, text),
        Quote(text, text),
        BigNumber("1", text),
        Chart(text, ((text, 1.0), ("b", 2.0))),
        EndCard(text, text[:20]),
    ):
        rows, columns = np.nonzero(strong(card, frame(language="th" if "ผ" in text else "de", size=SMALL)))
        assert rows.max() * 1.5 <= FLOOR + EDGE
        assert columns.max() * 1.5 <= START + WIDE + EDGE


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (Headline("word " * 60), r"headline is too long: 299 characters where about \d+ fit"),
        (Statement("word " * 90), "statement is too long"),
        (Bullets("Title", ("ok", "word " * 60)), "list's item 2 is too long"),
        (Bullets("word " * 12, ("word " * 19,) * 5), "list's items are too long together"),
        (Ask("What?", ("ok", "word " * 60)), "question's option 2 is too long"),
        (BeforeAfter("word " * 90, "ok"), "before text is too long"),
        (Quote("word " * 90, "me"), "quote is too long"),
        (BigNumber("1" * 60, "of all"), "big number is too long"),
        (EndCard("word " * 90), "end card's prompt is too long"),
        (Chart("T", (("word " * 60, 1.0), ("b", 2.0))), "chart's label 1 is too long"),
    ],
)
def test_a_text_that_does_not_fit_names_its_card_and_what_would_fit(card: Card, reason: str) -> None:
    with pytest.raises(TooLong, match=reason):
        draw_card(card, frame())


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        (Bullets("T", ()), "1 to 5 items"),
        (Bullets("T", ("x",) * 6), "1 to 5 items"),
        (Ask("Q?", ("x",) * 5), "at most 4 options"),
        (Chart("T", (("a", 1.0),)), "2 to 6 bars"),
        (Chart("T", (("a", -1.0), ("b", 1.0))), 'bar "a" is -1.0'),
        (Chart("T", (("a", float("nan")), ("b", 1.0))), 'bar "a" is nan'),
        (Headline(""), "headline is empty"),
        (Quote("x", ""), "quote's source is empty"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused(card: Card, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        draw_card(card, frame())


def test_bars_are_as_long_as_their_values() -> None:
    def lengths(*values: float) -> list[int]:
        bars = tuple((f"{at}", value) for at, value in enumerate(values))
        image = pixels(draw_card(Chart("Title", bars), frame()))
        scheme = dark_card(Brand())
        fills = [np.abs(image - np.array(colour)).max(axis=2) < 4 for colour in (scheme.accent, scheme.accent_quiet)]
        rows = (fills[0] | fills[1])[TOP:FLOOR, : START + WIDE - 80].sum(axis=1)  # without the values behind the bars
        return [int(run.max()) for run in np.split(rows, np.nonzero(rows < 40)[0]) if len(run) > 25]

    whole, half, quarter = lengths(80, 40, 20)
    assert half / whole == pytest.approx(0.5, abs=0.02)
    assert quarter / whole == pytest.approx(0.25, abs=0.02)
    assert lengths(0, 0) == []


def test_values_are_written_as_the_language_writes_them() -> None:
    assert amount(19.6, "%", "en") == "19.6%"
    assert amount(19.6, "%", "de") == "19,6\u00a0%"
    assert amount(1200, "km", "en") == "1,200\u00a0km"
    assert amount(1200, "km", "fr") == "1\u00a0200\u00a0km"
    assert amount(7, "", "ja") == "7"


def test_labels_nobody_chose_are_said_in_the_language_of_the_clip() -> None:
    same = draw_card(BeforeAfter("a", "b", "Vorher", "Nachher"), frame(language="de"))
    assert draw_card(BeforeAfter("a", "b"), frame(language="de")).tobytes() == same.tobytes()


@pytest.mark.parametrize(
    ("size", "index", "reason"),
    [((1080, 1080), 0, "9:16"), ((90, 160), 0, "9:16"), (LARGE, 5, "scene 5 is not one of 5")],
)
def test_a_frame_that_cannot_be_is_refused(size: tuple[int, int], index: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        frame(index, size=size)


def test_drawing_is_quick(photo: str) -> None:
    """A guard against accidents, ten times what was measured: 5 ms of CPU a card."""
    cards = [*every_card(photo).values(), *cards_in("ar")]
    for card in cards:
        draw_card(card, frame())
    start = time.process_time()
    for card in cards:
        draw_card(card, frame())
    assert (time.process_time() - start) / len(cards) < 0.05
