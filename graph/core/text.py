"""Text as the whole house sees it: folding, words, sentences, keys.

What is a word here decides what can be a shared term: `S4`, `GPT-2`, `BioT5+`, `GSM++` and
`LLaMA3.1-8B` are one word each; `state-space` is two, so that it meets `state space`. Scripts
written without spaces have no words to see: there any two characters in a row stand for one.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Thai and Lao, Burmese, Khmer, kana, Han: letters and the marks on them, without punctuation.
UNSPACED = (
    "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u1000-\u103f\u1780-\u17d3"
    "\u3005\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Characters of scripts that set no space between words, as ranges of a regular expression."""

GRAM = 2
"""Characters in a row that stand for a word in such a script."""

# A hyphen or a point joins only what goes on with a digit (GPT-2, LLaMA3.1-8B); trailing plus
# signs belong to the name. Each alternative starts at another character: no backtracking.
WORD_PATTERN = rf"[^\W_{UNSPACED}]+(?:[-.](?=\d)[^\W_{UNSPACED}]+)*\+{{0,3}}"

_WORD = re.compile(WORD_PATTERN)
_WORD_OR_RUN = re.compile(rf"({WORD_PATTERN})|[{UNSPACED}]+")
_RUN = re.compile(f"[{UNSPACED}]")

# One character begins every match, so that a search skips to the next of them; closing quotes and
# brackets, group 1, belong to the sentence. A point behind an abbreviation or an initial ends none.
_GAP = re.compile(
    r"([.!?。！？](?:(?<=[.!?])(?=[\"')\]]*\s)"
    r"(?<!\b[A-Z]\.)(?<!\b(?:cf|vs|al|Eq|No|Dr)\.)(?<!\b(?:e\.g|i\.e|Fig|Eqs|Sec|Tab)\.)"
    r"(?<!\b(?:Figs|Prof|resp)\.)(?<!\bw\.r\.t\.)(?<!\bapprox\.)"
    r"[\"')\]]*(?=\s+(?:[^\W\d_a-z]|[\"'(\[\d\\$*]))"
    r"|(?<=[。！？])[。！？]*[」』”’）]*))\s*"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # of bidirectional text; letters need none
_SPACE = re.compile(r"\s+")
_FOREIGN = re.compile(r"([^\x00-\x7f]+)")


def fold(text: str) -> str:
    """Fold case and accents: `Schrödinger` and `SCHRODINGER` become `schrodinger`.

    Marks of scripts without spaces stay (Thai vowels and tones, the voicing of kana): they are
    no ornament there.
    """
    if text.isascii():
        return text.lower()
    # A mark never changes an ASCII letter before it but by going, so the rest folds on its own.
    parts = _FOREIGN.split(text)
    parts[::2] = map(str.lower, parts[::2])
    parts[1::2] = map(_fold_foreign, parts[1::2])
    return "".join(parts)


@lru_cache(maxsize=4096)
def _fold_foreign(text: str) -> str:
    """Fold a run of characters that are not ASCII: mostly the same few quotes, dashes, letters."""
    # Folding and taking apart by turns, as Unicode's compatibility caseless matching (D146) does:
    # either may uncover work for the other.
    spread = text
    for _ in range(2):
        spread = unicodedata.normalize("NFKD", spread.casefold())
    bare = (char for char in spread if not unicodedata.combining(char) or unspaced(char))
    return unicodedata.normalize("NFC", "".join(bare))


def clean(text: str) -> str:
    """Squeeze `text`, without what no format carries, or what turns round the text behind it.

    That is: control characters, lone surrogates, and embeddings, overrides and isolates of
    bidirectional text.
    """
    if text.isprintable() and "  " not in text:  # of white space, only the blank is printable
        return text.strip()
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return squeeze(_CONTROL.sub(" ", _TURNING.sub("", whole)))


def squeeze(text: str) -> str:
    """Give `text` on one line: every run of white space becomes one blank, ends are cut."""
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Words of `text` in order, folded: `words("GPT-2 on state-space") -> [gpt-2, on, ...]`.

    In a script without spaces, every `GRAM` characters in a row: `模型図 -> [模型, 型図]`.
    """
    return words_in_folded(fold(text))


def words_in_folded(folded: str) -> list[str]:
    """Words of a text that is folded already."""
    if has_unspaced(folded):
        return [folded[start:end] for start, end in word_spans(folded)]
    return _WORD.findall(folded)


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Spans (start, end) of the words of `text`, as it stands; those without spaces overlap."""
    if text.isascii():
        yield from map(re.Match.span, _WORD.finditer(text))
        return
    for found in _WORD_OR_RUN.finditer(text):
        start, end = found.span()
        if found[1]:
            yield start, end
        else:
            last = max(end - GRAM, start)
            yield from ((place, min(place + GRAM, end)) for place in range(start, last + 1))


def has_unspaced(text: str) -> bool:
    """Whether a text is, in part, in a script that sets no space between words."""
    return not text.isascii() and bool(_RUN.search(text))


def unspaced(word: str) -> bool:
    """Whether a word is of a script that sets no space between words."""
    return bool(_RUN.match(word))


def singular(word: str) -> str:
    """Fold the regular plural of an English word: `models` and `model` become `model`.

    Harman's S stemmer (1991, "How effective is suffixing?"): it joins what should be joined in
    nearly every case and, unlike heavier stemmers, leaves words that people can read.
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of `text`, in order and without overlap.

    A point ends a sentence when white space and a capital, digit or bracket follow, and it does
    not stand behind a known abbreviation or an initial. White space between spans is dropped.
    """
    spans = []
    start = 0
    for gap in _GAP.finditer(text):
        spans.append((start, gap.end(1)))
        start = gap.end()
    end = len(text.rstrip())
    if start < end:
        spans.append((start + len(text[start:end]) - len(text[start:end].lstrip()), end))
    return spans


def title_key(title: str) -> str:
    """What two spellings of one title share: folded words, single blanks, nothing else."""
    return " ".join(re.findall(r"[^\W_]+", fold(title)))


def slug(title: str, *, length: int = 60) -> str:
    """Make a readable key from a title: at most `length` characters, cut between words.

    A title with no letter or digit gets a key from its hash, so that no key is empty.
    """
    folded = title_key(title)
    if not folded:
        return "untitled-" + digest(title)[:8]
    if len(folded) > length:
        folded = folded[: length + 1].rpartition(" ")[0] or folded[:length]
    return folded.replace(" ", "-")


def shorten(title: str, *, length: int = 40) -> str:
    """The beginning of a title, cut between words: a name before a colon, or `length` letters."""
    head = title.partition(": ")[0]
    if len(head) <= length:
        return head
    return (head[: length - 1].rpartition(" ")[0] or head[: length - 1]) + "…"


def digest(text: str) -> str:
    """SHA-256 of `text` in hexadecimal: the same on every machine and in every run."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
