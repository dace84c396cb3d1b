"""When scenes and words come, how long a clip will be, and what is said to whoever wrote too much."""

import pytest

from adapters.espeak import EspeakVoice
from lessons.script import Headline, Role, Scene, Script, Word
from lessons.studio.timing.timeline import FPS, ClipTooLong, Line, check_length, estimate_seconds, timeline

CARD = Headline("A card")


def script(*says: str, language: str = "en") -> Script:
    return Script("Test", tuple(Scene(Role.SCENE, say, CARD) for say in says), language)


def test_scenes_follow_each_other_in_whole_pictures() -> None:
    whole = timeline(script("a b", "c"), [Line(1.234, (Word("a", 0.0, 0.5), Word("b", 0.5, 1.2))), Line(0.777, ())])
    first, second = whole.stretches
    assert second.first == first.pictures
    assert second.start_s == first.end_s == pytest.approx(first.pictures / FPS)
    assert whole.seconds == pytest.approx((first.pictures + second.pictures) / FPS)


def test_words_are_heard_within_their_scene() -> None:
    whole = timeline(script("a", "b"), [Line(1.0, (Word("a", 0.0, 1.0),)), Line(1.0, (Word("b", 0.0, 1.0),))])
    for stretch in whole.stretches:
        assert stretch.start_s < stretch.words[0].start_s < stretch.words[0].end_s < stretch.end_s


def test_the_last_card_stays_a_little_longer() -> None:
    first, last = timeline(script("a", "b"), [Line(1.0, ()), Line(1.0, ())]).stretches
    assert last.pictures - first.pictures == 24


def test_a_scene_in_which_nothing_is_said_is_still_seen() -> None:
    (only,) = timeline(script(""), [Line(0.0, ())]).stretches
    assert only.pictures / FPS >= 2


def test_too_many_words_are_refused_with_how_many_must_go_and_where() -> None:
    says = ["word " * 40, "few words", "word " * 200]
    with pytest.raises(ClipTooLong, match=r"take out about \d+ of its 242 words. The longest: scene 3 \(200 words"):
        timeline(script(*says), [Line(20.0, ()), Line(1.0, ()), Line(100.0, ())])


def test_what_must_go_is_enough() -> None:
    with pytest.raises(ClipTooLong, match=r"take out about 100 of its 300 words"):
        timeline(script("word " * 300), [Line(133.88, ())])


def test_ninety_seconds_are_allowed() -> None:
    assert timeline(script("a"), [Line(90.0 - 0.12 - 0.2 - 0.8, ())]).seconds == 90.0


def test_an_estimate_refuses_before_anything_is_spoken() -> None:
    check_length(script("A short one."))
    with pytest.raises(ClipTooLong, match="scene 2"):
        check_length(script("A short one.", "Far too many words for one scene. " * 60))


def test_an_estimate_may_be_given_leeway_because_it_may_be_wrong() -> None:
    slightly_long = script("A few words more than there is time for, as it seems. " * 32)
    assert 90 < estimate_seconds(slightly_long) < 130
    check_length(slightly_long, leeway=1.5)
    with pytest.raises(ClipTooLong):
        check_length(slightly_long)


@pytest.mark.parametrize(
    "language, says",
    [
        ("en", ["You have ninety seconds. The mail says pay now, or lose 1,200 dollars.", "Who really wrote it?"]),
        (
            "de",
            ["Du hast neunzig Sekunden. In der Nachricht steht: jetzt zahlen.", "Wer hat sie wirklich geschrieben?"],
        ),
        ("fr", ["Tu as une minute pour décider. Le message demande un paiement.", "Qui l'a vraiment écrit ?"]),
        ("es", ["Tienes un minuto para decidir. El mensaje pide un pago.", "¿Quién lo escribió de verdad?"]),
        ("pl", ["Masz minutę na decyzję. Wiadomość prosi o zapłatę.", "Kto ją naprawdę napisał?"]),
        ("zh", ["你只有一分钟来决定。邮件要你马上付款。", "到底是谁写的？"]),
        ("hi", ["तय करने के लिए आपके पास एक मिनट है। संदेश भुगतान मांगता है।", "इसे किसने लिखा?"]),
    ],
)
def test_the_estimate_is_near_what_the_voice_takes(language: str, says: list[str]) -> None:
    voice = EspeakVoice()
    lines = [Line(len(speech.pcm) / speech.rate, ()) for speech in (voice.speak(say, language) for say in says)]
    spoken = timeline(script(*says, language=language), lines).seconds
    assert estimate_seconds(script(*says, language=language)) == pytest.approx(spoken, rel=0.15)


def test_a_hint_is_estimated_as_it_is_spoken() -> None:
    assert estimate_seconds(script("{SQL|a very long way of saying it}")) > estimate_seconds(script("SQL"))
