"""Identifiers that stand in addresses, accession numbers and notes, by the sites that give them.

Only what names the paper itself is taken: a DOI behind `doi.org` or `doi:`, an arXiv number behind
`arxiv`; a bare number is nothing.
"""

from __future__ import annotations

import re

_FORMS = {
    "acl": r"acl(?:anthology\.org|web\.org/anthology)/(?:papers/\S+/)?"
    r"([A-Z]\d\d-\d{4}|\d{4}\.[\w-]+\.\d+)",
    "arxiv": r"(?:arxiv(?:\.org/[a-z]+/|[.:]\s?|,?\s)|\babs/)"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?!\d)",
    "doi": r"doi(?:\.org/|:\s?)(10\.\d{4,9}/[^\s\"<>]+)",
    "pmcid": r"(?<![a-z\d])(PMC\d{4,9})(?!\d)",
    "pmid": r"ncbi\.nlm\.nih\.gov/(?:pubmed/)?(\d{4,9})(?!\d)|(?<!\d)(\d{4,9})\s?\[pmid\]"
    r"|MEDLINE:(\d{4,9})",
    "scopus": r"(2-s2\.0-\d+)",
    "wos": r"((?:WOS|ISI):[A-Z\d]{10,})",
}
_FOUND = {kind: re.compile(form, re.IGNORECASE) for kind, form in _FORMS.items()}


def addressed(*texts: str) -> dict[str, str]:
    """The first identifier of each kind in `texts`: "https://arxiv.org/abs/1706.03762v5" names one.

    Kinds: acl, arxiv, doi, pmcid, pmid, scopus, wos; as they stand, for `fields.identifiers`.
    """
    text = "\n".join(texts)
    searched = ((kind, form.search(text)) for kind, form in _FOUND.items())
    found = {kind: hit[hit.lastindex or 0] for kind, hit in searched if hit}
    if "wos" in found:  # as the accession number was written before 2012
        found["wos"] = re.sub("^ISI:", "WOS:", found["wos"])
    return found
