"""LaTeX as it stands in bibliographies -> plain text: accents, braces, commands, simple formulas.

pylatexenc knows the language and reads letter by letter; so it is given the pieces that are LaTeX,
each once, and what stands between them, with its braces, dashes and quotes, needs no parser.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import Any

_MARKED = re.compile(r"[\\{}$~]|--|``|''")
_GROUP = r"\{[^{}]{0,4000}\}"
for _depth in range(3):
    _GROUP = rf"\{{(?:[^{{}}]{{1,4000}}+|{_GROUP}){{0,400}}\}}"
_PIECE = re.compile(
    # \"o \"{o} \"{\i} \'\i, then \v{s} \v s \c{c}, then \ss \o \aa, with the blank behind them
    r"""\\(?:["'`^~=.]\s*(?:\{\s*\\?[A-Za-z]\s*\}|\\[ij](?![A-Za-z])|[A-Za-z])"""
    r"|[uvHtcdbrk](?:\s*\{\s*\\?[A-Za-z]{1,2}\s*\}|\s+\\?[A-Za-z](?![A-Za-z]))"
    r"|(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j|dh|DH|th|TH|dj|DJ|ng|NG)(?![A-Za-z])(?:\{\}|\s+)?"
    # formulas; environments; commands and what they hold; \& \%
    rf"|\(.{{0,500}}?\\\)|\[.{{0,500}}?\\\]|begin\{{.{{0,4000}}?\\end\{{[A-Za-z]+\*?\}}"
    rf"|[A-Za-z]+\*?(?:(?:\s*{_GROUP})+|\s+)?|.)"
    # Sums of money are no formulas; the second form is Pandoc's.
    r"|\$\$?[^$]{0,500}[\\^_][^$]{0,500}(?<!\\)\$\$?|\$(?=[^\s$])[^$]{0,500}(?<=\S)\$(?!\d)",
    re.DOTALL,
)
_SPECIAL = re.compile(r"(?<!\\)([%&#])")
_SUBSCRIPT = re.compile(r"_(?:(\d)|\{(\d+)\})")
_TYPED = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " "), ("{", ""), ("}", ""))
# Commands that pylatexenc passes over with what they hold, or does not know, by how they are said.
_SAID = dict.fromkeys(("mbox", "textmd", "textsf", "texttt", "textup", "url"), "%s")
_SAID |= dict.fromkeys(("mathbf", "mathcal", "mathit", "mathsf", "mathtt"), "%s")
_SAID |= {"enquote": "“%s”", "cite": "", "footnote": "", "noopsort": "", "-": ""}
_SAID |= {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "S": "§", "P": "¶", "pounds": "£"}
_SAID |= {"copyright": "©", "textless": "<", "textgreater": ">", "textbar": "|", "slash": "/"}
_SAID |= {"textbraceleft": "{", "textbraceright": "}", "textunderscore": "_"}
_HOLDING = {"enquote": "{", "href": "{{", "noopsort": "{"}  # what the parser does not know to hold


def plain(text: str) -> str:
    r"""What `text` says when it is set: `{\"o}` is ö, `{BERT}` BERT, `$\alpha$` α, `H$_2$O` H2O.

    Never fails: what says nothing but unknown commands is given by their names. A bare `%` is a per
    cent sign: in a bibliography nothing else is meant by it.
    """
    if not _MARKED.search(text):
        return text
    said: list[str] = []
    place = 0
    for piece in _PIECE.finditer(text):
        said += (_typed(text[place : piece.start()]), _set(piece[0]))
        place = piece.end()
    said.append(_typed(text[place:]))
    whole = "".join(said)
    return whole if whole.strip() else re.sub(r"[\\{}$]", "", text)


def _typed(text: str) -> str:
    for typed, meant in _TYPED:
        text = text.replace(typed, meant)
    return text


@lru_cache(maxsize=4096)
def _set(code: str) -> str:
    """One command or formula; without its signs if the parser cannot make sense of it."""
    if code.startswith(("$", r"\(", r"\[")):
        code = _SUBSCRIPT.sub(r"\1\2", code)
    try:
        return _decoder()(_SPECIAL.sub(r"\\\1", code))
    except Exception:  # the parser promises none
        return re.sub(r"[\\{}$]", "", code)


@cache
def _decoder() -> Callable[[str], str]:
    """pylatexenc's, with the commands of `_SAID`, and links told by their text."""
    from pylatexenc import latex2text, latexwalker, macrospec

    logging.getLogger("pylatexenc").addHandler(logging.NullHandler())  # else it writes to stderr
    known = latexwalker.get_default_latex_context_db()
    holding = [macrospec.std_macro(name, held) for name, held in _HOLDING.items()]
    known.add_context_category("own", macros=holding, prepend=True)
    said = latex2text.get_default_latex_context_db()
    macros = [latex2text.MacroTextSpec(name, simplify_repl=text) for name, text in _SAID.items()]
    macros.append(latex2text.MacroTextSpec("href", simplify_repl=_link))
    said.add_context_category("own", macros=macros, prepend=True)
    decoder = latex2text.LatexNodes2Text(latex_context=said, math_mode="text")
    return partial(decoder.latex_to_text, latex_context=known)


def _link(node: Any, l2tobj: Any) -> str:
    return str(l2tobj.nodelist_to_text([node.nodeargd.argnlist[1]]))
