"""MiniLM as an ONNX graph, built from its weights alone: BERT with six layers, mean pooling, unit length.

The published weights come as safetensors and their usual runtime is torch (several gigabytes). The network is small
and regular, so it is written out here node by node with the `onnx` package. The tests compare it with a plain numpy
BERT. `SmallGraph` writes the same network with weights in eight bits.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
WIDTH = 384
LAYERS = 6
_EPSILON = 1e-12
_OPSET = 20
_IR_VERSION = 9
CONTRIBUTED = "com.microsoft"
"""Operators that every build of onnxruntime has and the standard has not."""

_HALF_RANGE = 64
"""Weights lie between -64 and 64: with one bit more, processors without VNNI would cut off sums that grow too large,
and find other vectors than those that have it."""

_LOOKING = ("query", "key", "value")

Weights = Mapping[str, NDArray[np.float32]]


class Graph:
    """Nodes and constants as they are added; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[TensorProto] = []
        self._count = 0

    def constant(self, name: str, value: NDArray[Any] | np.generic) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.add_several(1, operator, *inputs, **attributes)[0]

    def add_several(self, count: int, operator: str, *inputs: str, **attributes: Any) -> list[str]:
        """The names of all its outputs."""
        self._count += 1
        outputs = [f"{operator.lower()}_{self._count}" + (f"_{n}" if n else "") for n in range(count)]
        self.nodes.append(helper.make_node(operator, list(inputs), outputs, name=f"n{self._count}", **attributes))
        return outputs

    def looked_up(self, name: str, table: NDArray[np.float32], ids: str) -> str:
        """The rows of a table with these numbers."""
        return self._rows(name, table, ids)

    def _rows(self, name: str, table: NDArray[Any], ids: str) -> str:
        return self.add("Gather", self.constant(name, table), ids, axis=0)

    def dense(self, weights: Weights, name: str, inward: str) -> str:
        matrix = self.constant(f"{name}.weight", weights[f"{name}.weight"].T)
        return self.add(
            "Add", self.add("MatMul", inward, matrix), self.constant(f"{name}.bias", weights[f"{name}.bias"])
        )

    def attended(self, name: str, query: str, key: str, value: str, hiding: str | None) -> str:
        """What each place takes from the others, all heads together; `hiding` is added to the scores of places."""
        by_head = self.constant(f"{name}.by_head", np.array([0, 0, HEADS, WIDTH // HEADS], dtype=np.int64))
        together = self.constant(f"{name}.together", np.array([0, 0, WIDTH], dtype=np.int64))
        scale = self.constant(f"{name}.scale", np.float32((WIDTH // HEADS) ** -0.5))

        def heads(flat: str, order: list[int]) -> str:
            return self.add("Transpose", self.add("Reshape", flat, by_head), perm=order)

        scores = self.add("Mul", self.add("MatMul", heads(query, [0, 2, 1, 3]), heads(key, [0, 2, 3, 1])), scale)
        scores = self.add("Add", scores, hiding) if hiding else scores
        seen = self.add("MatMul", self.add("Softmax", scores, axis=-1), heads(value, [0, 2, 1, 3]))
        return self.add("Reshape", self.add("Transpose", seen, perm=[0, 2, 1, 3]), together)

    def layer_norm(self, weights: Weights, name: str, inward: str) -> str:
        scale, shift = (self.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", inward, scale, shift, axis=-1, epsilon=_EPSILON)


class SmallGraph(Graph):
    """The same with weights of eight bits: a column of a matrix shares a scale, and what it is multiplied with is
    brought to eight bits by its own least and greatest number. So a text must be read alone: company would change it.

    Written in the runtime's own operators, which is an eighth faster than what it finds in a quantised standard graph.
    """

    def __init__(self) -> None:
        super().__init__()
        self._brought: dict[str, list[str]] = {}

    def looked_up(self, name: str, table: NDArray[np.float32], ids: str) -> str:
        least, greatest = float(table.min()), float(table.max())
        scale = np.float32((greatest - least) / 255)
        nought = np.uint8(round(-least / scale))
        small = np.clip(np.rint(table / scale) + nought, 0, 255).astype(np.uint8)
        constants = self.constant(f"{name}.scale", scale), self.constant(f"{name}.nought", nought)
        return self.add("DequantizeLinear", self._rows(name, small, ids), *constants)

    def dense(self, weights: Weights, name: str, inward: str) -> str:
        matrix = weights[f"{name}.weight"].T
        scales = np.maximum(np.abs(matrix).max(axis=0), np.float32(1e-8)) / np.float32(_HALF_RANGE)
        small = np.clip(np.rint(matrix / scales), -_HALF_RANGE, _HALF_RANGE).astype(np.int8)
        if inward not in self._brought:  # query, key and value share it
            self._brought[inward] = self.add_several(3, "DynamicQuantizeLinear", inward)
        brought, scale, nought = self._brought[inward]
        return self.add(
            "MatMulIntegerToFloat",
            brought,
            self.constant(f"{name}.weight", small),
            scale,
            self.constant(f"{name}.scales", scales),
            nought,
            self.constant(f"{name}.noughts", np.zeros(len(scales), dtype=np.int8)),
            self.constant(f"{name}.bias", weights[f"{name}.bias"]),
            domain=CONTRIBUTED,
        )

    def attended(self, name: str, query: str, key: str, value: str, hiding: str | None) -> str:
        bias = ("", "", hiding) if hiding else ()
        return self.add("MultiHeadAttention", query, key, value, *bias, domain=CONTRIBUTED, num_heads=HEADS)


def build(weights: Weights, graph: Graph | None = None) -> onnx.ModelProto:
    """The graph: `input_ids`, int64 [batch, length], texts of one length -> `vectors`, float32 [batch, 384].

    `graph` is an empty one to build in; its class decides in how many bits.
    """
    graph = graph or Graph()
    hidden = _embed(graph, weights)
    for number in range(LAYERS):
        hidden = layer(graph, weights, f"encoder.layer.{number}", hidden, None)
    places = graph.constant("axis_1", np.array([1], dtype=np.int64))
    mean = graph.add("ReduceMean", hidden, places, keepdims=0)
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], name="unit", axis=-1, p=2))
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])],
        graph.constants,
    )
    operators = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=_IR_VERSION)
    onnx.checker.check_model(model)
    return model


