"""OpenAI's chat and embedding endpoints, added to the fake vendor: it writes what it is told, and embeds by words."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.fakes.openai import FakeOpenAI, Reply, failure


@dataclass
class FakeTexts:
    """The vendor's side of writing and embedding.

    Attributes:
        author: from the user's message to what the model writes.
        same: words that mean the same, each with the word that stands for all.
    """

    vendor: FakeOpenAI
    author: Callable[[str], object] = field(default=lambda _: {})
    same: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.vendor.routes |= {"/v1/chat/completions": self.write, "/v1/embeddings": self.embed}

    def write(self, asked: dict[str, Any]) -> Reply:
        """A completion; a schema that the vendor would not take as strict is refused."""
        form = asked.get("response_format", {})
        if form.get("type") != "json_schema" or not _strict(form["json_schema"]["schema"]):
            return failure(400, "invalid_json_schema")
        system, user = asked["messages"]
        if (system["role"], user["role"]) != ("system", "user"):
            return failure(400, "invalid_request_error")
        written = self.author(user["content"])
        text = written if isinstance(written, str) else json.dumps(written)
        return _json(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": asked["model"],
                "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
            }
        )

    def embed(self, asked: dict[str, Any]) -> Reply:
        """Vectors in base64, as the vendor's library asks for them; the order of rows is not the order asked."""
        texts, dimensions = asked["input"], asked.get("dimensions", 1536)
        if not texts or not all(text.strip() for text in texts) or len(texts) > 2_048:
            return failure(400, "invalid_request_error")
        rows = [
            {"object": "embedding", "index": at, "embedding": _encoded(self._vector(text, dimensions), asked)}
            for at, text in enumerate(texts)
        ]
        return _json({"object": "list", "model": asked["model"], "data": rows[::-1]})

    def _vector(self, text: str, dimensions: int) -> NDArray[np.float32]:
        """The sum of a fixed random direction for each word: texts with common words point the same way."""
        words = [self.same.get(word, word) for word in text.lower().replace("?", " ").replace(".", " ").split()]
        total = np.zeros(dimensions, np.float32)
        for word in words:
            total += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(dimensions, np.float32)
        return total


def _encoded(vector: NDArray[np.float32], asked: dict[str, Any]) -> object:
    if asked.get("encoding_format") == "base64":
        return base64.b64encode(vector.astype("<f4").tobytes()).decode()
    return vector.tolist()


def _strict(schema: dict[str, Any]) -> bool:
    """Strict schemas close every object and require every property."""
    if schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False
        complete = set(schema.get("required", ())) == set(schema["properties"])
        return closed and complete and all(map(_strict, schema["properties"].values()))
    return _strict(schema["items"]) if schema.get("type") == "array" else True


def _json(body: object) -> Reply:
    return Reply(json.dumps(body).encode())
