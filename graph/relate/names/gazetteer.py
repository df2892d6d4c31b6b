"""Names in general use, from a data file: what any reader of the field knows without being told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Known:
    """A name in general use: how it is written first, its kind, its other spellings."""

    name: str
    kind: str
    aliases: tuple[str, ...]


@cache
def gazetteer() -> tuple[Known, ...]:
    """All entries of the data file, in its order."""
    text = files(__package__).joinpath("gazetteer.txt").read_text(encoding="utf-8")
    entries = []
    kind = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            kind = line[1:-1]
        elif line and not line.startswith("#"):
            for entry in line.split("; "):
                name, *aliases = (part.strip() for part in entry.rstrip(";").split(" = "))
                entries.append(Known(name, kind, tuple(aliases)))
    return tuple(entries)
