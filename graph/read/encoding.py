"""Bytes -> characters: which encoding a text is in, and what becomes of bytes that do not fit."""

from __future__ import annotations

import codecs
import io
import re

ERRORS = "paperkin"
"""Name of the error handler: a stray byte in UTF-8 is read as cp1252, any other as U+FFFD."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# In XML, and in the first lines of a library that JabRef wrote. What is said of UTF-8 and UTF-16
# is left aside: the bytes tell those for certain, and files often claim them wrongly.
_DECLARED = re.compile(
    rb"(?:<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']|^%[ \t]*Encoding:[ \t]*)"
    rb"((?:iso|latin|cp|windows|mac|koi8|gb|big5|shift|sjis|euc)[\w-]{0,20})",
    re.IGNORECASE | re.MULTILINE,
)
# Encodings of which one is guessed; where several fit equally well, the first of them is taken.
_LIKELY = [
    *("cp1252", "gb18030", "shift_jis", "euc_kr", "big5", "euc_jp"),
    *("cp1251", "koi8_r", "cp1250", "cp1253", "cp1255", "cp1256"),
]
_TEXT = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\v\f\r"})


def encoding_of(head: bytes) -> str:
    """Name the encoding of a text by its beginning.

    A byte order mark decides, then zeros in every other byte (UTF-16), then whether it is valid
    UTF-8 with anything beyond ASCII in it, then what it declares. Failing all that it is UTF-8 if
    it is so for the most part, else what charset-normalizer holds to be likeliest.
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if wide := _wide(head):
        return wide
    if not head.isascii() and _fits(head, "utf-8"):
        return "utf-8"
    declared = _DECLARED.search(head[:1024])
    if declared and _fits(head, declared[1].decode()):
        return declared[1].decode()
    return "utf-8" if _mostly_utf8(head) else _guess(head)


def decoded(head: bytes, encoding: str) -> str:
    """Decode the beginning of a text, which may be cut anywhere; line ends become line feeds."""
    decoder = codecs.getincrementaldecoder(encoding)(ERRORS)
    return io.IncrementalNewlineDecoder(decoder, translate=True).decode(head)


def is_text(head: bytes) -> bool:
    """Whether bytes in an encoding that contains ASCII are text: at most 1 in 20 is a control."""
    return 20 * len(head.translate(None, _TEXT)) <= len(head)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: zeros stand in every other byte of what is ASCII."""
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    few, many = sorted((even, odd))
    if many < 4 or many * 10 < len(sample) or few * 20 > many:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _fits(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)
    except (LookupError, UnicodeDecodeError):
        return False
    return True


def _mostly_utf8(head: bytes) -> bool:
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    stray = text.count("\ufffd")
    return stray <= len(text) - len(text.encode("ascii", "ignore")) - stray


def _guess(head: bytes) -> str:
    from charset_normalizer import from_bytes

    found = list(from_bytes(head, cp_isolation=_LIKELY))
    fits = [(match.chaos, match.coherence) for match in found]
    best = [match for match, fit in zip(found, fits, strict=True) if fit == fits[0]]
    names = {name for match in best for name in match.could_be_from_charset}
    return next((name for name in _LIKELY if name in names), "cp1252")


def _rescue(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    known = error.encoding == "utf-8"
    return stray.decode("cp1252", "replace") if known else "\ufffd", error.end


codecs.register_error(ERRORS, _rescue)
