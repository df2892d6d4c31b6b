"""PubMed XML: sets of articles and books, or a single one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from graph.core.types import Paper, Record, Skip, Source
from graph.read import elements
from graph.read.elements import whole, words
from graph.read.fields import identifiers, locator, people, year

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TAGS = ("PubmedArticle", "PubmedBookArticle")
_ROOTS = frozenset({*_TAGS, *(f"{tag}Set" for tag in _TAGS)})
_PARTS = ("MedlineCitation", "BookDocument")
_TITLES = ("ArticleTitle", "VernacularTitle", "BookTitle")
_UNTITLED = frozenset({"", "[Not Available]"})
_UNLABELLED = frozenset({"", "UNLABELLED", "UNASSIGNED"})
_DATES = tuple(
    f".//{date}/{part}"
    for date in ("JournalIssue/PubDate", "Book/PubDate", "ArticleDate", "ContributionDate")
    for part in ("Year", "MedlineDate")
)
_KINDS = {"pubmed": "pmid", "pmc": "pmcid", "doi": "doi"}


def recognises(head: str) -> bool:
    """Whether the outermost element is a set of articles, or one."""
    return elements.root(head).name in _ROOTS


def read(text: TextIO, file: str) -> Iterator[Record]:
    """Yield the articles and books, and what was left out."""
    return elements.read(text, file, _paper, tags=_TAGS)


def _paper(record: Element, source: Source) -> Record:
    # What is said of the work itself, apart from its references.
    held = next(filter(lambda part: part is not None, map(record.find, _PARTS)), record)
    # PubMed sets a full stop behind every title.
    titles = (words(held, f".//{name}").removesuffix(".") for name in _TITLES)
    title = next((title for title in titles if title not in _UNTITLED), "")
    if not title:
        return Skip(source, "no title")
    return Paper(
        title,
        abstract=" ".join(filter(None, map(_section, held.iterfind(".//Abstract/AbstractText")))),
        year=year(words(held, *_DATES)),
        authors=people(map(_author, held.iterfind(".//AuthorList/Author"))),
        venue=words(held, ".//Journal/Title", ".//MedlineTA", ".//CollectionTitle"),
        identifiers=_identifiers(record),
        references=tuple(filter(None, map(_reference, record.iterfind(".//Reference")))),
        source=source,
    )


def _section(text: Element) -> str:
    """A part of a structured abstract, led by its label."""
    label, said = text.get("Label", ""), whole(text)
    return f"{label}: {said}" if label.upper() not in _UNLABELLED and said else said


def _author(author: Element) -> str:
    given = words(author, "ForeName", "Initials")
    family = words(author, "LastName")
    return f"{given} {family}".strip() or words(author, "CollectiveName")


def _identifiers(record: Element) -> dict[str, str]:
    # Those of the references stand below, not beside, the list that is meant.
    found = {
        _KINDS[kind]: whole(one)
        for one in record.iterfind("./*/ArticleIdList/ArticleId")
        if (kind := one.get("IdType", "")) in _KINDS
    }
    found.setdefault("pmid", words(record, "./*/PMID"))
    found.setdefault("doi", words(record, ".//ELocationID[@EIdType='doi']"))
    pages = words(record, ".//Pagination/StartPage", ".//Pagination/MedlinePgn")
    found["locator"] = locator(words(record, ".//JournalIssue/Volume"), pages)
    return identifiers(**found)


def _reference(reference: Element) -> str:
    """A cited work: its identifier, of which a bare number would not say the kind, or its text."""
    by_kind = {one.get("IdType"): whole(one) for one in reference.iterfind(".//ArticleId")}
    if pmid := by_kind.get("pubmed"):
        by_kind["pubmed"] = f"PMID:{pmid}"
    named = next((by_kind[kind] for kind in ("doi", "pubmed", "pmc") if by_kind.get(kind)), "")
    return named or words(reference, "Citation")
