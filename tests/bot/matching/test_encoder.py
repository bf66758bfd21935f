"""The graph is MiniLM: it agrees with a BERT written out in numpy, whole and quantised, and it never blocks."""

import hashlib
import importlib.util
import math
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from adapters import embedding
from adapters.embedding import PACKAGE, LazyEncoder, ModelMissingError, SentenceEncoder, load, quantised
from adapters.embedding_graph import HEADS, LAYERS, WIDTH, build
from bot.matching import Relevance
from tests.bot.matching.conftest import CACHE
from tests.bot.matching.making import ask, offer, ranked

Array = NDArray[np.float32]
SENTENCES = (
    "Section 106 officer",
    "Could somebody explain what a parish council may spend its money on?",
    "she fell in the night and nobody came",
    "é 🙂 naïve — “quotes”",
)

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(300),
    pytest.mark.skipif(importlib.util.find_spec(PACKAGE) is None, reason="the model's package is not installed"),
]


@pytest.fixture(scope="module")
def model_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / "model"


@pytest.fixture(scope="module")
def expected(model_folder: Path) -> Array:
    """The vectors by plain numpy, following the paper line by line."""
    weights = load_file(model_folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    tokenizer.no_padding()
    return np.stack([_bert(weights, tokenizer.encode(sentence).ids) for sentence in SENTENCES])


def test_the_graph_is_the_model(model_folder: Path, expected: Array) -> None:
    graph = build(load_file(model_folder / "model.safetensors")).SerializeToString()
    whole = SentenceEncoder(graph, model_folder / "tokenizer.json", "whole")
    assert np.abs(whole.encode(SENTENCES) - expected).max() < 1e-4


def test_quantised_it_says_the_same(encoder: SentenceEncoder, expected: Array) -> None:
    made = encoder.encode(SENTENCES)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-4)
    cosines = (made * expected).sum(axis=1)
    assert cosines.min() > 0.975
    assert np.abs(made @ made.T - expected @ expected.T).mean() < 0.02


def test_company_changes_nothing(encoder: SentenceEncoder) -> None:
    alone = np.concatenate([encoder.encode([sentence]) for sentence in SENTENCES])
    assert (alone == encoder.encode(SENTENCES)).all()


def test_nobody_waits_for_a_helper_that_is_busy_with_others(encoder: SentenceEncoder) -> None:
    others_are_done = threading.Event()
    encoder._helper.submit(others_are_done.wait)
    try:
        made = encoder.encode(SENTENCES)
    finally:
        others_are_done.set()
    assert (made == encoder.encode(SENTENCES)).all()


def test_the_installed_weights_are_the_published_ones(model_folder: Path) -> None:
    digest = hashlib.sha256((model_folder / "model.safetensors").read_bytes()).hexdigest()
    assert digest == embedding.WEIGHTS_SHA256


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not those")
    with pytest.raises(ModelMissingError, match="not the published file"):
        quantised(tmp_path / "model.safetensors")


def test_without_the_package_matching_goes_on_by_words(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="not installed"):
        load(folder=tmp_path, package="no_such_package")
    lazy = LazyEncoder(folder=tmp_path, package="no_such_package")
    assert lazy.version == "none"
    assert lazy.wait() is False
    assert lazy.encode(["x"]) is None
    assert ranked(ask(), [offer(1)], Relevance(lazy))[0].listing_id == 1


def test_it_loads_in_a_thread_and_meanwhile_answers_none(encoder: SentenceEncoder) -> None:
    lazy = LazyEncoder(lambda: SENTENCES[:1], CACHE)
    relevance = Relevance(lazy)
    assert lazy.version == encoder.version, "what was read before is known before the model is"
    before = ranked(ask(), [offer(1)], relevance)
    assert before[0].listing_id == 1
    assert lazy.wait() is True
    made = lazy.encode(SENTENCES)
    assert made is not None
    assert (made == encoder.encode(SENTENCES)).all()
    assert lazy.version == encoder.version


@pytest.mark.parametrize("stage", ["start", "warm"])
@pytest.mark.usefixtures("encoder")
def test_a_process_that_ends_meanwhile_ends_cleanly(stage: str, tmp_path: Path) -> None:
    if stage == "warm":  # the graph is there already: what is cut short is the reading of a thousand passages
        graph = next(CACHE.glob("minilm-*.onnx"))
        (tmp_path / graph.name).write_bytes(graph.read_bytes())
    program = (
        "import pathlib, sys\n"
        "from adapters.embedding import LazyEncoder, SentenceEncoder\n"
        "import threading\n"
        "reading = threading.Event()\n"
        "one = SentenceEncoder._one\n"
        "def told(self, text):\n"
        "    reading.set()\n"
        "    return one(self, text)\n"
        "SentenceEncoder._one = told\n"
        "LazyEncoder(lambda: [f'passage {n}' for n in range(20_000)], pathlib.Path(sys.argv[1])).start()\n"
        "if sys.argv[2] == 'warm':\n"
        "    assert reading.wait(60)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), stage], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ended.returncode, "terminate" in ended.stderr, "Traceback" in ended.stderr) == (0, False, False)
    assert not list(tmp_path.glob("passages-*")), "it was broken off, not waited for"


def test_a_damaged_cache_is_replaced(encoder: SentenceEncoder, tmp_path: Path) -> None:
    whole = (CACHE / f"minilm-{encoder.version}.onnx").read_bytes()
    file = tmp_path / f"minilm-{encoder.version}.onnx"
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Exception, match=r"(?i)protobuf|model|parse"):
        load(folder=tmp_path)
    assert not file.exists()


def test_where_nothing_can_be_written_it_still_loads(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert load(folder=blocked / "cache").encode(SENTENCES[:1]).shape == (1, WIDTH)


def _bert(weights: dict[str, Array], ids: list[int]) -> Array:
    def dense(name: str, x: Array) -> Array:
        made: Array = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return made

    def norm(name: str, x: Array) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        made: Array = (scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]).astype(np.float32)
        return made

    def heads(x: Array) -> Array:
        return x.reshape(len(ids), HEADS, -1).transpose(1, 0, 2)

    gelu = np.vectorize(lambda value: value * 0.5 * (1 + math.erf(value / math.sqrt(2))), otypes=[np.float32])
    x: Array = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm("embeddings.LayerNorm", x + weights["embeddings.token_type_embeddings.weight"][0])
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        query, key, value = (heads(dense(f"{layer}.attention.self.{part}", x)) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(WIDTH / HEADS)
        weight = np.exp(scores - scores.max(-1, keepdims=True))
        weight /= weight.sum(-1, keepdims=True)
        seen = (weight @ value).astype(np.float32).transpose(1, 0, 2).reshape(len(ids), WIDTH)
        x = norm(f"{layer}.attention.output.LayerNorm", x + dense(f"{layer}.attention.output.dense", seen))
        inner = gelu(dense(f"{layer}.intermediate.dense", x))
        x = norm(f"{layer}.output.LayerNorm", x + dense(f"{layer}.output.dense", inner))
    mean = x.mean(axis=0)
    unit: Array = (mean / np.linalg.norm(mean)).astype(np.float32)
    return unit
