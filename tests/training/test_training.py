"""Teaching the network: a few steps teach something, and the graph says what torch says. Needs torch: `make train`."""

import datetime as dt
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.understanding.learned.network import Network, encoded
from bot.understanding.learned.pieces import Pieces, words
from bot.understanding.learned.reader import read_with

pytestmark = [pytest.mark.training, pytest.mark.timeout(900)]
torch = pytest.importorskip("torch", reason="teaching needs torch, which `make train` installs")


@pytest.fixture(scope="module")
def lesson() -> tuple[Any, Any, Any]:
    """A short lesson: a few messages, what the network begins with, and the network after them."""
    from training.fit import Recipe, teach
    from training.pretrained import beginning
    from training.samples import SENTENCES, rows, samples

    known = samples(rows([SENTENCES / "development.jsonl", SENTENCES / "examples.jsonl"]))
    begin = beginning(word for sample in known for word in sample.words)
    recipe = Recipe(epochs=2, layers=1, pairs=20)
    told: list[str] = []
    reader = teach(known, begin.pieces, list(begin.rows), begin.fresh, begin.weights, recipe, told.append)
    return begin, reader, told


def test_a_few_steps_teach_something(lesson: tuple[Any, Any, list[str]]) -> None:
    first, last = (float(line.split("loss ")[1].split(",")[0]) for line in (lesson[2][0], lesson[2][-1]))
    assert last < 0.8 * first


def test_the_graph_says_what_torch_says(lesson: tuple[Any, Any, Any]) -> None:
    from training.graph import build, quantised

    begin, reader, _ = lesson
    row = encoded(words("could you delete my account, please?"), "dm", begin.pieces)
    with torch.no_grad():
        said = reader(*(torch.from_numpy(x)[None] for x in (row.ids, row.shapes, np.ones(len(row.ids), bool))))
    for graph, near in ((build(reader).SerializeToString(), 1e-4), (quantised(reader), 0.1)):
        answers = Network(graph, begin.pieces).scores(row)
        for ours, theirs in zip(answers, said, strict=True):
            assert np.abs(ours - theirs[0].numpy()).max() < near * np.ptp(theirs[0].numpy())


def test_the_whole_way_from_sentences_to_a_file_that_the_bot_reads(tmp_path: Path) -> None:
    from training.__main__ import main

    main(["--only", "examples", "--epochs", "1", "--into", str(tmp_path)])
    names = (tmp_path / "pieces.txt").read_text("utf-8").split("\n")
    taught = Network((tmp_path / "reader.onnx").read_bytes(), Pieces(names))
    text = "Could somebody teach our volunteers Excel for an hour on Tuesday?"
    assert read_with(taught, text, channel="dm", today=dt.date(2026, 11, 23))
    assert (tmp_path / "reader.onnx").stat().st_size < 14_000_000


def test_a_message_keeps_its_labels_whatever_happens_to_it() -> None:
    from training.augment import altered, known_phrases, pairs
    from training.samples import SENTENCES, rows, samples

    known = samples(rows([SENTENCES / "examples.jsonl"]))
    rng = random.Random(1)
    for sample in (altered(s, known_phrases(known), rng, 0.5) for s in (*known, *pairs(known, 100, rng))):
        assert len(sample.words) == len(sample.about_time)
        for item in sample.items:
            for places in item.phrases.values():
                assert all(0 <= first <= last < len(sample.words) for first, last in places)


def test_another_length_brings_its_own_answer() -> None:
    from training.lengths import SAID, another_length
    from training.samples import samples

    (sample,) = samples([_wanting_ninety_minutes("Could I have ninety minutes on gift aid in March?")])
    made = [another_length(sample, random.Random(seed)) for seed in range(20)]
    assert len({one.words for one in made}) > 10
    for one in made:
        (item,) = one.items
        said = " ".join(word for word, about in zip(one.words, one.about_time, strict=True) if about == 0)
        assert said in {" ".join(word.text for word in words(way)) for way in SAID[int(item.answers["duration"])]}
        first, last = item.phrases["topic"][0]
        assert one.words[first : last + 1] == ("gift", "aid")
        assert item.times == (1, 1)


def test_a_length_beside_a_wish_is_nobodys() -> None:
    from training.lengths import with_bystanders
    from training.samples import samples

    known = samples([_wanting_ninety_minutes("Could I have ninety minutes on gift aid in March?")])
    made = with_bystanders(known, 50, random.Random(1))
    assert len({one.words for one in made}) > 40
    for one in made:
        (item,) = one.items
        assert len(one.words) == len(one.about_time)
        assert item.answers == known[0].items[0].answers
        for own, said in enumerate(item.times):
            told = [word for word, about in zip(one.words, one.about_time, strict=True) if about == own]
            assert said == (told in (["ninety", "minutes"], ["in", "March"])), told


def test_a_bargain_has_two_sides_and_a_list_one() -> None:
    from training.augment import known_phrases
    from training.samples import SENTENCES, rows, samples
    from training.swaps import swaps

    known = known_phrases(samples(rows([SENTENCES / "examples.jsonl", SENTENCES / "development.jsonl"])))
    made = swaps(known, 200, random.Random(1))
    assert len(made) == 200
    for one in made:
        sides, prices = ({item.answers[question] for item in one.items} for question in ("intent", "reciprocal"))
        assert (sides == {"offer", "seek"}, prices) in ((True, {"yes"}), (False, {""}))
        for item in one.items:
            for first, last in item.phrases.get("topic", ()):
                assert one.words[first : last + 1] in known["topic", item.answers["activity"]]


def _wanting_ninety_minutes(text: str) -> dict[str, Any]:
    want = {"intent": "seek", "activity": "skill", "topic": "gift aid", "reciprocal": False, "duration_minutes": 90}
    want |= {"mode": None, "place": None, "when": {"from": "2027-03-01", "to": "2027-03-31"}}
    return {"text": text, "channel": "dm", "today": "2026-11-23", "expected": [want]}


def test_whose_words_about_time_are() -> None:
    from training.samples import samples

    row = {
        "text": "I could show you round on Tuesdays, and I'd like an hour on gift aid in March",
        "channel": "dm",
        "today": dt.date(2026, 11, 23).isoformat(),
        "expected": [
            {"intent": "offer", "activity": "shadow", "topic": None, "reciprocal": False, "duration_minutes": None}
            | {"mode": None, "place": None, "when": {"days": ["TU"]}},
            {"intent": "seek", "activity": "skill", "topic": "gift aid", "reciprocal": False, "duration_minutes": 60}
            | {"mode": None, "place": None, "when": {"from": "2027-03-01", "to": "2027-03-31"}},
        ],
    }
    (sample,) = samples([row])
    assert [item.times for item in sample.items] == [(1, 0, 0), (0, 1, 1)]


def test_sentences_are_labelled_as_the_specification_says() -> None:
    from training.samples import SENTENCES, rows

    for row in rows(sorted(Path(SENTENCES).glob("*.jsonl"))):
        assert row["expected"], row["id"]
        assert dt.date.fromisoformat(row["today"])
