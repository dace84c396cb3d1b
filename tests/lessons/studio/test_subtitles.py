"""Caption files are read strictly, with errors a person can act on, and written so that a player can mark each word."""

import io
from collections.abc import Callable

import pytest
import webvtt
from hypothesis import given
from hypothesis import strategies as st

from lessons.script import Word
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.timing.subtitles import CaptionError, SubtitleCue, read_srt, read_vtt

VTT = """WEBVTT - The data leak

NOTE written by the curator

STYLE
::cue { color: white }

hook
00:00:00.500 --> 00:00:02.000 line:10% align:center
<v Ana>Stop. <c.loud>Think</c> &amp; look.</v>

00:02.000 --> 00:04.250
A second line
below
"""

SRT = """1
00:00:00,500 --> 00:00:02,000
<i>Stop.</i> Think &
look.

2
00:00:02,000 --> 00:00:04,250 X1:40 X2:600
{\\an8}Then click.
"""


def test_webvtt_is_read_without_its_tags_comments_and_settings() -> None:
    assert read_vtt(VTT) == (
        SubtitleCue(0.5, 2.0, "Stop. Think & look."),
        SubtitleCue(2.0, 4.25, "A second line\nbelow"),
    )


def test_srt_is_read_without_its_tags() -> None:
    assert read_srt(SRT) == (SubtitleCue(0.5, 2.0, "Stop. Think &\nlook."), SubtitleCue(2.0, 4.25, "Then click."))


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_line_ends_of_other_systems_and_a_byte_order_mark_are_understood(end: str) -> None:
    assert read_vtt("\ufeff" + VTT.replace("\n", end)) == read_vtt(VTT)
    assert read_srt("\ufeff" + SRT.replace("\n", end)) == read_srt(SRT)


ROLLING = """WEBVTT

00:00.200 --> 00:02.000 align:start
{space}
lost<00:00.900> badges<00:01.400> are blocked

00:02.000 --> 00:02.010
lost badges are blocked
{space}

00:02.010 --> 00:04.000
lost badges are blocked
by the <00:03.000>porter

00:04.500 --> 00:05.000
No.

00:05.000 --> 00:05.500
No.
""".replace("{space}", " ")


def test_captions_that_roll_up_are_shown_once_with_the_times_of_their_words() -> None:
    cues = read_vtt(ROLLING)
    assert [cue.text for cue in cues] == ["lost badges are blocked", "by the porter", "No.", "No."]
    assert cues[1].words == (Word("by the", 2.01, 3.0), Word("porter", 3.0, 4.0))


def test_times_between_the_words_become_the_times_of_words() -> None:
    cue = read_vtt("WEBVTT\n\n00:01.000 --> 00:03.000\nStop <00:01.500>and think\n<00:02.200><b>now</b>\n")[0]
    assert cue.text == "Stop and think\nnow"
    assert cue.words == (Word("Stop", 1.0, 1.5), Word("and think", 1.5, 2.2), Word("now", 2.2, 3.0))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: a WebVTT file begins with WEBVTT"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n", "line 1: a WebVTT file begins with WEBVTT"),
        ("WEBVTT\n", "line 1: there is no caption in the file"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nHi\n", "line 2: the first cue touches the header; leave a line empty"),
        ("WEBVTT\n\n00:01,000 --> 00:02.000\nHi\n", "line 3: '00:01,000' is no time of WebVTT; .* 00:00:01.000"),
        ("WEBVTT\n\n00:01.5 --> 00:02.000\nHi\n", "line 3: '00:01.5' is no time"),
        ("WEBVTT\n\n00:71.000 --> 00:72.000\nHi\n", "line 3: '00:71.000' is no time"),
        ("WEBVTT\n\n00:01.000-->00:02.000\nHi\n", "line 3: .* is no pair of times"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nHi\n", "line 3: the cue ends before it starts; put the later time second"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000 left\nHi\n", "line 3: 'left' is no cue setting"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "line 3: no words below the times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>\n", "line 3: no words below the times"),
        ("WEBVTT\n\nHi\n", "line 3: 'Hi' has no times; write them above it"),
        ("WEBVTT\n\na\nb\n00:01.000 --> 00:02.000\nHi\n", "line 3: more than one line above the times"),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n00:02.000 --> 00:03.000\nHo\n",
            "line 5: a cue begins inside of another",
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nHi\n\n00:02.000 --> 00:03.000\nHo\n",
            "line 6: starts before the cue above",
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n3 < 4\n", "line 4: '< 4' is no tag of WebVTT; write &lt;"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<blink>Hi</blink>\n", "line 4: '<blink>' is no tag"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi</b>\n", "line 4: '</b>' closes what is not open"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<b>Hi\n", "line 3: <b> is not closed in this cue; write </b>"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi <00:02.500>ho\n", "line 4: <00:02.500> is out of order"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi <00:01.5001\n", "line 4: '<00:01.5001' is no tag"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\nSTYLE\n::cue{}\n", "line 6: STYLE stands below a cue"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nH\x00i\n", "line 4: a character that is no text"),
        ("WEBVTT\n\n" + "x" * 200_000, "line 1: the file has 200,008 characters; at most 200,000"),
    ],
)
def test_a_fault_in_webvtt_is_named_with_its_line_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(CaptionError, match=f"^{said}"):
        read_vtt(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: there is no caption in the file"),
        ("Dear all", "line 1: 'Dear all' has no times"),
        ("one\n00:00:01,000 --> 00:00:02,000\nHi", "line 1: 'one' stands above the times; write only the cue's number"),
        ("1\n00:00:01,000 --> later\nHi", "line 2: 'later' is no time of SRT; .* 00:00:01,000"),
        ("1\n00:00:01,000 -->\nHi", "line 2: no pair of times; write 00:00:01,000 --> 00:00:03,500"),
        ("1\n00:00:02,000 --> 00:00:01,000\nHi", "line 2: the cue ends before it starts"),
        ("1\n00:00:01,000 --> 00:00:02,000\n", "line 2: no words below the times"),
        ("1\n00:00:01,000 --> 00:00:02,000\n<i></i>", "line 2: no words below the times"),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n2\n00:00:02,000 --> 00:00:03,000\nHo", "line 5: a cue begins inside"),
    ],
)
def test_a_fault_in_srt_is_named_with_its_line_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(CaptionError, match=f"^{said}"):
        read_srt(text)


