"""The taught network for onnxruntime: the same arithmetic node by node, its weights in eight bits.

One message at a time, because quantisation scales by what is in the batch, so company would change the answers.
"""

import math
from typing import Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from adapters.embedding_graph import CONTRIBUTED, Graph, SmallGraph, layer
from bot.understanding.learned.labels import CHOICES, ITEMS, PHRASES
from bot.understanding.learned.network import BEFORE
from training.network import ENDS, Reader

_OPSET: Final = 20
_IR_VERSION: Final = 9
_OUTPUTS: Final = ("choices", "phrases", "absent", "times")

Weights = dict[str, NDArray[np.float32]]


def quantised(reader: Reader) -> bytes:
    """The graph of the network with eight-bit weights."""
    return build(reader, SmallGraph()).SerializeToString()


def build(reader: Reader, graph: Graph | None = None) -> onnx.ModelProto:
    """`ids` and `shapes`, int64 [1, length] -> the four kinds of scores that `Reader` gives, for one message.

    `graph` is an empty one to build in; its class decides in how many bits.
    """
    weights = _named(reader)
    graph = graph or Graph()
    hidden = _embedded(graph, weights)
    for n in range(len(reader.layers)):
        hidden = layer(graph, weights, f"encoder.layer.{n}", hidden, None)
    _asked(graph, weights, hidden)
    batch = ["batch"]
    shapes = {
        "choices": [*batch, ITEMS, sum(map(len, CHOICES.values()))],
        "phrases": [*batch, ITEMS, len(PHRASES), "text", "text"],
        "absent": [*batch, ITEMS, len(PHRASES)],
        "times": [*batch, ITEMS, "text"],
    }
    made = helper.make_graph(
        graph.nodes,
        "reader",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("ids", "shapes")],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[name]) for name in _OUTPUTS],
        graph.constants,
    )
    operators = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIBUTED, 1)]
    model = helper.make_model(made, opset_imports=operators, ir_version=_IR_VERSION)
    onnx.checker.check_model(model)
    return model


def _named(reader: Reader) -> Weights:
    """The weights under the names that MiniLM's have."""
    found: Weights = {}
    for name, value in reader.state_dict().items():
        number = value.detach().numpy()
        if not name.startswith("layers."):
            found[name] = number
            continue
        _, n, part, kind = name.split(".")
        own = f"encoder.layer.{n}"
        if part == "looking":
            for piece, third in zip(("query", "key", "value"), np.split(number, 3), strict=True):
                found[f"{own}.attention.self.{piece}.{kind}"] = third
        else:
            found[f"{own}.{_PARTS[part]}.{kind}"] = number
    return found


_PARTS: Final = {
    "seen": "attention.output.dense",
    "seen_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}


def _embedded(graph: Graph, weights: Weights) -> str:
    first = graph.constant("first", np.array([0], dtype=np.int64))
    length = graph.add("Shape", "ids", start=1, end=2)
    places = graph.add("Slice", graph.constant("places", weights["places"]), first, length, first)
    pieces = graph.looked_up("pieces", weights["pieces.weight"], "ids")
    shapes = graph.looked_up("shape", weights["shapes.weight"], "shapes")
    return graph.layer_norm(weights, "norm", graph.add("Add", graph.add("Add", pieces, places), shapes))


def _asked(graph: Graph, weights: Weights, hidden: str) -> None:
    def numbers(name: str, *values: int) -> str:
        return graph.constant(name, np.array(values, dtype=np.int64))

    along = numbers("along", 1)
    items = graph.add("Slice", hidden, numbers("items from", BEFORE - ITEMS), numbers("items to", BEFORE), along)
    text = graph.add("Slice", hidden, numbers("text from", BEFORE), numbers("text to", 1 << 30), along)
    both = graph.add(
        "Gelu",
        graph.add(
            "Add",
            graph.add("Unsqueeze", graph.dense(weights, "word", text), numbers("before text", 1)),
            graph.add("Unsqueeze", graph.dense(weights, "item", items), numbers("after items", 2)),
        ),
    )
    clues = graph.add(
        "Gelu",
        graph.add(
            "Add",
            graph.add("Unsqueeze", graph.dense(weights, "clue_word", text), "before text"),
            graph.add("Unsqueeze", graph.dense(weights, "clue_item", items), "after items"),
        ),
    )
    strongest = graph.add("ReduceMax", clues, numbers("over text", 2), keepdims=0)
    kinds = len(PHRASES)
    by_kind = numbers("by kind", 0, 0, 0, kinds, ENDS)
    first, last = (
        graph.add("Transpose", graph.add("Reshape", graph.dense(weights, part, both), by_kind), perm=order)
        for part, order in (("first", [0, 1, 3, 2, 4]), ("last", [0, 1, 3, 4, 2]))
    )
    scale = graph.constant("scale", np.array(1 / math.sqrt(ENDS), dtype=np.float32))
    pairs = graph.add("Mul", graph.add("MatMul", first, last), scale)
    ends = graph.add("Transpose", graph.dense(weights, "ends", both), perm=[0, 1, 3, 2])
    across = numbers("across", 2)
    begins = graph.add("Slice", ends, numbers("begins from", 0), numbers("begins to", kinds), across)
    closes = graph.add("Slice", ends, numbers("closes from", kinds), numbers("closes to", 2 * kinds), across)
    begins = graph.add("Unsqueeze", begins, numbers("as column", 4))
    closes = graph.add("Unsqueeze", closes, numbers("as row", 3))
    phrases = graph.add("Add", graph.add("Add", pairs, begins), closes)
    times = graph.add("Squeeze", graph.dense(weights, "times", both), numbers("single", 3))
    choices = graph.add("Add", graph.dense(weights, "answers", items), graph.dense(weights, "clues", strongest))
    absent = graph.dense(weights, "absent", items)
    for name, source in zip(_OUTPUTS, (choices, phrases, absent, times), strict=True):
        graph.nodes.append(helper.make_node("Identity", [source], [name], name=name))
