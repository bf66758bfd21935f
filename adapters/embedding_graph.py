"""MiniLM as an ONNX graph, built from its weights alone: BERT with six layers, mean pooling, unit length.

The published weights come as safetensors and their usual runtime is torch (several gigabytes). The network is small
and regular, so it is written out here node by node with the `onnx` package. The tests compare it with a plain numpy
BERT.
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
_MASKED = -10_000.0

Weights = Mapping[str, NDArray[np.float32]]


class Graph:
    """Nodes and constants as they are added; every method returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[TensorProto] = []
        self._count = 0

    def constant(self, name: str, value: NDArray[np.float32] | NDArray[np.int64]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        self._count += 1
        output = f"{operator.lower()}_{self._count}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=f"n{self._count}", **attributes))
        return output

    def dense(self, weights: Weights, name: str, inward: str) -> str:
        matrix = self.constant(f"{name}.weight", weights[f"{name}.weight"].T)
        return self.add(
            "Add", self.add("MatMul", inward, matrix), self.constant(f"{name}.bias", weights[f"{name}.bias"])
        )

    def layer_norm(self, weights: Weights, name: str, inward: str) -> str:
        scale, shift = (self.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.add("LayerNormalization", inward, scale, shift, axis=-1, epsilon=_EPSILON)


def build(weights: Weights) -> onnx.ModelProto:
    """The graph: `input_ids` and `attention_mask`, int64 [batch, length] -> `vectors`, float32 [batch, 384]."""
    graph = Graph()
    hidden = _embed(graph, weights)
    mask = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    wide = graph.add("Unsqueeze", mask, graph.constant("axes_1_2", np.array([1, 2], dtype=np.int64)))
    one = graph.constant("one", np.array(1.0, dtype=np.float32))
    hiding = graph.add(
        "Mul", graph.add("Sub", one, wide), graph.constant("masked", np.array(_MASKED, dtype=np.float32))
    )
    for number in range(LAYERS):
        hidden = layer(graph, weights, f"encoder.layer.{number}", hidden, hiding)
    _pool(graph, hidden, mask)
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", WIDTH])],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    onnx.checker.check_model(model)
    return model


def _embed(graph: Graph, weights: Weights) -> str:
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    # every token is of the first segment, so that segment's embedding is added to the positions once and for all
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.constant("places", weights["embeddings.position_embeddings.weight"] + segment)
    first = graph.constant("first", np.array([0], dtype=np.int64))
    length = graph.add("Shape", "input_ids", start=1, end=2)
    positions = graph.add("Slice", places, first, length, first)
    total = graph.add("Add", graph.add("Gather", words, "input_ids", axis=0), positions)
    return graph.layer_norm(weights, "embeddings.LayerNorm", total)


def layer(graph: Graph, weights: Weights, name: str, hidden: str, hiding: str | None) -> str:
    """One layer of BERT; `hiding` is added to the scores of places that are to be hidden, if any are."""
    by_head = graph.constant(f"{name}.by_head", np.array([0, 0, HEADS, WIDTH // HEADS], dtype=np.int64))
    together = graph.constant(f"{name}.together", np.array([0, 0, WIDTH], dtype=np.int64))
    scale = graph.constant(f"{name}.scale", np.array((WIDTH // HEADS) ** -0.5, dtype=np.float32))

    def heads(part: str, order: list[int]) -> str:
        flat = graph.dense(weights, f"{name}.attention.self.{part}", hidden)
        return graph.add("Transpose", graph.add("Reshape", flat, by_head), perm=order)

    query, key, value = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
    scores = graph.add("Mul", graph.add("MatMul", query, key), scale)
    scores = graph.add("Add", scores, hiding) if hiding else scores
    seen = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), value)
    seen = graph.add("Reshape", graph.add("Transpose", seen, perm=[0, 2, 1, 3]), together)
    attended = graph.dense(weights, f"{name}.attention.output.dense", seen)
    hidden = graph.layer_norm(weights, f"{name}.attention.output.LayerNorm", graph.add("Add", attended, hidden))
    inner = graph.add("Gelu", graph.dense(weights, f"{name}.intermediate.dense", hidden))
    outer = graph.dense(weights, f"{name}.output.dense", inner)
    return graph.layer_norm(weights, f"{name}.output.LayerNorm", graph.add("Add", outer, hidden))


def _pool(graph: Graph, hidden: str, mask: str) -> None:
    axis = graph.constant("axis_1", np.array([1], dtype=np.int64))
    last = graph.constant("axis_2", np.array([2], dtype=np.int64))
    summed = graph.add("ReduceSum", graph.add("Mul", hidden, graph.add("Unsqueeze", mask, last)), axis, keepdims=0)
    mean = graph.add("Div", summed, graph.add("ReduceSum", mask, axis, keepdims=1))
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["vectors"], name="unit", axis=-1, p=2))
