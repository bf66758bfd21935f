"""The network that reads a message: MiniLM taught with labelled messages, eight bits a weight, run by onnxruntime.

It is arithmetic on a packaged file: nothing is fetched, and nothing is loaded before the first message.
"""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from bot.understanding.learned.items import Floats, Item, Numbers, items
from bot.understanding.learned.labels import CHANNELS, ITEMS
from bot.understanding.learned.pieces import BEGIN, Pieces, Word, pieces, shape

FILE: Final = Path(__file__).parent / "data" / "reader.onnx"

MOST_PIECES: Final = 160
"""Pieces of one message that are read; reading takes longer with each, and what is wanted is said before."""

BEFORE: Final = 2 + ITEMS
"""Places before the text's own: the beginning, the channel, and one for each item."""


@dataclass(frozen=True)
class Encoded:
    """A message for the network. `first` and `last` are the text places of each word's first and last piece."""

    ids: Numbers
    shapes: Numbers
    first: Numbers
    last: Numbers


def encoded(seen: tuple[Word, ...], channel: str, known: Pieces) -> Encoded:
    """The message as numbers, cut where it grows too long."""
    index = known.index
    ids = [index[BEGIN], index[f"[{channel}]"], *(index[f"[item {n}]"] for n in range(ITEMS))]
    shapes = [0] * BEFORE
    first: list[int] = []
    last: list[int] = []
    for word in seen:
        own = known.of(word.text)
        if len(ids) + len(own) > MOST_PIECES:
            break
        first.append(len(ids) - BEFORE)
        ids += own
        shapes += [shape(word.text)] * len(own)
        last.append(len(ids) - BEFORE - 1)
    return Encoded(*(np.array(row, dtype=np.int64) for row in (ids, shapes, first, last)))


def special() -> tuple[str, ...]:
    """The names of the places before the text, besides the beginning."""
    return (*(f"[{channel}]" for channel in CHANNELS), *(f"[item {n}]" for n in range(ITEMS)))


THREADS = 2
"""A message is one small batch: a second core makes the longest a quarter faster (p99 13 ms with one)."""


class Network:
    """The graph, loaded. Safe to use from several threads."""

    def __init__(self, graph: bytes, known: Pieces) -> None:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # it would tell its makers about this machine
        import onnxruntime  # type: ignore[import-untyped]

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        # without this the second thread goes on spinning after each message, as long as a turn takes
        options.add_session_config_entry("session.force_spinning_stop", "1")
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._known = known

    def read(self, seen: tuple[Word, ...], channel: str) -> tuple[Item, ...]:
        """What the network says of each item, in the text's order; at least of one."""
        row = encoded(seen, channel, self._known)
        return items(self.scores(row), row.first, row.last)

    def scores(self, row: Encoded) -> list[Floats]:
        """The graph's own numbers: of the answers, the phrases, that there is none, and the words about time."""
        answers = self._session.run(None, {"ids": row.ids[None], "shapes": row.shapes[None]})
        return [answer[0] for answer in answers]


@lru_cache(maxsize=1)
def packaged() -> Network:
    """The packaged network; loading it takes a fraction of a second, once."""
    return Network(FILE.read_bytes(), pieces())
