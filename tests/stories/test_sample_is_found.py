"""The examples in an empty workspace: what people who ask in words of their own find there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from bot.answers.documents import tidy
from bot.clips.clipmaking import ClipMaker
from lessons import catalog
from lessons.answers.index.document_ids import episode_of
from lessons.answers.index.indexing import known_documents
from lessons.answers.search.decision import Outcome
from lessons.answers.search.search import search
from lessons.authoring import read_series
from lessons.database import Database
from lessons.episodes import Cue, Episode, asked_and_answered, count_words, reading_seconds
from lessons.script import Scene
from lessons.series import Series
from lessons.studio.pipeline.studio import Studio
from schedules.people import roster
from schedules.people.roster import Workspace
from tests.stories.world import MONDAY

EXAMPLES = Path(__file__).parents[2] / "examples"
LEAK, ZETTEL = "the-data-leak", "passwoerter"
NONE, SUGGEST, ANSWER = Outcome.NONE, Outcome.SUGGEST, Outcome.ANSWER
SURER = (NONE, SUGGEST, ANSWER)

# The first stands word for word in its episode. What each of the others finds by words alone stands behind it: ten of
# fifteen find their episode, five of these as a suggestion only, and five find nothing. None finds a wrong one.
# Without the questions in the files, five of fifteen are found.
ASKED = (
    ("how long do we have to report a data breach?", 3, ANSWER),
    ("what does a phishing email look like?", 1, NONE),
    ("got an email from IT that my account will be closed, is it real?", 1, SUGGEST),
    ("should I trust a message that scares me", 1, NONE),
    ("oh no, I clicked on a phishing link", 2, SUGGEST),
    ("I entered my password on a fake website", 2, NONE),
    ("do I have to report that I clicked on something?", 2, SUGGEST),
    ("when do we have to inform the authority", 3, ANSWER),
    ("GDPR breach deadline", 3, ANSWER),
    ("do we need to tell customers that their data was stolen", 3, ANSWER),
    ("is one password for everything ok?", 4, NONE),
    ("do I really have to change my password every three months", 4, NONE),
    ("are password managers safe", 4, SUGGEST),
    ("my phone asks me to approve a login but it wasn't me", 5, ANSWER),
    ("what does mfa bombing mean", 5, SUGGEST),
    ("somebody is trying to get into my account", 5, ANSWER),
)
GEFRAGT = (
    ("Welches Passwort ist sicher?", ANSWER),
    ("Wie viele Zeichen braucht ein Passwort?", ANSWER),
    ("Wo soll ich meine Passwörter aufbewahren?", SUGGEST),
    ("Was bringt mir ein Passwortmanager?", NONE),
    ("Wie finde ich ein gutes Kennwort?", ANSWER),
)
UNRELATED = (
    ("what is for lunch", NONE),
    ("how do I book a flight", NONE),  # of a few hundred known words, "took" and "light" are near to these two
    ("who approves my holiday request?", NONE),
    ("where do I hand in my travel receipts", NONE),
    ("who is the head of marketing?", NONE),
    ("how do I order business cards", NONE),
    ("where is the coffee machine?", NONE),
    ("how many vacation days do I have?", NONE),
    ("can I work from home on Friday?", NONE),
)


@dataclass
class Sample:
    """A workspace with the examples; `series` by name, as they stand in the catalogue after the latest import."""

    database: Database
    workspace: Workspace
    clips: ClipMaker
    series: dict[str, Series]

    async def bring(self, series: Series) -> catalog.Import:
        done = await self.clips.bring_in(self.workspace, series, MONDAY)
        self.series[series.slug] = done.series
        return done

    async def finish(self) -> int:
        """Make every wanted clip ready, with cues from its script instead of a film; how many there were."""
        async with self.database.write() as db:
            wanted = await catalog.clips_wanted(db, self.workspace.id, 99)
            for clip in wanted:
                episode = await catalog.episode_by_id(db, self.workspace.id, clip.episode_id)
                assert episode is not None
                cues = said(episode.in_language(clip.language).scripts()[clip.key].scenes)
                await catalog.clip_ready(db, self.workspace.id, clip.id, cues[-1].end_s, "c0ffee", cues, MONDAY)
        return len(wanted)

    async def find(self, question: str, language: str = "en") -> tuple[Outcome, Episode | None]:
        """How sure the search is, and the episode it puts first."""
        async with self.database.read() as db:
            found = await search(db, self.workspace.id, question, language=language)
        by_id = {one.id: one for series in self.series.values() for one in series.episodes}
        return found.outcome, by_id.get(found.hits[0].episode_id or "") if found.hits else None


def said(scenes: Sequence[Scene]) -> list[Cue]:
    """A cue for each scene, as long as its words take to say."""
    cues: list[Cue] = []
    for scene in scenes:
        begins = cues[-1].end_s if cues else 0.0
        cues.append(Cue(begins, begins + reading_seconds(count_words(scene.spoken_words)), scene.shown_words))
    return cues


def without_answers(series: Series) -> Series:
    return replace(series, episodes=tuple(replace(one, answers=()) for one in series.episodes))


@pytest.fixture
async def sample(database: Database, tmp_path: Path) -> AsyncIterator[Sample]:
    """Both examples as they were before anybody wrote down what they answer, their clips made and not yet asked for."""
    voice = EspeakVoice()
    studio = Studio(tmp_path / "studio", voice, workers=1)
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "W1", "Halden", MONDAY)
    made = Sample(database, workspace, ClipMaker(database, studio, FileMedia(tmp_path / "media"), voice), {})
    for name in (LEAK, ZETTEL):
        await made.bring(without_answers(read_series(EXAMPLES / name, prove=False)))
    await made.finish()
    yield made
    await studio.close()


async def test_questions_written_down_later_are_learned_without_making_a_clip(sample: Sample) -> None:
    question, number, _ = ASKED[0]
    plain = without_answers(read_series(EXAMPLES / LEAK, prove=False))
    told = tuple(replace(one, summary=f"{one.summary} Again.") for one in plain.episodes)
    assert len((await sample.bring(replace(plain, episodes=told))).reused) == 6
    assert (await sample.find(question))[0] is NONE
    done = await sample.bring(read_series(EXAMPLES / LEAK, prove=False))
    assert len(done.reused) == 6
    assert await sample.finish() == 0
    await tidy(sample.database, MONDAY)
    outcome, episode = await sample.find(question)
    assert (outcome, episode and episode.number) == (ANSWER, number)
    async with sample.database.read() as db:
        held = [episode_of(one.document_id) for one in await known_documents(db, sample.workspace.id)]
    assert sorted(held) == sorted(one.id for series in sample.series.values() for one in series.episodes)


async def test_a_question_that_is_taken_out_is_forgotten(sample: Sample) -> None:
    whole = read_series(EXAMPLES / LEAK, prove=False)
    await sample.bring(whole)
    assert (await sample.find("What is MFA fatigue?"))[0] is ANSWER
    await sample.bring(without_answers(whole))
    await tidy(sample.database, MONDAY)
    assert (await sample.find("What is MFA fatigue?"))[0] is NONE


async def test_people_who_ask_in_other_words_find_the_episode(sample: Sample) -> None:
    for name in (LEAK, ZETTEL):
        await sample.bring(read_series(EXAMPLES / name, prove=False))
    for question, number, least in ASKED:
        outcome, episode = await sample.find(question)
        assert SURER.index(outcome) >= SURER.index(least), f"{question} finds {outcome}"
        if outcome is not NONE:
            assert episode is not None
            assert (episode.series_slug, episode.number) == (LEAK, number), question
    for question, least in GEFRAGT:
        outcome, episode = await sample.find(question, "de")
        assert SURER.index(outcome) >= SURER.index(least), f"{question} finds {outcome}"
        assert outcome is NONE or (episode is not None and episode.series_slug == ZETTEL), question


async def test_questions_about_something_else_find_nothing(sample: Sample) -> None:
    for name in (LEAK, ZETTEL):
        await sample.bring(read_series(EXAMPLES / name, prove=False))
    for question, most in UNRELATED:
        outcome, _ = await sample.find(question)
        assert SURER.index(outcome) <= SURER.index(most), f"{question} finds {outcome}"


def test_only_the_first_question_of_the_table_stands_in_an_episode() -> None:
    every = [one for name in (LEAK, ZETTEL) for one in read_series(EXAMPLES / name, prove=False).episodes]
    written = {asked_and_answered(entry)[0].casefold() for one in every for entry in one.answers}
    asked = [f"{question.casefold().rstrip('?')}?" for question, *_ in (*ASKED, *GEFRAGT)]
    assert [question for question in asked if question in written] == asked[:1]
