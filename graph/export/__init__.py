"""Atlas -> files for people."""
