"""Teaching the network: all questions at once, the lower layers more gently than the upper ones."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from bot.understanding.learned.labels import CHOICES
from bot.understanding.learned.pieces import Pieces
from training.augment import altered, known_phrases, pairs
from training.batches import Batch, batch_of, batched
from training.lengths import another_length, with_bystanders
from training.network import Reader
from training.samples import Sample
from training.swaps import swaps

WEIGHTS: Final = {
    "intent": 1.0,
    "activity": 0.5,
    "mode": 0.4,
    "reciprocal": 0.4,
    "field": 0.3,
    "duration": 0.3,
    "part": 0.1,
    "every": 0.1,
}
"""How much an error in each question counts."""
PHRASE_WEIGHT: Final = 0.5
TIME_WEIGHT: Final = 0.3


@dataclass(frozen=True)
class Recipe:
    """How the network is taught.

    `rate` is the last layer's, each below learns `less_below` times as fast; `new_rate` is that of what MiniLM has not.
    `pairs`, `swaps` and `bystanders` are the messages made up for each epoch; `lengths` and `elsewhere` the shares that
    say another length, and another subject or place.
    """

    epochs: int = 10
    layers: int = 4
    rate: float = 1.5e-4
    new_rate: float = 1e-3
    less_below: float = 0.9
    size: int = 32
    pairs: int = 1200
    swaps: int = 600
    bystanders: int = 1500
    lengths: float = 0.25
    elsewhere: float = 0.3
    smoothing: float = 0.03
    dropout: float = 0.1
    seed: int = 0


def teach(
    samples: Sequence[Sample],
    known: Pieces,
    rows: list[int],
    fresh: range,
    weights: Mapping[str, Any],
    recipe: Recipe,
    say: Callable[[str], object],
    start: Mapping[str, Tensor] | None = None,
) -> Reader:
    """A network that has learned the samples; the mean of what it was in the last epoch.

    `start` is an earlier lesson's network, to go on from.
    """
    torch.set_flush_denormal(True)  # numbers near nothing take a hundred times as long
    torch.manual_seed(recipe.seed)
    random.seed(recipe.seed)
    rng = random.Random(recipe.seed)
    reader = Reader(weights, rows, fresh, recipe.layers, recipe.dropout)
    if start:
        reader.load_state_dict(dict(start))
    reader.train()
    optimizer = torch.optim.AdamW(_groups(reader, recipe), betas=(0.9, 0.98), fused=True)
    phrases = known_phrases(samples)
    mean: dict[str, Tensor] = {}
    begun, step = time.monotonic(), 0
    for epoch in range(recipe.epochs):
        told = [another_length(s, rng) if rng.random() < recipe.lengths else s for s in samples]
        made = (
            *pairs(told, recipe.pairs, rng),
            *swaps(phrases, recipe.swaps, rng),
            *with_bystanders(told, recipe.bystanders, rng),
        )
        shown = [altered(s, phrases, rng, recipe.elsewhere) for s in (*told, *made)]
        batches = batched(shown, recipe.size, rng)
        total = 0.0
        for batch in batches:
            _set_rate(optimizer, step / (len(batches) * recipe.epochs))
            wrong = loss(reader, batch_of(batch, known), recipe.smoothing)
            optimizer.zero_grad(set_to_none=True)
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            step += 1
            total += wrong.item()
            if epoch == recipe.epochs - 1 and step % _MEAN_STEPS == 0:
                _take_in(mean, reader)
        say(f"epoch {epoch + 1}: loss {total / len(batches):.3f}, {time.monotonic() - begun:.0f} s")
    reader.load_state_dict(mean or reader.state_dict())
    reader.eval()
    return reader


_WARMING: Final = 0.06
_MEAN_STEPS: Final = 10
_KEPT: Final = 0.98


def _groups(reader: Reader, recipe: Recipe) -> Iterator[dict[str, Any]]:
    for name, parameter in reader.named_parameters():
        head = name.split(".")[0]
        if head == "layers":
            rate = recipe.rate * recipe.less_below ** (recipe.layers - 1 - int(name.split(".")[1]))
        elif head in ("pieces", "places", "norm"):
            rate = recipe.rate * recipe.less_below**recipe.layers
        else:
            rate = recipe.new_rate * (0.3 if head == "shapes" else 1.0)
        decay = 0.01 if parameter.ndim > 1 else 0.0
        yield {"params": [parameter], "lr": rate, "full": rate, "weight_decay": decay}


def _set_rate(optimizer: torch.optim.Optimizer, done: float) -> None:
    """Up at first, then down to almost nothing."""
    for group in optimizer.param_groups:
        group["lr"] = group["full"] * (min(1.0, done / _WARMING) * (1 - done) + 0.01)


def _take_in(mean: dict[str, Tensor], reader: Reader) -> None:
    for name, value in reader.state_dict().items():
        if name in mean:
            mean[name].mul_(_KEPT).add_(value, alpha=1 - _KEPT)
        else:
            mean[name] = value.clone()


def loss(reader: Reader, batch: Batch, smoothing: float) -> Tensor:
    """How wrong the network is about a batch, all questions together."""
    answers, phrases, absent, times = reader(batch.ids, batch.shapes, batch.there)
    count = len(batch.ids)
    weights = batch.item_weights * batch.weights[:, None]
    total = torch.zeros(())
    at = 0
    for question, right in batch.answers.items():
        size = len(CHOICES[question])
        scores = answers[..., at : at + size].flatten(0, 1)
        at += size
        wrong = F.cross_entropy(
            scores, right.flatten(), ignore_index=-100, reduction="none", label_smoothing=smoothing
        ).view_as(weights)
        total = total + WEIGHTS[question] * (wrong * weights).sum() / count
    total = total + PHRASE_WEIGHT * _pointing(phrases, absent, batch) / count
    return total + TIME_WEIGHT * _timing(times, batch) / count


def _pointing(phrases: Tensor, absent: Tensor, batch: Batch) -> Tensor:
    """Of all stretches and none, one that says the phrase should be chosen."""
    scores = phrases.masked_fill(~batch.allowed[:, None, None], -1e4).flatten(-2)
    chances = torch.cat([scores, absent[..., None]], -1).log_softmax(-1)
    right = torch.cat([batch.phrases.flatten(-2), batch.absent[..., None]], -1)
    asked = right.any(-1)
    wrong = -chances.masked_fill(~right, -1e9).logsumexp(-1)
    return (torch.where(asked, wrong, torch.zeros(())) * batch.weights[:, None, None]).sum()


def _timing(times: Tensor, batch: Batch) -> Tensor:
    asked = (batch.times >= 0).float()
    asked = asked / asked.sum(-1, keepdim=True).clamp(1) ** 0.5
    wrong = F.binary_cross_entropy_with_logits(times, batch.times.clamp(0), reduction="none")
    return (wrong * asked * batch.weights[:, None, None]).sum()
