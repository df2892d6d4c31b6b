"""Papers near to one, chains of them, and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from graph.show.parts import Document, indented, line, shares_of, speaks_utf8, strength_of


def related(document: Document, console: Console) -> None:
    """The nearest papers, each with its reasons below."""
    console.print(Text(document["paper"]["title"], "bold"))
    _nearest(document["related"], console)


def path(document: Document, console: Console) -> None:
    """Each chain in a line, then hop by hop with its evidence."""
    for number, chain in enumerate(document["paths"]):
        if number:
            console.print()
        told = " → " if speaks_utf8(console) else " -> "
        console.print(line((told.join(chain["chain"]), "bold"), strength_of(chain["strength"])))
        for place, hop in enumerate(chain["hops"]):
            ends = chain["chain"][place : place + 2]
            console.print()
            console.print(line((told.join(ends), ""), strength_of(hop["strength"], hop["via"])))
            console.print(indented(_full(hop["evidence"]), 4))


def why(document: Document, console: Console) -> None:
    """The score of a pair, both ranks, and all the evidence."""
    console.print(Text(document["a"]["title"], "bold"))
    console.print(Text(document["b"]["title"], "bold"))
    linked = "linked" if document["linked"] else "not linked"
    console.print(
        f"score {document['score']:.3f}, {linked}; the second is no. {document['rank'][0]} for the "
        f"first, the first no. {document['rank'][1]} for the second"
    )
    if "reason" in document:
        console.print(f"Not linked: {document['reason']}")
    console.print(indented(_full(document["evidence"]), 2))


def draft(document: Document, console: Console) -> None:
    """What is near to each draft, with reasons; its cluster, its models, what it does not cite."""
    for number, one in enumerate(document["drafts"]):
        if number:
            console.print()
        console.print(Text(one["paper"]["title"], "bold"))
        if one["cluster"]:
            console.print(f"belongs to cluster {one['cluster']['id']}: {one['cluster']['label']}")
        for model in one["models"]:
            owners = "; ".join(paper["title"] for paper in model["introduced_by"])
            if owners:
                console.print(
                    line(("mentions ", ""), (model["name"], "bold"), (f", of {owners}", ""))
                )
        others = [model["name"] for model in one["models"] if not model["introduced_by"]]
        if others:
            console.print(f"mentions {', '.join(others)}, which no paper here introduces")
        _nearest(one["related"], console)
        if one["uncited"]:
            console.print(Text("related, but not cited", "cyan"))
        for paper in one["uncited"]:
            console.print(indented(Text(paper["title"]), 2))


def _nearest(entries: Sequence[Document], console: Console) -> None:
    """Papers by score, each with its reasons below."""
    if not entries:
        console.print("No paper here has anything in common with it.")
    for place, entry in enumerate(entries, start=1):
        year = f" ({entry['year']})" if entry.get("year") else ""
        cited = "  (cited)" if entry.get("cited") else ""
        told = entry["title"] + year + cited
        console.print(line((f"{place:>3}  {entry['score']:.2f}  ", "cyan"), (told, "")))
        console.print(indented(_brief(entry["evidence"]), 11))


def _brief(evidence: Document) -> Text:
    """One line of reasons: names, citations, terms."""
    parts = []
    if evidence["names"]:
        parts.append(f"names {', '.join(evidence['names'][:4])}")
    parts += evidence["citations"]
    if evidence["terms"]:
        parts.append(f"terms {', '.join(term for term, _ in evidence['terms'][:4])}")
    return Text("; ".join(parts), "dim")


def _full(evidence: Document) -> RenderableType:
    """All the reasons: layers, terms, names, citations with their shares, then the sentences."""
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="cyan", no_wrap=True)
    rows.add_column()
    told = {
        "layers": shares_of(evidence["layers"].items()),
        "terms": _terms(evidence),
        "context": f"{evidence['context']:.0%} of terms: words of the papers nearest to each"
        if evidence["context"] >= 0.005
        else "",
        "names": ", ".join(evidence["names"]),
        "concepts": ", ".join(f"“{words}”" for words in evidence["concepts"]),
        "citations": "; ".join(evidence["citations"]),
    }
    for name, text in told.items():
        if text:
            rows.add_row(name, Text(text))
    quotes: list[RenderableType] = []
    for title, of_one in groupby(evidence["sentences"], key=lambda quote: quote["title"]):
        quotes.append(Text(title, "dim"))
        # A title that is its own evidence need not be said twice.
        texts = [quote["text"] for quote in of_one if quote["text"] != title]
        quotes += [indented(Text(f"“{text}”", "italic"), 2) for text in texts]
    return Group(rows, *quotes)


def _terms(evidence: Document) -> str:
    """Shared terms with their shares, and what the others make together."""
    others = 1 - evidence["context"] - sum(share for _, share in evidence["terms"])
    told = evidence["terms"] + [["others", others]] if others >= 0.005 else evidence["terms"]
    return shares_of(told) if evidence["terms"] else ""
