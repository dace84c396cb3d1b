"""What newcomers type in their first quarter of an hour, in English and German."""

from __future__ import annotations

import pytest

from bot.parsing.phrases import Command, understand
from bot.parsing.small_talk import SmallTalk, small_talk


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("progress please", Command.PROGRESS),
        ("show me my progress", Command.PROGRESS),
        ("Can you show me my progress?", Command.PROGRESS),
        ("could I see my settings please", Command.SETTINGS),
        ("settings pls", Command.SETTINGS),
        ("please open the settings", Command.SETTINGS),
        ("next one please", Command.NEXT),
        ("hey Ninety, next please!", Command.NEXT),
        ("stop it", Command.STOP),
        ("unsubscribe me", Command.STOP),
        ("please unsubscribe me", Command.STOP),
        ("help me", Command.HELP),
        ("i need help", Command.HELP),
        ("What can you do?", Command.HELP),
        ("how does this work?", Command.HELP),
        ("I don't understand", Command.HELP),
        ("hilfe bitte", Command.HELP),
        ("was kannst du?", Command.HELP),
        ("zeig mir meinen Fortschritt", Command.PROGRESS),
        ("kannst du mir bitte meine Einstellungen zeigen?", Command.SETTINGS),
        ("ich möchte meine Seite sehen", Command.OWN_PAGE),
        ("nächste Folge bitte", Command.NEXT),
        ("give me the next lesson", Command.NEXT),
        ("my campaigns please", Command.CAMPAIGNS),
        ("How is my team doing?", Command.REPORT),
        ("who hasn't answered?", Command.REPORT),
        ("wer hat noch nicht geantwortet?", Command.REPORT),
    ],
)
def test_a_command_is_understood_inside_of_a_sentence(words: str, command: Command) -> None:
    assert understand(words) == (command, "")


@pytest.mark.parametrize(
    "words",
    [
        "how do I stop a phishing mail?",
        "what should I do with a lost badge?",
        "can I report a colleague?",
        "please explain the travel policy",
        "show me how to report phishing",
        "open the door for a stranger?",
        "do I need help from IT to install a program?",
        "next of kin form",
        "what can I do against spam?",
        "kann ich Hilfe vom Betriebsrat bekommen?",
    ],
)
def test_a_question_that_begins_alike_stays_a_question(words: str) -> None:
    assert understand(words)[0] is Command.LEARN
    assert small_talk(words) is None


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("I am on vacation until 15 December", "until 15 December"),
        ("I'm away till Monday.", "till Monday"),
        ("I'll be out of office until 2026-12-20", "until 2026-12-20"),
        ("Ich bin im Urlaub bis 3. Januar", "bis 3. Januar"),
        ("bin bis Montag weg", ""),
        ("I am away, who answers my mail until Monday?", ""),
    ],
)
def test_who_is_away_snoozes(words: str, until: str) -> None:
    assert understand(words) == ((Command.SNOOZE, until) if until else (Command.LEARN, words.rstrip("")))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("thank you so much for your help", SmallTalk.THANKS),
        ("no thanks", SmallTalk.OKAY),
        ("nein danke", SmallTalk.OKAY),
        ("sorry", SmallTalk.OKAY),
        ("never mind", SmallTalk.OKAY),
        ("how are you?", SmallTalk.HOW_ARE_YOU),
        ("Wie gehts?", SmallTalk.HOW_ARE_YOU),
        ("test", SmallTalk.GREETING),
        ("are you there?", SmallTalk.GREETING),
        ("what is this", SmallTalk.WHO),
        ("who made you?", SmallTalk.WHO),
        ("Are you ChatGPT?", SmallTalk.WHO),
        ("why do I get this?", SmallTalk.WHO),
        ("was ist das?", SmallTalk.WHO),
        ("why?", SmallTalk.MORE),
        ("Warum?", SmallTalk.MORE),
    ],
)
def test_small_talk_is_told_from_questions(words: str, kind: SmallTalk) -> None:
    assert understand(words)[0] is Command.LEARN
    assert small_talk(words) is kind