SPOKEN = SubtitleCue(0.1, 1.2, "Click & <go>", (Word("Click", 0.1, 0.4), Word("&", 0.4, 0.6), Word("<go>", 0.6, 1.1)))


def test_written_cues_carry_the_time_of_each_word() -> None:
    assert write_vtt([SPOKEN], "line:10%") == (
        "WEBVTT\n\n1\n00:00:00.100 --> 00:00:01.200 line:10%\nClick <00:00:00.400>&amp; <00:00:00.600>&lt;go&gt;\n"
    )


def test_words_without_spaces_between_them_get_their_times_too() -> None:
    words = (Word("你好", 61.0, 61.5), Word("世界", 61.5, 62.0))
    assert "\n你好<00:01:01.500>世界。\n" in write_vtt([SubtitleCue(61.0, 62.0, "你好世界。", words)])


def test_words_said_at_the_same_moment_share_one_time() -> None:
    words = (Word("a", 1.0, 1.0), Word("b", 1.2, 1.2), Word("c", 1.2003, 1.5), Word("d", 2.0, 2.0))
    assert "\na <00:00:01.200>b c d\n" in write_vtt([SubtitleCue(1.0, 2.0, "a b c d", words)])


def test_an_impossible_cue_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"cue 1 .* ends before it starts"):
        write_vtt([SubtitleCue(2.0, 2.0, "Hi")])
    with pytest.raises(ValueError, match=r"cue 1 .* is empty"):
        write_vtt([SubtitleCue(1.0, 2.0, " \n ")])
    with pytest.raises(ValueError, match="the word 'Ho' is not in the rest of its cue"):
        write_vtt([SubtitleCue(1.0, 2.0, "Hi", (Word("Ho", 1.0, 2.0),))])


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@st.composite
def cues(draw: st.DrawFn) -> list[SubtitleCue]:
    """Cues one after the other, of words with times that differ by a millisecond or more."""
    made, now = [], 0
    for texts in draw(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4)):
        edges = [now]
        for _ in texts:
            edges.append(edges[-1] + draw(st.integers(1, 2_000_000)))
        words = tuple(Word(t, a / 1000, b / 1000) for t, a, b in zip(texts, edges, edges[1:], strict=False))
        made.append(SubtitleCue(edges[0] / 1000, edges[-1] / 1000, " ".join(texts), words if len(words) > 1 else ()))
        now = edges[-1]
    return made


@given(cues())
def test_what_is_written_is_read_back_the_same(made: list[SubtitleCue]) -> None:
    assert list(read_vtt(write_vtt(made))) == made


@given(cues())
def test_somebody_elses_reader_finds_the_same_times(made: list[SubtitleCue]) -> None:
    theirs = webvtt.from_buffer(io.StringIO(write_vtt(made)))
    assert [(cue.start_in_seconds, cue.end_in_seconds) for cue in theirs.captions] == [
        (int(cue.start_s), int(cue.end_s)) for cue in made
    ]


def outcome(read: Callable[[str], tuple[SubtitleCue, ...]], text: str) -> tuple[SubtitleCue, ...] | CaptionError:
    try:
        return read(text)
    except CaptionError as error:
        return error


@given(st.text(max_size=200))
def test_any_text_gives_cues_with_words_or_an_error_with_a_line_of_the_file(text: str) -> None:
    for read, begin in (
        (read_vtt, "WEBVTT\n\n00:01.000 --> 00:02.000\n"),
        (read_srt, "00:00:01,000 --> 00:00:02,000\n"),
    ):
        for candidate in (text, begin + text):
            match outcome(read, candidate):
                case CaptionError(line=line):
                    assert 1 <= line <= candidate.count("\n") + candidate.count("\r") + 1
                case cues:
                    assert cues
                    assert all(cue.text.strip() for cue in cues)
