"""What becomes of every file of a folder: read, with how many papers, or refused, and why.

python benchmarks/formats.py PATH [--files]

Prints a table by format, with the CPU time that reading took, and the reasons of refusals and
skips, counted; --files names each file. PATH is a folder or a file.
Exits 1 if reading a file failed in any way but with an error that says what is wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
import traceback
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from graph import GraphError, read_papers
from graph.core.types import FileAudit, Skip


@dataclass(slots=True)
class Outcome:
    """What became of one file."""

    formats: list[str] = field(default_factory=list)
    papers: int = 0
    skips: list[str] = field(default_factory=list)
    refused: str = ""
    crash: str = ""
    seconds: float = 0.0


Outcomes = list[Outcome]


def outcome(path: Path) -> Outcome:
    """Read a file alone, as if it had been given by name."""
    found = Outcome()
    start = time.process_time()
    try:
        for record in read_papers(path):
            if isinstance(record, FileAudit):
                found.formats.append(record.format)
                found.papers += record.papers
            elif isinstance(record, Skip):
                found.skips.append(record.reason)
    except GraphError as error:
        found.refused = str(error).rpartition(f"{path.name}: ")[2]
    except Exception:
        found.crash = traceback.format_exc(limit=-2)
    found.seconds = time.process_time() - start
    return found


def kind(reason: str) -> str:
    """A reason without what is particular to one record."""
    return re.sub(r"\d+", "N", re.sub(r"['\"“<].*['\"”>]", "…", reason.partition(": ")[0]))


def print_tables(found: dict[Path, Outcome]) -> None:
    """Print what was read by format, and why the rest was not."""
    totals: defaultdict[str, Outcomes] = defaultdict(list)
    for each in found.values():
        name = "+".join(dict.fromkeys(each.formats)) or ("crash" if each.crash else "refused")
        totals[name].append(each)
    print(f"{'format':<18}{'files':>7}{'papers':>9}{'skips':>8}{'seconds':>9}")
    for name, outcomes in (*sorted(totals.items()), ("all", list(found.values()))):
        papers = sum(each.papers for each in outcomes)
        skips = sum(len(each.skips) for each in outcomes)
        seconds = sum(each.seconds for each in outcomes)
        print(f"{name:<18}{len(outcomes):>7}{papers:>9}{skips:>8}{seconds:>9.2f}")
    for title, reasons in (
        ("refused", [kind(each.refused) for each in found.values() if each.refused]),
        ("skipped", [kind(reason) for each in found.values() for reason in each.skips]),
    ):
        print(f"\n{title}")
        for reason, count in sorted(Counter(reasons).items(), key=lambda item: (-item[1], item[0])):
            print(f"{count:>7}  {reason}")


def print_files(found: dict[Path, Outcome], folder: Path) -> None:
    """Print a line a file, and the reasons of what was left out of it."""
    for path, each in found.items():
        name = "+".join(dict.fromkeys(each.formats)) or "-"
        print(f"{path.relative_to(folder)}\t{name}\t{each.papers}\t{len(each.skips)}", end="")
        print(f"\trefused: {each.refused}" if each.refused else "")
        for reason, count in Counter(map(kind, each.skips)).most_common():
            print(f"\t\t{count} {reason}")


def main() -> None:
    """Read every file, print, and say whether all went well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--files", action="store_true", help="name each file")
    told = parser.parse_args()
    inner = told.path.rglob("*") if told.path.is_dir() else [told.path]
    paths = sorted(path for path in inner if path.is_file())
    found = {path: outcome(path) for path in paths}
    if told.files:
        print_files(found, told.path)
    else:
        print_tables(found)
    crashed = {path: each.crash for path, each in found.items() if each.crash}
    for path, crash in crashed.items():
        print(f"\ncrash in {path}\n{crash}")
    sys.exit(bool(crashed))


if __name__ == "__main__":
    main()
