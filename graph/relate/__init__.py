"""Corpus -> Graph: terms, names, citations, and the layers they make."""
