"""The network in torch, as it is taught: MiniLM's lower layers, with questions asked about each item.

The text's own places come after the beginning, the channel, and one place for each item. What an item's place holds in
the end answers the questions about it; together with what a word's place holds it tells whether the word belongs to the
item's subject, its place, or its time. `training.graph` writes the same arithmetic for onnxruntime.
"""

import math
import random
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as torch's own pages call it
from torch import Tensor, nn

from bot.understanding.learned.labels import CHOICES, ITEMS, PHRASES
from bot.understanding.learned.network import BEFORE, MOST_PIECES
from bot.understanding.learned.pieces import SHAPES

WIDTH: Final = 384
HEADS: Final = 12
INNER: Final = 1536
WORD_AND_ITEM: Final = 192
"""Numbers that stand for a word as seen from an item."""
CLUES: Final = 256
"""Kinds of clue that a word may give about an item."""
ENDS: Final = 48
"""Numbers by which a phrase's first and last word are matched, for each kind of phrase."""
_MASKED: Final = -1e4
_NO_CLUE: Final = -1.0
"""Less than any clue: GELU is never below -0.17."""
_EPSILON: Final = 1e-12


class Dropout(nn.Module):
    """Dropout with random numbers drawn once: drawing them anew takes longer than all the rest of a layer."""

    _pool: Tensor | None = None

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        if Dropout._pool is None:
            drawn = np.random.default_rng(0).random(1 << 24, dtype=np.float32)
            Dropout._pool = torch.from_numpy((drawn >= self.share).astype(np.float32) / (1 - self.share))
        start = random.randrange(Dropout._pool.numel() - x.numel())
        return x * Dropout._pool[start : start + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self, weights: Mapping[str, Tensor], name: str, dropout: Dropout) -> None:
        super().__init__()
        self.dropout = dropout
        self.looking = nn.Linear(WIDTH, 3 * WIDTH)
        for kind in ("weight", "bias"):
            parts = [weights[f"{name}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            getattr(self.looking, kind).data = torch.cat(parts)
        self.seen = _linear(weights, f"{name}.attention.output.dense")
        self.seen_norm = _norm(weights, f"{name}.attention.output.LayerNorm")
        self.inner = _linear(weights, f"{name}.intermediate.dense")
        self.outer = _linear(weights, f"{name}.output.dense")
        self.outer_norm = _norm(weights, f"{name}.output.LayerNorm")

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, _ = x.shape
        query, key, value = (
            part.view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2) for part in self.looking(x).split(WIDTH, -1)
        )
        seen = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.seen_norm(x + self.dropout(self.seen(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        normed: Tensor = self.outer_norm(x + self.dropout(self.outer(F.gelu(self.inner(x)))))
        return normed


class Reader(nn.Module):
    """Pieces in; for each item the answers' scores, the phrases', that there is none, and the words about its time."""

    def __init__(self, weights: Mapping[str, Any], rows: list[int], fresh: range, layers: int, dropout: float) -> None:
        """`rows` of MiniLM's pieces are the rows here; those of `fresh` are new and begin a little apart."""
        super().__init__()
        given = {name: torch.tensor(value) for name, value in weights.items()}
        self.dropout = Dropout(dropout)
        self.pieces = nn.Embedding(len(rows), WIDTH)
        self.pieces.weight.data = given["embeddings.word_embeddings.weight"][rows].clone()
        self.pieces.weight.data[list(fresh)] += 0.02 * torch.randn(len(fresh), WIDTH)
        places = given["embeddings.position_embeddings.weight"][:MOST_PIECES]
        self.places = nn.Parameter(places + given["embeddings.token_type_embeddings.weight"][0])
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.shapes.weight.data.zero_()
        self.norm = _norm(given, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(given, f"encoder.layer.{n}", self.dropout) for n in range(layers))
        self.answers = nn.Linear(WIDTH, sum(map(len, CHOICES.values())))
        self.clue_word = nn.Linear(WIDTH, CLUES)
        self.clue_item = nn.Linear(WIDTH, CLUES)
        self.clues = nn.Linear(CLUES, sum(map(len, CHOICES.values())))
        nn.init.zeros_(self.clues.weight)
        nn.init.zeros_(self.clues.bias)
        self.word = nn.Linear(WIDTH, WORD_AND_ITEM)
        self.item = nn.Linear(WIDTH, WORD_AND_ITEM)
        self.ends = nn.Linear(WORD_AND_ITEM, 2 * len(PHRASES))
        self.first = nn.Linear(WORD_AND_ITEM, ENDS * len(PHRASES))
        self.last = nn.Linear(WORD_AND_ITEM, ENDS * len(PHRASES))
        self.absent = nn.Linear(WIDTH, len(PHRASES))
        self.times = nn.Linear(WORD_AND_ITEM, 1)

    def forward(self, ids: Tensor, shapes: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Scores of the answers, the phrases by first and last piece, that there is none, and the pieces about time."""
        x = self.dropout(self.norm(self.pieces(ids) + self.places[: ids.shape[1]] + self.shapes(shapes)))
        mask = torch.zeros(there.shape).masked_fill(~there, _MASKED)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        items, text = self.dropout(x[:, BEFORE - ITEMS : BEFORE]), self.dropout(x[:, BEFORE:])
        clues = F.gelu(self.clue_word(text)[:, None] + self.clue_item(items)[:, :, None])
        clues = clues.masked_fill(~there[:, None, BEFORE:, None], _NO_CLUE).amax(2)
        answers = self.answers(items) + self.clues(self.dropout(clues))
        both = F.gelu(self.word(text)[:, None] + self.item(items)[:, :, None])
        batch, _, length, _ = both.shape
        kinds = len(PHRASES)
        ends = self.ends(both).permute(0, 1, 3, 2)
        first, last = (
            part(both).view(batch, ITEMS, length, kinds, ENDS).permute(0, 1, 3, 2, 4)
            for part in (self.first, self.last)
        )
        phrases = first @ last.transpose(-1, -2) / math.sqrt(ENDS)
        phrases = phrases + ends[:, :, :kinds, :, None] + ends[:, :, kinds:, None, :]
        return answers, phrases, self.absent(items), self.times(both)[..., 0]


def _linear(weights: Mapping[str, Tensor], name: str) -> nn.Linear:
    matrix = weights[f"{name}.weight"]
    made = nn.Linear(matrix.shape[1], matrix.shape[0])
    made.weight.data, made.bias.data = matrix, weights[f"{name}.bias"]
    return made


def _norm(weights: Mapping[str, Tensor], name: str) -> nn.LayerNorm:
    made = nn.LayerNorm(WIDTH, eps=_EPSILON)
    made.weight.data, made.bias.data = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return made