def _embed(graph: Graph, weights: Weights) -> str:
    words = graph.looked_up("words", weights["embeddings.word_embeddings.weight"], "input_ids")
    # every token is of the first segment, so that segment's embedding is added to the positions once and for all
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant("places", weights["embeddings.position_embeddings.weight"] + segment)
    first = graph.constant("first", np.array([0], dtype=np.int64))
    length = graph.add("Shape", "input_ids", start=1, end=2)
    total = graph.add("Add", words, graph.add("Slice", places, first, length, first))
    return graph.layer_norm(weights, "embeddings.LayerNorm", total)


def layer(graph: Graph, weights: Weights, name: str, hidden: str, hiding: str | None) -> str:
    """One layer of BERT; `hiding` is added to the scores of places that are to be hidden, if any are."""
    query, key, value = (graph.dense(weights, f"{name}.attention.self.{one}", hidden) for one in _LOOKING)
    seen = graph.attended(name, query, key, value, hiding)
    attended = graph.dense(weights, f"{name}.attention.output.dense", seen)
    hidden = graph.layer_norm(weights, f"{name}.attention.output.LayerNorm", graph.add("Add", attended, hidden))
    inner = graph.add("Gelu", graph.dense(weights, f"{name}.intermediate.dense", hidden))
    outer = graph.dense(weights, f"{name}.output.dense", inner)
    return graph.layer_norm(weights, f"{name}.output.LayerNorm", graph.add("Add", outer, hidden))
