"""What is said in a clip, with times: cues for captions and for search, as WebVTT and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from lessons.script import Script, Word
from lessons.sentence_ends import ends_sentence
from lessons.studio.timing.subtitle_writing import write_vtt
from lessons.studio.timing.subtitles import SubtitleCue
from lessons.studio.timing.timeline import Timeline
from lessons.studio.timing.wordtimes import units

CUE_LETTERS = 84  # two lines of 42, as broadcasters have it
OUT_OF_THE_WAY = "line:8%"  # the lower third holds the captions in the picture


def cues_of(script: Script, timeline: Timeline) -> tuple[SubtitleCue, ...]:
    """A cue for each sentence, or for a part of one that is long; none reaches over the end of a scene."""
    cues: list[SubtitleCue] = []
    for scene, stretch in zip(script.scenes, timeline.stretches, strict=True):
        text = scene.shown_words
        spans = units(text, script.language)
        for a, b in _groups(text, spans, script.language) if stretch.words else ():
            words = stretch.words[a:b]
            end_s = stretch.words[b].start_s if b < len(stretch.words) else stretch.end_s
            cues.append(_cue(text[spans[a][0] : spans[b - 1][1]], words, end_s))
    return tuple(cues)


def _cue(text: str, words: Sequence[Word], end_s: float) -> SubtitleCue:
    """Shown until the next one begins, so that a short one can still be read."""
    return SubtitleCue(
        round(words[0].start_s, 3), max(round(end_s, 3), round(words[0].start_s + 0.01, 3)), text, tuple(words)
    )


def _groups(text: str, spans: Sequence[tuple[int, int]], language: str) -> Iterator[tuple[int, int]]:
    """Words a to b (exclusive) of each cue."""
    first = 0
    for i, (_, to) in enumerate(spans):
        ends = ends_sentence(text[:to], text[to:], language)
        full = i + 1 < len(spans) and spans[i + 1][1] - spans[first][0] > CUE_LETTERS
        if ends or full or i + 1 == len(spans):
            yield first, i + 1
            first = i + 1


def vtt_of(cues: Sequence[SubtitleCue]) -> str:
    """WebVTT with the time of every word, placed where it hides none of the captions in the picture."""
    return write_vtt(cues, OUT_OF_THE_WAY)


def transcript_of(script: Script, digest: str, timeline: Timeline, cues: Sequence[SubtitleCue]) -> str:
    """JSON: title, language, seconds, and per cue its times, text and words as [text, start, end]."""
    return json.dumps(
        {
            "title": script.title,
            "language": script.language,
            "version": script.version,
            "digest": digest,
            "seconds": round(timeline.seconds, 3),
            "scenes": [round(stretch.start_s, 3) for stretch in timeline.stretches],
            "sources": list(script.sources),
            "cues": [_plain(cue) for cue in cues],
        },
        ensure_ascii=False,
        indent=1,
    )


def _plain(cue: SubtitleCue) -> dict[str, object]:
    words = [[word.text, round(word.start_s, 3), round(word.end_s, 3)] for word in cue.words]
    return {"start_s": cue.start_s, "end_s": cue.end_s, "text": cue.text, "words": words}


def cues_from(transcript: str) -> tuple[SubtitleCue, ...]:
    """The cues of what transcript_of wrote."""
    return tuple(
        SubtitleCue(cue["start_s"], cue["end_s"], cue["text"], tuple(Word(*word) for word in cue["words"]))
        for cue in json.loads(transcript)["cues"]
    )
