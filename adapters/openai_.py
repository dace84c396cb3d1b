"""OpenAI's language models and embeddings, behind the Writer and Embedder ports."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import openai
from numpy.typing import NDArray
from openai.types.shared_params import ResponseFormatJSONSchema

from lessons.ports import VendorBusy, VendorDown

BUSY = {429, 503}
RETRY_AFTER_S = 30.0
MOST_TEXTS = 128  # in one request; the vendor's limits are 2,048 texts and 300,000 tokens
LONGEST_NAME = 60  # of a model, in the table of vectors
LONGEST_TEXT = 6_000  # characters: safely below the models' 8,191 tokens in any script


class OpenAIWriter:
    """See Writer.

    Args:
        client: with its timeout; its own retries are best switched off, since callers have an answer without it.
    """

    def __init__(self, client: openai.AsyncOpenAI, model: str = "gpt-4.1-mini") -> None:
        self._client, self._model = client, model

    async def write(self, instructions: str, material: str, schema: dict[str, object]) -> object:
        """See Writer.write."""
        form: ResponseFormatJSONSchema = {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": schema, "strict": True},
        }
        try:
            reply = await self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": instructions}, {"role": "user", "content": material}],
                response_format=form,
                store=False,
            )
            return json.loads(reply.choices[0].message.content or "")
        except openai.OpenAIError as error:
            raise translated(error) from error
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            # A refusal has no content, a reply that was cut is no JSON, and a proxy may send anything.
            raise VendorDown("the model gave no usable reply") from error


class OpenAIEmbedder:
    """See Embedder.

    Args:
        dimensions: shorter vectors are the vendor's own shortening of longer ones; 512 of them take 1 kB a passage.
    """

    def __init__(
        self, client: openai.AsyncOpenAI, model: str = "text-embedding-3-small", dimensions: int = 512
    ) -> None:
        self._client, self._name, self._dimensions = client, model, dimensions
        self.model = f"{model}/{dimensions}"

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder.embed. A text beyond LONGEST_TEXT characters is cut."""
        parts = [await self._part(texts[at : at + MOST_TEXTS]) for at in range(0, len(texts), MOST_TEXTS)]
        return np.concatenate(parts) if parts else np.empty((0, self._dimensions), np.float32)

    async def _part(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cut = [text[:LONGEST_TEXT] if text.strip() else "-" for text in texts]  # the vendor refuses empty texts
        try:
            length = self._dimensions or openai.omit
            reply = await self._client.embeddings.create(input=cut, model=self._name, dimensions=length)
            rows = sorted(reply.data, key=lambda row: row.index)
            vectors = np.array([row.embedding for row in rows], np.float32)
        except openai.OpenAIError as error:
            raise translated(error) from error
        except (ValueError, AttributeError, TypeError) as error:
            raise VendorDown("the embeddings came back malformed") from error
        width = self._dimensions or (vectors.shape[1] if vectors.ndim == 2 else 0)
        if not width or vectors.shape != (len(texts), width) or not np.isfinite(vectors).all():
            raise VendorDown(f"the embeddings came back malformed: shape {vectors.shape}")
        unit: NDArray[np.float32] = vectors / np.maximum(
            np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9)
        )
        return unit


class ServedEmbedder(OpenAIEmbedder):
    """A model of a company's own server, whose vectors come as long as they are. See Embedder.

    Args:
        name: what the server calls it.
    """

    def __init__(self, client: openai.AsyncOpenAI, name: str) -> None:
        super().__init__(client, name, 0)
        self.model = f"{name}/served"[-LONGEST_NAME:]


def translated(error: openai.OpenAIError) -> VendorBusy | VendorDown:
    """Busy where waiting helps; a used-up quota comes with the same status, but no wait refills it."""
    match error:
        case openai.APITimeoutError():
            return VendorDown("the model did not answer in time")
        case openai.APIConnectionError():
            return VendorDown("the model cannot be reached")
        case openai.APIStatusError() if error.status_code in BUSY and error.code != "insufficient_quota":
            return VendorBusy("the model is busy", _retry_after(error))
        case openai.APIStatusError():
            return VendorDown(f"the model refused with status {error.status_code} ({error.code or error.type})")
    return VendorDown(f"the model failed ({type(error).__name__})")


def _retry_after(error: openai.APIStatusError) -> float:
    try:
        return max(0.0, float(error.response.headers.get("retry-after", RETRY_AFTER_S)))
    except ValueError:  # a date, which this vendor does not send but a proxy may
        return RETRY_AFTER_S
