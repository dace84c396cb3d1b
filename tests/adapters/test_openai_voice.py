"""The cloud voice against a fake vendor: speech without word times, and every failure in one of two words."""

from collections.abc import Iterator

import numpy as np
import openai
import pytest

from adapters.espeak import EspeakVoice
from adapters.openai_voice import OpenAIVoice
from lessons.ports import VendorBusy, VendorDown
from lessons.studio.voice.align import align_words
from tests.fakes.openai import KEY, FakeOpenAI, Reply, failure, rate_limited, running

TEXT = "Stop and think before you click."


@pytest.fixture
def vendor() -> Iterator[FakeOpenAI]:
    with running() as fake:
        yield fake


@pytest.fixture
def client(vendor: FakeOpenAI) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key=KEY, base_url=vendor.url, max_retries=0, timeout=5) as client:
        yield client


def test_speech_comes_as_samples_without_word_times(vendor: FakeOpenAI, client: openai.OpenAI) -> None:
    speech = OpenAIVoice(client).speak(TEXT, "en")
    assert (speech.rate, speech.words, str(speech.pcm.dtype)) == (24_000, None, "float32")
    assert len(speech.pcm) / speech.rate == pytest.approx(len(TEXT) * vendor.seconds_a_letter, abs=0.001)
    assert np.abs(speech.pcm).max() == pytest.approx(8000 / 32768, rel=0.01)


def test_the_vendor_is_asked_for_speaker_manner_and_language(vendor: FakeOpenAI, client: openai.OpenAI) -> None:
    OpenAIVoice(client, speaker="cedar", manner="Calm.").speak(TEXT, "pt-BR")
    assert vendor.requests == [
        (
            "/v1/audio/speech",
            {
                "input": TEXT,
                "model": "gpt-4o-mini-tts",
                "voice": "cedar",
                "response_format": "pcm",
                "instructions": "Read the text aloud word for word, in the language pt-BR. Calm.",
            },
        )
    ]


def test_a_model_that_takes_no_instructions_gets_none(vendor: FakeOpenAI, client: openai.OpenAI) -> None:
    assert len(OpenAIVoice(client, model="tts-1").speak(TEXT, "en").pcm)


def test_voices_that_sound_different_have_different_names(client: openai.OpenAI) -> None:
    voices = [OpenAIVoice(client), OpenAIVoice(client, speaker="cedar"), OpenAIVoice(client, manner="Calm.")]
    assert len({voice.name for voice in voices}) == 3


def test_its_words_can_be_found_by_alignment(vendor: FakeOpenAI, client: openai.OpenAI) -> None:
    spoken = EspeakVoice(pace=140).speak(TEXT, "en-gb-x-rp")
    at = np.arange(0, len(spoken.pcm) / spoken.rate, 1 / 24_000)
    pcm = np.interp(at, np.arange(len(spoken.pcm)) / spoken.rate, spoken.pcm)
    vendor.routes["/v1/audio/speech"] = lambda _: Reply((pcm * 32767).astype("<i2").tobytes(), "audio/pcm")
    speech = OpenAIVoice(client).speak(TEXT, "en")
    found = align_words(EspeakVoice().speak(TEXT, "en"), TEXT, speech.pcm, speech.rate)
    assert spoken.words is not None
    missed = [abs(word.start_s - truth.start_s) for word, truth in zip(found, spoken.words, strict=True)]
    assert np.median(missed) <= 0.04


@pytest.mark.parametrize(
    ("reply", "seconds"),
    [
        (rate_limited(7), 7),
        (failure(429, "rate_limit_exceeded"), 30),
        (failure(429, "rate_limit_exceeded", retry_after="Fri, 20 Nov 2026 09:00:00 GMT"), 30),
        (failure(503, "overloaded", retry_after="2.5"), 2.5),
    ],
)
def test_a_busy_vendor_says_how_long_to_wait(
    vendor: FakeOpenAI, client: openai.OpenAI, reply: Reply, seconds: float
) -> None:
    vendor.failures.append(reply)
    with pytest.raises(VendorBusy) as busy:
        OpenAIVoice(client).speak(TEXT, "en")
    assert busy.value.retry_after == seconds
    assert len(OpenAIVoice(client).speak(TEXT, "en").pcm)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (failure(429, "insufficient_quota", retry_after="1"), r"status 429 \(insufficient_quota\)"),
        (failure(500, "server_error"), r"status 500 \(server_error\)"),
        (failure(401, "invalid_api_key"), r"status 401"),
        (Reply(b"<html>gateway</html>", "text/html", 502), r"status 502"),
        (Reply(b"", "audio/pcm"), "0 bytes are no 16-bit samples"),
        (Reply(b"\0\1\2", "audio/pcm"), "3 bytes are no 16-bit samples"),
        (Reply(b'{"ok": false}', "application/json"), "came back as application/json"),
        (Reply(bytes(4000), "audio/pcm", cut=100), "cannot be reached"),
        (Reply(delay_s=1.5), "did not answer in time"),
    ],
)
def test_everything_else_that_fails_means_no_speech_now(
    vendor: FakeOpenAI, client: openai.OpenAI, reply: Reply, said: str
) -> None:
    vendor.failures.append(reply)
    with pytest.raises(VendorDown, match=said):
        OpenAIVoice(client.with_options(timeout=0.5)).speak(TEXT, "en")
    assert len(vendor.requests) == 1


@pytest.mark.parametrize(("model", "speaker"), [("gpt-9-tts", "marin"), ("gpt-4o-mini-tts", "nobody")])
def test_a_model_or_speaker_that_is_gone_means_no_speech(client: openai.OpenAI, model: str, speaker: str) -> None:
    with pytest.raises(VendorDown, match=r"refused with status 40[04]"):
        OpenAIVoice(client, model, speaker).speak(TEXT, "en")


def test_a_vendor_that_cannot_be_reached_means_no_speech() -> None:
    with (
        openai.OpenAI(api_key=KEY, base_url="http://127.0.0.1:9/v1", max_retries=0) as client,
        pytest.raises(VendorDown, match="cannot be reached"),
    ):
        OpenAIVoice(client).speak(TEXT, "en")


def test_text_that_cannot_be_read_in_one_piece_is_not_sent(vendor: FakeOpenAI, client: openai.OpenAI) -> None:
    with pytest.raises(ValueError, match="has 4097 characters, and the voice reads 4096"):
        OpenAIVoice(client).speak("x" * 4097, "en")
    with pytest.raises(ValueError, match="nothing to read"):
        OpenAIVoice(client).speak(" \n", "en")
    assert vendor.requests == []
