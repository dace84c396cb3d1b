"""What an episode's clip adds to the index: its transcript, and the questions that it is known to answer."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.answers.index.drafts import Draft, draft_episode
from lessons.episodes import Clip, Cue, Episode, asked_and_answered


def draft_of(episode: Episode, clip: Clip, cues: Sequence[Cue]) -> Draft:
    """The clip's transcript, ready to be learned.

    Slow (about a millisecond a passage): keep it off the event loop.
    """
    translation = episode.in_language(clip.language)
    spoken = [(cue.start_s, cue.end_s, cue.text) for cue in cues]
    # The check's question is one that the clip answers, in the words of its author.
    questions = [asked_and_answered(entry)[0] for entry in translation.answers]
    aliases = [*([translation.check.question] if translation.check else []), *questions]
    return draft_episode(episode.id, clip.id, translation.title, spoken, clip.language, aliases)
