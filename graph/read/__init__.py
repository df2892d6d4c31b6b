"""Outside world -> Corpus: one file a format, and the corpus that they fill."""
