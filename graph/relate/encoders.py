"""Models that turn texts into vectors: from installed packages and local files, loaded by name.

`wordllama` is the table of token vectors that the package of this name carries (of 32,000 tokens,
256 dimensions each): a text is the mean of its tokens. Any other model is one of
sentence-transformers', by the path of its folder or by its name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from scipy import sparse

from graph.core.errors import OptionError
from graph.core.sparse import Floats

Encoder = Callable[[Sequence[str]], Floats]
"""From texts to vectors float32 (texts, d) of any length, zeros for a text without a token."""

WORDLLAMA = "wordllama"

_INSTALL = "pip install 'paperkin[semantic]'"
_ONLINE = {"0", "FALSE", "NO", "OFF"}


@lru_cache(maxsize=1)
def load_encoder(model: str, *, allow_download: bool = False) -> Encoder:
    """Load a model by name or by the path of its folder.

    Nothing is downloaded unless `allow_download` or the environment (HF_HUB_OFFLINE=0) says so.

    Raises
    ------
    OptionError
        A package that the model needs is not installed, or there is no such model here.
    """
    return _wordllama() if model == WORDLLAMA else _transformer(model, allow_download)


def settled(model: str) -> str:
    """The name by which a model is found from anywhere: the whole path of a folder."""
    return str(Path(model).resolve()) if model != WORDLLAMA and Path(model).is_dir() else model


def _wordllama() -> Encoder:
    """The mean of token vectors, read from the package's files.

    The package itself stays unloaded: it sets up the logging of the whole process.
    """
    found = find_spec(WORDLLAMA)
    if found is None or not found.submodule_search_locations:
        raise _missing(WORDLLAMA, WORDLLAMA)
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    home = Path(found.submodule_search_locations[0])
    try:
        [weights], [tokens] = (
            list(home.glob(name)) for name in ("weights/*.safetensors", "tokenizers/*.json")
        )
    except ValueError as error:
        message = f"the installed wordllama holds no single table of vectors: {home}"
        raise OptionError(message, hint="pip install --upgrade wordllama") from error
    [stored] = load_file(weights).values()
    table = stored.astype(np.float32)
    tokenizer = Tokenizer.from_file(str(tokens))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def encode(texts: Sequence[str]) -> Floats:
        read = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        counts = np.array([len(text.ids) for text in read], np.int64)
        ids = np.array([number for text in read for number in text.ids], np.int64)
        parts = (np.ones(len(ids), np.float32), ids, np.append(0, np.cumsum(counts)))
        sums = sparse.csr_array(parts, shape=(len(read), len(table))) @ table
        return np.asarray(sums / np.maximum(counts, 1)[:, None], np.float32)

    return encode


def _transformer(model: str, allow_download: bool) -> Encoder:  # noqa: FBT001
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise _missing(model, "sentence-transformers") from error
    logging.disable_progress_bar()
    offline = os.environ.get("HF_HUB_OFFLINE", "").upper() not in _ONLINE and not allow_download
    try:
        source = _local(model) if offline else model
        network = SentenceTransformer(source, local_files_only=offline)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise OptionError(
            f"no model of sentence-transformers can be loaded as {model!r}: "
            f"{str(error).partition(chr(10))[0]}",
            hint="give the folder of one, or let it be downloaded: --allow-download",
        ) from error

    def encode(texts: Sequence[str]) -> Floats:
        return np.asarray(network.encode(list(texts), show_progress_bar=False), np.float32)

    return encode


def _local(model: str) -> str:
    """The folder of a model: the one given, or where an earlier download lies.

    Told to use local files alone, sentence-transformers still asks the network about names that
    it does not find; it is not given any.
    """
    from huggingface_hub import snapshot_download

    if Path(model).is_dir():
        return model
    name = model if "/" in model else f"sentence-transformers/{model}"
    return str(snapshot_download(name, local_files_only=True))


def _missing(model: str, package: str) -> OptionError:
    return OptionError(
        f"the semantic model {model!r} needs {package}, which is not installed", hint=_INSTALL
    )
