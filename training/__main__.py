"""Teach the network anew and write it into the package: `make train`, or with torch installed

    python -m training [--only FILE ...] [--without AUTHOR ...] [--epochs N] [--seed N] [--into FOLDER]

With `--without`, the messages of those authors are left out of the lesson and read afterwards; nothing is written.
That is the honest figure: what is read is by people from whom nothing was learned. `--only` and few epochs are for
trying the way from sentences to a file that the bot reads (`make test-training` does), not for a network to keep.
"""

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from benchmarks.understanding import report, score
from bot.understanding.learned import network, pieces
from bot.understanding.learned.network import Network
from bot.understanding.learned.reader import read_with
from training.fit import Recipe, teach
from training.graph import quantised
from training.pretrained import beginning
from training.samples import SENTENCES, rows, samples

THREADS = 3


def main(arguments: Sequence[str] | None = None) -> None:
    """Teach; then write or measure."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--only", nargs="+", default=(), help="files of sentences to learn from; all if not given")
    options.add_argument("--without", nargs="+", default=(), help="files of sentences to leave out and read afterwards")
    options.add_argument("--epochs", type=int, default=Recipe.epochs)
    options.add_argument("--seed", type=int, default=Recipe.seed)
    options.add_argument("--into", type=Path, default=network.FILE.parent, help="the folder to write into")
    chosen = options.parse_args(arguments)
    torch.set_num_threads(THREADS)
    files = [file for file in sorted(SENTENCES.glob("*.jsonl")) if file.stem in chosen.only or not chosen.only]
    learned = samples(rows(file for file in files if file.stem not in chosen.without))
    begin = beginning(word for sample in learned for word in sample.words)
    recipe = replace(Recipe(), epochs=chosen.epochs, seed=chosen.seed)
    reader = teach(learned, begin.pieces, list(begin.rows), begin.fresh, begin.weights, recipe, _say)
    graph = quantised(reader)
    if not chosen.without:
        (chosen.into / network.FILE.name).write_bytes(graph)
        (chosen.into / pieces.FILE.name).write_text("\n".join(begin.names), "utf-8")
        return
    taught = Network(graph, begin.pieces)
    for file in files:
        if file.stem in chosen.without:
            unseen = rows([file])
            total = score(
                unseen,
                lambda row: read_with(
                    taught, row["text"], channel=row["channel"], today=dt.date.fromisoformat(row["today"])
                ),
            )
            report(file.stem, total, worst=0)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
