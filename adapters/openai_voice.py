"""A cloud voice: OpenAI's speech endpoint. It gives no word times; they are found by alignment.

The vendor's own library says that its speech models are switched off on 2027-01-06, so this voice is an extra beside
the bundled one and never the only one, and the model is a setting.
"""

from __future__ import annotations

import numpy as np
import openai
from numpy.typing import NDArray

from lessons.ports import Speech, VendorBusy, VendorDown

RATE = 24_000  # of the "pcm" format: 16-bit little-endian, one channel, no header
MAX_CHARACTERS = 4096
BUSY = {429, 503}
PLAIN_MODELS = ("tts-1", "tts-1-hd")  # take no instructions
RETRY_AFTER_S = 30.0
TIMEOUT_S = 60.0
SPEAKERS = ("alloy", "ash", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer", "marin", "cedar")


class OpenAIVoice:
    """See Voice. Every call is a request that costs money: callers keep what comes back.

    Args:
        client: with its timeout; its own retries are best switched off, callers have theirs.
        speaker: such as "alloy", "marin" or "cedar".
        manner: how to read, such as "Calm and friendly, not like an advertisement".
    """

    synthetic = True

    def __init__(
        self, client: openai.OpenAI, model: str = "gpt-4o-mini-tts", speaker: str = "marin", manner: str = ""
    ) -> None:
        self._client, self._model, self._speaker, self._manner = client, model, speaker, manner
        self.name = " ".join(filter(None, ("openai", model, speaker, manner)))

    def speak(self, text: str, language: str) -> Speech:
        """See Voice.speak.

        Raises:
            ValueError: the text is empty or too long for one request.
        """
        if not text.strip():
            raise ValueError("there is nothing to read aloud")
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"this passage has {len(text)} characters, and the voice reads {MAX_CHARACTERS} at most")
        return Speech(_samples(self._sound(text, language)), RATE, None)

    def _sound(self, text: str, language: str) -> bytes:
        try:
            reply = self._client.audio.speech.create(
                input=text,
                model=self._model,
                voice=self._speaker,
                response_format="pcm",
                instructions=openai.omit if self._model in PLAIN_MODELS else self._instructions(language),
            )
        except openai.OpenAIError as error:
            raise _translated(error) from error
        kind = reply.response.headers.get("content-type", "")
        if kind.startswith(("application/json", "text/")):
            raise VendorDown(f"the speech came back as {kind}")
        return reply.content

    def _instructions(self, language: str) -> str:
        return f"Read the text aloud word for word, in the language {language}. {self._manner}".strip()


def cloud_voices(api_key: str, base_url: str | None) -> dict[str, OpenAIVoice]:
    """Every speaker, by the name that scripts call it: "openai/marin"."""
    client = openai.OpenAI(api_key=api_key, base_url=base_url, timeout=TIMEOUT_S, max_retries=0)
    return {f"openai/{speaker}": OpenAIVoice(client, speaker=speaker) for speaker in SPEAKERS}


def _samples(sound: bytes) -> NDArray[np.float32]:
    if not sound or len(sound) % 2:
        raise VendorDown(f"the speech came back broken: {len(sound)} bytes are no 16-bit samples")
    return np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)


def _translated(error: openai.OpenAIError) -> VendorBusy | VendorDown:
    """Busy where waiting helps; a used-up quota comes with the same status, but no wait refills it."""
    match error:
        case openai.APITimeoutError():
            return VendorDown("the voice did not answer in time")
        case openai.APIConnectionError():
            return VendorDown("the voice cannot be reached")
        case openai.APIStatusError() if error.status_code in BUSY and error.code != "insufficient_quota":
            return VendorBusy("the voice is busy", _retry_after(error))
        case openai.APIStatusError():
            return VendorDown(f"the voice refused with status {error.status_code} ({error.code or error.type})")
    return VendorDown(f"the voice failed ({type(error).__name__})")


def _retry_after(error: openai.APIStatusError) -> float:
    try:
        return max(0.0, float(error.response.headers.get("retry-after", RETRY_AFTER_S)))
    except ValueError:  # a date, which this vendor does not send but a proxy may
        return RETRY_AFTER_S
