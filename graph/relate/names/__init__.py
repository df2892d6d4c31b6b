"""Named models, methods, families, benchmarks and data sets: who introduces, who mentions them.

text            marked-up text, tokens, shapes, keys
vocabulary      words of the craft: cues, heads, what is never a name
definitions     long form <-> acronym
introductions   what a paper says it introduces
candidates      what is written as a name, and in what company
scan            one paper -> its findings
lexicon         findings of all papers -> one name a thing, and its spellings
mentions        the lexicon's names in every text, longest first
gazetteer       names in general use, from a data file
extract         the whole trip
"""

from graph.relate.names.extract import extract_names

__all__ = ["extract_names"]
