"""What was read, and how much of each field there is: what a person should know of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from graph.core.columns import whole
from graph.core.types import Audit, FileAudit, Merge, Skip
from graph.read.references import Citing

FEW_FOUND = 0.1
"""Share of a file's references found in the corpus below which it is asked whether they are any."""

FEW_LEGIBLE = 0.5
"""Share of the others that must read like references, if they are."""

ENOUGH = 20
"""References below which nothing can be said of a file's."""


def audited(
    papers: pa.Table,
    citing: Citing,
    *,
    files: Iterable[FileAudit],
    merges: Iterable[Merge],
    skips: Iterable[Skip],
) -> Audit:
    """The audit of a corpus of papers (schema `PAPERS`) and their references."""
    found = Audit(
        files=tuple(sorted(files, key=lambda file: file.file)),
        merges=tuple(sorted(merges, key=lambda merge: merge.key)),
        skips=tuple(sorted(skips, key=lambda skip: (skip.source.file, skip.source.line))),
        papers=papers.num_rows,
        without_abstract=_count(pc.equal(papers["abstract"], "")),
        without_year=papers["year"].null_count,
        without_authors=_count(pc.equal(pc.list_value_length(papers["authors"]), 0)),
        without_references=_count(pc.equal(pc.list_value_length(papers["references"]), 0)),
        references=len(citing.cited),
        references_matched=int((citing.cited >= 0).sum()),
    )
    return replace(found, warnings=(*_shifted(papers, citing), *_thin(found)))


def _count(holds: pa.ChunkedArray) -> int:
    return int(pc.sum(holds).as_py() or 0)


def _shifted(papers: pa.Table, citing: Citing) -> Iterator[str]:
    """Files of which few references are found and the others hardly read like references."""
    source = pc.list_element(whole(papers["sources"]), 0)
    file = pc.struct_field(source, "file").dictionary_encode()
    of_file = file.indices.to_numpy()[citing.citing]
    found = citing.cited >= 0
    for number, name in sorted(enumerate(file.dictionary.to_pylist()), key=lambda pair: pair[1]):
        held = of_file == number
        count, hits = int(held.sum()), int((held & found).sum())
        legible = int((held & ~found & citing.legible).sum())
        if hits < FEW_FOUND * count and legible < FEW_LEGIBLE * (count - hits) and count >= ENOUGH:
            yield (
                f"{name}: {hits:,} of {count:,} references matched, and {count - hits - legible:,} "
                "do not read like references: what stands for references there looks shifted"
            )


def _thin(audit: Audit) -> Iterator[str]:
    if audit.without_abstract == audit.papers:
        cited = " and citations" if audit.references_matched else ""
        yield f"no paper has an abstract: kinship rests on titles{cited} alone"
