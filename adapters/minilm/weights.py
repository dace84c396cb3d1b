"""The weights of all-MiniLM-L6-v2 out of its ONNX file, without a runtime: a few fields of a protocol buffer.

The file holds each matrix as 8-bit integers with scales. They are widened once: 43 MB of floats for the layers; the
table of words stays in 8 bits (12 MB), since a text needs a few rows of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Field numbers of onnx.proto3; they never change.
_GRAPH, _NODES, _TENSORS = 7, 1, 5
_INPUT, _OUTPUT, _OPERATION = 1, 2, 4
_DIMENSIONS, _TYPE, _NAME, _RAW = 1, 2, 8, 9
_TYPES = {1: np.float32, 2: np.uint8, 3: np.int8, 7: np.int64}
WORDS, PLACES = "inner.embeddings.word_embeddings.weight", "inner.embeddings.position_embeddings.weight"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Node:
    """An operation of the graph, by the names of its tensors."""

    operation: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class Weights:
    """The tensors of a model by what they do: a matrix by the name of the bias that is added to its product."""

    def __init__(self, path: Path) -> None:
        graph = next(value for field, value in _fields(memoryview(path.read_bytes())) if field == _GRAPH)
        self._tensors: dict[str, NDArray[Any]] = {}
        nodes = list[Node]()
        for field, value in _fields(graph):
            if field == _TENSORS:
                name, tensor = _tensor(value)
                self._tensors[name] = tensor
            elif field == _NODES:
                nodes.append(_node(value))
        self._scaled = {node.outputs[0]: node for node in nodes if node.operation == "Mul"}
        self._cast = {node.outputs[0]: node.inputs[0] for node in nodes if node.operation == "Cast"}
        self._of_bias = _matrices(nodes)

    def plain(self, name: str) -> Floats:
        """A tensor that is stored as floats."""
        return np.array(self._tensors[name], np.float32)

    def dense(self, layer: str) -> tuple[Floats, Floats]:
        """Matrix and bias of a layer such as "inner.encoder.layer.0.output.dense"."""
        integers, scales = self.packed(self._of_bias[f"{layer}.bias"])
        return np.ascontiguousarray(integers.astype(np.float32) * scales), self.plain(f"{layer}.bias")

    def packed(self, name: str) -> tuple[NDArray[np.int8], Floats]:
        """A matrix as integers with the scales that make it floats."""
        integers, scales = self._scaled[name].inputs
        return self._tensors[self._cast[integers]], self.plain(scales)


def _matrices(nodes: list[Node]) -> Mapping[str, str]:
    products = {node.outputs[0]: node.inputs[1] for node in nodes if node.operation == "MatMul"}
    return {
        bias: products[product]
        for node in nodes
        if node.operation == "Add"
        for product, bias in (node.inputs, node.inputs[::-1])
        if product in products
    }


def _node(content: memoryview) -> Node:
    parts: dict[int, list[str]] = {_INPUT: [], _OUTPUT: [], _OPERATION: []}
    for field, value in _fields(content):
        if field in parts:
            parts[field].append(bytes(value).decode())
    return Node(parts[_OPERATION][0], tuple(parts[_INPUT]), tuple(parts[_OUTPUT]))


def _tensor(content: memoryview) -> tuple[str, NDArray[Any]]:
    dimensions, name, kind, raw = list[int](), "", 1, b""
    for field, value in _fields(content):
        if field == _DIMENSIONS:
            dimensions += [value] if isinstance(value, int) else list(_varints(value))
        elif field == _TYPE:
            kind = value
        elif field == _NAME:
            name = bytes(value).decode()
        elif field == _RAW:
            raw = value
    return name, np.frombuffer(raw, _TYPES.get(kind, np.uint8)).reshape(dimensions if raw else (0,))


def _fields(content: memoryview) -> Iterator[tuple[int, Any]]:
    """Number and value of each field. Source: protobuf.dev/programming-guides/encoding."""
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(content, at)
            yield key >> 3, value
            continue
        size, at = _varint(content, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield key >> 3, content[at : at + size]
        at += size


def _varints(content: memoryview) -> Iterator[int]:
    at = 0
    while at < len(content):
        value, at = _varint(content, at)
        yield value


def _varint(content: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = content[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
