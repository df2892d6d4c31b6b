"""Named models, methods, families, benchmarks and data sets: who introduces, who mentions them.

text            marked-up text, pieces, keys
shapes          what the shape of a token tells
parts           many texts split at once, in tokens or in pieces
lines, block    sentences as the rules see them; which of a block's may say something, by signs
vocabulary      words of the craft: cues, heads, what is never a name
definitions     long form <-> acronym
introductions   what a paper says it introduces
candidates      what is written as a name
company         what stands beside it, for all of a block at once; tallies of it
scan            one paper -> its findings
lexicon         findings of all papers -> one name a thing, and its spellings
forms           the lexicon's spellings as a trie, walked from all places at once
written         whether what stands there is written as the name is
mentions        its names in every text, longest first
gazetteer       names in general use, from a data file
extract         the whole trip
"""

from graph.relate.names.extract import extract_names, find_names, learn_names

__all__ = ["extract_names", "find_names", "learn_names"]
